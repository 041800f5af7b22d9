"""Durations as people write them, in seconds."""

from __future__ import annotations

import re

from mtasts_pages.text import count_slips

HOUR = 3_600
DAY = 24 * HOUR
WEEK = 7 * DAY

_UNITS = {"w": WEEK, "d": DAY, "h": HOUR, "m": 60, "s": 1}
_WORDS = _UNITS | {
    "year": 365 * DAY, "y": 365 * DAY, "month": 30 * DAY, "week": WEEK, "day": DAY,
    "hour": HOUR, "hr": HOUR, "minute": 60, "min": 60, "second": 1, "sec": 1,
}  # fmt: skip
_ROUND = tuple(
    days * DAY for days in (1, 2, 3, 5, 7, 10, 14, 15, 21, 28, 30, 56, 60, 84, 90, 180, 365)
)

DURATION_PATTERN = "".join(f"(?:[0-9]{{1,10}}{unit})?" for unit in _UNITS)
"""Weeks, days, hours, minutes and seconds, in this order, each at most once."""

_DURATION = re.compile("".join(f"(?:([0-9]{{1,10}}){unit})?" for unit in _UNITS), re.ASCII)
_SECONDS = re.compile(r"[0-9]{1,10}", re.ASCII)
_WORDY = re.compile(r"([0-9]{1,8})\s*([A-Za-z]+)", re.ASCII)
_GROUPED = re.compile(r"[0-9]{1,3}(?:[,.' _\u00a0\u202f\u2019][0-9]{3}){1,3}", re.ASCII)


def parse_duration(text: str) -> int:
    """Return the seconds of a duration such as ``1w``, ``36h`` or ``1d12h``, or of plain digits.

    Raises:
        ValueError: *text* is neither.

    >>> [parse_duration(text) for text in ("1w", "1d12h", "604800")]
    [604800, 129600, 604800]
    """
    if _SECONDS.fullmatch(text):
        return int(text)
    match = _DURATION.fullmatch(text)
    if not match or not text:
        raise ValueError("not a duration")
    pairs = zip(match.groups(), _UNITS.values(), strict=True)
    return sum(int(count or 0) * unit for count, unit in pairs)


def guess_duration(text: str) -> int | None:
    """Return the seconds that a person may mean by *text*; None when nobody can tell.

    ``M`` is none: it could be months or minutes.

    >>> [guess_duration(text) for text in ("1 Week", "30days", "1d12h", "6M", "soon")]
    [604800, 2592000, 129600, None, None]
    """
    try:
        return parse_duration(text)
    except ValueError:
        match = _WORDY.fullmatch(text)
    if match is None or match[2] == "M":
        return None
    word = match[2].lower()
    unit = _WORDS.get(word.removesuffix("s") if len(word) > 2 else word)  # noqa: PLR2004
    return None if unit is None else int(match[1]) * unit


def ungroup(text: str) -> int | None:
    """Return the number whose digits are grouped in *text*; None when they are not.

    >>> [ungroup(text) for text in ("604,800", "31 557 600", "604800")]
    [604800, 31557600, None]
    """
    return int(re.sub(r"[^0-9]", "", text)) if _GROUPED.fullmatch(text) else None


def find_round_duration(seconds: int) -> int | None:
    """Return the round duration that *seconds* is a slip of, if any.

    A slip is one digit wrong, missing or too many, two neighbours swapped, or a second too many or
    too few. Whole hours are taken as meant.

    >>> [find_round_duration(seconds) for seconds in (704800, 60480, 86399, 604800, 500000)]
    [604800, 604800, 86400, None, None]
    """
    if seconds % HOUR == 0:
        return None
    text = str(seconds)
    near = (r for r in _ROUND if abs(r - seconds) == 1 or count_slips(text, str(r), 1) <= 1)
    return min(near, key=lambda each: abs(each - seconds), default=None)


def format_duration(seconds: int) -> str:
    """Return *seconds* in the largest unit that fits without a rest.

    >>> [format_duration(seconds) for seconds in (604_800, 5_400, 0)]
    ['1w', '90m', '0s']
    """
    for unit, size in _UNITS.items():
        if seconds and seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"
