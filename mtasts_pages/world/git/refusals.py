"""What git says about a fetch or a push that failed, as errors that say what to do.

Git has no codes for its failures: its own words are matched by a fragment, in the
untranslated form that GitPython asks for.
"""

from __future__ import annotations

import re
from http import HTTPStatus

from mtasts_pages.errors import AuthenticationError, GitError, NetworkError, PermissionDeniedError


class PushRejectedError(GitError):
    """Somebody else has pushed in the meantime; fetch, and commit on top of that."""


class BranchMissingError(GitError):
    """The branch to fetch does not exist."""


_MOVED_ON = ("[rejected]", "cannot lock ref", "failed to update ref")
"""Rejected by git itself, which saw that the branch had moved, or by GitHub a moment later."""

_UNANSWERED = ("did not complete", "unable to access", "RPC failed; curl", "timed out")
"""What git and GitPython say when there was no answer, or an incomplete one."""

_STATUS = re.compile(r"The requested URL returned error: (\d{3})")
_REASON = re.compile(r"\b(?:fatal|error): (?:unable to access '[^']*': )?(.+)")
_PART = re.compile(r"git: '([a-z-]+)' is not a git command")
_AGAIN = "run the same command again; it looks at the branch before it pushes"
_GENERAL = "look at the repository with `git ls-remote`; then run the same command again"


def explain_git(verb: str, url: str, output: str) -> Exception:
    """Return the error that *output*, git's own words about *verb*, describes.

    A :class:`~mtasts_pages.errors.NetworkError` leaves open whether a push has done its work.
    """
    refused = next((line for line in output.splitlines() if "rejected]" in line), "")
    if refused:
        return _explain_rejection(url, refused)
    status = _find_status(output)
    if status is not None:
        return _explain_status(status, verb, url)
    if "find remote ref" in output:
        return BranchMissingError(f"`{url}` has no such branch", _AGAIN)
    part = _PART.search(output)
    if part is not None:
        return GitError(
            f"git has no `{part[1]}`, which {verb} needs",
            "install git with HTTPS, and unset GIT_EXEC_PATH if it is set",
        )
    reason = _REASON.search(output)
    sentence = reason[1].rstrip("'") if reason else "git gives no reason"
    message = f"git {verb} `{url}`: {sentence}"
    if any(mark in output for mark in _UNANSWERED):
        return NetworkError(message, "check the network; then run the same command again")
    return GitError(message, _GENERAL)


def _explain_rejection(url: str, line: str) -> GitError:
    if any(mark in line for mark in _MOVED_ON):
        return PushRejectedError(f"`{url}` has moved on: {line.strip(' !')}", _AGAIN)
    return GitError(
        f"`{url}` declined the push: {line.strip(' !')}",
        "a rule of the repository or its owner forbids it; see its settings, Rules",
    )


def _find_status(output: str) -> int | None:
    """Return the HTTP status that git reports; two of them it puts into words."""
    status = _STATUS.search(output)
    if status is not None:
        return int(status[1])
    if "Authentication failed" in output or "could not read Username" in output:
        return HTTPStatus.UNAUTHORIZED
    return HTTPStatus.NOT_FOUND if "not found" in output else None


def _explain_status(status: int, verb: str, url: str) -> Exception:
    needed = "the token needs `Contents: write` on the policy repository"
    if status == HTTPStatus.UNAUTHORIZED:
        return AuthenticationError(f"`{url}` refused the token", needed)
    if status == HTTPStatus.FORBIDDEN:
        return PermissionDeniedError(f"the token may not {verb} `{url}`", needed)
    if status == HTTPStatus.NOT_FOUND:
        return GitError(
            f"`{url}` does not exist, or the token cannot see it",
            "the token needs access to all repositories of the owner; then run the same command"
            " again",
        )
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return NetworkError(
            f"git {verb} `{url}`: the server failed with status {status}",
            "see https://www.githubstatus.com; then run the same command again",
        )
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return GitError(
            f"`{url}` has moved: the repository or its owner was renamed",
            "put the new name into the config, as `repository` or `owner`",
        )
    return GitError(f"git {verb} `{url}`: status {status}", _GENERAL)
