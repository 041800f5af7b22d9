"""The problems of a config."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TextIO

from mtasts_pages.cli.console import Console, Style
from mtasts_pages.config import Problem, Severity, render_problem
from mtasts_pages.config.problems import Style as Part

STYLES = {
    Part.PLACE: Style.STRONG,
    Part.ERROR: Style.BAD,
    Part.WARNING: Style.WARNING,
    Part.INFO: Style.QUIET,
    Part.MESSAGE: Style.PLAIN,
    Part.GUTTER: Style.QUIET,
    Part.SOURCE: Style.PLAIN,
    Part.HINT: Style.STRONG,
}


def show_problems(
    console: Console, problems: Iterable[Problem], stream: TextIO | None = None
) -> None:
    """Write each problem with its place, its line and its hint (to stderr unless named)."""
    target = stream or sys.stderr
    for problem in problems:
        for line in render_problem(problem):
            text = "".join(console.style(part, STYLES[kind], target) for kind, part in line)
            print(text.rstrip(), file=target)
        print(file=target)


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
