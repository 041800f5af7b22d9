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
    """HTTPS cannot be enforced yet: there is no certificate."""


class AlreadyThereError(GitHubError):
    """What should be created already exists."""


class MovedError(GitHubError):
    """The repository or its owner has another name now."""


@dataclass(frozen=True, slots=True)
class _Refusal:
    fragment: str
    error: type[GitHubError | PermissionDeniedError]
    sentence: str
    hint: str


_REFUSALS = (
    _Refusal(
        "certificate does not exist yet",
        CertificateMissingError,
        "GitHub has no certificate for the policy host yet",
        "it requests one once it sees the CNAME record; this takes minutes, rarely a day",
    ),
    _Refusal(
        "name already exists on this account",
        AlreadyThereError,
        "a repository of that name already exists",
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
        "if that is a repository of yours, name it in the config, as `repository`; otherwise verify"
        " the domain at GitHub (Settings, Pages) to take it back",
    ),
    _Refusal(
        "You must verify your domain",
        GitHubError,
        "somebody has verified the policy domain at GitHub, so only they may use it",
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
    _Refusal(
        "need admin access to the organization",
        PermissionDeniedError,
        "the organization does not let this account create public repositories",
        "an owner of the organization allows it (Settings, Member privileges), or creates the"
        " empty repository",
    ),
    _Refusal(
        "SAML enforcement",
        PermissionDeniedError,
        "the organization requires single sign-on",
        "authorize the token for the organization: Settings, Developer settings, Configure SSO",
    ),
    _Refusal(
        "lifetime is greater than",
        PermissionDeniedError,
        "the organization does not admit tokens that are valid for so long",
        "make a token with a nearer expiration date: Settings, Developer settings, Personal access"
        " tokens",
    ),
    _Refusal(
        "Enterprise Managed Users",
        PermissionDeniedError,
        "managed users cannot have public repositories, and a policy repository is public",
        "use an owner, and a token, outside the enterprise with managed users",
    ),
    _Refusal(
        "isibility can't be public",
        PermissionDeniedError,
        "the owner does not allow public repositories, and a policy repository is public",
        "an owner of the organization allows it: Settings, Member privileges",
    ),
    _Refusal(
        "forbids access via",
        PermissionDeniedError,
        "the organization does not allow tokens of this kind",
        "use a token of a kind that the organization's settings allow, such as a fine-grained one",
    ),
    _Refusal(
        "archived",
        GitHubError,
        "the repository is archived, so nothing in it can be changed",
        "unarchive it, or give the domain another `repository` in the config",
    ),
    _Refusal(
        "Repository is empty",
        GitHubError,
        "nothing has been pushed to the repository yet",
        "run the same command again; it pushes first",
    ),
    _Refusal(
        "Custom domains are not available",
        GitHubError,
        "Pages cannot have a custom domain there",
        "publish on a GitHub that has custom domains for Pages, such as github.com",
    ),
    _Refusal(
        "isn't a CNAME for this page",
        GitHubError,
        "Pages has no custom domain there yet",
        "run the same command again; it sets the domain first",
    ),
)
_BY_STATUS: Mapping[int, _Refusal] = {
    HTTPStatus.NOT_FOUND: _Refusal(
        "",
        GitHubError,
        "there is no such repository, or the token cannot see it",
        "the token needs access to all repositories of the owner; then run the same command again",
    ),
    HTTPStatus.CONFLICT: _Refusal(
        "",
        GitHubError,
        "something else is changing it at the moment",
        "run the same command again",
    ),
}
_GENERAL_HINT = "look at the repository's settings on GitHub; then run the same command again"


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
            # GitHub's own words stay: they have names, numbers and links.
            said = " ".join(message.split()).rstrip(".")
            return refusal.error(f"{before}{refusal.sentence}: {said}", refusal.hint)
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        # GitHub, "Using the REST API", Redirects: 301, 302 and 307 after a renaming. PyGithub
        # follows only a 301, and takes the others for success.
        return MovedError(
            f"{before}the repository or its owner was renamed or moved",
            "put the new name into the config, as `repository` or `owner`",
        )
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
    said = f"{message or 'no reason given'} (status {status})"
    known = _BY_STATUS.get(status)
    if known is not None:
        return known.error(f"{before}{known.sentence}: {said}", known.hint)
    return GitHubError(before + said, _GENERAL_HINT)
