"""New repositories: the files of gitrepository-layout(5), without a process of git."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from mtasts_pages.errors import GitError
from mtasts_pages.world.files import create_folder, write_file, write_new_file
from mtasts_pages.world.git.repository import Repository

DEFAULT_BRANCH = "main"

_CONFIG = """\
[core]
\trepositoryformatversion = 0
\tfilemode = true
\tbare = {bare}
\tlogallrefupdates = true
"""


def create_repository(path: Path, *, bare: bool = False, is_new: bool = False) -> Repository:
    """Return a new repository without commits, whose branch will be ``main``.

    Writes the files of gitrepository-layout(5) rather than starting ``git init``.

    Args:
        path: The folder to make it of.
        bare: Whether it has no work tree.
        is_new: As for :class:`Repository`.

    Raises:
        GitError: the disk, or what is there already, does not allow it.

    """
    folder = path if bare else path / ".git"
    write = write_new_file if is_new else write_file
    try:
        for name in ("", "objects", "objects/pack", "refs", "refs/heads"):
            (folder / name).mkdir(parents=not name, exist_ok=True)
    except OSError as error:
        raise GitError(f"`{path}` cannot be made into a repository: {error.strerror}") from error
    write(folder / "config", _CONFIG.format(bare=str(bare).lower()).encode())
    # Last: a folder without HEAD is not a repository, so a creation cut short is done again.
    write(folder / "HEAD", f"ref: refs/heads/{DEFAULT_BRANCH}\n".encode())
    return Repository(path, is_new=is_new)


@contextmanager
def open_or_create_repository(path: Path) -> Iterator[Repository]:
    """Open the repository at *path*, or create it, for a ``with`` block.

    A new one appears at *path* when the block ends, complete with what was written in it, or
    not at all.

    Raises:
        GitError: *path* is a file, or the disk does not allow it.

    """
    # Never a repository further up: a folder inside somebody's checkout is not ours.
    if os.path.isfile(f"{path}/.git/HEAD"):  # noqa: PTH113 - a fleet opens thousands
        with closing(Repository(path)) as repository:
            yield repository
    elif path.is_dir():
        with closing(create_repository(path)) as repository:
            yield repository
    elif os.path.lexists(path):
        raise GitError(f"`{path}` is a file, where a repository should be", "move it away")
    else:
        with (
            create_folder(path) as folder,
            closing(create_repository(folder, is_new=True)) as repository,
        ):
            yield repository
