"""How a domain stands at GitHub, as far as a check asks."""

from __future__ import annotations

from dataclasses import dataclass

from mtasts_pages.state.pages import PagesSite
from mtasts_pages.state.repository import RemoteRepository


@dataclass(frozen=True, slots=True)
class PagesHealth:
    """What concerns us of a Pages health check."""

    is_valid: bool
    is_https_eligible: bool
    reason: str
    is_proxied: bool
    caa_error: str


@dataclass(frozen=True, slots=True)
class GitHubView:
    """The repository, its Pages site, and GitHub's own look at the domain."""

    repository: RemoteRepository | None = None
    pages: PagesSite | None = None
    health: PagesHealth | None = None
    """Asked for only when the policy host has a fault."""
    problem: str = ""
    """One sentence about why GitHub did not say; the rest is not known then."""
