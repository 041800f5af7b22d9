"""The problems of a config, as text and as a document."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from mtasts_pages.cli.console import Console, Style
from mtasts_pages.cli.views.excerpt import Excerpt, Line, lay_out, paint
from mtasts_pages.config import Problem, Severity

_STYLES = {Severity.ERROR: Style.BAD, Severity.WARNING: Style.WARNING}


def show_problems(
    console: Console, problems: Iterable[Problem], *, as_result: bool = False
) -> None:
    """Write each problem with its place, its line and its hint: as notes, or as the result."""
    write, stream = (console.result, sys.stdout) if as_result else (console.note, sys.stderr)
    for problem in problems:
        write(paint(console, render_problem(problem), stream) + "\n")


def render_problem(problem: Problem) -> Iterator[Line]:
    """Yield the lines that show *problem*."""
    place = f"{problem.file}:{problem.line}:{problem.column}"
    start = problem.column - 1 - problem.cut
    excerpt = Excerpt(problem.line, problem.source, start, problem.width)
    return lay_out(
        place,
        (problem.severity.value, _STYLES[problem.severity]),
        problem.message,
        excerpt if problem.source else None,
        problem.hint,
    )


def summarize_problems(problems: Iterable[Problem], file: str) -> str:
    """Return a line such as ``1 error, 2 warnings in mta-sts.yaml``."""
    severities = [problem.severity for problem in problems]
    counts = [(severities.count(kind), kind.value) for kind in Severity]
    parts = [f"{count} {name}{'' if count == 1 else 's'}" for count, name in counts if count]
    return f"{', '.join(parts) or 'no problems'} in {file}"


def describe_problem(problem: Problem) -> dict[str, object]:
    """Return *problem* as the ``validate`` document lists it."""
    return {
        "severity": problem.severity.value,
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "message": problem.message,
        "hint": problem.hint,
    }
