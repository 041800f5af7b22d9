"""The policy record, as senders find it (RFC 8461, 3.1)."""

from __future__ import annotations

from mtasts_pages.checks.codes import Code
from mtasts_pages.checks.finding import Finding, find
from mtasts_pages.checks.intent import Intent
from mtasts_pages.checks.lenient import read_record
from mtasts_pages.standards.defects import is_refused
from mtasts_pages.standards.kinds import Gravity
from mtasts_pages.standards.record import (
    VERSION_FIELD,
    find_record_defects,
    parse_policy_record,
)
from mtasts_pages.state import Lookup, SenderView
from mtasts_pages.text import quote


def read_announced_id(record: Lookup) -> str | None:
    """Return the policy id that senders find, the lenient ones at least; ``None`` without one."""
    texts = _records(record)
    if len(texts) != 1:
        return None
    try:
        return parse_policy_record(texts[0]).id
    except ValueError:
        return read_record(texts[0]) or None


def judge_policy_record(intent: Intent, view: SenderView) -> tuple[Finding, ...]:
    """Return what is wrong with the policy record, the id aside."""
    name, record = intent.record_name, view.record
    if record.failed:
        message = f"the DNS gives no answer for `{name}`: {record.detail}"
        return (find(Code.RECORD_UNANSWERED, name, message),)
    found = []
    if record.aliases:
        message = f"`{name}` is a CNAME record to {quote(record.aliases[0])}"
        found.append(find(Code.RECORD_DELEGATED, name, message))
    texts = _records(record)
    if len(texts) > 1:
        message = f"`{name}` has {len(texts)} policy records; senders behave as if there were none"
        found.append(find(Code.RECORD_SEVERAL, name, message))
    elif texts:
        found += _judge_text(name, texts[0])
    else:
        found.append(_explain_absence(name, view))
    return tuple(found)


def _records(record: Lookup) -> list[str]:
    # RFC 8461, 3.1: what does not begin with the version is discarded. The `;` that belongs to
    # it is left to the grammar, as senders do.
    return [text for text in record.values if text.startswith(VERSION_FIELD)]


def _judge_text(name: str, text: str) -> list[Finding]:
    defects = find_record_defects(text)
    if is_refused(defects):
        first = next(defect for defect in defects if defect.gravity is Gravity.REFUSED)
        message = f"the policy record `{name}` is refused: {first.message}"
        if read_record(text) is None:
            return [find(Code.RECORD_INVALID, name, message, hint=first.hint)]
        message = f"the policy record `{name}` is refused by strict senders: {first.message}"
        return [find(Code.RECORD_DISPUTED, name, message, hint=first.hint)]
    risky = [defect for defect in defects if defect.gravity is Gravity.RISKY]
    if not risky:
        return []
    message = f"senders do not read the policy record `{name}` alike: {risky[0].message}"
    return [find(Code.RECORD_ODD, name, message, hint=risky[0].hint)]


def _explain_absence(name: str, view: SenderView) -> Finding:
    values = view.record.values
    meant = next((text for text in values if "stsv1" in text.lower()), None)
    if meant is not None:
        defects = find_record_defects(meant)
        why = defects[0].message if defects else "it does not begin with the version"
        message = f"the text {quote(meant)} at `{name}` is overlooked: {why}"
        return find(Code.RECORD_INVALID, name, message)
    if not values:
        return find(Code.RECORD_MISSING, name, f"there is no policy record `{name}`")
    wildcard = view.wildcard_text
    if wildcard is not None and set(wildcard.values) >= set(values):
        message = (
            f"there is no policy record `{name}`; the wildcard `{wildcard.name}` answers for it"
            f" with {quote(values[0])}"
        )
        return find(Code.RECORD_WILDCARD, name, message)
    message = f"there is no policy record `{name}`, only {quote(values[0])}"
    return find(Code.RECORD_MISSING, name, message)
