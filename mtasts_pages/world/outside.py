"""The outside in one value: DNS, policy hosts, mail servers, GitHub, git, the time.

It is connected once for a command and handed to whatever looks or acts. Nothing is contacted
until something is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from mtasts_pages.state import RepositoryName
from mtasts_pages.world.clock import Clock
from mtasts_pages.world.dns.authorities import Authorities
from mtasts_pages.world.dns.name_server import NameServer
from mtasts_pages.world.dns.resolver import RecordSource, Resolver
from mtasts_pages.world.git import TRANSFER_LIMIT, CommitSigner, Remote, git_environment
from mtasts_pages.world.github import Pages, Repositories, Session, session
from mtasts_pages.world.github.credentials import Credentials
from mtasts_pages.world.github.health import HealthChecks
from mtasts_pages.world.github.history import Histories
from mtasts_pages.world.github.holders import Holders
from mtasts_pages.world.github.unclaimed import UnclaimedSites
from mtasts_pages.world.mail.smtp import MailHosts
from mtasts_pages.world.plain_http import PlainHosts
from mtasts_pages.world.policy_host import PolicyHosts

_DNS_PORT = 53


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the outside is found. A token is not a part of it."""

    api_url: str
    server_url: str
    name_server: tuple[str, int] | None
    https_port: int
    http_port: int
    smtp_port: int
    ca_file: Path | None


@dataclass(frozen=True, slots=True)
class Limits:
    """How long the outside may take, in seconds; ``None`` for what is usual."""

    request: int = session.TIME_LIMIT
    """One request to GitHub's API."""
    transfer: float = TRANSFER_LIMIT
    """One fetch or push."""
    host: float | None = None
    """One policy host or MX host."""


@dataclass(frozen=True, slots=True)
class GitHub:
    """What takes the right to ask GitHub."""

    repositories: Repositories
    pages: Pages
    health: HealthChecks
    remote: Callable[[RepositoryName], Remote]
    now: Callable[[], datetime]
    """The present moment by GitHub's clock, with which what GitHub has dated is compared."""
    histories: Histories
    holders: Holders


@dataclass(frozen=True, slots=True)
class Outside:
    """One of everything that touches the outside; each is safe to share between threads."""

    clock: Clock
    resolver: Resolver
    records: RecordSource
    """Who is asked for the records of a domain: the resolver, unless a command wants more."""
    authorities: Authorities
    policy_hosts: PolicyHosts
    plain_hosts: PlainHosts
    unclaimed: UnclaimedSites
    mail_hosts: MailHosts
    github: GitHub | None = None
    """``None`` without a token."""
    name_server: NameServer | None = None
    """Takes the records, where the operator has handed over a key."""
    signer: CommitSigner | None = None
    """Signs what is pushed, where the operator names a key."""

    def require_github(self) -> GitHub:
        """Return the GitHub part, for a command that began with a token."""
        if self.github is None:
            raise ValueError("the outside was connected without GitHub")
        return self.github


def connect(
    settings: Settings,
    credentials: Credentials | None,
    clock: Clock,
    trace: Callable[[str], None],
    limits: Limits | None = None,
) -> Outside:
    """Return the outside that *settings* name; nothing is contacted yet.

    Args:
        settings: Where it is.
        credentials: The right to ask GitHub; ``None`` leaves GitHub out.
        clock: Times every wait.
        trace: Is given every request, fetch and push.
        limits: How long things may take.

    Raises:
        UsageError: the file of certificates holds none.
        NetworkError: the machine has no name server.

    """
    limits = limits or Limits()
    resolver = Resolver(settings.name_server)
    port = settings.name_server[1] if settings.name_server else _DNS_PORT
    return Outside(
        clock=clock,
        resolver=resolver,
        records=resolver,
        authorities=Authorities(resolver, port=port),
        policy_hosts=PolicyHosts(
            clock.monotonic,
            port=settings.https_port,
            ca_file=settings.ca_file,
            time_limit=limits.host,
        ),
        plain_hosts=PlainHosts(clock.monotonic, port=settings.http_port),
        unclaimed=UnclaimedSites(settings.https_port),
        mail_hosts=MailHosts(
            clock.monotonic,
            port=settings.smtp_port,
            ca_file=settings.ca_file,
            time_limit=limits.host,
        ),
        github=None
        if credentials is None
        else _connect_github(settings, credentials, clock, trace, limits),
    )


def _connect_github(
    settings: Settings,
    credentials: Credentials,
    clock: Clock,
    trace: Callable[[str], None],
    limits: Limits,
) -> GitHub:
    ca_file = str(settings.ca_file) if settings.ca_file else None
    asked = Session(settings.api_url, credentials, clock, ca_file, trace, time_limit=limits.request)

    def environment() -> Mapping[str, str]:
        return git_environment(settings.server_url, credentials.token, settings.ca_file)

    def remote(name: RepositoryName) -> Remote:
        url = f"{settings.server_url}/{name}.git"
        return Remote(url, environment, trace, time_limit=limits.transfer)

    return GitHub(
        Repositories(asked),
        Pages(asked),
        HealthChecks(settings.api_url, credentials, clock, ca_file),
        remote,
        asked.time.now,
        Histories(asked),
        Holders(asked),
    )
