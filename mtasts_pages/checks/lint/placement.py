"""Where the policy is, and where senders look for it (RFC 8461, 3.3)."""

from __future__ import annotations

from collections.abc import Iterable

from mtasts_pages.checks.lint.candidates import DOCS, find_root, is_right_path, join, split_path
from mtasts_pages.checks.lint.faults import Effect, Fault
from mtasts_pages.checks.lint.finding import LintFinding, find
from mtasts_pages.checks.lint.likeness import POLICY_NAME, WELL_KNOWN, explain_difference
from mtasts_pages.site import POLICY_PATH
from mtasts_pages.text import quote


def choose_policy(paths: Iterable[str]) -> str | None:
    """Return which of *paths* is meant as the policy: the one with the least wrong about it."""
    return min(paths, key=_rank, default=None)


def judge_placement(path: str, *, is_built: bool = False) -> tuple[LintFinding, ...]:
    """Return why senders do not find the policy at *path*; nothing when they do.

    Args:
        path: Where it is in the repository.
        is_built: Whether something other than Pages publishes it, to a path that cannot be known.

    """
    before, well_known, between, name = split_path(path)
    findings = []
    if well_known and well_known != WELL_KNOWN:
        message = f"the folder is called {quote(well_known)}, but senders ask for `{POLICY_PATH}`"
        hint = f"rename it to `{WELL_KNOWN}`"
        findings.append(_find(Fault.FOLDER_MISSPELLED, message, hint, well_known, WELL_KNOWN))
    if name != POLICY_NAME:
        message = f"the file is called {quote(name)}, but senders ask for `{POLICY_PATH}`"
        hint = f"rename it to `{POLICY_NAME}`"
        if name == WELL_KNOWN:
            message = f"`{WELL_KNOWN}` is a file, but senders ask for `{POLICY_PATH}`"
            hint = f"make `{WELL_KNOWN}` a folder, and put the policy in it as `{POLICY_NAME}`"
        findings.append(_find(Fault.FILE_MISSPELLED, message, hint, name, POLICY_NAME))
    if between and between[0] == POLICY_NAME:
        message = f"`{POLICY_NAME}` is a folder, but senders ask for the file `{POLICY_PATH}`"
        hint = "replace the folder with a file of that name, and put the policy in it"
        findings.append(_find(Fault.POLICY_IS_FOLDER, message, hint))
    elif between or join(*before) not in ("", DOCS):
        where = quote(path.rpartition("/")[0])
        message = f"the policy is in {where}, but senders ask for `{POLICY_PATH}`"
        findings.append(_find(Fault.POLICY_ELSEWHERE, message, _move(path)))
    elif not well_known and name != WELL_KNOWN:
        message = f"the policy is not in `{WELL_KNOWN}`, but senders ask for `{POLICY_PATH}`"
        findings.append(_find(Fault.POLICY_IN_ROOT, message, _move(path)))
    if is_built:
        return tuple(_soften(finding) for finding in findings)
    if not findings and find_root(path) == DOCS:
        message = f"the policy is served only if Pages publishes the folder `/{DOCS}`"
        hint = f"make sure that the Pages settings say `/{DOCS}`, or move the site to the top"
        findings.append(find(Fault.SOURCE_IS_DOCS, message, hint))
    return tuple(findings)


def _find(fault: Fault, message: str, hint: str, name: str = "", wanted: str = "") -> LintFinding:
    why = explain_difference(name, wanted) if name else ""
    return find(fault, message, f"{hint} ({why})" if why else hint, repair=wanted or POLICY_PATH)


def _soften(finding: LintFinding) -> LintFinding:
    hint = f"unless the build puts it there: {finding.hint}"
    return LintFinding(finding.kind, Effect.RISKY, finding.message, hint, repair=finding.repair)


def _right_path(path: str) -> str:
    return join(find_root(path), POLICY_PATH)


def _move(path: str) -> str:
    return f"move it to `{_right_path(path)}`"


def _rank(path: str) -> tuple[bool, int, int, int, str]:
    findings = judge_placement(path)
    _, well_known, _, name = split_path(path)
    likeness = (well_known == WELL_KNOWN) + (name == POLICY_NAME)
    return (not is_right_path(path), len(findings), -likeness, path.count("/"), path)
