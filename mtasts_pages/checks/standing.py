"""Judging the records of a domain against the DNS and against the policy's state. Pure."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from mtasts_pages.checks.record_states import (
    judge_everywhere,
    judge_policy_host,
    judge_policy_record,
    judge_tls_reporting,
    judge_verification,
    policy_host_points,
    read_ids,
    read_reports,
)
from mtasts_pages.config import DomainConfig
from mtasts_pages.dns import Purpose, Record, RecordState, RecordStatus, describe_records
from mtasts_pages.site import POLICY_PATH, describes, make_policy_id
from mtasts_pages.state import (
    Answer,
    AnswerKind,
    Answers,
    Observation,
    PagesSite,
    RemoteRepository,
)
from mtasts_pages.state.target import Target

__all__ = [
    "announced_ids",
    "describe_silence",
    "hangs_on_the_dns",
    "intended_policy_id",
    "judge_observation",
    "judge_records",
    "policy_host_points",
    "preview_records",
    "record_is_present",
    "tls_reporting_stands",
]


def announced_ids(answers: Answers) -> tuple[str, ...]:
    """Return the ids in the policy records of the DNS; an unreadable record counts as ``""``."""
    return read_ids(answers.policy_record)


def record_is_present(policy_id: str, answers: Answers) -> bool:
    """Return whether senders find exactly one policy record, with *policy_id* (RFC 8461, 3.1).

    Where name servers disagree, every one of them must have it.
    """
    answer = answers.policy_record
    return all(read_ids(said) == (policy_id,) for said in answer.dissent or (answer,))


def tls_reporting_stands(target: Target, answers: Answers) -> bool:
    """Return whether the TLS reporting record asks for what the config asks for."""
    if not target.domain.tls_reports:
        return True
    return read_reports(answers.tls_reporting) == (frozenset(target.domain.tls_reports),)


def intended_policy_id(
    target: Target, repository: RemoteRepository | None, answers: Answers
) -> str | None:
    """Return the id that belongs to the intended policy, or ``None`` while there is none.

    The newest announcement in the repository's history, if it was made for these bytes.
    A repository whose history announces nothing was written by somebody else: an id that
    the DNS carries stays then, as long as the policy stays byte for byte.
    """
    if repository is None or not repository.holds({POLICY_PATH: target.policy_file}):
        return None
    if repository.ledger is not None:
        announced = repository.ledger.policy_id
        return announced if describes(announced, target.policy_file) else None
    ids = announced_ids(answers)
    return ids[0] if len(ids) == 1 and ids[0] else None


def hangs_on_the_dns(target: Target, repository: RemoteRepository | None, answers: Answers) -> bool:
    """Return whether only the DNS could say which id the policy has, and gave no answer.

    A policy that somebody else wrote has the id that its record carries.
    """
    return (
        repository is not None
        and repository.ledger is None
        and repository.holds({POLICY_PATH: target.policy_file})
        and answers.policy_record.kind is AnswerKind.FAILED
    )


def describe_silence(answer: Answer, name: str) -> str:
    """Return that the DNS gave no answer for *name*, where it did not; else nothing."""
    if answer.kind is not AnswerKind.FAILED:
        return ""
    said = f": {answer.detail}" if answer.detail else ""
    return f"the DNS gives no answer for `{name}`{said}"


def judge_records(
    target: Target,
    policy_id: str,
    answers: Answers,
    pages: PagesSite | None,
    *,
    proven: bool,
    announced: bool = True,
    not_served: str = "",
) -> tuple[RecordStatus, ...]:
    """Return each record of *target* with its state.

    Args:
        target: What should be.
        policy_id: The id of the intended policy.
        answers: What the DNS holds.
        pages: The Pages site; the CNAME record is on hold until it knows the policy host.
        proven: Whether the policy was read as the gate demands.
        announced: Whether a commit carries *policy_id*; otherwise it is a preview.
        not_served: Why the policy is not proven, for people.

    """
    if not announced:
        hold = "Hold it back; `mtasts-pages publish` makes the final id."
    elif not proven:
        why = not_served or "the policy is not served yet"
        hold = f"Hold it back until the policy is served: {why}."
    else:
        hold = ""
    domain_set = pages is not None and pages.cname == target.domain.policy_host
    statuses = []
    for record in describe_records(target.domain, target.owner or None, policy_id):
        match record.purpose:
            case Purpose.POLICY_HOST:
                answer = answers.policy_host
                judge = partial(
                    judge_policy_host, record, owner=target.owner, domain_set=domain_set
                )
            case Purpose.POLICY_RECORD:
                answer = answers.policy_record
                judge = partial(judge_policy_record, record, policy_id=policy_id, hold=hold)
            case Purpose.TLS_REPORTING:
                answer = answers.tls_reporting
                judge = partial(judge_tls_reporting, record)
            case Purpose.DOMAIN_VERIFICATION:
                answer = answers.verification
                judge = partial(judge_verification, record)
        statuses.append(judge_everywhere(answer, judge))
    return tuple(statuses)


def preview_records(domain: DomainConfig, policy_id: str) -> tuple[RecordStatus, ...]:
    """Return each record of *domain* without a look at anything outside."""
    return tuple(_preview(record) for record in describe_records(domain, domain.owner, policy_id))


def _preview(record: Record) -> RecordStatus:
    if record.purpose is Purpose.POLICY_RECORD:
        reason = "Hold it back until the policy is served; `mtasts-pages publish` tells when."
        return RecordStatus(record, RecordState.HOLD, reason)
    if record.purpose is Purpose.POLICY_HOST:
        # Nobody was asked whether GitHub knows the policy host already.
        reason = "Create it after `mtasts-pages publish` has set the domain at GitHub, not before."
        return RecordStatus(record, RecordState.UNKNOWN, reason)
    return RecordStatus(record, RecordState.UNKNOWN)


def judge_observation(target: Target, seen: Observation, now: datetime) -> tuple[RecordStatus, ...]:
    """Return each record of *target* with its state in *seen*.

    While no commit announces the intended policy, the id is a preview dated *now*.
    """
    policy_id = intended_policy_id(target, seen.repository, seen.answers)
    return judge_records(
        target,
        policy_id or make_policy_id(target.policy_file, now),
        seen.answers,
        seen.pages,
        proven=seen.proven,
        announced=policy_id is not None,
        not_served=_why_not(target, seen),
    )


def _why_not(target: Target, seen: Observation) -> str:
    if seen.served.detail:
        return seen.served.detail
    if seen.served.serves(target.policy_file):
        return "other reads still differ"
    return "an older policy is served still"
