"""How each record of a domain is, against the DNS and against the gate. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from mtasts_pages.checks.delegation import (
    compare_record,
    judge_delegated,
    judge_right,
    place_in_zone,
)
from mtasts_pages.config import DomainConfig
from mtasts_pages.dns import (
    Purpose,
    Record,
    RecordState,
    RecordStatus,
    Sighting,
    describe_records,
    pages_target,
)
from mtasts_pages.site import POLICY_PATH, describes, make_policy_id
from mtasts_pages.site.policy_id import is_same_policy
from mtasts_pages.standards.mtasts import is_policy_record
from mtasts_pages.standards.reading import parse_policy_record, parse_tls_reporting_record
from mtasts_pages.standards.tlsrpt import is_tls_reporting_record
from mtasts_pages.state import DomainSeen, Lookup, LookupKind, RemoteRepository, Target
from mtasts_pages.text import escape_unprintable

# The state that a record has where name servers disagree: the one that asks most of the operator.
_GRAVITY = (
    RecordState.PRESENT,
    RecordState.UNKNOWN,
    RecordState.MISSING,
    RecordState.DIFFERENT,
    RecordState.HOLD,
)


def find_policy_records(record: Lookup) -> tuple[str, ...]:
    """Return the texts at the name of a policy record that are policy records (RFC 8461, 3.1)."""
    return tuple(filter(is_policy_record, record.values))


def find_tls_reporting_records(record: Lookup) -> tuple[str, ...]:
    """Return the texts at a name that are TLS reporting records (RFC 8460, 3)."""
    return tuple(filter(is_tls_reporting_record, record.values))


def read_ids(record: Lookup) -> tuple[str, ...]:
    """Return the id of each policy record; an unreadable one counts as ``""``."""
    return tuple(map(_read_id, find_policy_records(record)))


def read_only_id(record: Lookup) -> str | None:
    """Return the id of the one policy record; ``None`` without one, or one that can be read."""
    ids = read_ids(record)
    return ids[0] if len(ids) == 1 and ids[0] else None


def record_is_present(policy_id: str, record: Lookup) -> bool:
    """Return whether senders find exactly one policy record, with *policy_id* (RFC 8461, 3.1).

    Where name servers disagree, every one of them must have it. A CNAME record may lead to that
    of another domain with the same policy, whose id ends in the same digest (RFC 8461, 8.2).
    """
    return all(_announces(said, policy_id) for said in record.dissent or (record,))


def _announces(record: Lookup, policy_id: str) -> bool:
    ids = read_ids(record)
    if record.alias and len(ids) == 1:
        return is_same_policy(ids[0], policy_id)
    return ids == (policy_id,)


def reporting_is_right(target: Target, record: Lookup) -> bool:
    """Return whether the TLS reporting record asks for what the config asks for."""
    wanted = target.config.tls_reports
    return not wanted or _read_reports(record) == (frozenset(wanted),)


def policy_host_points(owner: str, policy_host: Lookup) -> bool:
    """Return whether the policy host is a CNAME to the Pages sites of *owner*."""
    return policy_host.values == (pages_target(owner),)


def https_is_enforced(target: Target, seen: DomainSeen) -> bool | None:
    """Return whether GitHub enforces HTTPS for the policy host; ``None`` when nothing says it.

    The Pages settings say it, and where they were not read the redirect that comes of them.
    """
    github = seen.github
    if github is None or github.problem is not None or not github.read_pages:
        return seen.redirects
    pages = github.pages
    return pages is not None and pages.cname == target.policy_host and pages.https_enforced


def find_intended_id(
    target: Target, repository: RemoteRepository | None, record: Lookup
) -> str | None:
    """Return the id that belongs to the intended policy, or ``None`` while there is none.

    The newest announcement in the repository's history, if it was made for these bytes.
    A repository whose history announces nothing was written by somebody else: an id that
    the DNS carries stays then, as long as the policy stays byte for byte.
    """
    if repository is None or not repository.holds({POLICY_PATH: target.policy_file}):
        return None
    if repository.changed_back:
        return None  # senders may hold what was served in between, under the announced id
    if repository.ledger is not None:
        announced = repository.ledger.policy_id
        return announced if describes(announced, target.policy_file) else None
    return read_only_id(record)


def id_is_unknown(target: Target, repository: RemoteRepository | None, record: Lookup) -> bool:
    """Return whether only the DNS could say which id the policy has, and gave no answer.

    A policy that somebody else wrote has the id that its record carries.
    """
    return (
        repository is not None
        and repository.ledger is None
        and repository.holds({POLICY_PATH: target.policy_file})
        and record.failed
    )


def awaits_proof(target: Target, seen: DomainSeen) -> bool:
    """Return whether only the proof is missing for the record of a new id to be released."""
    if not seen.served.serves(target.policy_file) or seen.github is None:
        return False
    policy_id = find_intended_id(target, seen.github.repository, seen.policy_record)
    return policy_id is not None and not record_is_present(policy_id, seen.policy_record)


def judge_records(target: Target, seen: DomainSeen, now: datetime) -> tuple[RecordStatus, ...]:
    """Return each record of *target* with its state in *seen*.

    While no commit announces the intended policy, the id is a preview dated *now*.
    """
    github = seen.github
    repository = None if github is None else github.repository
    announced = find_intended_id(target, repository, seen.policy_record)
    policy_id = announced or make_policy_id(target.policy_file, now)
    if announced is None:
        hold = "Hold it back; `mtasts-pages publish` makes the final id."
    elif not (seen.proven and seen.served.serves(target.policy_file)):
        hold = f"Hold it back until the policy is served: {_why_not(target, seen)}."
    elif not https_is_enforced(target, seen):
        hold = "Hold it back until GitHub enforces HTTPS; `mtasts-pages publish` asks it to."
    else:
        hold = ""
    pages = None if github is None else github.pages
    domain_set = pages is not None and pages.cname == target.policy_host
    statuses = []
    for record in describe_records(target.config, target.owner or None, policy_id):
        judge: Callable[[Lookup], RecordStatus]
        match record.purpose:
            case Purpose.POLICY_HOST:
                lookup: Lookup | None = seen.policy_host
                judge = partial(_judge_host, record, owner=target.owner, domain_set=domain_set)
            case Purpose.POLICY_RECORD:
                lookup = seen.policy_record
                judge = partial(
                    _judge_policy_record,
                    record,
                    policy_id=policy_id,
                    hold=hold,
                    main=target.config.alias_of or "",
                )
            case Purpose.TLS_REPORTING:
                lookup = seen.tls_reporting
                judge = partial(_judge_reporting, record, frozenset(target.config.tls_reports))
            case Purpose.DOMAIN_VERIFICATION:
                lookup = seen.verification
                judge = partial(_judge_verification, record)
        if lookup is None:
            statuses.append(RecordStatus(record, RecordState.UNKNOWN))
        else:
            status = _judge_everywhere(lookup, judge)
            statuses.append(place_in_zone(status, lookup.find_cut(target.domain)))
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


def _judge_everywhere(lookup: Lookup, judge: Callable[[Lookup], RecordStatus]) -> RecordStatus:
    """Return what *judge* says of *lookup*, and where name servers disagree the gravest of it."""
    if lookup.dissent:
        status = max(map(judge, lookup.dissent), key=lambda each: _GRAVITY.index(each.state))
        reason = f"{_describe_dissent(lookup.sightings)} {status.reason}".rstrip()
        status = replace(status, reason=reason)
    else:
        status = judge(lookup)
    return replace(status, ttl_left=lookup.ttl, sightings=lookup.sightings, unseen=lookup.failed)


def _judge_host(record: Record, lookup: Lookup, *, owner: str, domain_set: bool) -> RecordStatus:
    """Return how the CNAME record of the policy host is.

    GitHub, "Managing a custom domain": domain first (*domain_set*), DNS second, or somebody
    else can claim the host in between.
    """
    if policy_host_points(owner, lookup):
        return RecordStatus(record, RecordState.PRESENT, found=lookup.values)
    if not domain_set:
        why = "Hold it back: GitHub does not know the policy host yet, so anybody could claim it."
        return RecordStatus(record, RecordState.HOLD, why, lookup.own.values)
    return compare_record(record, lookup)


def _judge_policy_record(
    record: Record, lookup: Lookup, *, policy_id: str, hold: str, main: str
) -> RecordStatus:
    """Return how the policy record is.

    *hold* says why it may not be published yet, *main* of which domain this one is an alias.
    """
    ids = read_ids(lookup)
    if _announces(lookup, policy_id):
        return judge_right(record, lookup)
    if lookup.alias:
        return judge_delegated(record, lookup, main)
    if hold:
        return RecordStatus(record, RecordState.HOLD, hold, lookup.own.values)
    return compare_record(record, lookup, theirs=not ids)


def _judge_reporting(record: Record, wanted: frozenset[str], lookup: Lookup) -> RecordStatus:
    """Return how the TLS reporting record is: what counts is where reports go."""
    reports = _read_reports(lookup)
    if reports == (wanted,):
        return judge_right(record, lookup)
    return compare_record(record, lookup, theirs=not reports)


def _judge_verification(record: Record, lookup: Lookup) -> RecordStatus:
    """Return whether there is a domain verification record; only GitHub knows its value."""
    present = lookup.own.kind is LookupKind.RECORDS
    state = RecordState.PRESENT if present else RecordState.UNKNOWN
    return RecordStatus(record, state, found=lookup.own.values)


def _read_id(text: str) -> str:
    try:
        return parse_policy_record(text).id
    except ValueError:
        return ""


def _read_reports(record: Lookup) -> tuple[frozenset[str], ...]:
    """Return the rua of each TLS reporting record; none for an unreadable one."""
    reports = []
    for text in find_tls_reporting_records(record):
        try:
            reports.append(frozenset(parse_tls_reporting_record(text).rua))
        except ValueError:
            reports.append(frozenset())
    return tuple(reports)


def _why_not(target: Target, seen: DomainSeen) -> str:
    if seen.served.detail:
        return seen.served.detail
    if seen.served.serves(target.policy_file):
        return "other reads still differ"
    return "another policy is served still"


def _describe_dissent(sightings: Sequence[Sighting]) -> str:
    """Return one sentence on who says what."""
    parts = []
    for sighting in sightings:
        if sighting.problem:
            continue
        what = escape_unprintable(", ".join(f"`{text}`" for text in sighting.found)) or "nothing"
        parts.append(f"{sighting.server} has {what}")
    return f"The name servers disagree: {'; '.join(parts)}."
