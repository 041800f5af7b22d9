"""Who may do what: credentials, roles, and the permissions of a token."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from enum import IntEnum

from mtasts_pages.sandbox.github.accounts import Account, AccountKind, Grant, TokenKind
from mtasts_pages.sandbox.github.refusals import Refusal
from mtasts_pages.sandbox.github.repositories import Repository
from mtasts_pages.sandbox.github.state import State

# The role that a person needs to use a permission at a level; others take READ.
_ADMIN_PERMISSIONS = frozenset({"administration", "pages"})
_SUBJECTS = {
    TokenKind.FINE_GRAINED: "personal access token",
    TokenKind.APP: "integration",
    TokenKind.CLASSIC: "personal access token",
}


class Role(IntEnum):
    """What an account is to a repository."""

    NONE = 0
    READ = 1
    WRITE = 2
    ADMIN = 3


def read_credentials(header: str | None) -> str | None:
    """Return the token in an ``Authorization`` header; ``""`` when there is one of no use.

    ``token …`` and ``Bearer …`` are the API's forms, ``Basic`` with the token as
    the password is git's.
    """
    if not header:
        return None
    scheme, _, value = header.strip().partition(" ")
    if scheme.lower() in {"token", "bearer"}:
        return value.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(value, validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return ""


def role_in(owner: Account, login: str | None) -> Role:
    """Return what *login* is to the account *owner*: administrator, member or nobody."""
    if login is None:
        return Role.NONE
    name = login.lower()
    if name == owner.login.lower() or name in {o.lower() for o in owner.owners}:
        return Role.ADMIN
    return Role.READ if name in {m.lower() for m in owner.members} else Role.NONE


def find_role(state: State, repository: Repository, grant: Grant | None) -> Role:
    """Return the role of a token's holder, which a token's own limits may narrow."""
    owner = state.account(repository.owner)
    role = Role.NONE if owner is None or grant is None else role_in(owner, grant.login)
    return role if repository.private else max(role, Role.READ)


def reaches(grant: Grant, repository: Repository) -> bool:
    """Return whether a fine-grained or App token covers *repository*."""
    names = grant.repositories
    return grant.owner.lower() == repository.owner.lower() and (
        names is None or repository.name.lower() in {name.lower() for name in names}
    )


def is_visible(state: State, repository: Repository, grant: Grant | None) -> bool:
    """Return whether the repository exists for the holder of *grant*."""
    if not repository.private:
        return True
    if grant is None or find_role(state, repository, grant) is Role.NONE:
        return False
    if grant.kind is TokenKind.CLASSIC:
        return "repo" in grant.scopes
    return reaches(grant, repository)


def lacks_sign_on(state: State, repository: Repository, grant: Grant | None) -> Refusal | None:
    """Return why the token may not even look, for want of single sign-on, or ``None``.

    GitHub, "Authenticating to the REST API", SAML SSO; the sentence as people report it.
    """
    owner = state.account(repository.owner)
    if owner is None or not owner.single_sign_on:
        return None
    if grant is None or grant.kind is not TokenKind.CLASSIC:
        return None
    return Refusal(
        403,
        "Resource protected by organization SAML enforcement. You must grant your Personal"
        " Access token access to this organization.",
    )


def may_use(
    state: State, repository: Repository, grant: Grant, needs: Mapping[str, str]
) -> Refusal | None:
    """Return why the token may not use the permissions *needs* there, ``None`` when it may."""
    if refusal := lacks_sign_on(state, repository, grant):
        return refusal
    if grant.kind is TokenKind.CLASSIC:
        enough = {"repo"} if repository.private else {"repo", "public_repo"}
        if not enough & set(grant.scopes):
            return Refusal.not_found()
    elif not reaches(grant, repository) or not all(grant.allows(*need) for need in needs.items()):
        return forbid(grant, needs)
    role = find_role(state, repository, grant)
    if role < max((_needed_role(*need) for need in needs.items()), default=Role.READ):
        return Refusal(403, "Must have admin rights to Repository.")
    return None


def forbid(grant: Grant, needs: Mapping[str, str]) -> Refusal:
    """Return GitHub's answer to a token that lacks a permission."""
    message = f"Resource not accessible by {_SUBJECTS[grant.kind]}"
    accepted = ",".join(f"{name}={level}" for name, level in needs.items())
    return Refusal(403, message, headers={"X-Accepted-GitHub-Permissions": accepted})


def may_create_in(owner: Account, grant: Grant) -> Refusal | None:
    """Return why the token may not create a repository of *owner*, ``None`` when it may."""
    if grant.kind is TokenKind.CLASSIC:
        if not {"repo", "public_repo"} & set(grant.scopes):
            return Refusal.not_found()
    elif (owner.kind is AccountKind.USER and grant.kind is TokenKind.APP) or not (
        grant.owner.lower() == owner.login.lower()
        and grant.repositories is None  # a repository that does not exist cannot be selected
        and grant.allows("administration", "write")
    ):
        return forbid(grant, {"administration": "write"})
    role = role_in(owner, grant.login)
    if role is Role.ADMIN or (role is Role.READ and owner.members_can_create_repositories):
        return None
    return Refusal(
        403, "You need admin access to the organization before adding a repository to it."
    )


def _needed_role(permission: str, level: str) -> Role:
    if permission in _ADMIN_PERMISSIONS:
        return Role.ADMIN if level == "write" or permission == "administration" else Role.WRITE
    return Role.WRITE if level == "write" else Role.READ
