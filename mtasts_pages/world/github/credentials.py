"""What proves to GitHub who asks: one token throughout, or one that is replaced."""

from __future__ import annotations

from github import Auth

NEEDED = ("administration", "contents", "pages")
"""The permissions to write that publishing takes, as GitHub's API names them.

GitHub, "Permissions required for GitHub Apps": administration creates repositories and, together
with pages, sets up Pages; contents pushes.
"""


class Credentials(Auth.Auth):
    """A token as PyGithub sends it. It shows itself in no representation."""

    @property
    def token_type(self) -> str:
        """The scheme of the ``Authorization`` header."""
        return "token"

    def renew(self) -> bool:
        """Return whether there may be another token, now that GitHub refused this one."""
        return False

    def list_missing(self) -> tuple[str, ...]:
        """Return which of `NEEDED` are known to be missing; GitHub does not say for every kind."""
        return ()


class FixedToken(Credentials):
    """A token that the operator made."""

    def __init__(self, token: str) -> None:
        self._token = token

    @property
    def token(self) -> str:
        """The token."""
        return self._token
