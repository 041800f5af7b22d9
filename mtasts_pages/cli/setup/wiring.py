"""What commands are built from: the config that was asked for, and the outside."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence

from mtasts_pages.cli.console import Console
from mtasts_pages.cli.setup.access import Access
from mtasts_pages.cli.setup.credentials import choose_credentials
from mtasts_pages.cli.setup.settings import Settings, read_settings
from mtasts_pages.rollout.looking.clients import Clients
from mtasts_pages.state import RepositoryName
from mtasts_pages.world.clock import Clock, SystemClock
from mtasts_pages.world.dns.resolver import Resolver
from mtasts_pages.world.git import remote as git_remote
from mtasts_pages.world.git.remote import Remote, git_environment
from mtasts_pages.world.github import Pages, Repositories, Session, session
from mtasts_pages.world.github.credentials import Credentials
from mtasts_pages.world.github.health import HealthChecks
from mtasts_pages.world.policy_host import PolicyHosts


def build_clients(console: Console, access: Access, owners: Sequence[str]) -> Clients:
    """Return the outside as the environment describes it; nothing is contacted yet.

    Args:
        console: Is told of requests, and of a key that others may read.
        access: Who asks GitHub.
        owners: Whose repositories will be asked about; a GitHub App acts for one owner.

    """
    settings = read_settings(os.environ)
    clock = SystemClock()
    credentials = choose_credentials(console, access, owners, settings, clock)
    return connect(settings, credentials, clock, console.detail)


def connect(
    settings: Settings,
    credentials: Credentials,
    clock: Clock,
    trace: Callable[[str], None],
    *,
    request_limit: int = session.TIME_LIMIT,
    transfer_limit: float = git_remote.TIME_LIMIT,
) -> Clients:
    """Return the outside that *settings* name; nothing is contacted yet.

    Args:
        settings: Where it is.
        credentials: The right to change it.
        clock: Times every wait.
        trace: Is told of every request, fetch and push.
        request_limit: Seconds that one request to GitHub's API may take.
        transfer_limit: Seconds that one fetch or push may take.

    """
    resolver = Resolver(settings.name_server)
    ca_file = str(settings.ca_file) if settings.ca_file else None
    github = Session(settings.api_url, credentials, clock, ca_file, trace, time_limit=request_limit)

    def environment() -> Mapping[str, str]:
        return git_environment(settings.server_url, credentials.token, settings.ca_file)

    def remote(name: RepositoryName) -> Remote:
        url = f"{settings.server_url}/{name}.git"
        return Remote(url, environment, trace, time_limit=transfer_limit)

    return Clients(
        clock=clock,
        resolver=resolver,
        policy_hosts=PolicyHosts(
            resolver.find_addresses,
            clock.monotonic,
            port=settings.https_port,
            ca_file=settings.ca_file,
        ),
        repositories=Repositories(github),
        pages=Pages(github),
        health=HealthChecks(settings.api_url, credentials, clock, ca_file),
        remote=remote,
    )
