"""From the MX hosts of today to others, so that no sender refuses mail on the way. Pure.

Senders that hold an enforced policy deliver only to the hosts that it names. So the new hosts are
in the policy before they are in the MX records, for as long as anybody holds a policy without
them; and the old ones stay in it until nobody looks for them any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mtasts_pages.checks.coverage import find_uncovered
from mtasts_pages.checks.finding import Severity
from mtasts_pages.checks.mail import judge_mail_host
from mtasts_pages.config.edit import Change
from mtasts_pages.rollout.life.evidence import Evidence
from mtasts_pages.rollout.life.steps import (
    LifePlan,
    LifeStep,
    StepState,
    find_latest,
    is_settled,
    judge_publication,
    say_unmarked,
)
from mtasts_pages.site.history import UNKNOWN_TTL, HoldUntil
from mtasts_pages.standards.mtasts import Mode, MxPattern, Policy
from mtasts_pages.state import MailHost, MailProblem
from mtasts_pages.text import join_some

QUEUE_LIFE = timedelta(days=5)
"""For so long a sender may try with MX records that it looked up (RFC 5321, 4.5.4.1)."""

_MICROSOFT = ".mx.microsoft"


@dataclass(frozen=True, slots=True)
class Destination:
    """Where the mail is to go, and what the operator says about the way there."""

    patterns: tuple[MxPattern, ...]
    met: tuple[MailHost, ...]
    """The new hosts at each of their addresses; none for a wildcard."""
    changed: datetime | None = None
    """When the old hosts went from the MX records, as the operator says."""

    @property
    def hosts(self) -> tuple[str, ...]:
        """The new hosts by name."""
        return tuple(each.text for each in self.patterns if not each.text.startswith("*."))


def plan_migration(evidence: Evidence, to: Destination) -> LifePlan:
    """Return the steps that lead the mail of *evidence*'s domain to *to*, as they stand now."""
    target, ledger = evidence.target, evidence.ledger
    domain, mail = target.domain, evidence.seen.mail
    if ledger.error is not None:
        return _stop(domain, ledger.error.message)
    if mail is None or mail.mx.failed or not mail.hosts:
        return _stop(domain, f"where `{domain}` takes mail could not be seen")
    old = [host for host in mail.hosts if not _matches(to.patterns, host)]
    steps = [_judge_hosts(to, ledger.now)]
    named, change = _judge_policy(evidence, to, blocked=steps[0].state is StepState.BLOCKED)
    steps += [named, _judge_senders(evidence, to, named)]
    again = _command(domain, to)
    arrived = all(host in mail.hosts for host in to.hosts) and len(old) < len(mail.hosts)
    what = "add the new MX records; a worse preference lets you try them first"
    steps.append(_judge_records("add-mx-records", what, steps, again, done=arrived))
    what = f"take the MX records of {join_some(old)} out once the new hosts take mail"
    steps.append(_judge_records("remove-mx-records", what, steps[3:], again, done=not old))
    needless = [each for each in target.policy.mx if not _is_needed(each, to)]
    steps.append(_judge_rest(evidence, to, steps[-1], again, done=not needless))
    last, leaving = _judge_leaving(evidence, to, needless, steps)
    return LifePlan(domain, (*steps, last), change or leaving, tuple(_warn(evidence, to, steps[2])))


def _stop(domain: str, message: str) -> LifePlan:
    return LifePlan(domain, (LifeStep("new-hosts", StepState.BLOCKED, message),))


def _command(domain: str, to: Destination) -> str:
    hosts = " ".join(f"--to {each.text}" for each in to.patterns)
    return f"mtasts-pages migrate-mx {domain} {hosts}"


def _matches(patterns: Sequence[MxPattern], host: str) -> bool:
    return any(pattern.matches(host) for pattern in patterns)


def _covers(policy: Policy, to: Destination) -> bool:
    return set(to.patterns) <= set(policy.mx) or (
        len(to.hosts) == len(to.patterns) and not find_uncovered(policy, to.hosts)
    )


def _is_needed(pattern: MxPattern, to: Destination) -> bool:
    return pattern in to.patterns or any(pattern.matches(host) for host in to.hosts)


def _judge_hosts(to: Destination, now: datetime) -> LifeStep:
    """Return whether senders would deliver to the new hosts under an enforced policy."""
    for host in to.met:
        for finding in judge_mail_host(host, Mode.ENFORCE, now):
            if finding.severity is Severity.ERROR:
                return LifeStep("new-hosts", StepState.BLOCKED, finding.message)
    for name in to.hosts:
        if all(each.problem is MailProblem.UNREACHED for each in to.met if each.host == name):
            message = f"`{name}` could not be met from here; run this where port 25 is open"
            return LifeStep("new-hosts", StepState.WAITING, message)
    return LifeStep("new-hosts", StepState.DONE, "senders would deliver to the new hosts")


def _judge_policy(
    evidence: Evidence, to: Destination, *, blocked: bool
) -> tuple[LifeStep, Change | None]:
    target = evidence.target
    name = "policy-names-both"
    if _covers(target.policy, to):
        done = "the policy names the new hosts beside the old ones"
        return judge_publication(target, evidence.ledger, name, done), None
    if blocked:
        return LifeStep(name, StepState.WAITING, "then the new hosts go into the policy"), None
    new = [each for each in to.patterns if each not in target.policy.mx]
    message = f"add {join_some([each.text for each in new])} to the policy; the old hosts stay"
    command = f"{_command(target.domain, to)} --write"
    change = Change(mx=(*target.policy.mx, *new))
    return LifeStep(name, StepState.DUE, message, command=command), change


def _judge_senders(evidence: Evidence, to: Destination, named: LifeStep) -> LifeStep:
    """Return whether a sender may hold an enforced policy that lacks a new host."""
    ledger, name = evidence.ledger, "wait-for-senders"
    without = [
        each
        for each in ledger.history.announcements
        if each.policy is not None
        and each.policy.mode is Mode.ENFORCE
        and not _covers(each.policy, to)
    ]
    latest = find_latest(without, ledger)
    if latest is None or (named.state is StepState.DONE and latest.safe <= ledger.now):
        done = "no sender can hold an enforced policy without the new hosts"
        return LifeStep(name, StepState.DONE, done)
    message = "senders may hold an enforced policy that does not name the new hosts"
    if named.state is not StepState.DONE:
        message += "; the dates are those of a change at this moment"
    else:
        message += say_unmarked(ledger)
    command = _command(evidence.target.domain, to)
    return LifeStep(name, StepState.WAITING, message, not_before=latest, command=command)


def _judge_records(
    name: str, what: str, before: Sequence[LifeStep], again: str, *, done: bool
) -> LifeStep:
    if done:
        return LifeStep(name, StepState.DONE, "the MX records are so")
    if is_settled(before):
        return LifeStep(name, StepState.DUE, what, command=again)
    return LifeStep(name, StepState.WAITING, f"then {what}")


def _judge_rest(
    evidence: Evidence, to: Destination, removed: LifeStep, again: str, *, done: bool
) -> LifeStep:
    """Return whether the old hosts are looked for no more. When they went is not seen: it is told.

    Its TTL is that of the new records, or a day where that is shorter.
    """
    name, mail = "old-hosts-rest", evidence.seen.mail
    if removed.state is not StepState.DONE:
        return LifeStep(name, StepState.WAITING, "then the old hosts go on answering for a while")
    if done:
        return LifeStep(name, StepState.DONE, "the old hosts may be switched off")
    ttl = timedelta(seconds=(mail.mx.ttl if mail else None) or 0)
    begun = to.changed or evidence.ledger.now
    until = begun + max(ttl, UNKNOWN_TTL) + QUEUE_LIFE
    if to.changed is not None and until <= evidence.ledger.now:
        return LifeStep(name, StepState.DONE, "the old hosts may be switched off", since=until)
    message = "some senders still try the old hosts, which have to answer"
    if to.changed is None:
        message += "; say by --changed when they went from the MX records"
        again = f"{again} --changed DATE"
    dates = HoldUntil(begun + max(ttl, UNKNOWN_TTL), until)
    return LifeStep(name, StepState.WAITING, message, not_before=dates, command=again)


def _judge_leaving(
    evidence: Evidence, to: Destination, needless: Sequence[MxPattern], before: Sequence[LifeStep]
) -> tuple[LifeStep, Change | None]:
    target, name = evidence.target, "policy-without-old"
    if not needless and is_settled(before):
        return judge_publication(target, evidence.ledger, name, "only the new hosts are left"), None
    names = join_some([each.text for each in needless])
    if not is_settled(before):
        return LifeStep(name, StepState.WAITING, "then the old hosts leave the policy"), None
    kept = tuple(each for each in target.policy.mx if each not in needless)
    command = f"{_command(target.domain, to)} --write"
    return LifeStep(
        name, StepState.DUE, f"take {names} out of the policy", command=command
    ), Change(mx=kept)


def _warn(evidence: Evidence, to: Destination, senders: LifeStep) -> list[str]:
    mail, found = evidence.seen.mail, []
    early = [host for host in to.hosts if mail is not None and host in mail.hosts]
    if early and senders.state is not StepState.DONE and senders.not_before is not None:
        found.append(
            f"{join_some(early)} is in the MX records already: senders that hold a policy without"
            " it refuse it; keep the old hosts in the MX records and answering"
        )
    if any(host.endswith(_MICROSOFT) for host in to.hosts):
        found.append(
            "Microsoft's hosts under `mx.microsoft` have several labels, and a wildcard stands for"
            " one: name the host itself, as `Get-DnssecStatusForVerifiedDomain` shows it"
        )
    return found
