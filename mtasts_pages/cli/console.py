"""Where text goes: results to stdout, everything else to stderr."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import IO, TYPE_CHECKING, TextIO, cast

import click

from mtasts_pages.cli.streams import speaks_utf8, write
from mtasts_pages.errors import MtaStsPagesError
from mtasts_pages.text import escape_unprintable

if TYPE_CHECKING:
    import rich.console


class Color(StrEnum):
    """When text is coloured."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


class Style(StrEnum):
    """What a piece of text is; every style is readable without colour."""

    PLAIN = "plain"
    STRONG = "strong"
    QUIET = "quiet"
    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"
    ADDED = "added"
    REMOVED = "removed"


_COLORS: dict[Style, dict[str, str | bool]] = {
    Style.STRONG: {"bold": True},
    Style.QUIET: {"dim": True},
    Style.GOOD: {"fg": "green"},
    Style.WARNING: {"fg": "yellow"},
    Style.BAD: {"fg": "red", "bold": True},
    Style.ADDED: {"fg": "green"},
    Style.REMOVED: {"fg": "red"},
}


class _Stderr:
    """What rich writes to: it would end the program itself when the reader has gone."""

    def write(self, text: str) -> int:
        write(text, sys.stderr, end="")
        return len(text)

    def __getattr__(self, name: str) -> object:
        return getattr(sys.stderr, name)


PROGRAM_VARIABLE = "MTASTS_PAGES_CALLED_AS"
"""Names the words that run this program where they are not `mtasts-pages`: in the sandbox."""


def _name_program(text: str) -> str:
    """Return *text* with every command in backquotes as it has to be typed here."""
    called = os.environ.get(PROGRAM_VARIABLE)
    return text.replace("`mtasts-pages ", f"`{escape_unprintable(called)} ") if called else text


def _name_programs(value: object) -> object:
    """Return a JSON document with every text as `_name_program` has it."""
    if not os.environ.get(PROGRAM_VARIABLE):
        return value
    if isinstance(value, str):
        return _name_program(value)
    if isinstance(value, Mapping):
        return {key: _name_programs(inner) for key, inner in value.items()}
    if isinstance(value, Sequence):
        return [_name_programs(inner) for inner in value]
    return value


@dataclass(slots=True)
class Console:
    """The two streams, with how much and how colourful is said on them.

    There is one in a run: click's context hands it to the command, whose options set it.
    """

    color: Color = Color.AUTO
    quiet: bool = False
    verbose: bool = False
    as_json: bool = False
    has_document: bool = False
    """Whether the one JSON document was written."""

    def result(self, text: str = "") -> None:
        """Write a line of the result."""
        write(_name_program(text), sys.stdout)

    def document(self, name: str, content: Mapping[str, object]) -> None:
        """Write the one JSON document of a command."""
        self.has_document = True
        whole = _name_programs({"schema": f"mtasts-pages/{name}@1", **content})
        escaped = not speaks_utf8(sys.stdout)
        write(json.dumps(whole, indent=2, ensure_ascii=escaped), sys.stdout)

    def note(self, text: str) -> None:
        """Write a line that is not the result; ``-q`` leaves it out."""
        if not self.quiet:
            write(_name_program(text), sys.stderr)

    def detail(self, text: str) -> None:
        """Write a line that only ``-v`` shows."""
        if self.verbose:
            write(_name_program(text), sys.stderr)

    def error(self, error: MtaStsPagesError) -> None:
        """Write what went wrong, and what to do."""
        mark = self.style("error:", Style.BAD, sys.stderr)
        write(f"{mark} {_name_program(error.message)}", sys.stderr)
        if error.hint:
            hint = self.style("hint:", Style.STRONG, sys.stderr)
            write(f"{hint} {_name_program(error.hint)}", sys.stderr)

    def style(self, text: str, style: Style, stream: TextIO | None = None) -> str:
        """Return *text* as it looks on *stream* (stdout unless named)."""
        if style is Style.PLAIN or not self._is_colored(stream or sys.stdout):
            return text
        return click.style(text, **_COLORS[style])  # type: ignore[arg-type]  # one dict for all

    def is_live(self) -> bool:
        """Return whether a person watches: progress may redraw itself."""
        return sys.stderr.isatty() and os.environ.get("TERM") != "dumb" and not self.quiet

    def live(self) -> rich.console.Console:
        """Return where progress redraws itself, if :meth:`is_live`."""
        import rich.console

        plain = self.style("x", Style.GOOD, sys.stderr) == "x"
        stderr = cast("IO[str]", _Stderr())
        return rich.console.Console(file=stderr, no_color=plain, highlight=False, soft_wrap=True)

    def _is_colored(self, stream: TextIO) -> bool:
        if self.color is not Color.AUTO:
            return self.color is Color.ALWAYS
        if os.environ.get("NO_COLOR"):  # no-color.org: any value but the empty one
            return False
        if os.environ.get("FORCE_COLOR"):
            return True
        return stream.isatty() and os.environ.get("TERM") != "dumb"
