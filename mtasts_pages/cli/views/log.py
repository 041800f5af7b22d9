"""What makes stderr a log that can be read a week later, where it is no terminal."""

from __future__ import annotations

import sys
from pathlib import Path

from mtasts_pages import __version__
from mtasts_pages.cli.console import Console
from mtasts_pages.text import escape_unprintable
from mtasts_pages.world.clock import Clock, SystemClock

_MINUTE = 60
_HOUR = 60 * _MINUTE


def is_log(console: Console) -> bool:
    """Return whether what is said will be read later, and not now by a person."""
    return not console.quiet and not sys.stderr.isatty()


def begin_log(console: Console, command: str, config: Path, domains: int) -> None:
    """Say when, which version, which command and which config it was."""
    if is_log(console):
        what = f"{domains:,} domain{'' if domains == 1 else 's'} of"
        where = escape_unprintable(str(config.absolute()))
        console.note(
            f"{stamp(console, SystemClock())}mtasts-pages {__version__} {command}: {what} `{where}`"
        )


def end_log(console: Console, command: str, result: str) -> None:
    """Say when it ended, and what came out."""
    if is_log(console):
        console.note(f"{stamp(console, SystemClock())}{command} ended: {result}")


def stamp(console: Console, clock: Clock) -> str:
    """Return the time as a line of a log begins with it; nothing on a terminal."""
    return f"{clock.now():%Y-%m-%dT%H:%M:%SZ} " if is_log(console) else ""


def format_span(seconds: float) -> str:
    """Return *seconds* as people say them.

    >>> [format_span(seconds) for seconds in (2.4, 80, 3600, 9000)]
    ['2 s', '1 min 20 s', '1 h 0 min', '2 h 30 min']
    """
    whole = int(seconds)
    if whole < _MINUTE:
        return f"{whole} s"
    if whole < _HOUR:
        return f"{whole // _MINUTE} min {whole % _MINUTE} s"
    return f"{whole // _HOUR} h {whole % _HOUR // _MINUTE} min"
