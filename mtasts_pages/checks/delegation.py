"""How a record is whose name others answer for: a wildcard, a CNAME record, a zone of its own.

RFC 8461, 8.2 lets a domain hand its policy record to somebody else by a CNAME record, and nothing
may be beside one (RFC 1034, 3.6.2). Pure.
"""

from __future__ import annotations

from dataclasses import replace

from mtasts_pages.checks.finding import Finding, Kind, Severity, find
from mtasts_pages.dns import Record, RecordState, RecordStatus, policy_record_name
from mtasts_pages.state import Lookup, LookupKind, Target
from mtasts_pages.text import quote


def judge_right(record: Record, lookup: Lookup) -> RecordStatus:
    """Return the state of a TXT record that senders find as it should be, whoever publishes it."""
    if not lookup.alias:
        return RecordStatus(record, RecordState.PRESENT, found=lookup.values)
    why = f"The name is a CNAME to {lookup.alias}, where the right record is; nothing else is due."
    return RecordStatus(record, RecordState.PRESENT, why, lookup.values, delegated_to=lookup.alias)


def compare_record(record: Record, lookup: Lookup, *, theirs: bool = False) -> RecordStatus:
    """Return the state of a record that is not there; what is found may be *theirs*, and stay."""
    if lookup.failed:
        why = f"The DNS lookup fails: {lookup.detail}."
        return RecordStatus(record, RecordState.UNKNOWN, why)
    if lookup.alias:
        return judge_delegated(record, lookup)
    if lookup.wildcard:
        why = f"The wildcard {lookup.wildcard} answers for the name until it has its own record."
        return RecordStatus(record, RecordState.MISSING, why)
    if lookup.kind is not LookupKind.RECORDS or theirs:
        return RecordStatus(record, RecordState.MISSING, found=lookup.values)
    why = "It takes the place of the record that is there."
    return RecordStatus(record, RecordState.DIFFERENT, why, lookup.values)


def judge_delegated(record: Record, lookup: Lookup, main: str = "") -> RecordStatus:
    """Return the state of a TXT record whose name is a CNAME to one that says something else.

    Args:
        record: What is wanted.
        lookup: What was found.
        main: The domain of which this one is an alias, with the same policy.

    """
    if main and lookup.alias == policy_record_name(main):
        why = (
            f"The name is a CNAME to {lookup.alias}: it follows when `mtasts-pages publish {main}`"
            " has released that record; no other record may be beside a CNAME."
        )
    else:
        why = (
            f"The name is a CNAME to {lookup.alias}: somebody else publishes the record. Remove the"
            " CNAME first to publish this one; no other record may be beside a CNAME."
        )
    return RecordStatus(
        record, RecordState.DIFFERENT, why, lookup.values, delegated_to=lookup.alias
    )


def place_in_zone(status: RecordStatus, cut: str) -> RecordStatus:
    """Return *status*, not to be published in the zone of the domain where *cut* is a zone below.

    What a zone holds below a zone cut is never answered (RFC 1034, 4.2.1).
    """
    if not cut or status.record.value is None:
        return status
    if status.record.type == "CNAME" and status.record.name == f"{cut}.":
        why = (  # RFC 1034, 3.6.2: the SOA and NS records are there already
            f"The name {cut} is a zone of its own, and no CNAME record can be at the top of one:"
            " remove its NS records first."
        )
    else:
        why = f"The name lies in {cut}, a zone of its own: only there can the record be created."
    return replace(status, reason=f"{why} {status.reason}".rstrip(), delegated_zone=cut)


def find_delegation(
    kind: Kind, target: Target, name: str, record: Lookup, *, while_right: str | None
) -> list[Finding]:
    """Return that others publish the record *name*, as a finding of *kind*, if they do.

    Where it says what it should, that is only worth knowing: *while_right* then says until when
    there is nothing to do, and is ``None`` otherwise.
    """
    hint: str | None
    if record.alias:
        message = f"`{name}` is a CNAME record to {quote(record.alias)}"
        hint = None if while_right is None else f"nothing to do while {while_right}"
    elif cut := record.find_cut(target.domain):
        message = f"`{name}` lies in `{cut}`, a zone of its own"
        hint = "create the record there, or remove the NS records to manage it with the domain"
    else:
        return []
    severity = None if while_right is None else Severity.INFO
    return [find(kind, name, message, hint=hint, severity=severity)]
