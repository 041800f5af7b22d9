"""How long a fleet of new domains will take, with what was created in the last hour."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from mtasts_pages.sandbox.authority import Authority
from mtasts_pages.sandbox.github import GitHub
from mtasts_pages.state import Owner, OwnerKind
from mtasts_pages.world.clock import SystemClock
from mtasts_pages.world.github import Repositories, Session
from mtasts_pages.world.github.credentials import FixedToken

OCTO = Owner("octo", OwnerKind.USER, is_viewer=True)
OCTO_ORG = Owner("octo-org", OwnerKind.ORGANIZATION, is_viewer=False)


@pytest.fixture
def github(tmp_path: Path, authority: Authority) -> Iterator[GitHub]:
    server = GitHub(
        tmp_path / "github",
        resolve_cname=lambda _: None,
        server_context=authority.server_context,
    )
    server.limits.content_per_minute = server.limits.points_per_minute = 10**6
    with server:
        server.add_user("octo")
        server.add_organization("octo-org", owners=("octo",))
        yield server
    assert server.failures == []
    assert server.unknown_requests == []


def create(github: GitHub, token: str, owner: Owner, count: int) -> None:
    """Create repositories as an earlier run would."""
    whose = "user" if owner is OCTO else f"orgs/{owner.login}"
    for number in range(count):
        request = urllib.request.Request(  # noqa: S310 - on loopback
            f"{github.api_url}/{whose}/repos",
            json.dumps({"name": f"r{number}"}).encode(),
            {"Authorization": f"Bearer {token}", "User-Agent": "tests"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            assert answer.status == 201


@pytest.mark.parametrize("owner", [OCTO, OCTO_ORG], ids=["a user", "an organization"])
def test_what_an_earlier_run_created_counts(github: GitHub, owner: Owner) -> None:
    token = github.add_token("octo").value
    repositories = Repositories(Session(github.api_url, FixedToken(token), SystemClock()))
    assert repositories.forecast_creation(21, [owner]) == 21 * 4  # the writes, a second apart
    create(github, token, owner, 230)  # with the new ones more than 500 creations in this hour
    asked = len(github.exchanges)
    assert 3600 < repositories.forecast_creation(21, [owner]) < 3700  # an hour, then the rest
    assert [exchange.query["page"] for exchange in github.exchanges[asked:]] == ["1", "2", "3"]


def test_a_few_new_domains_are_far_from_any_limit(github: GitHub) -> None:
    token = github.add_token("octo").value
    repositories = Repositories(Session(github.api_url, FixedToken(token), SystemClock()))
    assert repositories.forecast_creation(20, [OCTO]) == 20 * 4
    assert github.exchanges == []
