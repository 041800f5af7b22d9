"""Fetch and push over HTTPS; see :mod:`~mtasts_pages.world.git.environment` for the token."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mtasts_pages.errors import GitError
from mtasts_pages.state.github import is_plain_branch
from mtasts_pages.text import quote
from mtasts_pages.world.files import read_file
from mtasts_pages.world.git.refusals import BranchMissingError, explain_git
from mtasts_pages.world.git.transfers import finish_transfer

TRANSFER_LIMIT = 120.0
"""Seconds that one fetch or push may take."""


@dataclass(frozen=True, slots=True)
class Remote:
    """Where one policy repository lives, and the right to go there."""

    url: str
    environment: Callable[[], Mapping[str, str]] = field(repr=False, compare=False)
    """Returns what :func:`git_environment` gives for the token of the moment."""
    trace: Callable[[str], None] = field(default=lambda _: None, repr=False, compare=False)
    time_limit: float = TRANSFER_LIMIT

    def fetch(self, into: Path, branch: str) -> str | None:
        """Return the newest commit of *branch*, after bringing it into the bare repository *into*.

        Only that commit and its files travel, not the history before it. ``None``: there is
        no such branch.

        Raises:
            NetworkError: the server fails or does not answer.

        """
        ref = f"refs/remotes/origin/{branch}"
        refspec = f"+{_branch_ref(branch)}:{ref}"
        try:
            _run(self, into, "fetch", "--quiet", "--no-tags", "--depth=1", "--", self.url, refspec)
        except BranchMissingError:
            return None
        return read_file(f"{into}/{ref}").decode("ascii").strip()

    def push(self, source: Path, commit: str, branch: str) -> None:
        """Make *commit* of the bare repository *source* the newest of *branch*; never by force.

        Raises:
            PushRejectedError: the branch holds a commit that *commit* does not build on.
            NetworkError: the server fails or does not answer; the push may have done its work.

        """
        refspec = f"{commit}:{_branch_ref(branch)}"
        _run(self, source, "push", "--quiet", "--porcelain", "--", self.url, refspec)


def _branch_ref(branch: str) -> str:
    """Return the full ref name of *branch*; it comes from GitHub and goes into a refspec."""
    if not is_plain_branch(branch):
        raise GitError(f"the branch name {quote(branch)} is not one that this program works with")
    return f"refs/heads/{branch}"


def _run(remote: Remote, repository: Path, *arguments: str) -> None:
    # Not at the top: GitPython takes 80 ms to load, and `plan` and `check` move no commits.
    from mtasts_pages.world.git.program import git  # noqa: PLC0415 - as said above

    remote.trace(f"git {arguments[0]} {remote.url}")
    running = git.Git(repository).execute(
        [git.Git.GIT_PYTHON_GIT_EXECUTABLE or "git", *arguments],
        # GIT_DIR: never a repository further up.
        env={**remote.environment(), "GIT_DIR": str(repository)},
        as_process=True,
        start_new_session=True,
    )
    assert running.proc is not None  # noqa: S101 - it has just been started
    done = finish_transfer(running.proc, remote.time_limit)
    if done.code != 0:
        raise explain_git(arguments[0], remote.url, done.output)
