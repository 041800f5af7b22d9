"""Taking a policy away so that no sender is left with it (RFC 8461, 8.3). Pure.

A sender that holds an enforced policy keeps to it after the record and the site are gone. So the
policy says `none` first, until no sender can hold an older one, however long those could be kept.
"""

from __future__ import annotations

from mtasts_pages.checks.standing import find_policy_records
from mtasts_pages.config.edit import Change
from mtasts_pages.durations import DAY
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
from mtasts_pages.standards.mtasts import Mode
from mtasts_pages.state import Lookup


def plan_retirement(evidence: Evidence) -> LifePlan:
    """Return the steps that retire the domain of *evidence*, as they stand when it was seen."""
    target, ledger = evidence.target, evidence.ledger
    domain, again = target.domain, f"mtasts-pages retire {target.domain}"
    if ledger.error is not None:
        step = LifeStep("withdraw", StepState.BLOCKED, ledger.error.message)
        return LifePlan(domain, (step,))
    withdraw, change = _judge_withdrawal(evidence)
    steps = [withdraw, _judge_forgetting(evidence, withdraw)]
    record = evidence.seen.policy_record
    gone = not find_policy_records(record)
    what = f"remove the TXT record `{target.record_name}`"
    steps.append(_judge_removal("remove-policy-record", what, record, steps, again, gone=gone))
    host = evidence.seen.policy_host
    what = (
        f"remove the CNAME record `{target.policy_host}`, a day after the policy record went, so"
        " that whoever asks again reads `none` once more"
    )
    gone = not host.values
    steps.append(_judge_removal("remove-policy-host", what, host, steps, again, gone=gone))
    if is_settled(steps):
        change = Change(remove=True)
        message = (
            f"take `{domain}` out of the config, and archive `{target.repository}`; the record"
            f" `{target.reporting_name}` goes last: reports say who still tries"
        )
        command = f"{again} --write --archive"
        steps.append(LifeStep("leave-config", StepState.DUE, message, command=command))
    else:
        message = f"then `{domain}` leaves the config, and its repository is archived"
        steps.append(LifeStep("leave-config", StepState.WAITING, message))
    return LifePlan(domain, tuple(steps), change)


def _judge_withdrawal(evidence: Evidence) -> tuple[LifeStep, Change | None]:
    target, ledger = evidence.target, evidence.ledger
    if not ledger.history.announcements:
        return LifeStep("withdraw", StepState.DONE, "no policy was ever announced"), None
    if target.policy.mode is Mode.NONE:
        done = "the policy says `none`, under a new id"
        return judge_publication(target, ledger, "withdraw", done), None
    age = DAY if target.policy.max_age > DAY else None
    message = "let the policy say `none` with a `max_age` of a day; its MX hosts stay"
    command = f"mtasts-pages retire {target.domain} --write"
    step = LifeStep("withdraw", StepState.DUE, message, command=command)
    return step, Change(mode=Mode.NONE, max_age=age)


def _judge_forgetting(evidence: Evidence, withdraw: LifeStep) -> LifeStep:
    """Return whether a sender can still hold a policy from before the withdrawal."""
    ledger = evidence.ledger
    older = [
        each
        for each in ledger.history.announcements
        if each.policy is not None and each.policy.mode is not Mode.NONE
    ]
    latest = find_latest(older, ledger)
    name, again = "wait-for-senders", f"mtasts-pages retire {evidence.target.domain}"
    if latest is None or (withdraw.state is StepState.DONE and latest.safe <= ledger.now):
        return LifeStep(name, StepState.DONE, "no sender can hold an older policy")
    message = "senders may hold an older policy"
    if withdraw.state is not StepState.DONE:
        message += "; the dates are those of a withdrawal at this moment"
    else:
        message += say_unmarked(ledger)
    return LifeStep(name, StepState.WAITING, message, not_before=latest, command=again)


def _judge_removal(
    name: str, what: str, seen: Lookup, before: list[LifeStep], again: str, *, gone: bool
) -> LifeStep:
    if seen.failed:
        return LifeStep(name, StepState.BLOCKED, seen.silence)
    if gone and is_settled(before):
        return LifeStep(name, StepState.DONE, f"there is no record `{seen.name}`")
    if is_settled(before):
        return LifeStep(name, StepState.DUE, what, command=again)
    return LifeStep(name, StepState.WAITING, f"then {what}")
