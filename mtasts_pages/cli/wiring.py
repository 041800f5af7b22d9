"""What commands are built from: the config that was asked for, and the outside."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from github import Auth

from mtasts_pages.cli.access import Access, read_key
from mtasts_pages.cli.console import Console, Style
from mtasts_pages.cli.settings import Settings, read_settings, read_token
from mtasts_pages.cli.views.problems import show_problems
from mtasts_pages.config import Config, DomainConfig, find_config, load_config, select_domains
from mtasts_pages.errors import UsageError
from mtasts_pages.rollout.clients import Clients
from mtasts_pages.rollout.shard import Shard
from mtasts_pages.rollout.target import Target, render_targets
from mtasts_pages.site import load_templates
from mtasts_pages.state import RepositoryName
from mtasts_pages.world.clock import SystemClock
from mtasts_pages.world.git_remote import Remote, git_environment
from mtasts_pages.world.github import Pages, Repositories, Session
from mtasts_pages.world.github.app import InstallationToken, read_app
from mtasts_pages.world.github.credentials import Credentials, FixedToken
from mtasts_pages.world.policy_host import PolicyHosts
from mtasts_pages.world.resolver import Resolver


@dataclass(frozen=True, slots=True)
class Selection:
    """A config, and those of its domains that the command line names."""

    config: Config
    domains: tuple[DomainConfig, ...]

    def render(self) -> tuple[Target, ...]:
        """Return the rendered target of each domain."""
        return render_targets(self.domains, load_templates(self.config.templates))


def read_selection(
    console: Console,
    path: Path | None,
    patterns: Sequence[str],
    shard: tuple[int, int] | None = None,
) -> Selection:
    """Return the domains that *patterns* and *shard* name in the config; warnings are shown."""
    found = find_config(path, os.environ, Path.cwd())
    config, warnings = load_config(found)
    if not console.quiet:
        show_problems(console, warnings)
    domains = select_domains(config, patterns)
    return Selection(config, domains if shard is None else Shard(*shard).select(domains))


def build_clients(console: Console, access: Access, targets: Sequence[Target]) -> Clients:
    """Return the outside as the environment describes it; nothing is contacted yet.

    Args:
        console: Is told of requests, and of a key that others may read.
        access: Who asks GitHub.
        targets: What will be asked about; a GitHub App acts for one owner.

    """
    settings = read_settings(os.environ)
    clock = SystemClock()
    resolver = Resolver(settings.name_server)
    credentials = _choose_credentials(console, access, targets, settings, clock)
    session = _begin_session(console, settings, credentials, clock)

    def environment() -> Mapping[str, str]:
        return git_environment(settings.server_url, credentials.token, settings.ca_file)

    def remote(name: RepositoryName) -> Remote:
        return Remote(f"{settings.server_url}/{name}.git", environment, console.detail)

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


def _begin_session(
    console: Console, settings: Settings, auth: Auth.Auth, clock: SystemClock
) -> Session:
    ca_file = str(settings.ca_file) if settings.ca_file else None
    return Session(settings.api_url, auth, clock, ca_file, console.detail)


def _choose_credentials(
    console: Console,
    access: Access,
    targets: Sequence[Target],
    settings: Settings,
    clock: SystemClock,
) -> Credentials:
    if access.app_id is None or access.app_key_file is None:
        return FixedToken(read_token(os.environ, access.token_file, settings.server_url).value)
    owners = sorted({target.owner for target in targets}, key=str.lower)
    if len({owner.lower() for owner in owners}) > 1:
        raise UsageError(
            f"a GitHub App acts for one owner at a time, and the domains have {len(owners)}: "
            + ", ".join(f"`{owner}`" for owner in owners),
            "run the command once for each owner, and name its domains",
        )
    data, exposed = read_key(access.app_key_file)
    if exposed:
        mark = console.style("warning:", Style.WARNING, sys.stderr)
        console.note(f"{mark} others on this machine may read `{access.app_key_file}`")
        console.note(f"  hint: chmod 600 {access.app_key_file}")
    app = read_app(access.app_id, data)
    signing = _begin_session(console, settings, app.make_auth(), clock)
    return InstallationToken(app, owners[0], signing, clock)
