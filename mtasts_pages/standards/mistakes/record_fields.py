"""The grammar that the two TXT records share (RFC 8461, section 3.1; RFC 8460, section 3).

::

    record = version 1*(delimiter field) [delimiter]
    delimiter = *WSP ";" *WSP
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtasts_pages.standards.mistakes.kinds import DefectKind
from mtasts_pages.text import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mtasts_pages.standards.mistakes.defects import DefectLog

_WSP = " \t"
_OTHER_RECORDS = ("v=spf1", "v=dmarc1", "v=dkim1", "v=bimi1", "v=stsv1", "v=tlsrptv1")
# RFC 8461, 3.1: sts-ext-name = (ALPHA / DIGIT) *31(ALPHA / DIGIT / "_" / "-" / ".")
_is_name = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,31}", re.ASCII).fullmatch
# RFC 8461, 3.1: sts-ext-value = 1*(%x21-3A / %x3C / %x3E-7E)
is_extension_value = re.compile(r"[\x21-\x3a\x3c\x3e-\x7e]+").fullmatch


@dataclass(frozen=True, slots=True)
class TxtField:
    """One ``name=value`` of a record; `column` is that of the value, from 1."""

    name: str
    value: str
    column: int


def read_fields(text: str, version: str, log: DefectLog) -> list[TxtField] | None:
    """Return the fields after *version* (such as ``v=STSv1``); what is wrong goes to *log*.

    None when *text* is another record, or nothing that could be read to its end.
    """
    start = _skip_version(text, version, log)
    if start is None:
        return None
    fields: list[TxtField] = []
    for column, part, is_last in _split(text.rstrip(), start):
        if log.is_hopeless():
            return None
        if not part:
            # RFC 8461, 3.1: one delimiter may end the record; no field is empty
            if not is_last:
                message = "a field is empty: two `;` follow one another"
                hint = "leave one of them out"
                log.note(DefectKind.RECORD_EMPTY_FIELD, 1, column, ";", message, hint)
            continue
        name, equals, value = part.partition("=")
        if equals and _is_name(name):
            fields.append(TxtField(name, value, column + len(name) + 1))
        else:
            _note_bad_field(part, column, log)
    return fields


def note_unknown_field(field: TxtField, known: str, log: DefectLog) -> None:
    """Note that senders ignore *field*, which is not the *known* one, or refuse its value."""
    name, column = field.name, field.column - len(field.name) - 1
    if not field.value.isascii():
        return  # noted for the whole record
    if not is_extension_value(field.value):
        message = f"the value of `{name}` is empty or holds `=`, `;` or white space"
        log.note(DefectKind.RECORD_BAD_FIELD, 1, column, name, message, "leave the field out")
    elif name.lower() == known:
        message = f"`{name}` is not a field; field names are in lower case"
        hint = f"write `{known}=`"
        log.note(DefectKind.RECORD_KEY_CASE, 1, column, name, message, hint, known)
    else:
        message = f"`{name}` is not a field of this record, and senders ignore it"
        log.note(DefectKind.RECORD_UNKNOWN_FIELD, 1, column, name, message, "leave the field out")


def _skip_version(text: str, version: str, log: DefectLog) -> int | None:
    """Return where the first ``;`` after the version is; None when it is another record."""
    if not text.isascii():
        # RFC 8461, 3.1: the record is in US-ASCII
        foreign = next(character for character in text if not character.isascii())
        column = text.index(foreign) + 1
        message = f"{quote(foreign)} is not US-ASCII"
        hint = f"write the record in ASCII, beginning with `{version};`"
        log.note(DefectKind.RECORD_NOT_ASCII, 1, column, foreign, message, hint)
    bare = text.lstrip()
    lead = len(text) - len(bare)
    if not bare:
        hint = f"write `{version}; …`"
        log.note(DefectKind.RECORD_EMPTY, 1, 1, "", "the record is empty", hint)
        return None
    # RFC 8461, 3.1: white space is allowed only beside a `;`
    if lead or (text != text.rstrip() and not text.rstrip(_WSP).endswith(";")):
        message, hint = "white space surrounds the record", "leave the white space out"
        at = 0 if lead else len(text.rstrip())
        log.note(DefectKind.RECORD_OUTER_SPACE, 1, at + 1, text[at], message, hint, text.strip())
    if bare.startswith(version) and bare[len(version) :].lstrip(_WSP).startswith(";"):
        after = bare[len(version)]
        if after != ";":
            # RFC 8461, 3.1 discards records that do not begin with the version and `;`
            message = f"white space before the first `;` hides `{version};` from strict senders"
            column = lead + len(version) + 1
            hint = f"write `{version};`"
            log.note(DefectKind.RECORD_SPACE_AFTER_VERSION, 1, column, after, message, hint)
        return lead + len(version)
    return _note_wrong_version(text, lead, version, log)


def _note_wrong_version(text: str, lead: int, version: str, log: DefectLog) -> int | None:
    bare = text[lead:]
    hint = f"begin the record with `{version};`"
    inside = re.search(re.escape(version) + r"[ \t]*;", text, re.IGNORECASE)
    unspaced = re.match(r"(\w+)\s*=\s*(\w+)\s*(?=;)", bare)
    kind = DefectKind.RECORD_VERSION
    message = f"the record does not begin with `{version};`"
    found: str = bare.partition(";")[0]
    start: int | None = None
    repair: str | None = None
    if bare[0] in "\"'`" and inside and inside.start() == lead + 1:
        kind = DefectKind.RECORD_QUOTED
        message = f"the quote {quote(bare[0])} is part of the record"
        hint, found = "enter the text without quotes", bare[0]
        repair = bare.strip("\"'`")
    elif unspaced and f"{unspaced[1]}={unspaced[2]}".lower() == version.lower():
        kind, found, repair = DefectKind.RECORD_VERSION_CASE, unspaced[0].rstrip(), version
        message = f"{quote(found)} is not `{version}`, letter by letter"
        start = lead + unspaced.end()
    elif bare.lower().startswith(_OTHER_RECORDS) and not bare.lower().startswith(version.lower()):
        kind = DefectKind.RECORD_OTHER
        message = f"{quote(found)} begins a record of another kind"
        hint = "check that the record is at the right name"
    elif inside:
        kind, found = DefectKind.RECORD_ZONE_LINE, text[: inside.start()]
        message = f"{quote(found.strip())} precedes the version, which comes first"
        repair = text[inside.start() :].strip("\"'` \t()")
    log.note(kind, 1, lead + 1, found, message, hint, repair)
    return start


def _split(text: str, start: int) -> Iterator[tuple[int, str, bool]]:
    """Yield the column, the text and whether it is the last of each field from *start* on."""
    parts = text[start:].split(";")[1:]
    at = start + text[start:].index(";") + 1
    for number, part in enumerate(parts, 1):
        bare = part.strip(_WSP)
        lead = len(part) - len(part.lstrip(_WSP))
        yield at + lead + 1, bare, number == len(parts)
        at += len(part) + 1


def _note_bad_field(part: str, column: int, log: DefectLog) -> None:
    name, equals, value = part.partition("=")
    hint = "fields are `name=value`, separated by `;`"
    repair = None
    message = f"{quote(part)} is not a field"
    if equals and _is_name(name.strip()) and name != name.strip():
        repair = f"{name.strip()}={value.strip()}"
        message = f"white space separates {quote(name.strip())} from its `=`"
        hint = f"write {quote(repair)}"
    elif not equals and ":" in part:
        name, _, value = part.partition(":")
        repair = f"{name.strip()}={value.strip()}" if _is_name(name.strip()) else None
        message = f"a colon follows {quote(name.strip())}, not `=`"
    log.note(DefectKind.RECORD_BAD_FIELD, 1, column, part, message, hint, repair)
