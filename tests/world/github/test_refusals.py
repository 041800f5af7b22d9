"""GitHub's refusals become errors that name the cause and say what to do."""

from __future__ import annotations

import pytest

from mtasts_pages.errors import (
    AuthenticationError,
    GitHubError,
    MtaStsPagesError,
    PermissionDeniedError,
)
from mtasts_pages.world.github.refusals import (
    AlreadyThereError,
    CertificateMissingError,
    MovedError,
    explain_refusal,
)

WHAT = "set the custom domain of `octo/mta-sts.example.com`"
TAKEN = (
    "The custom domain `mta-sts.example.com` is already taken. If you are the owner of this"
    " domain, check out https://docs.github.com/pages/ for information about how to verify it."
)
SAML = (
    "Resource protected by organization SAML enforcement. You must grant your Personal Access"
    " token access to this organization."
)
ADMIN = "You need admin access to the organization before adding a repository to it."
CLASSIC = "`example-org` forbids access via a personal access token (classic)."

LIFETIME = (
    "The 'example-org' organization forbids access via a fine-grained personal access tokens if the"
    " token's lifetime is greater than 366 days. Please adjust your token's lifetime at the"
    " following URL: https://github.com/settings/personal-access-tokens/1"
)


@pytest.mark.parametrize(
    ("status", "message", "kind", "says", "hint"),
    [
        (404, "The certificate does not exist yet", CertificateMissingError, "certificate",
         "CNAME"),
        (422, "The main branch must exist before GitHub Pages can be built.", GitHubError, "branch",
         "pushes"),
        (422, "Your current plan does not support GitHub Pages for this repository.", GitHubError,
         "plan", "public"),
        (409, "GitHub Pages is already enabled.", AlreadyThereError, "enabled", "again"),
        (400, TAKEN, GitHubError, "another repository", "verify"),
        (409, TAKEN, GitHubError, "another repository", "verify"),
        (422, TAKEN, GitHubError, "another repository", "verify"),
        (400, "You must verify your domain example.com before being able to use it.", GitHubError,
         "verified", "verify it"),
        (400, "Private pages is not enabled for this repository. All Pages will be public.",
         GitHubError, "visibility", "public"),
        (409, "Git Repository is empty.", GitHubError, "has been pushed", "pushes first"),
        (422, "Repository creation failed.: name already exists on this account",
         AlreadyThereError, "exists", "again"),
        (403, "Repository was archived so is read-only.", GitHubError, "archived", "unarchive"),
        (403, ADMIN, PermissionDeniedError, "public repositories", "Member privileges"),
        (403, SAML, PermissionDeniedError, "single sign-on", "authorize the token"),
        (403, CLASSIC, PermissionDeniedError, "tokens of this kind", "fine-grained"),
        (403, LIFETIME, PermissionDeniedError, "greater than 366 days", "expiration"),
        (422, "Public repositories are not permitted for Enterprise Managed Users.",
         PermissionDeniedError, "managed users", "outside"),
        (422, "Visibility can't be public", PermissionDeniedError, "public", "Member privileges"),
        (400, "Custom domains are not available", GitHubError, "custom domain", "github.com"),
        (422, "There isn't a CNAME for this page", GitHubError, "no custom domain", "again"),
        (401, "Bad credentials", AuthenticationError, "token", "GITHUB_TOKEN"),
        (301, "Moved Permanently", MovedError, "renamed", "config"),
        (307, "Temporary Redirect", MovedError, "renamed", "config"),
        (308, "Permanent Redirect", MovedError, "renamed", "config"),
        (404, "Not Found", GitHubError, "cannot see it", "access"),
        (409, "", GitHubError, "at the moment", "again"),
        (403, "Resource not accessible by integration", PermissionDeniedError, "integration",
         "Administration"),
        (422, "Something new", GitHubError, "Something new (status 422)", "settings"),
        (418, "", GitHubError, "no reason given (status 418)", "settings"),
    ],
)  # fmt: skip
def test_a_refusal_names_the_cause_and_what_to_do(
    status: int, message: str, kind: type[MtaStsPagesError], says: str, hint: str
) -> None:
    error = explain_refusal(status, message, {}, WHAT)
    assert type(error) is kind
    assert says in error.message
    assert hint in (error.hint or "")
    if status != 401:
        assert WHAT in error.message
        # GitHub's own words are never lost.
        assert message.rstrip(".") in error.message or error.message.count("Redirect") == 0
    assert not error.message.endswith(".")


def test_a_missing_permission_is_named_as_github_names_it() -> None:
    message = "Resource not accessible by personal access token"
    headers = {"x-accepted-github-permissions": "pages=write,administration=write"}
    error = explain_refusal(403, message, headers, WHAT)
    assert error.hint == "the token needs: pages=write,administration=write"
