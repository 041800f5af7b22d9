"""Git's own files beside the objects (gitrepository-layout(5)): HEAD, branches and the index.

Read and written directly where that suffices: starting git, or having GitPython parse its
configuration, is most of what a fleet of small repositories costs.
"""

from __future__ import annotations

import io
import os
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from mtasts_pages.errors import GitError
from mtasts_pages.site import Site
from mtasts_pages.world.files import read_file
from mtasts_pages.world.git.objects import FILE, hash_object
from mtasts_pages.world.git.program import git

_ON_BRANCH = re.compile(rb"ref: (refs/heads/\S+)\n")
_COMMIT_ID = re.compile(rb"([0-9a-f]{40})\n")
_UNFINISHED = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply")
_INDEX_VERSIONS = (b"\0\0\0\2", b"\0\0\0\3")  # gitformat-index(5); 4 is compressed
_OTHER_OBJECTS = re.compile(rb"objectformat\s*=\s*(?!sha1)", re.IGNORECASE)
_NO_TIMES = b"\0" * 8  # git compares the bytes when it next looks


@dataclass(frozen=True, slots=True)
class Head:
    """The newest commit of a branch."""

    branch: str
    commit: str | None  # None: the branch has no commit yet


def read_plain_head(folder: str) -> Head | None:
    """Return the head of a repository that keeps its branch in a file of its own.

    ``None`` where git has to be asked: the branch is packed (git-pack-refs(1)), none is checked
    out, or the files are damaged.

    Args:
        folder: What holds git's own files, ``.git`` or a bare repository.

    """
    found = _ON_BRANCH.fullmatch(read_file(f"{folder}/HEAD"))
    if found is None:
        return None
    ref = found[1].decode()
    branch = ref.removeprefix("refs/heads/")
    try:
        commit = _COMMIT_ID.fullmatch(read_file(f"{folder}/{ref}"))
    except FileNotFoundError:
        packed = Path(folder, "packed-refs").exists()
        return None if packed else Head(branch, None)
    return None if commit is None else Head(branch, commit[1].decode())


def update_index(index: bytes | None, site: Site) -> bytes:
    """Return *index* with the files of *site* in it, as after ``git add``.

    Args:
        index: The bytes of the index so far; ``None``: there is none.
        site: What the files hold.

    Raises:
        ValueError, AssertionError, struct.error: the index is damaged.

    """
    entries = {} if index is None else git.index.fun.read_cache(io.BytesIO(index))[1]
    for path, data in site.items():
        blob = hash_object("blob", data)
        known = entries.get((path, 0))
        if known is not None and (known.mode, known.binsha) == (FILE, blob):
            continue
        entries[path, 0] = git.index.typ.IndexEntry(
            (FILE, blob, 0, path, _NO_TIMES, _NO_TIMES, 0, 0, 0, 0, len(data))
        )
    stream = io.BytesIO()
    # Without the extensions: they would still describe the entries as they were.
    git.index.fun.write_cache([entries[key] for key in sorted(entries)], stream)
    return stream.getvalue()


def require_ordinary(path: Path, folder: str, site: Site) -> None:
    """Return when the files of *site* can be written and committed without undoing anything.

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
                f"the index of `{path}` is not of version 2 or 3",
                f"git -C {path} update-index --index-version 2",
            )
    for top in {name.partition("/")[0] for name in site if "/" in name}:
        if os.path.islink(f"{path}/{top}"):  # noqa: PTH114 - as above
            raise GitError(f"`{path}/{top}` is a symbolic link", "replace it with a folder")
