"""Fetch and push over HTTPS, with the token in the environment of git alone.

The token reaches git by ``GIT_CONFIG_*`` (git 2.31), so that it is in no argument
list, no URL, no file and no message. Nothing of the operator's own git
configuration is read: no ``insteadOf`` can send the push elsewhere, no hook runs.
"""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import git
from git.exc import GitCommandError

from mtasts_pages.errors import GitError
from mtasts_pages.world.git.outer import leave_outer_git
from mtasts_pages.world.git.refusals import BranchMissingError, PushRejectedError, explain_git

__all__ = ["PushRejectedError", "Remote", "git_environment"]

TIME_LIMIT = 120.0
"""Seconds that one fetch or push may take."""

_BRANCH = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._/+@=-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Remote:
    """Where one policy repository lives, and the right to go there."""

    url: str
    environment: Callable[[], Mapping[str, str]] = field(repr=False, compare=False)
    """Returns what :func:`git_environment` gives for the token of the moment."""
    trace: Callable[[str], None] = field(default=lambda _: None, repr=False, compare=False)
    time_limit: float = TIME_LIMIT

    def fetch(self, into: Path, branch: str) -> str | None:
        """Return the newest commit of *branch*, after bringing it into the repository *into*.

        Only that commit and its files travel, not the history before it. ``None``: there is
        no such branch.

        Raises:
            NetworkError: the server fails or does not answer.

        """
        refspec = f"+{_branch_ref(branch)}:refs/remotes/origin/{branch}"
        try:
            _run(self, into, "fetch", "--quiet", "--no-tags", "--depth=1", "--", self.url, refspec)
        except BranchMissingError:
            return None
        with git.Repo(into, expand_vars=False) as repo:
            # Not `repo.commit`, which would start a git that reads the operator's configuration.
            ref = f"refs/remotes/origin/{branch}"
            return str(git.SymbolicReference.dereference_recursive(repo, ref))

    def push(self, source: Path, commit: str, branch: str) -> None:
        """Make *commit* of the repository *source* the newest of *branch*; never by force.

        Raises:
            PushRejectedError: the branch holds a commit that *commit* does not build on.
            NetworkError: the server fails or does not answer; the push may have done its work.

        """
        refspec = f"{commit}:{_branch_ref(branch)}"
        _run(self, source, "push", "--quiet", "--porcelain", "--", self.url, refspec)


def git_environment(server_url: str, token: str, ca_file: Path | None) -> dict[str, str]:
    """Return the environment in which git may talk to *server_url* with *token*."""
    basic = base64.b64encode(f"x-access-token:{token}".encode()).decode("ascii")
    settings = {
        f"http.{server_url}/.extraHeader": f"Authorization: Basic {basic}",
        "credential.helper": "",
        "http.followRedirects": "false",
        "core.hooksPath": os.devnull,
        # A policy repository is small: its objects are kept loose, to be read in process.
        "fetch.unpackLimit": "100000",
        # Let git itself end a transfer that stands still: 30 seconds below 1 byte a second.
        "http.lowSpeedLimit": "1",
        "http.lowSpeedTime": "30",
        "protocol.allow": "never",
        "protocol.https.allow": "always",
        "protocol.http.allow": "always",
    }
    if ca_file is not None:
        settings["http.sslCAInfo"] = str(ca_file)
    environment = {
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "true",
        # A trace that somebody asked for tells what is sent, but for the token.
        "GIT_TRACE_REDACT": "1",
        "GIT_TRACE2_CONFIG_PARAMS": "",
        "GIT_TRACE2_ENV_VARS": "",
        "GIT_CONFIG_COUNT": str(len(settings)),
    }
    for number, (key, value) in enumerate(settings.items()):
        environment[f"GIT_CONFIG_KEY_{number}"] = key
        environment[f"GIT_CONFIG_VALUE_{number}"] = value
    return environment


def _branch_ref(branch: str) -> str:
    """Return the full ref name of *branch*; it comes from GitHub and goes into a refspec."""
    if not _BRANCH.fullmatch(branch) or ".." in branch or branch.endswith((".lock", "/", ".")):
        raise GitError(f"the branch name `{branch}` is not one that this program works with")
    return f"refs/heads/{branch}"


def _run(remote: Remote, repository: Path, *arguments: str) -> None:
    remote.trace(f"git {arguments[0]} {remote.url}")
    leave_outer_git()
    command = git.Git(repository)
    try:
        command.execute(
            [git.Git.GIT_PYTHON_GIT_EXECUTABLE or "git", *arguments],
            # GIT_DIR: never a repository further up.
            env={**remote.environment(), "GIT_DIR": str(repository)},
            kill_after_timeout=remote.time_limit,
        )
    except GitCommandError as error:
        output = f"{error.stderr}\n{error.stdout}"
        raise explain_git(arguments[0], remote.url, output) from None
