"""A policy repository as a whole: its policy, where that is, and whether Pages serves it."""

from __future__ import annotations

from dataclasses import replace

from mtasts_pages.checks.lint.candidates import find_candidates, find_root, join, split_path
from mtasts_pages.checks.lint.cname import judge_cname
from mtasts_pages.checks.lint.copies import judge_copy
from mtasts_pages.checks.lint.deployment import find_deployments
from mtasts_pages.checks.lint.faults import Fault
from mtasts_pages.checks.lint.finding import FileReport, find, report
from mtasts_pages.checks.lint.jekyll import judge_jekyll
from mtasts_pages.checks.lint.likeness import POLICY_NAME, is_like_policy_name
from mtasts_pages.checks.lint.placement import choose_policy, judge_placement
from mtasts_pages.checks.lint.text import judge_text
from mtasts_pages.site import CNAME, POLICY_PATH
from mtasts_pages.state.folder import EntryKind, SeenFolder

_COPIES = 20


def judge_repository(folder: SeenFolder) -> tuple[FileReport, ...]:
    """Return what is wrong with the policy repository *folder*, a report a file.

    The policy comes first, then what keeps Pages from serving it, then copies. A file that should
    be there has a report as well. Nothing at all for a folder that is no policy repository.
    """
    candidates = sorted(find_candidates(folder))
    path = choose_policy(candidates)
    deployments = find_deployments(folder)
    if path is None:
        missing = _judge_missing_policy(folder)
        if missing is None:
            return ()
        return _order((missing,), folder, find_root(missing.path), deployments)
    policy = folder.files[path]
    findings = judge_placement(path, is_built=bool(deployments))
    judged = judge_text(path, policy)
    judged = replace(judged, findings=(*findings, *judged.findings))
    others = [each for each in candidates if each != path][:_COPIES]
    copies = tuple(judge_copy(each, folder.files[each], path, policy) for each in others)
    return (*_order((judged,), folder, find_root(path), deployments), *copies)


def _order(
    policy: tuple[FileReport, ...],
    folder: SeenFolder,
    root: str,
    deployments: tuple[FileReport, ...],
) -> tuple[FileReport, ...]:
    reports = [*policy]
    if deployments:
        reports += deployments
    else:
        reports += judge_cname(folder, root)
        reports += judge_jekyll(folder, root)
    if not folder.is_whole:
        message = "the folder is too large to search completely; its deepest parts were not seen"
        hint = "give the path of the policy repository itself"
        reports.append(report(".", find(Fault.NOT_ALL_SEEN, message, hint)))
    return tuple(reports)


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
