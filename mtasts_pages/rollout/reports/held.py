"""Which announcement a policy in a report is: what the sender went by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from mtasts_pages.site.history import Announcement
from mtasts_pages.standards.mtasts import Policy
from mtasts_pages.standards.reading import PolicyError, parse_policy, propose_policy


@dataclass(frozen=True, slots=True)
class KnownPolicy:
    """A policy that was announced, as far as it is known."""

    policy: Policy
    policy_id: str | None = None
    since: datetime | None = None
    """When its id was announced; ``None`` when nobody knows."""
    until: datetime | None = None
    """When the next one was; ``None`` while it is in force."""

    @property
    def is_current(self) -> bool:
        """Whether senders should have it now."""
        return self.until is None


def list_known(announcements: Sequence[Announcement], intended: Policy) -> tuple[KnownPolicy, ...]:
    """Return the announcements of a ledger as known policies, oldest first.

    The *intended* policy stands before them while it is not announced: to senders it is none, but
    who has it is not behind.
    """
    known = [
        KnownPolicy(each.policy, each.policy_id, each.since, each.until)
        for each in announcements
        if each.policy is not None
    ]
    if any(each.policy == intended for each in known):
        return tuple(known)
    return (KnownPolicy(intended), *known)


@lru_cache(maxsize=10_000)
def read_reported_policy(lines: tuple[str, ...]) -> Policy | None:
    r"""Return the policy of a policy-string; ``None`` when it is none.

    Reporters rebuild the text: with another order, without blanks, with a ``\r`` at each end.
    """
    data = "\r\n".join(line.strip() for line in lines).encode("utf-8", "replace")
    try:
        return parse_policy(data)
    except PolicyError:
        return propose_policy(data)


def find_held(lines: tuple[str, ...], known: Sequence[KnownPolicy]) -> KnownPolicy | None:
    """Return which of *known* the policy in *lines* is, the newest of several that are equal."""
    policy = read_reported_policy(lines) if lines else None
    if policy is None:
        return None
    meaning = _mean(policy)
    return next((each for each in reversed(known) if _mean(each.policy) == meaning), None)


def count_days_behind(held: KnownPolicy, last: date) -> int:
    """Return for how many days after its end a sender went by *held*, seen last on *last*."""
    return 0 if held.until is None else max(0, (last - held.until.date()).days)


def _mean(policy: Policy) -> tuple[object, ...]:
    """Return what senders take from a policy; the order of its hosts is nothing to them."""
    return policy.mode, policy.max_age, frozenset(policy.mx)
