"""The values of a policy's ``version``, ``mode`` and ``max_age``, as written and as meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mtasts_pages.durations import DAY, WEEK, find_round_duration, guess_duration, ungroup
from mtasts_pages.standards.mistakes.defects import LONGEST_EXAMINED
from mtasts_pages.standards.mistakes.kinds import DefectKind
from mtasts_pages.standards.mtasts import MAX_AGE_LIMIT, VERSION, Mode
from mtasts_pages.text import find_nearest, quote

if TYPE_CHECKING:
    from collections.abc import Callable

    from mtasts_pages.standards.mistakes.defects import DefectLog
    from mtasts_pages.standards.mistakes.policy_fields import Field

_COMMENT = re.compile(r"\s+(?:#|//).*$")
_MODES = frozenset(mode.value for mode in Mode)
_MODE_SYNONYMS = {"test": Mode.TESTING, "report": Mode.TESTING, "enforcing": Mode.ENFORCE,
                  "off": Mode.NONE, "disabled": Mode.NONE, "no": Mode.NONE}  # fmt: skip


def read_version(field: Field, log: DefectLog) -> bool:
    """Return whether *field* says, or evidently means, ``STSv1``."""
    # RFC 8461, 3.2: sts-policy-version-field = "version" delim %s"STSv1"
    if field.value == VERSION:
        return True
    value = _cut_comment(field, log, VERSION.__eq__)
    if value != VERSION:
        message = f"{quote(value)} is not a version" if value else "`version` has no value"
        hint = f"write `version: {VERSION}`, the only one there is"
        at = field.line, field.column
        log.note(DefectKind.VERSION_UNKNOWN, *at, value, message, hint, VERSION)
    return True


def read_mode(field: Field, log: DefectLog) -> Mode | None:
    """Return the mode that *field* says or evidently means; None when that is anyone's guess."""
    # RFC 8461, 3.2: %s"testing" / %s"enforce" / %s"none", case-sensitive
    if field.value in _MODES:
        return Mode(field.value)
    value = _cut_comment(field, log, _MODES.__contains__)
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
        close = find_nearest(word, Mode)
        meant = meant or _MODE_SYNONYMS.get(word) or (Mode(close) if close else None)
        if meant:
            hint = f"did you mean `{meant}`? Modes are `none`, `testing` and `enforce`"
    repair = str(meant) if meant else None
    log.note(kind, field.line, field.column, value, message, hint, repair)
    return meant


def read_max_age(field: Field, mode: Mode | None, log: DefectLog) -> int | None:
    """Return the seconds that *field* says or evidently means; None when that is unclear."""
    value = field.value
    # RFC 8461, 3.2: sts-policy-max-age-value = 1*10(DIGIT)
    if not _is_number(value):
        value = _cut_comment(field, log, _is_number)
        if not _is_number(value):
            return _read_loose_number(field, value, log)
    seconds = int(value)
    # RFC 8461, 3.2: "maximum value of 31557600"
    if seconds > MAX_AGE_LIMIT:
        message = f"the `max_age` {quote(value)} is larger than {MAX_AGE_LIMIT}, about a year"
        hint = f"write `max_age: {MAX_AGE_LIMIT}` or less"
        at, repair = (field.line, field.column), str(MAX_AGE_LIMIT)
        log.note(DefectKind.MAX_AGE_TOO_LARGE, *at, value, message, hint, repair)
        return MAX_AGE_LIMIT
    _note_odd_max_age(field, value, seconds, mode, log)
    return seconds


def _is_number(text: str) -> bool:
    return 1 <= len(text) <= 10 and text.isascii() and text.isdigit()  # noqa: PLR2004 - 1*10(DIGIT)


def _read_loose_number(field: Field, value: str, log: DefectLog) -> int | None:
    message = f"{quote(value)} is not a number of seconds" if value else "`max_age` has no value"
    hint = "write seconds, digits only, such as `604800` for a week"
    bare = value[:LONGEST_EXAMINED].strip("\"'`;,. ")
    grouped = ungroup(bare)
    meant = guess_duration(bare) if grouped is None else grouped
    if grouped is not None:
        message = f"{quote(value)} is not a number of seconds: digits are not grouped"
    elif meant is not None and not bare.isdigit():
        message = f"{quote(value)} is not a number of seconds: `max_age` has no unit"
    elif meant is None:
        numbers = re.findall(r"(?<![0-9])[0-9]{4,10}(?![0-9])", bare)
        if len(numbers) == 1 and not bare.startswith("-"):
            meant = int(numbers[0])
    if meant is not None and meant <= MAX_AGE_LIMIT:
        hint = f"write `max_age: {meant}`"
    else:
        meant = None
    at, repair = (field.line, field.column), None if meant is None else str(meant)
    log.note(DefectKind.MAX_AGE_NOT_A_NUMBER, *at, value, message, hint, repair)
    return meant


def _note_odd_max_age(
    field: Field, value: str, seconds: int, mode: Mode | None, log: DefectLog
) -> None:
    meant = find_round_duration(seconds)
    repair = None
    if seconds == 0:
        kind = DefectKind.MAX_AGE_ZERO
        message = "a `max_age` of 0 makes senders forget the policy at once"
        hint = "write `max_age: 86400` or more"
    elif meant:
        kind = DefectKind.MAX_AGE_NEAR_MISS
        amount = meant // DAY
        message = f"the `max_age` {quote(value)} is nearly {amount} day{'s' * (amount > 1)}"
        hint, repair = f"did you mean `{meant}`?", str(meant)
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
    log.note(kind, field.line, field.column, value, message, hint, repair)


def _cut_comment(field: Field, log: DefectLog, is_right: Callable[[str], bool]) -> str:
    """Return the value of *field* without the comment that a guide left behind it.

    It is proposed only where it *is_right*; what is wrong with it otherwise is told next.
    """
    found = _COMMENT.search(field.value[:LONGEST_EXAMINED])
    if not found:
        return field.value
    comment = field.value[found.start() :].strip()
    at = field.line, field.column + field.value.index(comment)
    message = f"the comment {quote(comment)} is read as a part of the value"
    hint, bare = "leave the comment out", field.value[: found.start()]
    repair = bare if is_right(bare) else None
    log.note(DefectKind.TRAILING_COMMENT, *at, comment, message, hint, repair)
    return bare
