"""The policy record: the ``_mta-sts`` TXT record (RFC 8461, section 3.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mtasts_pages.standards.defects import Defect, DefectLog, PolicyRecordError, is_refused
from mtasts_pages.standards.kinds import DefectKind
from mtasts_pages.text import quote

VERSION_FIELD = "v=STSv1"

ID_LENGTH = 32
"""Characters; RFC 8461, 3.1: the longest ``id``."""

# RFC 8461, 3.1: sts-id = %s"id=" 1*32(ALPHA / DIGIT)
_is_id = re.compile(r"[A-Za-z0-9]{1,32}", re.ASCII).fullmatch


@dataclass(frozen=True, slots=True)
class PolicyRecord:
    """What one policy record says; every value of this type can be published.

    Args:
        id: The policy id: 1 to 32 letters and digits, another one for each policy.

    Raises:
        ValueError: *id* is anything else.

    """

    id: str

    def __post_init__(self) -> None:
        if not _is_id(self.id):
            raise ValueError(f"the policy id {quote(self.id)} is not 1 to 32 letters and digits")


def format_policy_record(record: PolicyRecord) -> str:
    """Return the text of the TXT record: the version first, no space before the ``;``.

    >>> format_policy_record(PolicyRecord("20261123120000"))
    'v=STSv1; id=20261123120000'
    """
    # RFC 8461, 3.1: senders look for a record that begins with exactly `v=STSv1;`
    return f"{VERSION_FIELD}; id={record.id}"


def parse_policy_record(text: str) -> PolicyRecord:
    """Return the policy record in *text*, the joined strings of one TXT record.

    Raises:
        PolicyRecordError: Strict senders refuse or overlook it; the error carries all defects.

    >>> parse_policy_record("v=STSv1; id=20261123120000; ext=1;")
    PolicyRecord(id='20261123120000')
    >>> parse_policy_record("v=STSv1; id=2026-11-23")
    Traceback (most recent call last):
    ...
    mtasts_pages.standards.defects.PolicyRecordError: the `id` `2026-11-23` holds `-`
    """
    defects, policy_id = _examine(text)
    if policy_id is None or is_refused(defects):
        repair = None if policy_id is None else format_policy_record(PolicyRecord(policy_id))
        raise PolicyRecordError(defects, repair=repair)
    return PolicyRecord(policy_id)


def find_record_defects(text: str) -> tuple[Defect, ...]:
    """Return everything that is wrong with or odd about the policy record *text*.

    >>> for defect in find_record_defects("v=STSv1 ; id=a; id=b"):
    ...     print(defect.column, defect.kind)
    8 record-space-after-version
    17 id-duplicate
    """
    return _examine(text)[0]


def _examine(text: str) -> tuple[tuple[Defect, ...], str | None]:
    from mtasts_pages.standards.txt_fields import (  # noqa: PLC0415 - publishing needs no parser
        is_extension_value,
        note_unknown_field,
        read_txt_fields,
    )

    log = DefectLog()
    fields = read_txt_fields(text, VERSION_FIELD, log)
    policy_id: str | None = None
    seen = False
    for field in fields or ():
        if field.name != "id" or (seen and not is_extension_value(field.value)):
            note_unknown_field(field, "id", log)
        elif seen:
            message = "the record has an `id` already; some senders take the last, some none"
            kind, hint = DefectKind.ID_DUPLICATE, "leave one of them out"
            column = field.column - len("id=")
            log.add(Defect(kind, 1, column, f"id={field.value}", message, hint))
        else:
            seen = True
            policy_id = _read_id(field.value, field.column, log)
    if not seen and fields is not None:
        message = "`id` is missing"
        kind, hint = DefectKind.ID_MISSING, "add `id=` and 1 to 32 letters and digits"
        log.add(Defect(kind, 1, len(text) + 1, "", message, hint))
    return log.sorted_defects(), policy_id


def _read_id(value: str, column: int, log: DefectLog) -> str | None:
    """Return the id that *value* is or may have been meant to be."""
    if _is_id(value):
        return value
    meant = re.sub(r"[^A-Za-z0-9]", "", value[:1000])
    repair = meant if _is_id(meant) else None
    if not value:
        message = "`id` has no value"
    elif meant == value:
        message = (
            f"the `id` {quote(value)} has {len(value)} characters, and {ID_LENGTH} is the most"
        )
    else:
        foreign = next(c for c in value if not (c.isascii() and c.isalnum()))
        message = f"the `id` {quote(value)} holds {quote(foreign)}"
    hint = "an `id` is 1 to 32 letters and digits" + (f": write `id={repair}`" if repair else "")
    log.add(Defect(DefectKind.ID_MALFORMED, 1, column, value, message, hint, repair))
    return repair
