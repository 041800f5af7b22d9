"""The guard: what a plan must not do without somebody's word. Pure.

It judges what the repositories hold, and how the MX hosts are where a policy is about to bind
senders, against what the config says, before anything is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from mtasts_pages.checks.coverage import find_uncovered
from mtasts_pages.rollout.looking.binding import BoundMail
from mtasts_pages.site import POLICY_PATH
from mtasts_pages.standards.mtasts import Mode, MxPattern, Policy
from mtasts_pages.standards.reading import parse_policy
from mtasts_pages.state import MailProblem, RemoteRepository, Target
from mtasts_pages.text import join_some

LARGEST_SHARE = 0.3
"""Share of the published policies that one run may change unasked."""

SMALL_FLEET = 10
"""Published policies up to which the share says nothing."""

FEWEST_CHANGES = 4
"""Changes below which it says nothing either: a part of a fleet may be small."""


class RiskName(StrEnum):
    """The name by which a risk is allowed."""

    WITHDRAW = "withdraw"
    LOSE_MX = "lose-mx"
    MX_NOT_COVERED = "mx-not-covered"
    MX_REFUSED = "mx-refused"
    MANY_CHANGES = "many-changes"

    @property
    def meaning(self) -> str:
        """One clause for the reference."""
        return _MEANINGS[self]


_MEANINGS = {
    RiskName.WITHDRAW: "a published policy gets `mode: none`",
    RiskName.LOSE_MX: "an enforced policy loses an MX pattern",
    RiskName.MX_NOT_COVERED: "a policy to be enforced does not cover a live MX host",
    RiskName.MX_REFUSED: "a live MX host is refused by senders that go by a policy to be enforced",
    RiskName.MANY_CHANGES: "a large share of the published policies changes at once",
}
_REFUSED = frozenset(
    {
        MailProblem.NO_STARTTLS,
        MailProblem.STARTTLS_FAILED,
        MailProblem.OLD_TLS,
        MailProblem.CERTIFICATE,
    }
)
"""What only an enforced policy makes of it. A host that nobody reaches gets no mail anyway, and
one that cannot be reached from here may be well: a blocked port looks the same."""


@dataclass(frozen=True, slots=True)
class Risk:
    """One thing that somebody should have meant: a sentence, and the domains it concerns."""

    name: RiskName
    sentence: str
    domains: tuple[str, ...]


def find_risks(
    targets: Sequence[Target],
    repositories: Sequence[RemoteRepository | None],
    shards: int = 1,
    mail: Sequence[BoundMail | None] = (),
) -> tuple[Risk, ...]:
    """Return what is risky in turning *repositories* into *targets*, in their order.

    Args:
        targets: What should be.
        repositories: What is published of each.
        shards: Of how many parts of a fleet, about equally large, these are one.
        mail: The mail of each whose policy is about to bind senders.

    """
    published = [
        (target, text)
        for target, repository in zip(targets, repositories, strict=True)
        if repository is not None and (text := repository.texts.get(POLICY_PATH)) is not None
    ]
    changes = [each for each in published if each[1].encode() != each[0].policy_file]
    risks = [risk for target, text in changes if (risk := _find_risk(target, text)) is not None]
    for target, bound in zip(targets, mail, strict=bool(mail)):
        if bound is not None:
            risks += _find_refusals(target, bound)
    changed = tuple(target.domain for target, _ in changes)
    many = len(changed) >= FEWEST_CHANGES and len(changed) > LARGEST_SHARE * len(published)
    if many and len(published) * shards > SMALL_FLEET:
        sentence = f"{len(changed)} of {len(published)} published policies would change"
        risks.append(Risk(RiskName.MANY_CHANGES, sentence, changed))
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
        sentence = f"the policy of `{domain}` is withdrawn: its mode becomes `none`"
        return Risk(RiskName.WITHDRAW, sentence, (domain,))
    # A sender with an enforced policy delivers to no host that the policy does not name
    # (RFC 8461, 5); a host that goes from the policy must have gone from the DNS before.
    lost = [pattern.text for pattern in before.mx if not _is_kept(pattern, after)]
    if before.mode is not Mode.ENFORCE or after.mode is not Mode.ENFORCE or not lost:
        return None
    hosts = ", ".join(f"`{host}`" for host in lost)
    return Risk(RiskName.LOSE_MX, f"the enforced policy of `{domain}` loses {hosts}", (domain,))


def _find_refusals(target: Target, mail: BoundMail) -> Iterator[Risk]:
    """Yield what senders that go by the policy of *target* would not deliver to."""
    domain = target.domain
    uncovered = find_uncovered(target.policy, mail.route.hosts)
    if uncovered:
        sentence = (
            f"the policy of `{domain}` to be enforced does not cover {join_some(uncovered)}, where"
            " it takes mail"
        )
        yield Risk(RiskName.MX_NOT_COVERED, sentence, (domain,))
    refused = [host.host for host in mail.hosts if host.problem in _REFUSED]
    if refused:
        sentence = (
            f"senders that enforce the policy of `{domain}` would not deliver to"
            f" {join_some(refused)}; `mtasts-pages check {domain}` says why"
        )
        yield Risk(RiskName.MX_REFUSED, sentence, (domain,))


def _is_kept(pattern: MxPattern, policy: Policy) -> bool:
    """Return whether *policy* covers each host that *pattern* covers."""
    if pattern in policy.mx:
        return True
    is_host = not pattern.text.startswith("*.")
    return is_host and any(other.matches(pattern.text) for other in policy.mx)
