"""What is wrong with a config file, as values, and how a problem is laid out for a person."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from mtasts_pages.errors import UsageError

_TAB_WIDTH = 4
_GUTTER_WIDTH = 5


class Severity(StrEnum):
    """Whether a problem stops the program."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, or risky, at one place of a config file.

    Attributes:
        severity: Whether it stops the program.
        file: The file, as the operator named it.
        line: Line of the value or key, from 1.
        column: Its column in characters, from 1.
        width: How many characters of the line it takes; at least 1.
        source: That line, printable character by character; a very long one is cut on both sides.
            Empty when the problem is the file itself.
        message: One sentence, names in backquotes.
        hint: What to do about it.
        cut: How many characters are missing at the start of `source`.

    """

    severity: Severity
    file: str
    line: int
    column: int
    width: int
    source: str
    message: str
    hint: str | None = None
    cut: int = 0


class ConfigError(UsageError):
    """The config cannot be used; carries every problem of the file, warnings included."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        errors = [problem for problem in problems if problem.severity is Severity.ERROR]
        first = errors[0]
        place = f"{first.file}:{first.line}:{first.column}"
        more = f", and {len(errors) - 1:,} more" if len(errors) > 1 else ""
        super().__init__(f"{place}: {first.message}{more}", first.hint)


class Style(StrEnum):
    """What a fragment of a laid-out problem is, for whoever colours it."""

    PLACE = "place"
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    MESSAGE = "message"
    GUTTER = "gutter"
    SOURCE = "source"
    HINT = "hint"


Line = tuple[tuple[Style, str], ...]
"""One line of text as fragments."""


def render_problem(problem: Problem) -> tuple[Line, ...]:
    """Return the lines that show *problem*, each as fragments of a style and a text.

    The place and the sentence, the source line, carets under the value, the hint. Carets
    stand right on a terminal that shows wide characters in two columns.
    """
    style = Style(problem.severity.value)
    place = f"{problem.file}:{problem.line}:{problem.column}: "
    head = (
        (Style.PLACE, place),
        (style, f"{problem.severity}: "),
        (Style.MESSAGE, problem.message),
    )
    lines: list[Line] = [head]
    if problem.source:
        start = problem.column - 1 - problem.cut
        lines += render_excerpt(style, problem.line, problem.source, start, problem.width)
    if problem.hint:
        lines.append(((Style.HINT, "  hint: "), (Style.MESSAGE, problem.hint)))
    return tuple(lines)


def render_excerpt(
    style: Style, line: int, source: str, start: int, width: int
) -> tuple[Line, Line]:
    """Return the *line* of a file with its text *source*, and carets below a part of it.

    The part begins behind *start* characters of *source* and has *width* of them.
    """
    before = _display_width(source[:start])
    under = max(1, _display_width(source[start : start + width]))
    number = f"{line:>{_GUTTER_WIDTH}}"
    return (
        ((Style.GUTTER, f"{number} | "), (Style.SOURCE, _expand_tabs(source))),
        ((Style.GUTTER, " " * len(number) + " | "), (style, " " * before + "^" * under)),
    )


def format_problem(problem: Problem) -> str:
    """Return *problem* as plain text, without a final line end."""
    return "\n".join("".join(text for _, text in line).rstrip() for line in render_problem(problem))


def _expand_tabs(text: str) -> str:
    return text.replace("\t", " " * _TAB_WIDTH)


def _display_width(text: str) -> int:
    return sum(map(_character_width, text))


def _character_width(character: str) -> int:
    if character == "\t":
        return _TAB_WIDTH
    if unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1
