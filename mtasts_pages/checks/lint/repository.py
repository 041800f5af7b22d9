"""A policy repository as a whole: its policy, where that is, and whether Pages serves it."""

from __future__ import annotations

from dataclasses import replace

from mtasts_pages.checks.lint.candidates import find_candidates, find_root, join, split_path
from mtasts_pages.checks.lint.cname import find_policy_domain, judge_cname
from mtasts_pages.checks.lint.copies import judge_copy
from mtasts_pages.checks.lint.deployment import Deployment, find_deployment
from mtasts_pages.checks.lint.faults import Effect, Fault
from mtasts_pages.checks.lint.finding import WHOLE, FileReport, LintFinding, find, report
from mtasts_pages.checks.lint.jekyll import judge_jekyll
from mtasts_pages.checks.lint.likeness import (
    POLICY_NAME,
    WELL_KNOWN,
    is_like_policy_name,
)
from mtasts_pages.checks.lint.pages_signs import has_pages_sign, is_built_from, make_conditional
from mtasts_pages.checks.lint.placement import choose_policy, judge_placement
from mtasts_pages.checks.lint.text import judge_text
from mtasts_pages.site import CNAME, POLICY_PATH
from mtasts_pages.state.folder import EntryKind, SeenFolder

_COPIES = 20
# fmt: off
_PROGRAMS = frozenset((
    "js", "mjs", "cjs", "ts", "tsx", "jsx", "py", "go", "rs", "php", "rb", "java", "kt", "cs",
    "ex", "exs", "pl", "lua", "scala", "swift", "tf", "bicep",
))
# fmt: on


def judge_repository(folder: SeenFolder) -> tuple[FileReport, ...]:
    """Return what is wrong with the policy repository *folder*, a report a file.

    The policy comes first, then what keeps Pages from serving it, then copies. A file that should
    be there has a report as well. Nothing at all for a folder that is no policy repository.
    """
    owned = _find_owned(folder)
    reports = _judge(folder) if owned is None else _judge_owned(folder, owned)
    return tuple(replace(each, exists=_exists(each.path, folder)) for each in reports)


def _judge(folder: SeenFolder) -> tuple[FileReport, ...]:
    candidates = sorted(find_candidates(folder))
    deployment = find_deployment(folder, candidates)
    path = choose_policy(candidates, deployment.roots)
    if path is None:
        return _judge_without_policy(folder, deployment)
    policy = folder.files[path]
    before = split_path(path)[0]
    is_built = is_built_from(folder, before)
    root = join(*before) if is_built else find_root(path)
    is_pages = has_pages_sign(folder, root) and not is_built
    findings = judge_placement(
        path, is_built=bool(deployment.reports), is_pages=is_pages, roots=deployment.roots
    )
    judged = judge_text(path, policy)
    judged = replace(judged, findings=(*findings, *judged.findings))
    others = [each for each in candidates if each != path]
    served = find_policy_domain(folder, root)
    copies = [
        judge_copy(each, folder.files[each], path, policy, served) for each in others[:_COPIES]
    ]
    publishing = deployment.reports
    if not publishing:
        publishing = (*judge_cname(folder, root), *judge_jekyll(folder, root))
        if not is_pages:
            publishing = tuple(map(make_conditional, publishing))
    return (judged, *publishing, *_note_limits(folder, len(others)), *copies)


def _judge_without_policy(folder: SeenFolder, deployment: Deployment) -> tuple[FileReport, ...]:
    missing = _judge_missing_policy(folder)
    if missing is None:
        return ()
    root = find_root(missing.path)
    if deployment.reports or _has_program(folder):
        findings = tuple(map(_doubt, missing.findings))
        missing = replace(missing, valid=True, findings=findings)
    if deployment.reports:
        return (missing, *deployment.reports, *_note_limits(folder, 0))
    publishing: tuple[FileReport, ...] = ()
    if has_pages_sign(folder, root):
        publishing = judge_cname(folder, root)
        if missing.path in folder.entries:
            publishing += judge_jekyll(folder, root)
    return (missing, *publishing, *_note_limits(folder, 0))


def _doubt(finding: LintFinding) -> LintFinding:
    hint = f"unless something else makes it: {finding.hint}"
    return replace(finding, effect=Effect.RISKY, hint=hint)


def _has_program(folder: SeenFolder) -> bool:
    """Return whether the repository holds a program, which may answer with a policy."""
    return any(
        kind is EntryKind.FILE and path.rpartition(".")[2].casefold() in _PROGRAMS
        for path, kind in folder.entries.items()
    )


def _find_owned(folder: SeenFolder) -> str | None:
    """Return the policy of a *folder* that is served at `/.well-known/` of its owner's site."""
    if folder.name.casefold().removesuffix(".git") != WELL_KNOWN or CNAME in folder.entries:
        return None
    path = choose_policy(each for each in find_candidates(folder) if "/" not in each)
    return POLICY_NAME if POLICY_NAME in folder.files else path


def _judge_owned(folder: SeenFolder, path: str) -> tuple[FileReport, ...]:
    judged = judge_text(path, folder.files[path])
    placement = judge_placement(f"{WELL_KNOWN}/{path}")
    message = (
        f"a repository called `{WELL_KNOWN}` is served at `/{WELL_KNOWN}/` of its owner's site, so"
        " senders find this only when that site has the policy host as its custom domain"
    )
    hint = "look at the custom domain of the owner's site, or give the policy its own repository"
    finding = find(Fault.SERVED_BY_OWNER, message, hint)
    return (replace(judged, findings=(finding, *placement, *judged.findings)),)


def _note_limits(folder: SeenFolder, copies: int) -> tuple[FileReport, ...]:
    reports = []
    if not folder.is_whole:
        message = "the folder is too large to search completely; its deepest parts were not seen"
        hint = "give the path of the policy repository itself"
        reports.append(report(WHOLE, find(Fault.NOT_ALL_SEEN, message, hint)))
    if copies > _COPIES:
        message = f"{copies - _COPIES} further copies of the policy are not listed"
        hint = "look for other files with the text of a policy, and delete them"
        reports.append(report(WHOLE, find(Fault.STRAY_COPY, message, hint)))
    return tuple(reports)


def _exists(path: str, folder: SeenFolder) -> bool:
    return path == WHOLE or path in folder.entries


def _judge_missing_policy(folder: SeenFolder) -> FileReport | None:
    """Return where the policy should be; None when nothing says that there should be one."""
    is_meant = "mta-sts" in folder.name.casefold()
    for path, kind in folder.entries.items():
        _, well_known, between, name = split_path(path)
        if kind is EntryKind.OUTWARD_LINK and name == POLICY_NAME:
            message = "the file is a symbolic link that leads out of the repository, or nowhere"
            hint = "put the policy itself here"
            return report(path, find(Fault.POLICY_LINKS_OUT, message, hint))
        if kind is EntryKind.FOLDER and not between and name == POLICY_NAME:
            message = f"`{POLICY_NAME}` is a folder, but senders ask for a file of that name"
            hint = f"put the policy in a file: `{join(find_root(path), POLICY_PATH)}`"
            return report(path, find(Fault.POLICY_IS_FOLDER, message, hint))
        if not name.startswith(".git"):
            is_meant = is_meant or (bool(well_known) and is_like_policy_name(name))
    custom = folder.files.get(CNAME)
    if not is_meant and not (custom and b"mta-sts." in custom.data.lower()):
        return None
    message = "no file in the repository is a policy, and senders ask for this one"
    hint = "write it, or let `mtasts-pages publish` do so"
    return report(POLICY_PATH, find(Fault.POLICY_MISSING, message, hint))
