"""From the paths on the command line to a report on each file."""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from mtasts_pages.checks.lint import (
    Fault,
    FileReport,
    Verdict,
    classify_folder,
    find_custom_domain,
    find_verdict,
    judge_cname_file,
    judge_repository,
    judge_text,
    may_matter,
)
from mtasts_pages.checks.lint.likeness import WELL_KNOWN
from mtasts_pages.errors import OperationError, UsageError
from mtasts_pages.site import CNAME
from mtasts_pages.standards import DefectKind
from mtasts_pages.state.folder import FolderRole
from mtasts_pages.text import escape_unprintable, find_nearest, quote
from mtasts_pages.world.folders import (
    find_repositories,
    is_bare_repository,
    is_folder,
    list_folder,
    look_into,
    read_bytes,
    read_stream,
)

STDIN = "-"
_ADDRESS = re.compile(r"https?:/", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class JudgedRepository:
    """What becomes of the policy of the repository at *path*."""

    path: str
    verdict: Verdict


@dataclass(slots=True)
class LintRun:
    """What came of one run: reports by path, and what could not be looked at."""

    reports: list[FileReport] = field(default_factory=list)
    repositories: list[JudgedRepository] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    errors: list[OperationError] = field(default_factory=list)


def lint_paths(paths: Sequence[str], ignored: Collection[str] = ()) -> LintRun:
    """Return what is wrong at *paths*: policy files, repositories, folders of them, or stdin.

    A repository that cannot be read is an error in the result; the others are judged.

    Args:
        paths: What to look at; "-" is stdin.
        ignored: Codes of findings that do not count.

    Raises:
        UsageError: A path does not exist, there is nothing to judge, or a code is unknown.

    """
    run = LintRun()
    for code in ignored:
        _check_code(code)
    for name in paths:
        path = Path(name)
        if name == STDIN:
            run.reports += _drop([judge_text(name, read_stream(sys.stdin.buffer))], ignored)
        elif _ADDRESS.match(name):
            raise UsageError(
                f"`{show_path(name)}` is an address, and `lint` reads files of this machine",
                "for a domain as it is served, run `mtasts-pages check`",
            )
        elif is_folder(path):
            run.reports += _lint_folder(path, run, ignored)
        else:
            judge = judge_cname_file if path.name == CNAME else judge_text
            run.reports += _drop([judge(show_path(name), read_bytes(path))], ignored)
    return run


def show_path(path: str) -> str:
    """Return *path* as it can be printed: on one line, whatever bytes the name is made of."""
    return escape_unprintable(path.encode("utf-8", "backslashreplace").decode())


def _lint_folder(path: Path, run: LintRun, ignored: Collection[str]) -> Iterator[FileReport]:
    if is_bare_repository(path):
        raise UsageError(
            f"`{show_path(str(path))}` is a bare git repository, with no files to look at",
            "clone it, and lint the clone",
        )
    path = _find_whole(path)
    seen = len(run.errors)
    found = False
    owners: dict[str, list[str]] = {}
    # A folder without any sign of a policy may still hold one under another name.
    repositories = find_repositories(path, classify_folder) or [path]
    outer = {parent for each in repositories for parent in each.parents}
    for repository in repositories:
        if is_bare_repository(repository):
            run.notes.append(f"{show_path(str(repository))} is a bare git repository: left out")
            continue
        inner = repositories if repository in outer else ()
        try:
            seen_folder = look_into(repository, may_matter, frozenset(inner) - {repository})
        except OperationError as error:
            run.errors.append(error)
            continue
        shown = show_path(str(repository))
        reports = judge_repository(seen_folder)
        if not reports:
            run.left_out.append(shown)
            continue
        found = True
        run.repositories.append(JudgedRepository(shown, find_verdict(reports)))
        owners.setdefault(find_custom_domain(seen_folder), []).append(shown)
        for report in _drop(reports, ignored):
            yield replace(report, path=show_path(str(repository / report.path)))
    run.notes += _note_shared(owners)
    if not found and len(run.errors) == seen:
        raise UsageError(
            f"`{show_path(str(path))}` holds no MTA-STS policy, and nothing that is meant as one",
            "name a policy file, a policy repository, or a folder of policy repositories",
        )


def _note_shared(owners: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for domain, shown in owners.items():
        if domain and len(shown) > 1:
            yield (
                f"{quote(domain)} is the custom domain of {len(shown)} repositories, and Pages"
                f" serves it from one of them: {', '.join(shown)}"
            )


def _find_whole(path: Path) -> Path:
    """Return the repository of which *path* is the folder `.well-known`, or *path* itself."""
    whole = path.absolute()
    if whole.name.casefold() != WELL_KNOWN or list_folder(path).names.is_checkout:
        return path
    role = classify_folder(list_folder(whole.parent))
    is_part = role in (FolderRole.REPOSITORY, FolderRole.SITE, FolderRole.CHECKOUT)
    return path / ".." if is_part else path


def _check_code(code: str) -> None:
    codes = [each.value for each in (*Fault, *DefectKind)]
    if code not in codes:
        near = find_nearest(code, codes)
        hint = f"did you mean `{near}`?" if near else "a finding has its code in brackets"
        raise UsageError(f"{quote(code)} is not the code of a finding of `lint`", hint)


def _drop(reports: Sequence[FileReport], ignored: Collection[str]) -> tuple[FileReport, ...]:
    return tuple(
        replace(each, findings=tuple(f for f in each.findings if f.code not in ignored))
        for each in reports
    )
