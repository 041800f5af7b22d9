"""Where a repository stands: the branch that is checked out, and its newest commit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from mtasts_pages.world.files import read_file

_ON_BRANCH = re.compile(rb"ref: (refs/heads/\S+)\n")
_COMMIT_ID = re.compile(rb"([0-9a-f]{40})\n")


@dataclass(frozen=True, slots=True)
class Head:
    """The newest commit of a branch."""

    branch: str
    commit: str | None  # None: the branch has no commit yet


def read_plain_head(folder: str) -> Head | None:
    """Return the head where it stands as most do: on a branch, in a file of its own.

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
