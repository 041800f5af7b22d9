"""What should be: one domain's config with its rendered site."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from mtasts_pages.config import DomainConfig
from mtasts_pages.dns import policy_record_name, tls_reporting_name
from mtasts_pages.errors import UsageError
from mtasts_pages.site import POLICY_PATH, Site, Templates, render_site
from mtasts_pages.standards.mtasts import Policy
from mtasts_pages.state.github import RepositoryName


@dataclass(frozen=True, slots=True)
class Target:
    """One domain as it should be published.

    Attributes:
        config: The domain as the config describes it.
        owner: Who owns the policy repository; empty when the config names nobody: such a target
            can be rendered, not published.
        site: Its files.
        domain: The policy domain.
        policy_host: ``mta-sts.<domain>``.
        policy_file: The bytes that senders should get.
        repository: The policy repository.
        record_name: The name of the policy record.
        reporting_name: The name of the TLS reporting record.

    """

    config: DomainConfig
    owner: str
    site: Site
    domain: str = field(init=False)
    policy_host: str = field(init=False)
    policy_file: bytes = field(init=False, repr=False)
    repository: RepositoryName = field(init=False)
    record_name: str = field(init=False)
    reporting_name: str = field(init=False)

    def __post_init__(self) -> None:
        """Work out once what is asked for again and again."""
        known = {
            "domain": self.config.domain,
            "policy_host": self.config.policy_host,
            "policy_file": self.site.get(POLICY_PATH, b""),
            "repository": RepositoryName(self.owner, self.config.repository),
            "record_name": policy_record_name(self.config.domain),
            "reporting_name": tls_reporting_name(self.config.domain),
        }
        for name, value in known.items():
            object.__setattr__(self, name, value)

    @property
    def policy(self) -> Policy:
        """The policy that senders should have."""
        return self.config.policy


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
                f"the config names no owner for `{target.domain}`",
                "set `github.owner` to the GitHub user or organization that owns the policy"
                " repositories",
            )
