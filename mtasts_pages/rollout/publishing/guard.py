"""The guard: what a plan must not do without somebody's word. Pure.

It judges what the repositories hold against what the config says, before anything is
written. New policies harm nobody; changes to published ones can.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mtasts_pages.site import POLICY_PATH
from mtasts_pages.standards.mtasts import Mode, MxPattern, Policy
from mtasts_pages.standards.reading import parse_policy
from mtasts_pages.state import RemoteRepository, Target

LARGEST_SHARE = 0.3
"""Share of the published policies that one run may change unasked."""

SMALL_FLEET = 10
"""Published policies up to which the share says nothing."""

FEWEST_CHANGES = 4
"""Changes below which it says nothing either: a part of a fleet may be small."""


@dataclass(frozen=True, slots=True)
class Risk:
    """One thing that somebody should have meant: a sentence, and the domains it concerns."""

    sentence: str
    domains: tuple[str, ...]


def find_risks(
    targets: Sequence[Target],
    repositories: Sequence[RemoteRepository | None],
    shards: int = 1,
) -> tuple[Risk, ...]:
    """Return what is risky in turning *repositories* into *targets*, in their order.

    With *shards* these are one of so many parts of a fleet, about as large as the others.
    """
    published = [
        (target, text)
        for target, repository in zip(targets, repositories, strict=True)
        if repository is not None and (text := repository.texts.get(POLICY_PATH)) is not None
    ]
    changes = [each for each in published if each[1].encode() != each[0].policy_file]
    risks = [risk for target, text in changes if (risk := _find_risk(target, text)) is not None]
    changed = tuple(target.domain for target, _ in changes)
    many = len(changed) >= FEWEST_CHANGES and len(changed) > LARGEST_SHARE * len(published)
    if many and len(published) * shards > SMALL_FLEET:
        sentence = f"{len(changed)} of {len(published)} published policies would change"
        risks.append(Risk(sentence, changed))
    return tuple(risks)


def _find_risk(target: Target, published: str) -> Risk | None:
    """Return what senders who know the *published* policy would meet, if that is risky."""
    try:
        before = parse_policy(published.encode())
    except ValueError:
        return None  # senders refuse it today: nothing is taken away
    after: Policy = target.policy
    domain = target.domain
    if before.mode is not Mode.NONE and after.mode is Mode.NONE:
        return Risk(f"the policy of `{domain}` is withdrawn: its mode becomes `none`", (domain,))
    # A sender with an enforced policy delivers to no host that the policy does not name
    # (RFC 8461, 5); a host that goes from the policy must have gone from the DNS before.
    lost = [pattern.text for pattern in before.mx if not _is_kept(pattern, after)]
    if before.mode is not Mode.ENFORCE or after.mode is not Mode.ENFORCE or not lost:
        return None
    hosts = ", ".join(f"`{host}`" for host in lost)
    return Risk(f"the enforced policy of `{domain}` loses {hosts}", (domain,))


def _is_kept(pattern: MxPattern, policy: Policy) -> bool:
    """Return whether *policy* covers each host that *pattern* covers."""
    if pattern in policy.mx:
        return True
    is_host = not pattern.text.startswith("*.")
    return is_host and any(other.matches(pattern.text) for other in policy.mx)
