"""Judging the records of a domain against the DNS and against the policy's state. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from mtasts_pages.config import DomainConfig
from mtasts_pages.dns import (
    Purpose,
    Record,
    RecordState,
    RecordStatus,
    describe_records,
    pages_target,
)
from mtasts_pages.rollout.target import Target
from mtasts_pages.site import POLICY_PATH, describes, make_policy_id
from mtasts_pages.standards.record import parse_policy_record
from mtasts_pages.standards.tlsrpt import parse_tls_reporting_record
from mtasts_pages.state import (
    Answer,
    AnswerKind,
    Answers,
    Observation,
    PagesSite,
    RemoteRepository,
)


def announced_ids(answers: Answers) -> tuple[str, ...]:
    """Return the ids in the policy records of the DNS; an unreadable record counts as ``""``."""
    return tuple(_read_id(text) for text in _policy_records(answers.policy_record))


def record_is_present(policy_id: str, answers: Answers) -> bool:
    """Return whether senders find exactly one policy record, with *policy_id* (RFC 8461, 3.1)."""
    return announced_ids(answers) == (policy_id,)


def intended_policy_id(
    target: Target, repository: RemoteRepository | None, answers: Answers
) -> str | None:
    """Return the id that belongs to the intended policy, or ``None`` while there is none.

    The newest announcement in the repository's history, if it was made for these bytes.
    A repository whose history announces nothing was written by somebody else: an id that
    the DNS carries stays then, as long as the policy stays byte for byte.
    """
    if repository is None or not repository.holds(_policy_only(target)):
        return None
    if repository.ledger is not None:
        announced = repository.ledger.policy_id
        return announced if describes(announced, target.policy_file) else None
    ids = announced_ids(answers)
    return ids[0] if len(ids) == 1 and ids[0] else None


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
    statuses = []
    for record in describe_records(target.domain, target.owner or None, policy_id):
        if record.purpose is Purpose.POLICY_HOST:
            statuses.append(_judge_policy_host(record, target, answers.policy_host, pages))
        elif record.purpose is Purpose.POLICY_RECORD:
            status = _judge_policy_record(record, policy_id, answers, not_served, proven=proven)
            if not announced:
                status = RecordStatus(
                    record,
                    RecordState.HOLD,
                    "Hold it back; `mtasts-pages publish` makes the final id.",
                    status.found,
                )
            statuses.append(status)
        elif record.purpose is Purpose.TLS_REPORTING:
            statuses.append(_judge_tls_reporting(record, answers.tls_reporting))
        else:
            found = answers.verification
            present = found.kind is AnswerKind.RECORDS
            state = RecordState.PRESENT if present else RecordState.UNKNOWN
            statuses.append(RecordStatus(record, state, found=found.values))
    return tuple(statuses)


def policy_host_points(owner: str, answer: Answer) -> bool:
    """Return whether the policy host is a CNAME to the Pages sites of *owner*."""
    return answer.values == (pages_target(owner),)


def tls_reporting_stands(target: Target, answers: Answers) -> bool:
    """Return whether the TLS reporting record asks for what the config asks for."""
    if not target.domain.tls_reports:
        return True
    return _reports(answers.tls_reporting) == (frozenset(target.domain.tls_reports),)


def _judge_policy_host(
    record: Record, target: Target, answer: Answer, pages: PagesSite | None
) -> RecordStatus:
    if policy_host_points(target.owner, answer):
        return RecordStatus(record, RecordState.PRESENT, found=answer.values)
    if pages is None or pages.cname != target.domain.policy_host:
        # GitHub, "Managing a custom domain": domain first, DNS second, or somebody else
        # can claim the host in between.
        return RecordStatus(
            record,
            RecordState.HOLD,
            "Hold it back: GitHub does not know the policy host yet, so anybody could claim it.",
            answer.values,
        )
    return _judge(record, answer)


def _judge_policy_record(
    record: Record, policy_id: str, answers: Answers, not_served: str, *, proven: bool
) -> RecordStatus:
    found = answers.policy_record.values
    if record_is_present(policy_id, answers):
        return RecordStatus(record, RecordState.PRESENT, found=found)
    if not proven:
        why = not_served or "the policy is not served yet"
        reason = f"Hold it back until the policy is served: {why}."
        return RecordStatus(record, RecordState.HOLD, reason, found)
    if answers.policy_record.kind is AnswerKind.FAILED:
        return RecordStatus(record, RecordState.UNKNOWN, _failed(answers.policy_record), found)
    if _policy_records(answers.policy_record):
        return RecordStatus(
            record, RecordState.DIFFERENT, "It takes the place of the record that is there.", found
        )
    return RecordStatus(record, RecordState.MISSING, found=found)


def _judge_tls_reporting(record: Record, answer: Answer) -> RecordStatus:
    wanted = frozenset(parse_tls_reporting_record(record.value or "").rua)
    reports = _reports(answer)
    if reports == (wanted,):
        return RecordStatus(record, RecordState.PRESENT, found=answer.values)
    if answer.kind is AnswerKind.RECORDS and not reports:
        return RecordStatus(record, RecordState.MISSING, found=answer.values)
    return _judge(record, answer)


def _judge(record: Record, answer: Answer) -> RecordStatus:
    if answer.kind is AnswerKind.FAILED:
        return RecordStatus(record, RecordState.UNKNOWN, _failed(answer))
    if answer.kind is AnswerKind.NOTHING:
        return RecordStatus(record, RecordState.MISSING)
    return RecordStatus(
        record,
        RecordState.DIFFERENT,
        "It takes the place of the record that is there.",
        answer.values,
    )


def _failed(answer: Answer) -> str:
    return f"The DNS gives no answer: {answer.detail}."


def _policy_records(answer: Answer) -> Sequence[str]:
    # RFC 8461, 3.1: records that do not begin with the version are discarded.
    return [text for text in answer.values if text.startswith("v=STSv1;")]


def _read_id(text: str) -> str:
    try:
        return parse_policy_record(text).id
    except ValueError:
        return ""


def _reports(answer: Answer) -> tuple[frozenset[str], ...]:
    """Return the rua of each TLS reporting record (RFC 8460, 3); none for an unreadable one."""
    reports = []
    for text in answer.values:
        if not text.startswith("v=TLSRPTv1;"):
            continue
        try:
            reports.append(frozenset(parse_tls_reporting_record(text).rua))
        except ValueError:
            reports.append(frozenset())
    return tuple(reports)


def _policy_only(target: Target) -> dict[str, bytes]:
    return {POLICY_PATH: target.policy_file}


def preview_records(domain: DomainConfig, policy_id: str) -> tuple[RecordStatus, ...]:
    """Return each record of *domain* without a look at anything outside."""
    return tuple(
        RecordStatus(
            record,
            RecordState.HOLD,
            "Hold it back until the policy is served; `mtasts-pages publish` tells when.",
        )
        if record.purpose is Purpose.POLICY_RECORD
        else RecordStatus(record, RecordState.UNKNOWN)
        for record in describe_records(domain, domain.owner, policy_id)
    )


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
