"""What if: which senders, holding which policy, would deliver to which MX hosts. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mtasts_pages.checks.coverage import find_uncovered
from mtasts_pages.rollout.life.ledger import Ledger
from mtasts_pages.site.history import HoldUntil
from mtasts_pages.standards.mtasts import Mode, Policy


@dataclass(frozen=True, slots=True)
class HeldPolicy:
    """One policy that senders may hold, and where those that do deliver."""

    policy_id: str | None
    """``None`` for one that is not announced yet, or never had an id of its own."""
    policy: Policy
    hold_until: HoldUntil | None
    """``None`` for what is served: it is held for as long as that."""
    hosts: tuple[tuple[str, bool], ...]
    """Each MX host, and whether they deliver to it."""


def delivers(policy: Policy, host: str) -> bool:
    """Return whether a sender that holds *policy* delivers to *host* by its name (RFC 8461, 5)."""
    return policy.mode is not Mode.ENFORCE or not find_uncovered(policy, [host])


def simulate(
    ledger: Ledger, hosts: Sequence[str], at: datetime, proposed: Policy | None = None
) -> tuple[HeldPolicy, ...]:
    """Return each policy that senders may hold at the moment *at*, oldest first.

    Args:
        ledger: What was announced. What is served now is taken to be replaced by *proposed* now.
        hosts: Where the domain would take mail.
        at: The moment that is asked about; not before the ledger was read.
        proposed: A policy that would be published now.

    """
    found = []
    for each in ledger.history.announcements:
        hold = each.hold_until(ledger.now, ledger.ttl)
        stays = proposed is None and each is ledger.history.current
        if each.policy is not None and (stays or hold.safe > at):
            told = tuple((host, delivers(each.policy, host)) for host in hosts)
            until = None if stays else hold
            found.append(HeldPolicy(each.policy_id, each.policy, until, told))
    if proposed is not None:
        told = tuple((host, delivers(proposed, host)) for host in hosts)
        found.append(HeldPolicy(None, proposed, None, told))
    return tuple(found)
