"""Who publishes the repository: Pages from a branch, a workflow, or another host."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mtasts_pages.checks.lint.candidates import CONFIGS, find_root, join, split_path
from mtasts_pages.checks.lint.faults import Fault
from mtasts_pages.checks.lint.finding import FileReport, find, report
from mtasts_pages.checks.lint.jekyll import includes_well_known
from mtasts_pages.checks.lint.markers import (
    DEPLOYING,
    HOST_MARKERS,
    JEKYLL_BUILD,
    SERVER_MARKERS,
    names_folder,
)
from mtasts_pages.checks.lint.pages_signs import has_pages_sign
from mtasts_pages.state.folder import SeenFolder
from mtasts_pages.text import quote

_SITES = 20  # that a deployment is searched for
_DEPTH = 5  # folders above a site
_FLOWS = 50  # workflows that are read; a policy repository has one or two
_WORKFLOWS = ".github/workflows/"
_ARTIFACT = re.compile(
    r"^[^#\n]*actions/upload-pages-artifact@(\S+)(?:[ \t]*#[ \t]*(\S+))?", re.MULTILINE
)
_HIDDEN_FILES = re.compile(r"^[^#\n]*include-hidden-files:\s*[\"']?true", re.MULTILINE)
_VERSION = re.compile(r"v?(\d{1,3})(?:\.|$)")
_COMMENT = re.compile(r"^\s*#.*$", re.MULTILINE)
_NEWEST = 5
_FIRST_WITHOUT_DOTFILES = 4
_FIRST_WITH_CHOICE = 5


@dataclass(frozen=True, slots=True)
class Deployment:
    """What publishes a repository instead of Pages from its branch.

    Attributes:
        reports: What says so; empty when nothing does.
        roots: The folders of policies that are the root of a site by what was said.

    """

    reports: tuple[FileReport, ...] = ()
    roots: frozenset[str] = frozenset()


def find_deployment(folder: SeenFolder, policies: list[str]) -> Deployment:
    """Return what publishes *folder*, whose *policies* are at these paths, if Pages does not."""
    sites = sorted({join(*split_path(path)[0]) for path in policies} - {""})[:_SITES]
    reports: list[FileReport] = []
    roots: set[str] = set()
    is_pages = has_pages_sign(folder, "")
    markers = _find_markers(folder, "", is_pages=is_pages)
    for site in sites:
        here = _find_markers(folder, site, is_pages=is_pages)
        found = {join(site, name): host for name, host in here.items()}
        roots |= {site} if found else set()
        markers |= found
        for parent in _list_parents(site):
            above = _find_markers(folder, parent, is_pages=is_pages)
            markers |= {join(parent, name): host for name, host in above.items()}
    for path, host in markers.items():
        message = (
            f"{quote(path)} says that {host} serves this site, where `CNAME` and `.nojekyll` do"
            " nothing"
        )
        reports.append(_tell(path, message))
        beside, text = path.rpartition("/")[0], _read(folder, path)
        roots |= {site for site in sites if names_folder(text, site.removeprefix(f"{beside}/"))}
    workflows: list[str] = []
    for path in [each for each in sorted(folder.files) if each.startswith(_WORKFLOWS)][:_FLOWS]:
        text = _read(folder, path)
        found_here = _judge_workflow(path, text, folder, workflows) if text else None
        if found_here is not None:
            reports.append(found_here)
            workflows.append(path)
            roots |= {site for site in sites if names_folder(text, site)}
    return Deployment(tuple(reports), frozenset(roots))


def _list_parents(site: str) -> list[str]:
    parts = site.split("/")
    return [join(*parts[:depth]) for depth in range(1, len(parts))][:_DEPTH]


def _find_markers(folder: SeenFolder, site: str, *, is_pages: bool) -> dict[str, str]:
    """Return the files that name a host in *site*; *is_pages* is a sign of Pages at the root."""
    markers = HOST_MARKERS
    if not is_pages and not has_pages_sign(folder, site):
        markers = HOST_MARKERS | SERVER_MARKERS
    return {name: host for name, host in markers.items() if folder.has_file(join(site, name))}


def _judge_workflow(
    path: str, text: str, folder: SeenFolder, others: list[str]
) -> FileReport | None:
    artifacts = _ARTIFACT.findall(text)
    loss = _find_loss(artifacts, is_hidden_kept=bool(_HIDDEN_FILES.search(text)))
    if loss:
        message, hint = loss
        return report(path, find(Fault.ARTIFACT_WITHOUT_DOTFILES, message, hint))
    if not artifacts and not DEPLOYING.search(text):
        return None
    builds = JEKYLL_BUILD.search(text)
    if builds and "well-known" not in text and not _is_kept_by_jekyll(folder):
        message = "the workflow builds the site with Jekyll, which leaves `.well-known` out"
        hint = (
            "`.nojekyll` does not help here: put `include: ['.well-known']` in `_config.yml`,"
            " or publish from the branch"
        )
        return report(path, find(Fault.JEKYLL_IN_WORKFLOW, message, hint))
    message = "a workflow publishes this site, so senders may get other files than these"
    if others:
        message = (
            f"this workflow publishes the site as {quote(others[-1])} does: the last to run wins"
        )
    return _tell(path, message)


def _find_loss(artifacts: list[tuple[str, str]], *, is_hidden_kept: bool) -> tuple[str, str] | None:
    for reference, comment in artifacts:
        version = _read_version(reference, comment)
        name = quote(f"actions/upload-pages-artifact@{reference}")
        if version >= _FIRST_WITH_CHOICE and not is_hidden_kept:
            hint = "give it `include-hidden-files: true` (version 5), or publish from the branch"
            return f"{name} leaves `.well-known` out", hint
        if version == _FIRST_WITHOUT_DOTFILES:
            message = f"{name} leaves `.well-known` out"
            hint = "give it `include-hidden-files: true` (version 5), or publish from the branch"
            if is_hidden_kept:
                message += ", since version 4 does not know `include-hidden-files`"
                hint = "use version 5 or later, or publish from the branch"
            return message, hint
    return None


def _read_version(reference: str, comment: str) -> int:
    """Return the main version of an action; 0 when the reference does not tell."""
    if reference in ("main", "master"):
        return _NEWEST
    for text in (reference, comment):
        match = _VERSION.match(text)
        if match:
            return int(match[1])
    return 0


def _is_kept_by_jekyll(folder: SeenFolder) -> bool:
    return any(
        includes_well_known(file.data)
        for path, file in folder.files.items()
        if path.rpartition("/")[2] in CONFIGS and find_root(path) == path.rpartition("/")[0]
    )


def _read(folder: SeenFolder, path: str) -> str:
    file = folder.files.get(path)
    return "" if file is None else _COMMENT.sub("", file.data.decode("utf-8", "replace"))


def _tell(path: str, message: str) -> FileReport:
    hint = "look at what is served: run `mtasts-pages check`, or open `/.well-known/mta-sts.txt`"
    return report(path, find(Fault.DEPLOYED_OTHERWISE, message, hint))
