"""Jekyll, which Pages runs over a branch and which drops what begins with a dot."""

from __future__ import annotations

import fnmatch
import shlex

import yaml

from mtasts_pages.checks.lint.candidates import CONFIGS, join
from mtasts_pages.checks.lint.faults import Fault
from mtasts_pages.checks.lint.finding import FileReport, find, report
from mtasts_pages.checks.lint.likeness import WELL_KNOWN, is_like
from mtasts_pages.checks.lint.website import needs_jekyll
from mtasts_pages.site.files import NOJEKYLL
from mtasts_pages.state.folder import EntryKind, SeenFolder
from mtasts_pages.text import quote


def judge_jekyll(folder: SeenFolder, root: str) -> tuple[FileReport, ...]:
    """Return why Jekyll keeps `.well-known` of the site in *root* from being served, if it does."""
    wanted = join(root, NOJEKYLL)
    if folder.has_file(wanted):
        return ()
    touch = f"touch {shlex.quote(wanted)}"
    add = f"add an empty file: {quote(touch)}"
    if folder.entries.get(wanted) is EntryKind.FOLDER:
        message = f"{quote(wanted)} is a folder, and only a file of that name turns Jekyll off"
        replaced = f"git rm -r {shlex.quote(wanted)} && {touch}"
        hint = f"put an empty file in its place: {quote(replaced)}"
        return (report(wanted, find(Fault.NOJEKYLL_MISPLACED, message, hint)),)
    if needs_jekyll(folder):
        # Without Jekyll, nothing would be left of such a site.
        config = next((path for path in _paths(root) if path in folder.files), _paths(root)[0])
        add = f"put `include: ['{WELL_KNOWN}']` in {quote(config)}"
    for path in _paths(root):
        file = folder.files.get(path)
        if file is None:
            continue
        try:
            included = _read_included(file.data)
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            message = f"Jekyll cannot use {quote(path)}: {_explain(error)}"
            return (report(path, find(Fault.JEKYLL_CONFIG_BROKEN, message, add)),)
        if any(_covers(pattern) for pattern in included):
            return ()
    for path, kind in folder.entries.items():
        if kind is EntryKind.FILE and is_like(path.rpartition("/")[2], NOJEKYLL, slips=2):
            message = f"{quote(path)} does not turn Jekyll off, so Pages drops `.well-known`"
            hint = f"Pages looks for {quote(wanted)} only; {add}"
            return (report(path, find(Fault.NOJEKYLL_MISPLACED, message, hint)),)
    message = "without this file, Jekyll leaves `.well-known` out and senders get a 404"
    return (report(wanted, find(Fault.NOJEKYLL_MISSING, message, add)),)


def includes_well_known(config: bytes) -> bool:
    """Return whether the `_config.yml` with these bytes tells Jekyll to keep `.well-known`."""
    try:
        return any(_covers(pattern) for pattern in _read_included(config))
    except (yaml.YAMLError, ValueError, RecursionError):
        return False


def _paths(root: str) -> list[str]:
    return [join(root, name) for name in CONFIGS]


def _read_included(data: bytes) -> list[str]:
    """Return the names in the ``include`` of a Jekyll config.

    From the tree of nodes, where an alias costs nothing, however often it is used.

    Raises:
        ValueError: There is one, and it is not a list.
        yaml.YAMLError: The text is not YAML.

    """
    node = yaml.compose(data.decode("utf-8", "replace"), Loader=yaml.SafeLoader)
    included: list[str] = []
    if not isinstance(node, yaml.MappingNode):
        return included
    for key, value in node.value:
        if key.value != "include":
            continue
        if not isinstance(value, yaml.SequenceNode):
            raise ValueError("`include` is not a list")  # noqa: TRY004 - of the file, not of a call
        included = [item.value for item in value.value if isinstance(item, yaml.ScalarNode)]
    return included


def _covers(pattern: str) -> bool:
    name = pattern.strip().removeprefix("./").strip("/")
    # As in Ruby's File.fnmatch, no wildcard matches a dot at the beginning.
    return name[:1] == "." and fnmatch.fnmatchcase(WELL_KNOWN, name)


def _explain(error: Exception) -> str:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        return f"line {error.problem_mark.line + 1} is not YAML"
    return str(error) if type(error) is ValueError else "it is not YAML"
