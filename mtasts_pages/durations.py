"""Durations as people write them, in seconds."""

from __future__ import annotations

import re

_UNITS = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}
DURATION_PATTERN = "".join(f"(?:[0-9]{{1,10}}{unit})?" for unit in _UNITS)
"""Weeks, days, hours, minutes and seconds, in this order, each at most once."""

_DURATION = re.compile("".join(f"(?:([0-9]{{1,10}}){unit})?" for unit in _UNITS), re.ASCII)
_SECONDS = re.compile(r"[0-9]{1,10}", re.ASCII)
ROUND_DURATIONS = tuple(
    count * _UNITS[unit]
    for unit, counts in {"d": (1, 2, 3, 30, 60, 90, 180, 365), "w": (1, 2, 3, 4, 8, 12)}.items()
    for count in counts
)
"""Seconds; what people mean when they write a max_age of nearly that many."""


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


def format_duration(seconds: int) -> str:
    """Return *seconds* in the largest unit that fits without a rest.

    >>> [format_duration(seconds) for seconds in (604_800, 5_400, 0)]
    ['1w', '90m', '0s']
    """
    for unit, size in _UNITS.items():
        if seconds and seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"
