"""A policy record read field by field: every defect of it, and the id that is meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mtasts_pages.standards.mistakes.defects import LONGEST_EXAMINED, DefectLog
from mtasts_pages.standards.mistakes.kinds import DefectKind
from mtasts_pages.standards.mistakes.record_fields import (
    is_extension_value,
    note_unknown_field,
    read_fields,
)
from mtasts_pages.standards.mtasts import ID_LENGTH, VERSION_FIELD, is_policy_id
from mtasts_pages.text import quote

if TYPE_CHECKING:
    from mtasts_pages.standards.mistakes.defects import Defect


def examine_policy_record(text: str) -> tuple[tuple[Defect, ...], str | None]:
    """Return what is wrong with the policy record *text*, and the id that is evidently meant."""
    log = DefectLog()
    fields = read_fields(text, VERSION_FIELD, log)
    policy_id: str | None = None
    seen = False
    for field in fields or ():
        if field.name != "id" or (seen and not is_extension_value(field.value)):
            note_unknown_field(field, "id", log)
        elif seen:
            column, found = field.column - len("id="), f"id={field.value}"
            message = "the record has an `id` already; some senders take the last, some none"
            log.note(DefectKind.ID_DUPLICATE, 1, column, found, message, "leave one of them out")
        else:
            seen = True
            policy_id = _read_id(field.value, field.column, log)
    if not seen and fields is not None:
        hint = f"add `id=` and 1 to {ID_LENGTH} letters and digits"
        log.note(DefectKind.ID_MISSING, 1, len(text) + 1, "", "`id` is missing", hint)
    return log.sorted_defects(), policy_id


def _read_id(value: str, column: int, log: DefectLog) -> str | None:
    """Return the id that *value* is or may have been meant to be."""
    # RFC 8461, 3.1: sts-id = %s"id=" 1*32(ALPHA / DIGIT)
    if is_policy_id(value):
        return value
    bare = re.sub(r"[^A-Za-z0-9]", "", value[:LONGEST_EXAMINED])
    meant = bare if is_policy_id(bare) else None
    if not value:
        message = "`id` has no value"
    elif bare == value:
        message = f"the `id` {quote(value)} has {len(value)} characters; the most is {ID_LENGTH}"
    else:
        foreign = next(c for c in value if not (c.isascii() and c.isalnum()))
        message = f"the `id` {quote(value)} holds {quote(foreign)}"
    hint = f"an `id` is 1 to {ID_LENGTH} letters and digits"
    if meant:
        hint += f": write `id={meant}`"
    log.note(DefectKind.ID_MALFORMED, 1, column, value, message, hint, meant)
    return meant
