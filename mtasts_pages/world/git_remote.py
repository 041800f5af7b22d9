"""Fetch and push over HTTPS, with the token in the environment of git alone.

The token reaches git by ``GIT_CONFIG_*`` (git 2.31), so that it is in no argument
list, no URL, no file and no message. Nothing of the operator's own git
configuration is read: no ``insteadOf`` can send the push elsewhere, no hook runs.
"""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import git
from git.exc import GitCommandError

from mtasts_pages.errors import AuthenticationError, GitError, NetworkError, PermissionDeniedError
from mtasts_pages.world.outer_git import leave_outer_git

TIME_LIMIT = 120.0
"""Seconds that one fetch or push may take."""

_UNANSWERED = ("did not complete", "unable to access", "RPC failed; curl", "timed out")
"""What git and GitPython say when nobody answered, or not to the end."""

_SAID = re.compile(r"\b(?:fatal|error): (?:unable to access '[^']*': )?(.+)")
_BRANCH = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._/+@=-]*", re.ASCII)


class PushRejectedError(GitError):
    """Somebody else has pushed meanwhile; fetch, and commit on top of that."""


@dataclass(frozen=True, slots=True)
class Remote:
    """Where one policy repository lives, and the right to go there."""

    url: str
    environment: Mapping[str, str] = field(repr=False)

    def fetch(self, into: Path, branch: str) -> str:
        """Return the newest commit of *branch*, after bringing it into the repository *into*.

        Only that commit and its files travel, not the history before it.
        """
        refspec = f"+{_branch_ref(branch)}:refs/remotes/origin/{branch}"
        _run(self, into, "fetch", "--quiet", "--no-tags", "--depth=1", "--", self.url, refspec)
        with git.Repo(into, expand_vars=False) as repo:
            # Not `repo.commit`, which would start a git that reads the operator's configuration.
            ref = f"refs/remotes/origin/{branch}"
            return str(git.SymbolicReference.dereference_recursive(repo, ref))

    def push(self, source: Path, commit: str, branch: str) -> None:
        """Make *commit* of the repository *source* the newest of *branch*; never by force.

        Raises:
            PushRejectedError: the branch holds a commit that *commit* does not build on.

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
    leave_outer_git()
    command = git.Git(repository)
    try:
        command.execute(
            [git.Git.GIT_PYTHON_GIT_EXECUTABLE or "git", *arguments],
            # GIT_DIR: never a repository further up.
            env={**remote.environment, "GIT_DIR": str(repository)},
            kill_after_timeout=TIME_LIMIT,
        )
    except GitCommandError as error:
        raise _explain(remote, arguments[0], f"{error.stderr}\n{error.stdout}") from None


def _explain(remote: Remote, verb: str, output: str) -> Exception:
    """Return the error that *output*, git's own words, stands for."""
    refused = next((line for line in output.splitlines() if "rejected]" in line), "")
    # git push, "OUTPUT": rejected by git itself, which saw that the branch had moved, or by
    # the remote, which saw it a moment later.
    if any(mark in refused for mark in ("[rejected]", "cannot lock ref", "failed to update ref")):
        return PushRejectedError(f"`{remote.url}` has moved on: {refused.strip(' !')}")
    if refused:
        return GitError(
            f"`{remote.url}` declined the push: {refused.strip(' !')}",
            "a rule of the repository or its owner forbids it; see its settings, Rules",
        )
    if "Authentication failed" in output or "could not read Username" in output:
        return AuthenticationError(
            f"`{remote.url}` refused the token",
            "the token needs `Contents: write` on the policy repository",
        )
    if "The requested URL returned error: 403" in output:
        return PermissionDeniedError(
            f"the token may not {verb} `{remote.url}`",
            "the token needs `Contents: write` on the policy repository",
        )
    reason = _SAID.search(output)
    sentence = reason[1].rstrip("'") if reason else "git says nothing of the reason"
    if any(mark in output for mark in _UNANSWERED) and "The requested URL returned" not in output:
        return NetworkError(f"git {verb} `{remote.url}`: {sentence}")
    return GitError(f"git {verb} `{remote.url}`: {sentence}")
