"""Accounts of GitHub and the tokens that act for them, as values.

A token's text is known only to the one who asked for it: what is kept is its
SHA-256, as GitHub itself does, so that a sandbox directory holds no secret.
"""

from __future__ import annotations

import hashlib
import secrets
import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

_LETTERS = string.ascii_letters + string.digits


class AccountKind(StrEnum):
    """Who may own repositories; the values are those of the API's ``type``."""

    USER = "User"
    ORGANIZATION = "Organization"


@dataclass(frozen=True, slots=True)
class Account:
    """A user or an organisation.

    Args:
        id: GitHub's number for it.
        login: The name, in the spelling in which it was created.
        kind: User or organisation.
        created: Seconds since the epoch.
        plan: ``free`` does not publish private repositories; any other does.
        owners: Logins that administer an organisation.
        members: Logins that belong to an organisation without administering it.
        members_can_create_repositories: Whether members may create repositories.
        single_sign_on: Whether an organisation shows its repositories only to classic tokens
            that were authorized for its single sign-on. None is, in the sandbox.

    """

    id: int
    login: str
    kind: AccountKind
    created: float
    plan: str = "free"
    owners: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    members_can_create_repositories: bool = True
    single_sign_on: bool = False


class TokenKind(StrEnum):
    """The three kinds of credentials that a command line meets."""

    CLASSIC = "classic"  # scopes; prefix ghp_
    FINE_GRAINED = "fine-grained"  # permissions on one resource owner; prefix github_pat_
    APP = "app"  # an App's installation on one account; prefix ghs_


_PREFIXES = {
    TokenKind.CLASSIC: ("ghp_", 36),
    TokenKind.FINE_GRAINED: ("github_pat_", 82),
    TokenKind.APP: ("ghs_", 36),
}


@dataclass(frozen=True, slots=True)
class Grant:
    """What the holder of a token may do.

    Args:
        login: The user who acts; for an App the account it is installed on.
        kind: Which rules apply.
        owner: The resource owner: the one account whose repositories a fine-grained
            or App token reaches. Unused for a classic token.
        permissions: Permission name to ``read`` or ``write``; fine-grained and App.
        scopes: OAuth scopes; classic.
        repositories: Names of the only repositories reached, or ``None`` for all.
        app: The slug of the App that an App token belongs to.
        expires: When it ends, in seconds since the epoch; ``None`` for never.

    """

    login: str
    kind: TokenKind
    owner: str
    permissions: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    scopes: tuple[str, ...] = ()
    repositories: tuple[str, ...] | None = None
    app: str = "sandbox-app"
    expires: float | None = None

    def allows(self, permission: str, level: str) -> bool:
        """Return whether *permission* is held at *level* (``read`` or ``write``).

        Every token may read metadata.
        """
        if permission == "metadata" and level == "read":
            return True
        held = self.permissions.get(permission)
        return held in {"write", level}


@dataclass(frozen=True, slots=True)
class Token:
    """A new credential: its text, shown once, and what it grants."""

    value: str = field(repr=False)
    grant: Grant


def create_token(grant: Grant) -> Token:
    """Return a token of *grant* with a random text of the length GitHub uses."""
    prefix, length = _PREFIXES[grant.kind]
    return Token(prefix + "".join(secrets.choice(_LETTERS) for _ in range(length)), grant)


def digest_token(value: str) -> str:
    """Return the form in which a token is kept: its SHA-256 in hexadecimal."""
    return hashlib.sha256(value.encode()).hexdigest()
