"""What git says about a fetch or a push that failed, as errors that say what to do.

Git has no codes for its failures: its own words are matched by a fragment, in the
untranslated form that GitPython asks for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from http import HTTPStatus

from mtasts_pages.errors import AuthenticationError, GitError, NetworkError, PermissionDeniedError
from mtasts_pages.text import blot_unprintable


class PushRejectedError(GitError):
    """Somebody else has pushed in the meantime; fetch, and commit on top of that."""


class BranchMissingError(GitError):
    """The branch to fetch does not exist."""


class RepositoryMissingError(GitError):
    """The repository does not exist, or not yet everywhere, or not for this token."""


class DeclinedError(GitError):
    """A rule of the repository or its owner declines the push."""


class UnsignedError(DeclinedError):
    """The rule demands that commits are signed."""


_MOVED_ON = ("[rejected]", "cannot lock ref", "failed to update ref")
"""Rejected by git itself, which saw that the branch had moved, or by GitHub a moment later."""

_UNANSWERED = ("did not complete", "unable to access", "RPC failed; curl", "timed out")
"""What git and GitPython say when there was no answer, or an incomplete one."""

_STATUS = re.compile(r"The requested URL returned error: (\d{3})")
_REASON = re.compile(r"\b(?:fatal|error): (?:unable to access '[^']*': )?(.+)")
_PART = re.compile(r"git: '([a-z-]+)' is not a git command")
_AGAIN = "run the same command again; it looks at the branch before it pushes"
_IN_BRACKETS = re.compile(r"rejected\]\s.*?\((.*)\)")
_REMARK = re.compile(r"^[^\S\n]*(?:stderr: ')?remote: ?(.*)$", re.MULTILINE)
_MOST_REMARKS = 12
_BYPASS = "let whoever publishes bypass the rule for the policy repositories: Settings, Rules"
_SIGNATURES = "verified signatures"
_RULES = {
    _SIGNATURES: "the rule demands signed commits, and GitHub makes one itself only on a branch"
    " that has a commit: sign the first one with --signing-key, an SSH key that your GitHub account"
    f" knows as a signing key; or {_BYPASS}",
    "pull request": f"the rule demands a pull request, and `publish` pushes; {_BYPASS}",
    "status check": f"the rule demands status checks, and no workflow runs them here; {_BYPASS}",
    "private email": "the account lets no push reveal its mail address: Settings, Emails, Block"
    " command line pushes that expose my email",
    "email": f"the rule demands another mail address of the author; {_BYPASS}",
    "protected branch": f"the branch is protected; {_BYPASS}, or Branches",
}
"""A word of GitHub's about each kind of rule, with the way out."""

_ANY_RULE = "a rule of the repository or its owner forbids it; see its settings, Rules"
_GENERAL = "look at the repository with `git ls-remote`; then run the same command again"


def explain_git(verb: str, url: str, output: str) -> Exception:
    """Return the error that *output*, git's own words about *verb*, describes.

    A :class:`~mtasts_pages.errors.NetworkError` leaves open whether a push has done its work.
    """
    refused = next((line for line in output.splitlines() if "rejected]" in line), "")
    if refused:
        return _explain_rejection(url, refused, _list_remarks(output))
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
    sentence = blot_unprintable(reason[1].rstrip("'")) if reason else "git gives no reason"
    message = f"git {verb} `{url}`: {sentence}"
    if any(mark in output for mark in _UNANSWERED):
        return NetworkError(message, "check the network; then run the same command again")
    return GitError(message, _GENERAL)


def _explain_rejection(url: str, line: str, remarks: Sequence[str]) -> GitError:
    bracketed = _IN_BRACKETS.search(line)
    reason = blot_unprintable(bracketed[1] if bracketed else line.strip(" !"))
    if any(mark in line for mark in _MOVED_ON):
        return PushRejectedError(f"`{url}` has moved on: {reason}", _AGAIN)
    said = "; ".join(remarks)
    rule = next((mark for mark in _RULES if mark in said.lower()), None)
    kind = UnsignedError if rule == _SIGNATURES else DeclinedError
    return kind(
        f"`{url}` declined the push: {reason}" + (f": {said}" if said else ""),
        _ANY_RULE if rule is None else _RULES[rule],
    )


def _list_remarks(output: str) -> list[str]:
    """Return what the server said beside the refusal, a line each, printable and not too much."""
    lines = (blot_unprintable(" ".join(each.split())) for each in _REMARK.findall(output))
    kept = (line.strip("- ").rstrip(".") for line in lines)
    return list(dict.fromkeys(line for line in kept if line))[:_MOST_REMARKS]


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
        return RepositoryMissingError(
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
