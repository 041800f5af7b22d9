"""What commands are built from: the config that was asked for, and the outside."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mtasts_pages.cli.console import Console
from mtasts_pages.cli.settings import read_settings, read_token
from mtasts_pages.cli.views.problems import show_problems
from mtasts_pages.config import Config, DomainConfig, find_config, load_config, select_domains
from mtasts_pages.rollout.clients import Clients
from mtasts_pages.rollout.target import Target, render_targets
from mtasts_pages.site import load_templates
from mtasts_pages.state import RepositoryName


@dataclass(frozen=True, slots=True)
class Selection:
    """A config, and those of its domains that the command line names."""

    config: Config
    domains: tuple[DomainConfig, ...]

    def render(self) -> tuple[Target, ...]:
        """Return the rendered target of each domain."""
        return render_targets(self.domains, load_templates(self.config.templates))


def read_selection(console: Console, path: Path | None, patterns: Sequence[str]) -> Selection:
    """Return the domains that *patterns* name in the config; its warnings are shown."""
    found = find_config(path, os.environ, Path.cwd())
    config, warnings = load_config(found)
    if not console.quiet:
        show_problems(console, warnings)
    return Selection(config, select_domains(config, patterns))


def build_clients(token_file: Path | None) -> Clients:
    """Return the outside as the environment describes it; nothing is contacted yet."""
    from mtasts_pages.world.clock import SystemClock
    from mtasts_pages.world.git_remote import Remote, git_environment
    from mtasts_pages.world.github import Pages, Repositories, Session
    from mtasts_pages.world.policy_host import PolicyHosts
    from mtasts_pages.world.resolver import Resolver

    settings = read_settings(os.environ)
    token = read_token(os.environ, token_file)
    clock = SystemClock()
    resolver = Resolver(settings.name_server)
    ca_file = str(settings.ca_file) if settings.ca_file else None
    session = Session(settings.api_url, token.value, clock, ca_file)
    environment = git_environment(settings.server_url, token.value, settings.ca_file)

    def remote(name: RepositoryName) -> Remote:
        return Remote(f"{settings.server_url}/{name}.git", environment)

    return Clients(
        clock=clock,
        resolver=resolver,
        policy_hosts=PolicyHosts(
            resolver.find_addresses,
            clock.monotonic,
            port=settings.https_port,
            ca_file=settings.ca_file,
        ),
        repositories=Repositories(session),
        pages=Pages(session),
        remote=remote,
    )
