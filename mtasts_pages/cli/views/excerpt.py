"""What is wrong at one place of a file, laid out for a terminal.

The place and the sentence, the line of the file, carets under the part that is meant, the hint.
The carets are in the right columns on a terminal that shows wide characters in two of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TextIO

from rich.cells import cell_len

from mtasts_pages.cli.console import Console, Style

_TAB = " " * 4
_GUTTER_WIDTH = 5

Line = tuple[tuple[str, Style], ...]
"""One line of text, in pieces of one style each."""


class Excerpt(NamedTuple):
    """A line of a file: its number, its text, and which of its characters are meant."""

    number: int
    text: str
    start: int
    width: int


def lay_out(
    place: str,
    kind: tuple[str, Style],
    message: str,
    excerpt: Excerpt | None,
    hint: str | None,
    code: str | None = None,
) -> Iterator[Line]:
    """Yield the lines of one report; *kind* is its severity in a word, and how that looks."""
    word, style = kind
    head = ((f"{place}: ", Style.STRONG), (f"{word}: ", style), (message, Style.PLAIN))
    yield (*head, (f" [{code}]", Style.QUIET)) if code else head
    if excerpt is not None:
        yield from _lay_out_excerpt(excerpt, style)
    if hint:
        yield ("  hint: ", Style.STRONG), (hint, Style.PLAIN)


def paint(console: Console, lines: Iterable[Line], stream: TextIO | None = None) -> str:
    """Return *lines* as they look on *stream* (stdout unless named)."""
    return "\n".join(
        "".join(console.style(text, style, stream) for text, style in line).rstrip()
        for line in lines
    )


def _lay_out_excerpt(excerpt: Excerpt, style: Style) -> Iterator[Line]:
    number, text, start, width = excerpt
    before = cell_len(_expand_tabs(text[:start]))
    under = max(1, cell_len(_expand_tabs(text[start : start + width])))
    yield (f"{number:>{_GUTTER_WIDTH}} | ", Style.QUIET), (_expand_tabs(text), Style.PLAIN)
    gutter = " " * max(_GUTTER_WIDTH, len(str(number)))
    yield (f"{gutter} | ", Style.QUIET), (" " * before + "^" * under, style)


def _expand_tabs(text: str) -> str:
    return text.replace("\t", _TAB)
