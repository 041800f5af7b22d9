"""Repositories of the operator's that are unlike those that this program makes."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path

from mtasts_pages.errors import GitError
from mtasts_pages.site import Site
from mtasts_pages.world.files import read_file

_UNFINISHED = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply")
_INDEX_VERSIONS = (b"\0\0\0\2", b"\0\0\0\3")  # gitformat-index(5); 4 is compressed
_OTHER_OBJECTS = re.compile(rb"objectformat\s*=\s*(?!sha1)", re.IGNORECASE)


def require_ordinary(path: Path, folder: str, site: Site) -> None:
    """Return when the files of *site* can be written and committed, and nothing is undone by it.

    Args:
        path: The work tree.
        folder: What holds git's own files.
        site: What is to be written.

    Raises:
        GitError: objects have other names (SHA-256), a merge or rebase is not finished, the index
            is of a version that is not written here, or a folder is a symbolic link.

    """
    if _OTHER_OBJECTS.search(read_file(f"{folder}/config")):
        raise GitError(f"`{path}` is a repository with SHA-256", "GitHub takes SHA-1 alone")
    for name in _UNFINISHED:
        if os.path.exists(f"{folder}/{name}"):  # noqa: PTH110 - a fleet asks thousands of times
            raise GitError(
                f"`{path}` has an unfinished operation ({name})",
                f"finish or abort it: git -C {path} status",
            )
    with suppress(FileNotFoundError):
        if read_file(f"{folder}/index")[4:8] not in _INDEX_VERSIONS:
            raise GitError(
                f"the index of `{path}` is of another version than 2 or 3",
                f"git -C {path} update-index --index-version 2",
            )
    for top in {name.partition("/")[0] for name in site if "/" in name}:
        if os.path.islink(f"{path}/{top}"):  # noqa: PTH114 - as above
            raise GitError(
                f"`{path}/{top}` is a symbolic link", "remove it: a folder belongs there"
            )
