"""What should be: one domain's config with its rendered site."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mtasts_pages.config import DomainConfig
from mtasts_pages.errors import UsageError
from mtasts_pages.site import POLICY_PATH, Site, Templates, render_site
from mtasts_pages.state import RepositoryName


@dataclass(frozen=True, slots=True)
class Target:
    """One domain as it should be published."""

    domain: DomainConfig
    owner: str
    """Empty when the config names none: such a target can be rendered, not published."""
    site: Site

    @property
    def name(self) -> RepositoryName:
        """The policy repository."""
        return RepositoryName(self.owner, self.domain.repository)

    @property
    def policy_file(self) -> bytes:
        """The bytes that senders should get."""
        return self.site[POLICY_PATH]


def render_targets(domains: Iterable[DomainConfig], templates: Templates) -> tuple[Target, ...]:
    """Return the target of each of *domains*; all are rendered before anything is done.

    Raises:
        TemplateError: a template does not render what the config says.

    """
    return tuple(
        Target(domain, domain.owner or "", render_site(domain, templates)) for domain in domains
    )


def require_owners(targets: Iterable[Target]) -> None:
    """Raise a ``UsageError`` when a target cannot be published for want of an owner."""
    for target in targets:
        if not target.owner:
            raise UsageError(
                f"the config names no owner for `{target.domain.domain}`",
                "set `github.owner` to the GitHub user or organization that owns the policy"
                " repositories",
            )
