"""What a check is built from."""

from __future__ import annotations

import os
from collections.abc import Sequence

from mtasts_pages.cli.console import Console
from mtasts_pages.cli.setup.access import Access
from mtasts_pages.cli.setup.credentials import choose_credentials
from mtasts_pages.cli.setup.selection import Selection
from mtasts_pages.cli.setup.settings import Settings, read_settings
from mtasts_pages.errors import AuthenticationError
from mtasts_pages.rollout.looking.eyes import Eyes, GitHubEyes
from mtasts_pages.site import CNAME, POLICY_PATH, Templates, load_templates
from mtasts_pages.site.files import NOJEKYLL
from mtasts_pages.state.target import Target, render_targets
from mtasts_pages.world.clock import Clock, SystemClock
from mtasts_pages.world.dns.authorities import Authorities
from mtasts_pages.world.dns.lookups import Lookups
from mtasts_pages.world.github import Pages, Repositories, Session
from mtasts_pages.world.github.credentials import Credentials
from mtasts_pages.world.github.health import HealthChecks
from mtasts_pages.world.github.unclaimed import UnclaimedSites
from mtasts_pages.world.mail.smtp import MailHosts
from mtasts_pages.world.policy_host import PolicyHosts

_DNS_PORT = 53
_NEEDED = frozenset({POLICY_PATH, CNAME, NOJEKYLL})


def render_policies(selection: Selection) -> tuple[Target, ...]:
    """Return the target of each domain with the files that decide what is served, and no other.

    A fleet of 10,000 landing pages would be rendered, and kept, for nothing.
    """
    templates = load_templates(selection.config.templates)
    needed = {path: made for path, made in templates.by_path.items() if path in _NEEDED}
    return render_targets(selection.domains, Templates(needed))


def build_eyes(
    console: Console,
    access: Access,
    owners: Sequence[str],
    *,
    with_github: bool,
    time_limit: float | None = None,
) -> Eyes:
    """Return the outside as the environment describes it; nothing is contacted yet.

    Raises:
        AuthenticationError: a token is named, and could not be one.

    """
    settings = read_settings(os.environ)
    clock = SystemClock()
    lookups = Lookups(settings.name_server)
    port = settings.name_server[1] if settings.name_server else _DNS_PORT
    github = None
    credentials = None
    if with_github:
        credentials = _find_credentials(console, access, owners, settings, clock)
    if credentials is not None:
        ca_file = str(settings.ca_file) if settings.ca_file else None
        session = Session(settings.api_url, credentials, clock, ca_file, console.detail)
        health = HealthChecks(settings.api_url, credentials, clock, ca_file)
        github = GitHubEyes(Repositories(session), Pages(session), health)
    return Eyes(
        clock=clock,
        lookups=lookups,
        authorities=Authorities(settings.name_server, port=port),
        policy_hosts=PolicyHosts(
            lookups.find_addresses,
            clock.monotonic,
            port=settings.https_port,
            ca_file=settings.ca_file,
            time_limit=time_limit,
        ),
        unclaimed=UnclaimedSites(settings.https_port),
        mail_hosts=MailHosts(
            clock.monotonic,
            port=settings.smtp_port,
            ca_file=settings.ca_file,
            time_limit=time_limit,
        ),
        github=github,
    )


def _find_credentials(
    console: Console, access: Access, owners: Sequence[str], settings: Settings, clock: Clock
) -> Credentials | None:
    """Return who asks GitHub, or ``None`` when nobody is named: a check can do without."""
    try:
        return choose_credentials(console, access, owners, settings, clock)
    except AuthenticationError:
        if access.names_anybody or os.environ.get("GITHUB_TOKEN") or os.environ.get("GH_TOKEN"):
            raise
        return None
