"""The lines of a policy file as fields: ``key ":" *WSP value *WSP`` (RFC 8461, section 3.2)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtasts_pages.standards.mistakes.defects import LONGEST_EXAMINED, Defect
from mtasts_pages.standards.mistakes.kinds import DefectKind
from mtasts_pages.standards.mtasts import is_mx_pattern
from mtasts_pages.text import find_nearest, quote

if TYPE_CHECKING:
    from mtasts_pages.standards.mistakes.defects import DefectLog
    from mtasts_pages.standards.mistakes.policy_lines import Line

KNOWN_KEYS = ("version", "mode", "max_age", "mx")

_WSP = " \t"  # RFC 5234, B.1: WSP = SP / HTAB, no other white space
# RFC 8461, 3.2: sts-policy-ext-name = (ALPHA / DIGIT) *31(ALPHA / DIGIT / "_" / "-" / ".")
_is_key = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,31}", re.ASCII).fullmatch
# The rest is not compiled here: `re` does it when it is first needed, and most runs need none.
_JOINT = r"(?:\\[nr]|[\s,;|])+(version|mode|max_age|mx)[ \t]*:[ \t]*"
_LIST_MARK = r"[-*•][ \t]+"
# A known key, whatever surrounds it and is in place of the colon.
_SLOPPY_FIELD = (
    r"""(?i)(?P<mark>[-*•>"'`]*[ \t]*)(?P<key>version|mode|max[_-]?age|mx)(?P<end>["'`]?)"""
    r"""(?P<gap>\s*)(?P<sign>[:=\uff1a]|->|=>|(?<=\s))\s*(?P<value>\S.*)"""
)


@dataclass(frozen=True, slots=True)
class Field:
    """One field as it is in the file.

    Attributes:
        line: Number of the line, from 1.
        column: Column of the value, from 1.
        key: The key; a known one that was only badly separated is given as it should be.
        value: The value without the white space that the grammar allows around it.
        key_column: Column of the key, from 1; more when the line is indented.

    """

    line: int
    column: int
    key: str
    value: str
    key_column: int = 1


def read_field(line: Line, log: DefectLog) -> Field | None:
    """Return the field of *line*, or None when it is none; what is wrong goes to *log*."""
    text = line.text
    if not text.strip():
        _note_blank(line, log)
        return None
    if text[0].isspace():
        text = text.lstrip()
        if text[0] not in "#;/":
            _note_indentation(line, text, log)
    lead = len(line.text) - len(text)
    key, colon, rest = text.partition(":")
    if colon and _is_key(key):
        value = rest.strip(_WSP)
        at = lead + len(key) + 1 + len(rest) - len(rest.lstrip(_WSP))
        return Field(line.number, at + 1, key, value, lead + 1)
    return _read_sloppy_field(line, text, lead, log)


def split_joined(field: Field, log: DefectLog) -> tuple[Field, ...]:
    """Return the fields on the line of *field*: itself alone, unless lines were joined."""
    if field.key not in KNOWN_KEYS or ":" not in field.value:
        return (field,)
    joints = list(re.finditer(_JOINT, field.value[:LONGEST_EXAMINED]))
    if not joints:
        return (field,)
    second = joints[0]
    message = f"`{second[1]}` is on the line of `{field.key}`"
    hint = f"begin a new line with `{second[1]}:`"
    at = field.column + second.start(1)
    log.note(DefectKind.ONE_LINE, field.line, at, second[1], message, hint)
    starts = [0, *(joint.end() for joint in joints)]
    ends = [*(joint.start() for joint in joints), len(field.value)]
    keys = [field.key, *(joint[1] for joint in joints)]
    return tuple(
        Field(field.line, field.column + start, key, field.value[start:end].strip(_WSP))
        for key, start, end in zip(keys, starts, ends, strict=True)
    )


def find_key_defect(field: Field) -> Defect:
    """Return what is odd about the unknown key of *field*: a slip, or simply unknown."""
    column = field.key_column
    known = find_nearest(field.key, KNOWN_KEYS)
    if field.key.lower() in KNOWN_KEYS:
        known = field.key.lower()
        message = f"`{field.key}` is not a key; keys are in lower case"
        kind = DefectKind.KEY_CASE
    elif known:
        message = f"`{field.key}` is not a key, and senders ignore the line"
        kind = DefectKind.KEY_MISSPELLED
    else:
        message = f"`{field.key}` is not a key of a policy, and senders ignore the line"
        hint = "leave the line out"
        return Defect(DefectKind.UNKNOWN_KEY, field.line, column, field.key, message, hint)
    hint = f"did you mean `{known}`?"
    return Defect(kind, field.line, column, field.key, message, hint, known)


def _note_blank(line: Line, log: DefectLog) -> None:
    # RFC 8461, 3.2: a line end separates two fields, so no line is empty
    message = "the line is empty, and strict senders refuse the policy for it"
    hint = "leave the line out"
    log.note(DefectKind.BLANK_LINE, line.number, 1, line.text, message, hint, "")


def _note_indentation(line: Line, text: str, log: DefectLog) -> None:
    blank = line.text[: len(line.text) - len(text)]
    message = "white space precedes the key, and strict senders refuse the policy for it"
    hint = "begin the line with the key"
    log.note(DefectKind.INDENTED, line.number, 1, blank, message, hint, text.rstrip(_WSP))


def _read_sloppy_field(line: Line, text: str, lead: int, log: DefectLog) -> Field | None:
    """Return the field that *text*, which breaks the grammar, is evidently meant to be."""
    at = line.number, lead + 1
    whole = text.rstrip()
    if text[0] in "#;" or text.startswith("//"):
        message = "a policy has no comments, and strict senders refuse it for one"
        hint = "leave the comment out"
        log.note(DefectKind.COMMENT_LINE, *at, whole, message, hint, "")
        return None
    if re.search(r"v=STSv1\b", text, re.IGNORECASE):
        message = f"{quote(whole)} is the policy record, which belongs in the DNS"
        hint = "leave the line out here, and publish it as the TXT record `_mta-sts`"
        log.note(DefectKind.DNS_RECORD, *at, whole, message, hint, "")
        return None
    sloppy = re.match(_SLOPPY_FIELD, text[:LONGEST_EXAMINED])
    # Without any sign between them, only one word after the key makes it a field and not prose.
    if sloppy and (sloppy["sign"] or " " not in sloppy["value"].strip()):
        return _repair_field(line, text, lead, sloppy, log)
    mark = re.match(_LIST_MARK, text)
    host = text[mark.end() if mark else 0 :].strip(_WSP)
    if is_mx_pattern(host):
        message = f"{quote(host)} is on a line of its own, without `mx:`"
        hint, repair = f"write `mx: {host}`", f"mx: {host}"
        log.note(DefectKind.HOST_WITHOUT_KEY, *at, whole, message, hint, repair)
        return Field(line.number, lead + text.index(host) + 1, "mx", host)
    key, colon, rest = text.partition(":")
    if colon and " " not in key.strip():
        known = "".join(c for c in key if c.isascii() and c.isprintable())
        known = known if known in KNOWN_KEYS else ""
        _note_bad_key(line, lead, key, known, log)
        if known:
            column = lead + len(key) + 2 + len(rest) - len(rest.lstrip(_WSP))
            return Field(line.number, column, known, rest.strip(_WSP))
    elif not log.is_full(DefectKind.GUIDE_TEXT):
        message, hint = f"{quote(whole)} is not `key: value`", "leave the line out"
        log.note(DefectKind.GUIDE_TEXT, *at, whole, message, hint, "")
    return None


def _note_bad_key(line: Line, lead: int, key: str, known: str, log: DefectLog) -> None:
    message = f"{quote(key)} cannot be a key" if key else "no key precedes the colon"
    hint = "keys are made of letters, digits, `_`, `-` and `.`, at most 32 of them"
    if known:
        message = f"an invisible character is beside `{known}`: {quote(key)}"
        hint = f"type `{known}` again"
    log.note(DefectKind.BAD_KEY, line.number, lead + 1, key, message, hint, known or None)


def _repair_field(
    line: Line, text: str, lead: int, sloppy: re.Match[str], log: DefectLog
) -> Field | None:
    written = sloppy["key"].lower()
    key = "max_age" if written.startswith("max") else written
    value = text[sloppy.start("value") :].strip(_WSP)
    sign = sloppy["sign"]
    repair = f"{key}: {value}"
    column = lead + sloppy.start("key") + 1
    if sloppy["mark"] or sloppy["end"]:
        mark = sloppy["mark"].strip() or sloppy["end"]
        message = f"{quote(mark)} is not a part of the key"
        hint = f"begin the line with `{key}:`"
        kind, column = DefectKind.DECORATED_KEY, lead + 1
        if sloppy["end"]:
            value = value.strip("\"'`,")
            repair = f"{key}: {value}"
    elif sign == ":":
        message = f"white space separates `{key}` from its colon"
        hint = f"write `{key}:`"
        kind = DefectKind.SPACE_BEFORE_COLON
    else:
        message = f"{quote(sign)} follows `{key}`, not a colon"
        if not sign.strip():
            message = f"no colon follows `{key}`"
        hint = f"write {quote(repair)}"
        kind = DefectKind.WRONG_SEPARATOR
    written_key = text[column - lead - 1 : sloppy.start("value")].rstrip()
    log.note(kind, line.number, column, written_key, message, hint, repair)
    return Field(line.number, lead + text.index(value, sloppy.start("value")) + 1, key, value)
