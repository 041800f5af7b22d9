"""The policy of an earlier announcement back into the config, under a new id. Pure.

Never under the old id: to those who hold a policy under it, it is not new.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mtasts_pages.checks.coverage import find_uncovered
from mtasts_pages.checks.finding import Severity
from mtasts_pages.checks.mail import judge_mail_host
from mtasts_pages.config.edit import Change
from mtasts_pages.rollout.life.evidence import Evidence
from mtasts_pages.rollout.life.verdict import Reason
from mtasts_pages.site.history import Announcement, HoldUntil
from mtasts_pages.standards.mtasts import Mode, Policy
from mtasts_pages.text import join_some


@dataclass(frozen=True, slots=True)
class Rollback:
    """What going back means for one domain."""

    domain: str
    to: Announcement | None
    change: Change | None
    blocked: tuple[Reason, ...] = ()
    faster: tuple[str, ...] = ()
    """What makes the policy true again that senders hold now: that helps at once."""
    known_by: HoldUntil | None = None
    """By when senders have the policy, if it is published and its record changed now."""


def plan_rollback(evidence: Evidence, wanted: str | None = None) -> Rollback:
    """Return the way back to the announcement with the id *wanted*, else to the one before."""
    ledger, domain = evidence.ledger, evidence.target.domain
    if ledger.error is not None:
        return Rollback(domain, None, None, (Reason("history-unread", ledger.error.message),))
    current = ledger.history.current
    now = evidence.target.policy if current is None or current.policy is None else current.policy
    found = _find(evidence, wanted, now)
    faster = tuple(_find_faster(evidence, now))
    if found is None or found.policy is None:
        what = "no earlier policy" if wanted is None else f"no policy with the id `{wanted}`"
        reason = Reason("not-announced", f"`{domain}` announced {what} that differs from today's")
        return Rollback(domain, None, None, (reason,), faster)
    policy = found.policy
    blocked = tuple(_find_blocks(evidence, policy))
    known_by = None if current is None else current.hold_until(ledger.now, ledger.ttl)
    if blocked:
        return Rollback(domain, found, None, blocked, faster, known_by)
    change = Change(policy.mode, policy.max_age, policy.mx)
    return Rollback(domain, found, change, (), faster, known_by)


def _find(evidence: Evidence, wanted: str | None, now: Policy) -> Announcement | None:
    earlier = [
        each
        for each in reversed(evidence.ledger.history.announcements)
        if each.policy is not None and each.policy != now
    ]
    if wanted is None:
        return earlier[0] if earlier else None
    named = [each for each in earlier if each.policy_id == wanted]
    # Under one id a body of somebody else may have been served as well.
    return min(named, key=lambda each: each.foreign, default=None)


def _find_blocks(evidence: Evidence, policy: Policy) -> Iterator[Reason]:
    domain, mail = evidence.target.domain, evidence.seen.mail
    if policy.mode is Mode.NONE:
        message = f"that policy says `none`; `mtasts-pages retire {domain}` takes a policy away"
        yield Reason("retirement", message)
        return
    hosts = () if mail is None else mail.hosts
    if not hosts:
        yield Reason("mx-unanswered", f"where `{domain}` takes mail could not be seen")
    elif len(find_uncovered(policy, hosts)) == len(hosts):
        message = f"that policy names none of the hosts where `{domain}` takes mail now"
        yield Reason("mx-not-covered", message)


def _find_faster(evidence: Evidence, policy: Policy) -> Iterator[str]:
    """Yield what helps with every sender at once, whichever policy it holds."""
    mail = evidence.seen.mail
    uncovered = () if mail is None else find_uncovered(policy, mail.hosts)
    if uncovered:
        yield (
            f"put the MX records back to hosts that the policy names, away from"
            f" {join_some(uncovered)}: senders that hold it deliver again at once"
        )
    refused = dict.fromkeys(
        host.host
        for host in evidence.hosts
        for finding in judge_mail_host(host, Mode.ENFORCE, evidence.ledger.now)
        if finding.severity is Severity.ERROR
    )
    if refused:
        yield (
            f"fix {join_some(list(refused))}, or take it out of the MX records: senders deliver"
            " again at once, whichever policy they hold"
        )
