"""From the paths on the command line to a report on each file."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from mtasts_pages.checks.lint import (
    BUILT_FROM,
    FileReport,
    has_sign,
    judge_repository,
    judge_text,
    may_matter,
)
from mtasts_pages.errors import OperationError, UsageError
from mtasts_pages.text import escape_unprintable
from mtasts_pages.world.folders import (
    find_repositories,
    is_bare_repository,
    is_folder,
    look_into,
    read_bytes,
    read_stream,
)

STDIN = "-"


@dataclass(slots=True)
class LintRun:
    """What came of one run: reports by path, and what could not be looked at."""

    reports: list[FileReport] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    errors: list[OperationError] = field(default_factory=list)


def lint_paths(paths: Sequence[str]) -> LintRun:
    """Return what is wrong at *paths*: policy files, repositories, folders of them, or stdin.

    A repository that cannot be read is an error in the result; the others are judged.

    Raises:
        UsageError: A path does not exist, or there is nothing to judge.

    """
    run = LintRun()
    for name in paths:
        path = Path(name)
        if name == STDIN:
            run.reports.append(judge_text(name, read_stream(sys.stdin.buffer)))
        elif is_folder(path):
            run.reports += _lint_folder(path, run)
        else:
            run.reports.append(judge_text(show_path(name), read_bytes(path)))
    return run


def show_path(path: str) -> str:
    """Return *path* as it can be printed: on one line, whatever bytes the name is made of."""
    return escape_unprintable(path.encode("utf-8", "backslashreplace").decode())


def _lint_folder(path: Path, run: LintRun) -> Iterator[FileReport]:
    if is_bare_repository(path):
        raise UsageError(
            f"`{show_path(str(path))}` is a bare git repository, with no files to look at",
            "clone it, and lint the clone",
        )
    seen = len(run.errors)
    found = False
    # A folder without any sign of a policy may still hold one under another name.
    for repository in _find(path) or [path]:
        if is_bare_repository(repository):
            run.notes.append(f"{show_path(str(repository))} is a bare git repository: left out")
            continue
        try:
            reports = judge_repository(look_into(repository, may_matter))
        except OperationError as error:
            run.errors.append(error)
            continue
        for report in reports:
            found = True
            yield replace(report, path=show_path(str(repository / report.path)))
    if not found and len(run.errors) == seen:
        raise UsageError(
            f"`{show_path(str(path))}` holds no MTA-STS policy, and nothing that is meant as one",
            "name a policy file, a policy repository, or a folder of policy repositories",
        )


def _find(path: Path) -> list[Path]:
    return list(find_repositories(path, has_sign, BUILT_FROM))
