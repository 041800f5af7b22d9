"""The real git, for tests that judge by what it sees, or do what people do with it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

SOMEBODY = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.com")


def run_git(folder: Path, *arguments: str | Path, data: bytes = b"", **changes: str) -> bytes:
    """Run git in *folder*, and return what it writes.

    Args:
        folder: A work tree or a bare repository.
        arguments: The command; a commit is somebody's.
        data: What git reads.
        changes: Further environment variables.

    """
    return subprocess.run(
        ["git", *SOMEBODY, *arguments],
        cwd=folder,
        env={**os.environ, **changes},
        input=data,
        check=True,
        capture_output=True,
        timeout=60,
    ).stdout


def git(folder: Path, *arguments: str | Path, text: str = "", **changes: str) -> str:
    """Run git as :func:`run_git` does, and return what it writes as text."""
    return run_git(folder, *arguments, data=text.encode(), **changes).decode()


def commit_by_hand(
    url: str,
    clone: Path,
    files: Mapping[str, str | None],
    subject: str,
    *settings: str,
    refspec: str = "HEAD",
) -> None:
    """Commit and push *files* as somebody else; ``None`` removes one.

    Args:
        url: The repository, with a token.
        clone: Where the work tree goes.
        files: What changes, by path.
        subject: Of the commit.
        settings: Of git, such as ``http.sslCAInfo=file``.
        refspec: What is pushed, and to which branch.

    """
    options = [part for setting in settings for part in ("-c", setting)]
    git(clone.parent, *options, "clone", "--quiet", url, clone)
    for file, text in files.items():
        (clone / file).parent.mkdir(exist_ok=True, parents=True)
        if text is None:
            (clone / file).unlink()
        else:
            (clone / file).write_bytes(text.encode())
    git(clone, "add", "--all")
    git(clone, "commit", "--quiet", "--message", subject)
    git(clone, *options, "push", "--quiet", "origin", refspec)
