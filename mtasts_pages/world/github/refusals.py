"""GitHub's refusals, as errors that say what to do.

Messages are matched by a fragment, since GitHub puts names and links into them;
statuses are not matched where GitHub's own description and practice disagree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from mtasts_pages.errors import (
    AuthenticationError,
    GitHubError,
    MtaStsPagesError,
    PermissionDeniedError,
)


class CertificateMissingError(GitHubError):
    """HTTPS cannot be enforced yet; the certificate is still to come."""


class AlreadyThereError(GitHubError):
    """What should be created exists."""


class RateLimitedError(GitHubError):
    """A limit is used up."""


@dataclass(frozen=True, slots=True)
class _Refusal:
    fragment: str
    error: type[GitHubError]
    sentence: str
    hint: str


_REFUSALS = (
    _Refusal(
        "certificate does not exist yet",
        CertificateMissingError,
        "GitHub has no certificate for the policy host yet",
        "it asks for one when the CNAME record is seen; this takes minutes, rarely a day",
    ),
    _Refusal(
        "name already exists on this account",
        AlreadyThereError,
        "a repository of that name exists already",
        "run the same command again; it looks at what is there first",
    ),
    _Refusal(
        "already enabled",
        AlreadyThereError,
        "Pages is already enabled",
        "run the same command again; it looks at what is there first",
    ),
    _Refusal(
        "already taken",
        GitHubError,
        "the policy host is the custom domain of another repository",
        "remove it there, or verify the domain at GitHub (Settings, Pages) to take it back",
    ),
    _Refusal(
        "You must verify your domain",
        GitHubError,
        "somebody verified the policy domain at GitHub, so that only they may use it",
        "verify it for this owner at GitHub: Settings, Pages, Add a domain",
    ),
    _Refusal(
        "plan does not support GitHub Pages",
        GitHubError,
        "the owner's plan has Pages for public repositories only",
        "make the policy repository public: a policy is public anyway",
    ),
    _Refusal(
        "branch must exist",
        GitHubError,
        "the branch to publish does not exist yet",
        "run the same command again; it pushes the branch first",
    ),
    _Refusal(
        "Private pages is not enabled",
        GitHubError,
        "the organization does not allow the visibility that was asked for",
        "make the policy repository public",
    ),
)


def explain_refusal(
    status: int, message: str, headers: Mapping[str, str], what: str = ""
) -> MtaStsPagesError:
    """Return the error for a refused request.

    Args:
        status: The HTTP status.
        message: GitHub's own sentence.
        headers: In lower case; a missing permission is named in one of them.
        what: What was tried, as ``create `owner/name```.

    """
    before = f"GitHub refused to {what}: " if what else ""
    if status == HTTPStatus.UNAUTHORIZED:  # RFC 9110, 15.5.2: the credentials are wrong
        return AuthenticationError(
            "GitHub refused the token: it is wrong or has expired",
            "make a new one and put it into GITHUB_TOKEN",
        )
    for refusal in _REFUSALS:
        if refusal.fragment in message:
            return refusal.error(before + refusal.sentence, refusal.hint)
    if status == HTTPStatus.FORBIDDEN:  # RFC 9110, 15.5.4: the credentials do not suffice
        needed = headers.get("x-accepted-github-permissions") or headers.get(
            "x-accepted-oauth-scopes", ""
        )
        return PermissionDeniedError(
            f"{before}{message or 'the token may not do this'}",
            f"the token needs: {needed}"
            if needed
            else "a fine-grained token needs Administration, Contents and Pages: write, for all"
            " repositories of the owner",
        )
    return GitHubError(f"{before}{message or 'no reason given'} (status {status})")
