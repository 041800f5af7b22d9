"""The text of a YAML file, and what is found wrong with it, each at its line and column.

`decode` makes a `Source` of the bytes, and says at once when they are not YAML.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from typing import Final, NoReturn

from mtasts_pages.config.problems import Beyond, Problem, Severity
from mtasts_pages.text import blot_unprintable

SIZE_LIMIT: Final = 64 * 1024 * 1024
"""Bytes; a file of this size or more is refused."""

PROBLEM_LIMIT: Final = 10_000
"""Problems of one file; nobody reads more of them, and time and memory stay bounded."""

Span = tuple[int, int]
"""Offsets in a text, in characters: of the first one, and behind the last."""

_FOREIGN_MARKS = {  # the longer ones first: one begins with another
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
_SAVE_AS_UTF_8 = "save the file as UTF-8"

_find_escaped_byte = re.compile("[\udc80-\udcff]").search  # as `surrogateescape` decodes it
_ESCAPED_BYTES = 0xDC00  # what it adds to a byte

# What YAML 1.2 (5.1) does not allow in a file, and the line breaks of YAML 1.1 that 1.2 gave up:
# an editor does not show them, and PyYAML would still break the line there.
_find_forbidden = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]"
).search

_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_SHOWN_LENGTH = 160  # characters of a source line
_SHOWN_BEFORE = 60
_BLOCK_LENGTH = 4_096  # characters; the line breaks of a block are counted once


class StopReading(Exception):  # noqa: N818 - the problems say why
    """There is no use in reading on."""


@dataclass(slots=True, eq=False)
class Source:
    """The text of one file, under the name that the operator knows; gathers its problems."""

    name: str
    text: str
    _problems: list[Problem] = field(default_factory=list, repr=False)
    _blocks: list[tuple[int, int]] = field(default_factory=lambda: [(1, 0)], repr=False)
    """For each block as far as counted: the line that it begins in, and where that begins."""

    @property
    def has_errors(self) -> bool:
        """Whether any of the problems stops the program."""
        return any(problem.severity is Severity.ERROR for problem in self._problems)

    def list_problems(self) -> tuple[Problem, ...]:
        """Return the problems so far in the order of the file.

        Each is there once: what aliases repeat is noted at the same place each time.
        """
        ordered = sorted(self._problems, key=lambda each: (each.line, each.column, each.message))
        return tuple(dict.fromkeys(ordered))

    def note(
        self,
        span: Span,
        message: str,
        hint: str | None = None,
        *,
        severity: Severity = Severity.ERROR,
        beyond: Beyond | None = None,
    ) -> None:
        """Note what is wrong, or risky, with the text at *span*.

        Raises:
            StopReading: There are as many problems already as anyone can use.

        """
        if len(self._problems) >= PROBLEM_LIMIT:
            message = f"there are more than {PROBLEM_LIMIT:,} problems; the others are not listed"
            self._problems.append(self._describe(span, message, "fix these first"))
            raise StopReading
        self._problems.append(self._describe(span, message, hint, severity, beyond))

    def refuse(self, span: Span, message: str, hint: str | None = None) -> NoReturn:
        """Note what is wrong with the text at *span*, where reading ends.

        Raises:
            StopReading: Always.

        """
        self.note(span, message, hint)
        raise StopReading

    def find_line(self, offset: int) -> tuple[int, int]:
        """Return the number of the line that *offset* is in, and where that line begins."""
        blocks = self._blocks
        while len(blocks) * _BLOCK_LENGTH <= offset:
            start = (len(blocks) - 1) * _BLOCK_LENGTH
            blocks.append(self._count_lines(start, start + _BLOCK_LENGTH, *blocks[-1]))
        block = offset // _BLOCK_LENGTH
        return self._count_lines(block * _BLOCK_LENGTH, offset, *blocks[block])

    def _count_lines(self, start: int, end: int, line: int, line_start: int) -> tuple[int, int]:
        """Return what `find_line` does for *end*, from what it gives for *start*."""
        text = self.text
        # A CRLF counts where its LF is, so that the counts of adjoining ranges add up.
        pairs = text.count("\r\n", start, end + 1)
        breaks = text.count("\n", start, end) + text.count("\r", start, end) - pairs
        last = max(text.rfind("\n", start, end), text.rfind("\r", start, end))
        return line + breaks, line_start if last < 0 else last + 1

    def _describe(
        self,
        span: Span,
        message: str,
        hint: str | None,
        severity: Severity = Severity.ERROR,
        beyond: Beyond | None = None,
    ) -> Problem:
        """Return the problem of the text at *span*, with its line as a message shows it."""
        start, end = span
        line, line_start = self.find_line(start)
        shown_from = max(line_start, start - _SHOWN_BEFORE)
        shown_to = start + _SHOWN_LENGTH  # the end of the line is not looked for beyond
        found = _LINE_BREAK.search(self.text, start, shown_to)
        line_end = found.start() if found else min(shown_to, len(self.text))
        if line_end - line_start <= _SHOWN_LENGTH:
            shown_from = line_start
        shown = self.text[shown_from : min(line_end, shown_from + _SHOWN_LENGTH)]
        return Problem(
            severity=severity,
            file=self.name,
            line=line,
            column=start - line_start + 1,
            width=max(1, min(end, shown_from + len(shown)) - start),
            source=blot_unprintable(shown),
            message=message,
            hint=hint,
            cut=shown_from - line_start,
            beyond=beyond,
        )


def decode(name: str, data: bytes) -> tuple[Source, tuple[Span, str, str | None] | None]:
    """Return the text of the file *name* that holds *data*, and why it is not YAML, if so.

    The byte order mark of UTF-8 is left out, as YAML 1.2 (5.2) has it.
    """
    if len(data) >= SIZE_LIMIT:
        message = f"the file has {SIZE_LIMIT // 1024**2} MiB or more, too much to be read"
        return Source(name, ""), ((0, 0), message, None)
    for mark, encoding in _FOREIGN_MARKS.items():
        if data.startswith(mark):
            return Source(name, ""), ((0, 0), f"the file is in {encoding}", _SAVE_AS_UTF_8)
    source = Source(name, data.removeprefix(codecs.BOM_UTF8).decode(errors="surrogateescape"))
    bad = _find_escaped_byte(source.text)
    if bad is not None:
        message = f"the byte 0x{ord(bad[0]) - _ESCAPED_BYTES:02X} is not UTF-8"
        return source, (bad.span(), message, _SAVE_AS_UTF_8)
    bad = _find_forbidden(source.text)
    if bad is not None:
        message = f"the character U+{ord(bad[0]):04X} is not allowed in YAML"
        hint = "most editors do not show it: delete it, or type the line again"
        return source, (bad.span(), message, hint)
    return source, None
