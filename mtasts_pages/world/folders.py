"""Folders and files that somebody else wrote, read within bounds.

Nothing is followed out of a folder, nothing is read that is not a regular file, and no file,
however large, takes more memory than `FILE_LIMIT`.
"""

from __future__ import annotations

import os
import stat
from collections import deque
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from mtasts_pages.errors import OperationError, UsageError
from mtasts_pages.state.folder import (
    EntryKind,
    FolderRole,
    Listing,
    Names,
    SeenFile,
    SeenFolder,
)

FILE_LIMIT = 64 * 1024 + 1
"""Bytes that are read of a file: one more than the largest policy (RFC 8461, 3.3)."""

ENTRY_LIMIT = 20_000
"""Entries of one folder, subfolders included, that are looked at; the nearest ones first."""

READ_LIMIT = 500
"""Files of one folder that are read."""

DEPTH_LIMIT = 3
"""How many folders deep repositories are looked for."""

SEARCH_LIMIT = 200_000
"""Folders in which repositories are looked for."""

_PRIVATE = frozenset({".git", ".hg", ".svn"})


def read_bytes(path: Path) -> SeenFile:
    """Return the first bytes of the file, pipe or device *path*.

    Raises:
        UsageError: It does not exist, or may not be read.

    """
    try:
        with path.open("rb") as file:
            return read_stream(file)
    except (OSError, ValueError) as error:
        raise UsageError(f"`{path}` cannot be read: {_reason(error)}") from error


def read_stream(file: BinaryIO) -> SeenFile:
    """Return the first bytes of the open *file*."""
    data = b""
    while len(data) < FILE_LIMIT:
        part = file.read(FILE_LIMIT - len(data))
        if not part:
            return SeenFile(data)
        data += part
    return SeenFile(data, is_whole=not file.read(1))


def is_folder(path: Path) -> bool:
    """Return whether *path* is a folder."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def is_bare_repository(path: Path) -> bool:
    """Return whether *path* is a bare git repository: it has commits and no files of its own."""
    return (path / "HEAD").is_file() and (path / "objects").is_dir() and (path / "refs").is_dir()


def find_repositories(path: Path, classify: Callable[[Listing], FolderRole]) -> list[Path]:
    """Return what may be a policy repository in the folder *path*; it may be one itself.

    *path* is judged as each folder below it is, down to `DEPTH_LIMIT` folders deep. A checkout
    is a repository, unless it only holds others: checkouts with a sign of a policy, or several
    sites. A folder without subfolders is given as well: only its files can tell.

    Args:
        path: Where to look.
        classify: Returns what a folder is by the names in it.

    Raises:
        OperationError: The folder cannot be read.

    """
    return [each.path for each in _search(path, classify, deque([(path, 0)]))]


@dataclass(frozen=True, slots=True)
class _Found:
    path: Path
    role: FolderRole
    is_checkout: bool = False

    @property
    def makes_parent(self) -> bool:
        """Whether a checkout that holds this one and others alike is only their parent."""
        return self.role is FolderRole.SITE or (
            self.is_checkout and self.role is FolderRole.REPOSITORY
        )


def _search(
    path: Path, classify: Callable[[Listing], FolderRole], todo: deque[tuple[Path, int]]
) -> Iterator[_Found]:
    seen = 0
    while todo and seen < SEARCH_LIMIT:
        folder, depth = todo.popleft()
        seen += 1
        listing = _list_folder(folder, strict=folder == path)
        found = _Found(folder, classify(listing), listing.names.is_checkout)
        names = listing.names.folders - _PRIVATE if depth < DEPTH_LIMIT else ()
        deeper = [(folder / name, depth + 1) for name in sorted(names)]
        if found.role in (FolderRole.REPOSITORY, FolderRole.SITE):
            yield found
        elif found.role is FolderRole.CHECKOUT:
            inner = list(_search(path, classify, deque(deeper)))
            parents = [each for each in inner if each.makes_parent]
            is_parent = len(parents) > 1 or any(each.is_checkout for each in parents)
            yield from inner if is_parent else (found,)
        else:
            is_leaf = depth > 0 and not deeper
            if found.role is FolderRole.PARENT_WITH_POLICY or is_leaf:
                yield found  # of a leaf, the names do not say; its files may
            todo += deeper


def look_into(
    root: Path, wants: Callable[[str], bool], leave_out: Collection[Path] = ()
) -> SeenFolder:
    """Return what is in the folder *root*, with the bytes of the files whose paths it *wants*.

    Other clones in it are not looked into, since git does not either; nor are the folders to
    *leave_out*.

    Raises:
        OperationError: The folder, or a file that is wanted, cannot be read.

    """
    entries: dict[str, EntryKind] = {}
    files: dict[str, SeenFile] = {}
    is_whole = True
    inside = Path(os.path.realpath(root))
    todo = deque([""])
    while todo and is_whole:
        folder = todo.popleft()
        names = _list_names(root / folder, strict=not folder)
        if folder and (root / folder in leave_out or _is_clone(root / folder, names)):
            continue
        for name in names:
            if name in _PRIVATE:
                continue
            if len(entries) >= ENTRY_LIMIT:
                is_whole = False
                break
            path = f"{folder}/{name}" if folder else name
            kind = _classify(root / path, inside)
            entries[path] = kind
            if kind is EntryKind.FOLDER:
                todo.append(path)
            elif kind is EntryKind.FILE and wants(path):
                if len(files) < READ_LIMIT:
                    files[path] = _read_regular(root / path)
                else:
                    is_whole = False
    name = Path(os.path.abspath(root)).name  # noqa: PTH100 - resolve() would follow links
    return SeenFolder(name, entries, files, is_whole)


def list_folder(folder: Path) -> Listing:
    """Return the names in *folder* and in its folders; none where it cannot be read."""
    return _list_folder(folder, strict=False)


def _list_folder(folder: Path, *, strict: bool) -> Listing:
    names = _sort_names(folder, strict=strict)
    return Listing(
        names, {name: _sort_names(folder / name) for name in names.folders if name not in _PRIVATE}
    )


def _sort_names(folder: Path, *, strict: bool = False) -> Names:
    names = _list_names(folder, strict=strict)
    folders = frozenset(name for name in names if _is_real_folder(folder / name))
    return Names(frozenset(names) - folders, folders)


def _is_clone(folder: Path, names: Collection[str]) -> bool:
    # A file `.git` is a submodule's, which Pages publishes as well.
    return ".git" in names and _is_real_folder(folder / ".git")


def _list_names(folder: Path, *, strict: bool = False) -> list[str]:
    """Return the names in *folder*, sorted; none when it cannot be read, unless *strict*."""
    names: list[str] = []
    try:
        with os.scandir(folder) as found:
            for entry in found:
                names.append(entry.name)
                if len(names) > SEARCH_LIMIT:
                    break
    except OSError as error:
        if strict:
            raise OperationError(f"`{folder}` cannot be read: {_reason(error)}") from error
    return sorted(names)


def _is_real_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(path.lstat().st_mode)
    except OSError:
        return False


def _classify(path: Path, inside: Path) -> EntryKind:
    try:
        mode = path.lstat().st_mode
        if stat.S_ISLNK(mode):
            target = Path(os.path.realpath(path))
            if not target.exists() or not target.is_relative_to(inside):
                return EntryKind.OUTWARD_LINK
            is_file = target.is_file() and ".git" not in target.relative_to(inside).parts
            return EntryKind.FILE if is_file else EntryKind.OTHER
    except OSError:
        return EntryKind.OTHER
    if stat.S_ISDIR(mode):
        return EntryKind.FOLDER
    return EntryKind.FILE if stat.S_ISREG(mode) else EntryKind.OTHER


def _read_regular(path: Path) -> SeenFile:
    try:
        # Not blocking: between the look and the reading a pipe may have taken its place.
        with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:  # noqa: PTH123 - a descriptor
            return read_stream(file)
    except OSError as error:
        raise OperationError(f"`{path}` cannot be read: {_reason(error)}") from error


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
