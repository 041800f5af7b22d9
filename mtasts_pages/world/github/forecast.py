"""When GitHub's limits will have let a fleet of new domains through."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus

from mtasts_pages.state import Owner, OwnerKind
from mtasts_pages.world.github.budget import HOUR
from mtasts_pages.world.github.session import Session

_CREATIONS = 2  # of a new domain: the repository, its Pages site
_WRITES = 4  # and the custom domain, and the enforcement of HTTPS
_FEW = 20  # new domains that are far from any limit
_A_PAGE = 100
_PAGES = 5  # as many creations as an hour allows


def forecast_creation(session: Session, count: int, owners: Sequence[Owner]) -> float:
    """Return in how many seconds *count* new domains can be published.

    What anybody created in the last hour counts as well: an earlier run that was cut short
    has used up its part of the budget.
    """
    if count > _FEW and session.budget.enforced:
        for owner in owners:
            for seconds_ago in _read_recent(session, owner):
                session.budget.remember(_CREATIONS, seconds_ago)
    return session.budget.estimate(count * _CREATIONS, count * _WRITES)


def _read_recent(session: Session, owner: Owner) -> list[float]:
    """Return how many seconds ago the repositories of the last hour were created, oldest first."""
    kind = "users" if owner.kind is OwnerKind.USER else "orgs"
    now = session.time.now()
    ages: list[float] = []
    for page in range(1, _PAGES + 1):
        query = f"sort=created&direction=desc&per_page={_A_PAGE}&page={page}"
        reply = session.call("GET", f"/{kind}/{owner.login}/repos?{query}")
        if reply.status != HTTPStatus.OK or not isinstance(reply.data, list):
            break
        created = [datetime.fromisoformat(one["created_at"]) for one in reply.data]
        recent = [(now - moment).total_seconds() for moment in created]
        ages += [age for age in recent if age < HOUR]
        if len(recent) < _A_PAGE or recent[-1] >= HOUR:
            break
    return sorted(ages, reverse=True)
