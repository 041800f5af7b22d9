"""The owner of policy repositories: a GitHub user or organization."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class OwnerKind(StrEnum):
    """GitHub creates repositories through another endpoint for each kind."""

    USER = "User"
    ORGANIZATION = "Organization"


@dataclass(frozen=True, slots=True)
class Owner:
    """An account that may own policy repositories."""

    login: str
    kind: OwnerKind
    is_viewer: bool
    """Whether the token belongs to this very account."""
    may_create: bool = True
    """Whether GitHub says that the token's user may create repositories here."""
    by_app: bool = False
    """Whether a GitHub App asks rather than a person."""
