"""The outside, as a check is handed it."""

from __future__ import annotations

from dataclasses import dataclass

from mtasts_pages.world.clock import Clock
from mtasts_pages.world.dns.authorities import Authorities
from mtasts_pages.world.dns.lookups import Lookups
from mtasts_pages.world.github import Pages, Repositories
from mtasts_pages.world.github.health import HealthChecks
from mtasts_pages.world.github.unclaimed import UnclaimedSites
from mtasts_pages.world.mail.smtp import MailHosts
from mtasts_pages.world.policy_host import PolicyHosts


@dataclass(frozen=True, slots=True)
class GitHubEyes:
    """What takes a token."""

    repositories: Repositories
    pages: Pages
    health: HealthChecks


@dataclass(frozen=True, slots=True)
class Eyes:
    """One of everything that looks at the outside; each is safe to share between threads."""

    clock: Clock
    lookups: Lookups
    authorities: Authorities
    policy_hosts: PolicyHosts
    unclaimed: UnclaimedSites
    mail_hosts: MailHosts
    github: GitHubEyes | None
    """``None`` without a token: all that a sender sees can be checked nevertheless."""
