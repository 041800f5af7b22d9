"""What proves to GitHub who asks: the same token all along, or one that is replaced."""

from __future__ import annotations

from github import Auth


class Credentials(Auth.Auth):
    """A token as PyGithub sends it. It shows itself in no representation."""

    @property
    def token_type(self) -> str:
        """The scheme of the ``Authorization`` header."""
        return "token"

    def renew(self) -> bool:
        """Return whether there may be another token, now that GitHub refused this one."""
        return False


class FixedToken(Credentials):
    """A token that the operator made."""

    def __init__(self, token: str) -> None:
        self._token = token

    @property
    def token(self) -> str:
        """The token."""
        return self._token
