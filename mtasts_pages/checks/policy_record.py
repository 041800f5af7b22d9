"""The policy record, as senders find it (RFC 8461, 3.1)."""

from __future__ import annotations

from dataclasses import replace

from mtasts_pages.checks.delegation import find_delegation
from mtasts_pages.checks.finding import (
    ASK_NAME_SERVERS,
    KEEP_ONE_RECORD,
    NO_ANSWER,
    USE_PRINTED_RECORD,
    Area,
    Finding,
    Kind,
    Severity,
    find,
)
from mtasts_pages.checks.lenient import read_record
from mtasts_pages.checks.standing import find_policy_records, read_only_id
from mtasts_pages.site import describes
from mtasts_pages.standards.mistakes.defects import is_refused
from mtasts_pages.standards.mistakes.kinds import Gravity
from mtasts_pages.standards.reading import find_record_defects, parse_policy_record
from mtasts_pages.state import DomainSeen, Lookup, Target
from mtasts_pages.text import quote

# fmt: off
RECORD_UNANSWERED = Kind("record-unanswered", Area.RECORD, Severity.ERROR,
    "The DNS lookup of the policy record fails",
    hint=ASK_NAME_SERVERS,
    why=NO_ANSWER)
RECORD_MISSING = Kind("record-missing", Area.RECORD, Severity.ERROR,
    "There is no policy record",
    hint="run `mtasts-pages publish`, which releases the record once the policy is served",
    why="Without the TXT record at `_mta-sts` no sender looks for a policy (RFC 8461, 3.1). Any"
        " other text at that name does not count.")
RECORD_WILDCARD = Kind("record-wildcard", Area.RECORD, Severity.ERROR,
    "A wildcard in the zone answers in place of the policy record",
    hint="create the policy record; the wildcard then no longer answers for its name",
    why="The record does not exist, so a wildcard in the zone, often a CNAME or an SPF text,"
        " answers instead (RFC 4592). Queries for names that cannot exist got the same answer.")
RECORD_SEVERAL = Kind("record-several", Area.RECORD, Severity.ERROR,
    "There is more than one policy record",
    hint=KEEP_ONE_RECORD,
    why="If two records begin with `v=STSv1;`, senders must act as if there were no policy (RFC"
        " 8461, 3.1).")
RECORD_INVALID = Kind("record-invalid", Area.RECORD, Severity.ERROR,
    "Senders cannot read the policy record",
    hint=USE_PRINTED_RECORD,
    why="No sender that was tested finds an id in the text, so it does not count as a record.")
RECORD_DISPUTED = Kind("record-disputed", Area.RECORD, Severity.WARNING,
    "Strict senders refuse the policy record; lenient ones read it",
    hint=USE_PRINTED_RECORD,
    why="The text breaks the grammar of RFC 8461, 3.1. Some senders read it anyway; for the"
        " others the domain has no policy.")
RECORD_ODD = Kind("record-odd", Area.RECORD, Severity.WARNING,
    "Senders read the policy record differently",
    hint=USE_PRINTED_RECORD,
    why="The grammar allows the text, but senders disagree about it, for example about which of"
        " two ids counts.")
RECORD_DELEGATED = Kind("record-delegated", Area.RECORD, Severity.WARNING,
    "The policy record is a CNAME to somebody else's record, or in a zone of its own",
    hint="remove the CNAME record if you want to manage the policy yourself",
    why="A CNAME record at `_mta-sts` hands the id to another party (RFC 8461, 8.2), and so do NS"
        " records there. That is allowed, but `publish` cannot release a new id there, and the"
        " announced policy may be a different one. While the id belongs to the policy in the"
        " config, it is only worth knowing.")
# fmt: on


def find_id_everywhere(record: Lookup) -> str | None:
    """Return the id that every authoritative name server has, ``None`` without one.

    One that gave no answer may have another id still; so may those that could not be asked.
    """
    if not record.sightings or any(each.problem for each in record.sightings):
        return None
    found = {read_only_id(replace(record, values=each.found)) for each in record.sightings}
    return found.pop() if len(found) == 1 else None


def read_announced_id(record: Lookup) -> str | None:
    """Return the policy id that senders find, the lenient ones at least; ``None`` without one."""
    texts = find_policy_records(record)
    if len(texts) != 1:
        return None
    try:
        return parse_policy_record(texts[0]).id
    except ValueError:
        return read_record(texts[0]) or None


def judge_policy_record(target: Target, seen: DomainSeen) -> tuple[Finding, ...]:
    """Return what is wrong with the policy record, the id aside."""
    name, record = target.record_name, seen.policy_record
    if record.failed:
        return (find(RECORD_UNANSWERED, name, record.silence),)
    announced = read_announced_id(record) or ""
    is_right = describes(announced, target.policy_file)
    while_right = "both have the same policy" if is_right else None
    found = find_delegation(RECORD_DELEGATED, target, name, record, while_right=while_right)
    texts = find_policy_records(record)
    if len(texts) > 1:
        message = f"`{name}` has {len(texts)} policy records; senders act as if there were none"
        found.append(find(RECORD_SEVERAL, name, message))
    elif texts:
        found += _judge_text(name, texts[0])
    else:
        found.append(_explain_absence(name, seen))
    return tuple(found)


def _judge_text(name: str, text: str) -> list[Finding]:
    defects = find_record_defects(text)
    if is_refused(defects):
        first = next(defect for defect in defects if defect.gravity is Gravity.REFUSED)
        message = f"the policy record `{name}` is refused: {first.message}"
        if read_record(text) is None:
            return [find(RECORD_INVALID, name, message, hint=first.hint)]
        message = f"the policy record `{name}` is refused by strict senders: {first.message}"
        return [find(RECORD_DISPUTED, name, message, hint=first.hint)]
    risky = [defect for defect in defects if defect.gravity is Gravity.RISKY]
    if not risky:
        return []
    message = f"senders read the policy record `{name}` differently: {risky[0].message}"
    return [find(RECORD_ODD, name, message, hint=risky[0].hint)]


def _explain_absence(name: str, seen: DomainSeen) -> Finding:
    record = seen.policy_record
    values = record.values
    meant = next((text for text in values if "stsv1" in text.lower()), None)
    if meant is not None:
        defects = find_record_defects(meant)
        why = defects[0].message if defects else "it does not begin with the version"
        message = f"senders ignore the text {quote(meant)} at `{name}`: {why}"
        return find(RECORD_INVALID, name, message)
    if record.wildcard:
        message = (
            f"there is no policy record `{name}`; the wildcard `{record.wildcard}` answers instead,"
            f" with {quote((*record.aliases, *values)[0])}"
        )
        return find(RECORD_WILDCARD, name, message)
    if not values:
        return find(RECORD_MISSING, name, f"there is no policy record `{name}`")
    message = f"there is no policy record `{name}`, only {quote(values[0])}"
    return find(RECORD_MISSING, name, message)
