"""Whether anything in a repository says that Pages publishes it from a branch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from mtasts_pages.checks.finding import Severity
from mtasts_pages.checks.lint.candidates import BUILT_FROM, CONFIGS, DOCS
from mtasts_pages.checks.lint.faults import Effect
from mtasts_pages.checks.lint.finding import FileReport, LintFinding
from mtasts_pages.checks.lint.likeness import is_like
from mtasts_pages.dns import PAGES_SUFFIX
from mtasts_pages.site import CNAME
from mtasts_pages.site.files import NOJEKYLL
from mtasts_pages.state.folder import SeenFolder


def has_pages_sign(folder: SeenFolder, root: str) -> bool:
    """Return whether something says that Pages publishes *root* of *folder*.

    What only Pages reads says so: `CNAME`, `.nojekyll`, the config of Jekyll, whatever slips
    are in their names, and the name of a repository for a user's site.
    """
    if not root and folder.name.casefold().removesuffix(".git").endswith(PAGES_SUFFIX):
        return True
    # A sign in a folder in which a site is kept says nothing of the branch.
    return any(
        _is_sign(name)
        for parent, _, name in (path.rpartition("/") for path in folder.entries)
        if parent == root or (not root and not _is_built_from(parent.split("/")))
    )


def is_built_from(folder: SeenFolder, before: tuple[str, ...]) -> bool:
    """Return whether the policy's site is kept in a folder such as `public`, to be built from.

    Not where the root has all that Pages needs: then the policy is simply in the wrong place.
    """
    return _is_built_from(before) and not (folder.has_file(CNAME) and folder.has_file(NOJEKYLL))


def make_conditional(report: FileReport) -> FileReport:
    """Return *report* as what holds if Pages publishes the branch, and not otherwise."""
    return replace(report, findings=tuple(map(_make_conditional, report.findings)))


def _make_conditional(finding: LintFinding) -> LintFinding:
    if finding.effect is not Effect.NOT_SERVED or finding.severity is not Severity.ERROR:
        return finding
    message = f"if Pages publishes this branch: {finding.message}"
    return replace(finding, effect=Effect.RISKY, message=message)


def _is_built_from(folders: Iterable[str]) -> bool:
    return not (BUILT_FROM - {DOCS}).isdisjoint(folders)


def _is_sign(name: str) -> bool:
    return name in CONFIGS or is_like(name, CNAME) or is_like(name, NOJEKYLL, slips=2)
