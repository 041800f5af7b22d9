"""The outside, as the rollout is handed it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # what needs no network, such as `render`, need not load PyGithub and dnspython
    from mtasts_pages.state import RepositoryName
    from mtasts_pages.world.clock import Clock
    from mtasts_pages.world.dns.name_server import NameServer
    from mtasts_pages.world.dns.resolver import Resolver
    from mtasts_pages.world.git.remote import Remote
    from mtasts_pages.world.github import Pages, Repositories
    from mtasts_pages.world.github.health import HealthChecks
    from mtasts_pages.world.policy_host import PolicyHosts


@dataclass(frozen=True, slots=True)
class Clients:
    """One of everything that touches the outside; each is safe to share between threads."""

    clock: Clock
    resolver: Resolver
    policy_hosts: PolicyHosts
    repositories: Repositories
    pages: Pages
    health: HealthChecks
    remote: Callable[[RepositoryName], Remote]
    name_server: NameServer | None = None
    """Takes the records, where the operator has handed over a key."""
