"""The text of a config file: read within bounds, refused early, and cut into places."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtasts_pages.config.problems import Problem
from mtasts_pages.config.yaml.remarks import EARLIER_LINE, Remark
from mtasts_pages.errors import UsageError
from mtasts_pages.text import blot_unprintable, quote

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SIZE_LIMIT = 64 * 1024 * 1024
"""Bytes; a file of this size or more is refused unread."""

_FOREIGN_MARKS = {  # the longer ones first: one begins with another
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
_SAVE_AS_UTF_8 = "save the file as UTF-8"
_TYPE_IT_ANEW = "it is invisible in most editors: delete it, or type the line anew"

_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_SHOWN_LENGTH = 160  # characters of a source line
_SHOWN_BEFORE = 60

# What YAML 1.2 (5.1) does not allow in a file, and the line breaks of YAML 1.1 that 1.2 gave up:
# an editor does not show them and PyYAML would still break the line there.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]",
)


@dataclass(frozen=True, slots=True)
class Source:
    """The text of one file, under the name that the operator knows."""

    name: str
    text: str

    def problems(self, remarks: Iterable[Remark]) -> tuple[Problem, ...]:
        """Return *remarks* as problems, each place once, in the order of the file."""
        unique = {(r.start, r.end, r.message): r for r in remarks}
        ordered = sorted(unique.values(), key=lambda remark: (remark.start, remark.message))
        offsets = {r.start for r in ordered} | {r.earlier for r in ordered if r.earlier is not None}
        places = self._count_lines(offsets)
        return tuple(self._problem(remark, places) for remark in ordered)

    def _problem(self, remark: Remark, places: dict[int, tuple[int, int]]) -> Problem:
        line, line_start = places[remark.start]
        shown_from = max(line_start, remark.start - _SHOWN_BEFORE)
        shown_to = remark.start + _SHOWN_LENGTH  # the end of the line is not looked for beyond
        found = _LINE_BREAK.search(self.text, remark.start, shown_to)
        line_end = found.start() if found else min(shown_to, len(self.text))
        if line_end - line_start <= _SHOWN_LENGTH:
            shown_from = line_start
        shown = self.text[shown_from : min(line_end, shown_from + _SHOWN_LENGTH)]
        width = max(1, min(remark.end, shown_from + len(shown)) - remark.start)
        message = remark.message
        if remark.earlier is not None:
            message = message.replace(EARLIER_LINE, str(places[remark.earlier][0]))
        return Problem(
            remark.severity,
            self.name,
            line,
            remark.start - line_start + 1,
            width,
            blot_unprintable(shown),
            message,
            remark.hint,
            shown_from - line_start,
        )

    def _count_lines(self, offsets: set[int]) -> dict[int, tuple[int, int]]:
        """Return the line number and the start of its line for each of *offsets*, in one sweep."""
        places: dict[int, tuple[int, int]] = {}
        line, line_start, at = 1, 0, 0
        for offset in sorted(offsets):
            line += _count_breaks(self.text, at, offset)
            last = max(self.text.rfind("\n", at, offset), self.text.rfind("\r", at, offset))
            if last >= 0:
                line_start = last + 1
            at = offset
            places[offset] = (line, line_start)
        return places


def read_source(path: Path) -> tuple[Source, Remark | None]:
    """Return the text of the config file *path*, and why it cannot be used, if so.

    A file with a byte order mark of UTF-8 is read without it, as YAML 1.2 (5.2) has it.

    Raises:
        UsageError: The file cannot be opened or read.

    """
    try:
        with path.open("rb") as file:
            data = file.read(SIZE_LIMIT)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise UsageError(
            f"{quote(str(path))} cannot be read: {reason}",
            "name the config with `--config`, or write one with `mtasts-pages init`",
        ) from error
    if len(data) >= SIZE_LIMIT:
        remark = Remark(0, 0, "the file is 64 MiB or larger, which no config is")
        return Source(str(path), ""), remark
    return decode_source(str(path), data)


def decode_source(name: str, data: bytes) -> tuple[Source, Remark | None]:
    """Return the text of *data*, and why it cannot be used, if so."""
    for mark, encoding in _FOREIGN_MARKS.items():
        if data.startswith(mark):
            return Source(name, ""), Remark(0, 0, f"the file is in {encoding}", _SAVE_AS_UTF_8)
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        source = Source(name, data.decode())
    except UnicodeDecodeError as error:
        at = len(data[: error.start].decode())
        message = f"the byte 0x{data[error.start]:02X} is not UTF-8 here"
        # Everything before the bad byte reads well, so the offset holds in the mended text too.
        return Source(name, data.decode(errors="replace")), Remark(
            at, at + 1, message, _SAVE_AS_UTF_8
        )
    bad = _FORBIDDEN.search(source.text)
    if bad is None:
        return source, None
    name_of_it = f"U+{ord(bad[0]):04X}"
    return source, Remark(
        bad.start(), bad.end(), f"the character {name_of_it} is not allowed here", _TYPE_IT_ANEW
    )


def _count_breaks(text: str, start: int, end: int) -> int:
    # A CRLF counts where its LF stands, so that the counts of adjoining ranges add up.
    pairs = text.count("\r\n", start, end + 1)
    return text.count("\n", start, end) + text.count("\r", start, end) - pairs
