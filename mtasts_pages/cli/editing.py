"""Editing the config for a command: shown as a diff, written only when that is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from mtasts_pages.cli.console import Console, Style
from mtasts_pages.config.edit import Change, ConfigEdit, EditRefusedError, edit_config
from mtasts_pages.errors import UsageError
from mtasts_pages.text import escape_unprintable
from mtasts_pages.world.files import read_file, replace_file

_STYLES = {"+": Style.ADDED, "-": Style.REMOVED}


def make_edit(
    console: Console, path: Path, changes: Mapping[str, Change], *, write: bool
) -> tuple[ConfigEdit | None, list[EditRefusedError]]:
    """Return the edit that makes *changes*, and the refusals; write it if asked to.

    An entry that has to be changed by hand does not keep the others from being changed. There is
    no edit where nothing changes.

    Raises:
        OperationError: the file cannot be written.

    """
    if not changes:
        return None, []
    try:
        data = read_file(str(path))
    except OSError as error:
        raise UsageError(f"`{path}` cannot be read: {error.strerror}") from error
    edit, refused = _edit_what_can_be(path, data, changes)
    if edit is None or edit.before == edit.after:
        return None, refused
    if write:
        replace_file(path, edit.before, edit.after)
        console.note(f"wrote {path}")
    return edit, refused


def _edit_what_can_be(
    path: Path, data: bytes, changes: Mapping[str, Change]
) -> tuple[ConfigEdit | None, list[EditRefusedError]]:
    try:
        return edit_config(path, data, changes), []
    except EditRefusedError as error:
        refused = _find_refused(path, data, list(changes.items()), error)
    possible = {domain: change for domain, change in changes.items() if domain not in refused}
    return (edit_config(path, data, possible) if possible else None), list(refused.values())


def _find_refused(
    path: Path, data: bytes, changes: Sequence[tuple[str, Change]], why: EditRefusedError
) -> dict[str, EditRefusedError]:
    """Return by domain what cannot be edited, by halves of *changes*: each edit reads the file.

    *why* is what was said of all of them together.
    """
    if len(changes) == 1:
        return {changes[0][0]: why}
    half = len(changes) // 2
    refused: dict[str, EditRefusedError] = {}
    for part in (changes[:half], changes[half:]):
        try:
            edit_config(path, data, dict(part))
        except EditRefusedError as error:
            refused |= _find_refused(path, data, part, error)
    return refused


def show_edit(console: Console, edit: ConfigEdit | None) -> None:
    """Write the edit as a diff."""
    if edit is None:
        return
    console.result()
    for line in edit.diff.splitlines():
        shown = escape_unprintable(line)
        console.result(console.style(shown, _STYLES.get(line[:1], Style.PLAIN)))
