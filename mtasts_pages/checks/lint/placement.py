"""Where the policy is, and where senders look for it (RFC 8461, 3.3)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from mtasts_pages.checks.lint.candidates import (
    DOCS,
    find_domain,
    find_root,
    is_right_path,
    join,
    split_path,
)
from mtasts_pages.checks.lint.faults import Effect, Fault
from mtasts_pages.checks.lint.finding import LintFinding, find
from mtasts_pages.checks.lint.likeness import POLICY_NAME, WELL_KNOWN, explain_difference
from mtasts_pages.site import POLICY_PATH
from mtasts_pages.text import quote


def choose_policy(paths: Iterable[str], roots: Collection[str] = ()) -> str | None:
    """Return which of *paths* is meant as the policy: the one with the least wrong about it.

    One in the *roots* that a deployment names comes first.
    """
    return min(paths, key=lambda path: _rank(path, roots), default=None)


def judge_placement(
    path: str, *, is_built: bool = False, is_pages: bool = True, roots: Collection[str] = ()
) -> tuple[LintFinding, ...]:
    """Return why senders do not find the policy at *path*; nothing when they do.

    Args:
        path: Where it is in the repository.
        is_built: Whether something other than Pages publishes it, to a path that cannot be known.
        is_pages: Whether anything says that Pages publishes the branch as it is.
        roots: The folders that a deployment names as the root of a site.

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
    elif between or join(*before) not in ("", DOCS, *roots):
        where = quote(path.rpartition("/")[0])
        message = f"the policy is in {where}, but senders ask for `{POLICY_PATH}`"
        elsewhere = _find(Fault.POLICY_ELSEWHERE, message, _move(path))
        if not is_pages and not is_built and not between:
            message = f"if Pages publishes this branch: {message}"
            hint = f"make sure that {where} ends up at the root of the site, or {_move(path)}"
            elsewhere = replace(elsewhere, effect=Effect.RISKY, message=message, hint=hint)
        findings.append(elsewhere)
    elif not well_known and name != WELL_KNOWN:
        message = f"the policy is not in `{WELL_KNOWN}`, but senders ask for `{POLICY_PATH}`"
        findings.append(_find(Fault.POLICY_IN_ROOT, message, _move(path)))
    if is_built:
        return tuple(_soften(finding) for finding in findings)
    if not findings and find_root(path) == DOCS and DOCS not in roots:
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
    domain = find_domain(path)
    if domain:
        return (
            f"one repository serves one policy domain: if this one is for {quote(domain)}, move it"
            f" to {quote(_right_path(path))}; every other domain needs a repository of its own"
        )
    return f"move it to `{_right_path(path)}`"


def _rank(path: str, roots: Collection[str]) -> tuple[bool, bool, int, int, int, str]:
    findings = judge_placement(path)
    before, well_known, between, name = split_path(path)
    is_exact = well_known == WELL_KNOWN and name == POLICY_NAME and not between
    likeness = (well_known == WELL_KNOWN) + (name == POLICY_NAME)
    return (
        not (is_exact and join(*before) in roots),
        not is_right_path(path),
        len(findings),
        -likeness,
        path.count("/"),
        path,
    )
