"""The values of a policy's ``version``, ``mode`` and ``max_age``, as written and as meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mtasts_pages.standards.defects import Defect, nearest
from mtasts_pages.standards.kinds import DefectKind
from mtasts_pages.standards.terms import DAY, MAX_AGE_LIMIT, VERSION, WEEK, Mode
from mtasts_pages.text import quote

if TYPE_CHECKING:
    from mtasts_pages.standards.defects import DefectLog
    from mtasts_pages.standards.policy_fields import Field

_COMMENT = re.compile(r"\s+(?:#|//).*$")
_LONGEST = 1000
"""Characters of a value that are looked at for what its author may have meant."""

_UNITS = {
    "s": 1, "sec": 1, "secs": 1, "second": 1, "seconds": 1,
    "m": 60, "min": 60, "minute": 60, "minutes": 60,
    "h": 3600, "hour": 3600, "hours": 3600,
    "d": DAY, "day": DAY, "days": DAY,
    "w": WEEK, "week": WEEK, "weeks": WEEK,
    "month": 30 * DAY, "months": 30 * DAY,
    "y": 365 * DAY, "year": 365 * DAY, "years": 365 * DAY,
}  # fmt: skip
_GROUPED = re.compile(r"[0-9]{1,3}(?:[,.' _\u00a0\u202f\u2019][0-9]{3})+", re.ASCII)
_WITH_UNIT = re.compile(r"([0-9]{1,8})\s*([a-z]+)", re.ASCII | re.IGNORECASE)
_MODES = frozenset(mode.value for mode in Mode)
_MODE_SYNONYMS = {"test": Mode.TESTING, "report": Mode.TESTING, "enforcing": Mode.ENFORCE,
                  "off": Mode.NONE, "disabled": Mode.NONE, "no": Mode.NONE}  # fmt: skip


def read_version(field: Field, log: DefectLog) -> bool:
    """Return whether *field* says, or evidently means, ``STSv1``."""
    # RFC 8461, 3.2: sts-policy-version-field = "version" delim %s"STSv1"
    if field.value == VERSION:
        return True
    value = _cut_comment(field, log)
    if value != VERSION:
        message = f"{quote(value)} is not a version" if value else "`version` has no value"
        kind = DefectKind.VERSION_UNKNOWN
        hint = f"write `version: {VERSION}`, the only one there is"
        log.add(Defect(kind, field.line, field.column, value, message, hint, VERSION))
    return True


def read_mode(field: Field, log: DefectLog) -> Mode | None:
    """Return the mode that *field* says or evidently means; None when that is anyone's guess."""
    # RFC 8461, 3.2: %s"testing" / %s"enforce" / %s"none", case-sensitive
    if field.value in _MODES:
        return Mode(field.value)
    value = _cut_comment(field, log)
    if value in _MODES:
        return Mode(value)
    words = re.findall(r"[a-z]+", value.lower())
    modes = [Mode(word) for word in words if word in _MODES]
    meant = modes[0] if modes else None
    kind = DefectKind.MODE_UNKNOWN
    message = f"{quote(value)} is not a mode" if value else "`mode` has no value"
    hint = "modes are `none`, `testing` and `enforce`"
    if len(set(modes)) > 1:
        kind = DefectKind.TEMPLATE_TEXT
        # Of several, the one under which no mail can be lost.
        meant = Mode.TESTING if Mode.TESTING in modes else modes[0]
        message = f"{quote(value)} is the text of a template: no mode was chosen"
        hint = f"write one of them; begin with `{meant}`"
    elif value.lower() in _MODES:
        kind = DefectKind.MODE_CASE
        message = f"{quote(value)} is not a mode; modes are in lower case"
        hint = f"write `{meant}`"
    else:
        word = words[0] if words else ""
        close = nearest(word, Mode) if word else None
        meant = meant or _MODE_SYNONYMS.get(word) or (Mode(close) if close else None)
        if meant:
            hint = f"did you mean `{meant}`? Modes are `none`, `testing` and `enforce`"
    repair = str(meant) if meant else None
    log.add(Defect(kind, field.line, field.column, value, message, hint, repair))
    return meant


def read_max_age(field: Field, mode: Mode | None, log: DefectLog) -> int | None:
    """Return the seconds that *field* says or evidently means; None when that cannot be told."""
    value = field.value
    # RFC 8461, 3.2: sts-policy-max-age-value = 1*10(DIGIT)
    if not _is_number(value):
        value = _cut_comment(field, log)
        if not _is_number(value):
            return _read_loose_number(field, value, log)
    seconds = int(value)
    # RFC 8461, 3.2: "maximum value of 31557600"
    if seconds > MAX_AGE_LIMIT:
        message = f"the `max_age` {quote(value)} is larger than {MAX_AGE_LIMIT}, about a year"
        kind, hint = DefectKind.MAX_AGE_TOO_LARGE, f"write `max_age: {MAX_AGE_LIMIT}` or less"
        repair = str(MAX_AGE_LIMIT)
        log.add(Defect(kind, field.line, field.column, value, message, hint, repair))
        return MAX_AGE_LIMIT
    _note_odd_max_age(field, value, seconds, mode, log)
    return seconds


def find_round_duration(seconds: int) -> int | None:
    """Return the whole number of days or weeks that *seconds* is a slip of, if any.

    Only a single wrong digit is a slip, or a second too many or too few.

    >>> find_round_duration(704800), find_round_duration(604800), find_round_duration(86401)
    (604800, None, 86400)
    """
    if seconds % DAY == 0 or seconds % 3600 == 0:
        return None
    text = str(seconds)
    for days in (1, 2, 3, 5, 7, 10, 14, 15, 21, 28, 30, 60, 90, 180, 365):
        candidate = days * DAY
        written = str(candidate)
        if abs(candidate - seconds) <= 1:
            return candidate
        differing = sum(a != b for a, b in zip(text, written, strict=False))
        if len(written) == len(text) and differing == 1:
            return candidate
    return None


def _is_number(text: str) -> bool:
    return 1 <= len(text) <= 10 and text.isascii() and text.isdigit()  # noqa: PLR2004 - 1*10(DIGIT)


def _read_loose_number(field: Field, value: str, log: DefectLog) -> int | None:
    message = f"{quote(value)} is not a number of seconds" if value else "`max_age` has no value"
    hint = "write seconds, digits only, such as `604800` for a week"
    bare = value[:_LONGEST].strip("\"'`;,. ")
    meant: int | None = None
    grouped = _GROUPED.fullmatch(bare)
    number = _WITH_UNIT.fullmatch(bare)
    if _is_number(bare):
        meant = int(bare)
    elif grouped:
        meant = int(re.sub(r"[^0-9]", "", bare)[:10])
        message = f"{quote(value)} is not a number of seconds: digits are not grouped"
    elif number and number[2].lower() in _UNITS:
        meant = int(number[1]) * _UNITS[number[2].lower()]
        message = f"{quote(value)} is not a number of seconds: `max_age` has no unit"
    else:
        numbers = re.findall(r"(?<![0-9])[0-9]{4,10}(?![0-9])", bare)
        if len(numbers) == 1 and not bare.startswith("-"):
            meant = int(numbers[0])
    if meant is not None and meant <= MAX_AGE_LIMIT:
        hint = f"write `max_age: {meant}`"
    else:
        meant = None
    kind, repair = DefectKind.MAX_AGE_NOT_A_NUMBER, None if meant is None else str(meant)
    log.add(Defect(kind, field.line, field.column, value, message, hint, repair))
    return meant


def _note_odd_max_age(
    field: Field, value: str, seconds: int, mode: Mode | None, log: DefectLog
) -> None:
    round_duration = find_round_duration(seconds)
    repair = None
    if seconds == 0:
        kind = DefectKind.MAX_AGE_ZERO
        message = "a `max_age` of 0 makes senders forget the policy at once"
        hint = "write `max_age: 86400` or more"
    elif round_duration:
        kind = DefectKind.MAX_AGE_NEAR_MISS
        amount = round_duration // DAY
        message = f"the `max_age` {quote(value)} is nearly {amount} day{'s' * (amount > 1)}"
        hint, repair = f"did you mean `{round_duration}`?", str(round_duration)
    elif mode is Mode.ENFORCE and seconds < WEEK:
        # RFC 8461, 10.2, as in 3.2: "weeks or greater", so that an attacker cannot wait it out
        kind = DefectKind.MAX_AGE_SHORT
        message = f"senders forget this enforced policy after {quote(value)} seconds"
        hint = "once enforcing works, write `max_age: 604800` (a week) or more"
    elif mode is Mode.NONE and seconds > WEEK:
        # RFC 8461, 8.3: step 1 of a removal is mode `none` with a small max_age
        kind = DefectKind.MAX_AGE_LONG
        message = "a policy of mode `none` has to be kept served until this `max_age` is over"
        hint = "write `max_age: 86400`"
    else:
        return
    log.add(Defect(kind, field.line, field.column, value, message, hint, repair))


def _cut_comment(field: Field, log: DefectLog) -> str:
    """Return the value of *field* without the comment that a guide left behind it."""
    found = _COMMENT.search(field.value[:_LONGEST])
    if not found:
        return field.value
    comment = field.value[found.start() :].strip()
    at = field.column + field.value.index(comment)
    message = f"the comment {quote(comment)} is read as a part of the value"
    hint = "leave the comment out"
    repair = field.value[: found.start()]
    log.add(Defect(DefectKind.TRAILING_COMMENT, field.line, at, comment, message, hint, repair))
    return repair
