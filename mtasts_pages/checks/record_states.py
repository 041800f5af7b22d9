"""How one record stands against the answers of the DNS. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from mtasts_pages.dns import Record, RecordState, RecordStatus, Sighting, pages_target
from mtasts_pages.standards.record import VERSION_FIELD as STS_VERSION
from mtasts_pages.standards.record import parse_policy_record
from mtasts_pages.standards.tlsrpt import VERSION_FIELD as TLSRPT_VERSION
from mtasts_pages.standards.tlsrpt import parse_tls_reporting_record
from mtasts_pages.standards.txt_fields import names_version
from mtasts_pages.state import Answer, AnswerKind
from mtasts_pages.text import escape_unprintable

# The state that a record has where name servers disagree: the one that asks most of the operator.
_GRAVITY = (
    RecordState.PRESENT,
    RecordState.UNKNOWN,
    RecordState.MISSING,
    RecordState.DIFFERENT,
    RecordState.HOLD,
)


def judge_everywhere(answer: Answer, judge: Callable[[Answer], RecordStatus]) -> RecordStatus:
    """Return what *judge* says of *answer*, and where name servers disagree the gravest of it."""
    if answer.dissent:
        status = max(map(judge, answer.dissent), key=lambda each: _GRAVITY.index(each.state))
        reason = f"{_describe_dissent(answer.sightings)} {status.reason}".rstrip()
        status = replace(status, reason=reason)
    else:
        status = judge(answer)
    return replace(
        status,
        ttl_left=answer.ttl,
        sightings=answer.sightings,
        unseen=answer.kind is AnswerKind.FAILED,
    )


def judge_policy_host(
    record: Record, answer: Answer, *, owner: str, domain_set: bool
) -> RecordStatus:
    """Return how the CNAME record of the policy host stands.

    GitHub, "Managing a custom domain": domain first (*domain_set*), DNS second, or somebody
    else can claim the host in between.
    """
    if policy_host_points(owner, answer):
        return RecordStatus(record, RecordState.PRESENT, found=answer.values)
    if not domain_set:
        why = "Hold it back: GitHub does not know the policy host yet, so anybody could claim it."
        return RecordStatus(record, RecordState.HOLD, why, answer.values)
    return _compare(record, answer)


def judge_policy_record(
    record: Record, answer: Answer, *, policy_id: str, hold: str
) -> RecordStatus:
    """Return how the policy record stands; *hold* says why it may not be published yet."""
    found = answer.values
    if read_ids(answer) == (policy_id,):
        return RecordStatus(record, RecordState.PRESENT, found=found)
    if answer.alias:
        return _delegated(record, answer)
    if hold:
        return RecordStatus(record, RecordState.HOLD, hold, found)
    if answer.kind is AnswerKind.RECORDS and not read_ids(answer):
        return RecordStatus(record, RecordState.MISSING, found=found)
    return _compare(record, answer)


def judge_tls_reporting(record: Record, answer: Answer) -> RecordStatus:
    """Return how the TLS reporting record stands: what counts is where reports go."""
    wanted = frozenset(parse_tls_reporting_record(record.value or "").rua)
    reports = read_reports(answer)
    if reports == (wanted,):
        return RecordStatus(record, RecordState.PRESENT, found=answer.values)
    if answer.alias:
        return _delegated(record, answer)
    if answer.kind is AnswerKind.RECORDS and not reports:
        return RecordStatus(record, RecordState.MISSING, found=answer.values)
    return _compare(record, answer)


def judge_verification(record: Record, answer: Answer) -> RecordStatus:
    """Return whether there is a domain verification record; only GitHub knows its value."""
    present = answer.kind is AnswerKind.RECORDS
    state = RecordState.PRESENT if present else RecordState.UNKNOWN
    return RecordStatus(record, state, found=answer.values)


def policy_host_points(owner: str, answer: Answer) -> bool:
    """Return whether the policy host is a CNAME to the Pages sites of *owner*."""
    return answer.values == (pages_target(owner),)


def read_ids(answer: Answer) -> tuple[str, ...]:
    """Return the id of each policy record; an unreadable one counts as ``""``."""
    return tuple(_read_id(text) for text in answer.values if names_version(text, STS_VERSION))


def read_reports(answer: Answer) -> tuple[frozenset[str], ...]:
    """Return the rua of each TLS reporting record (RFC 8460, 3); none for an unreadable one."""
    reports = []
    for text in answer.values:
        if not names_version(text, TLSRPT_VERSION):
            continue
        try:
            reports.append(frozenset(parse_tls_reporting_record(text).rua))
        except ValueError:
            reports.append(frozenset())
    return tuple(reports)


def _read_id(text: str) -> str:
    try:
        return parse_policy_record(text).id
    except ValueError:
        return ""


def _compare(record: Record, answer: Answer) -> RecordStatus:
    if answer.kind is AnswerKind.FAILED:
        why = f"The DNS gives no answer: {answer.detail}."
        return RecordStatus(record, RecordState.UNKNOWN, why)
    if answer.alias:
        return _delegated(record, answer)
    if answer.kind is AnswerKind.NOTHING:
        return RecordStatus(record, RecordState.MISSING)
    why = "It takes the place of the record that is there."
    return RecordStatus(record, RecordState.DIFFERENT, why, answer.values)


def _delegated(record: Record, answer: Answer) -> RecordStatus:
    """Return the state of a TXT record whose name is a CNAME (RFC 8461, 8.2)."""
    why = (
        f"The name is a CNAME to {answer.alias}: somebody else publishes the record. Remove the"
        " CNAME first to publish this one; nothing may stand beside a CNAME."
    )
    return RecordStatus(
        record, RecordState.DIFFERENT, why, answer.values, delegated_to=answer.alias
    )


def _describe_dissent(sightings: Sequence[Sighting]) -> str:
    """Return one sentence on who says what."""
    parts = []
    for sighting in sightings:
        if sighting.problem:
            continue
        what = escape_unprintable(", ".join(f"`{text}`" for text in sighting.found)) or "nothing"
        parts.append(f"{sighting.server} has {what}")
    return f"The name servers disagree: {'; '.join(parts)}."
