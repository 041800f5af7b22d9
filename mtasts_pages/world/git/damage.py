"""What GitPython raises over a repository on this machine, as a sentence."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gitdb.exc import ODBError

from mtasts_pages.errors import GitError
from mtasts_pages.world.git.program import git

_DAMAGE = (
    git.exc.GitError,
    ODBError,
    OSError,
    ValueError,
    AssertionError,
    zlib.error,
    struct.error,
)
"""Over files that are damaged, locked or not ours to write."""


@contextmanager
def explain_damage(path: Path) -> Iterator[None]:
    """Turn what GitPython raises over the repository at *path* into a `GitError`."""
    try:
        yield
    except _DAMAGE as error:
        said = (str(error).splitlines() or [type(error).__name__])[0]
        raise GitError(
            f"git cannot work in `{path}`: {said}", f"look at it: git -C {path} fsck"
        ) from error
