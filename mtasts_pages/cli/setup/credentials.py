"""Who asks GitHub: the holder of a token, or a GitHub App."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from mtasts_pages.cli.console import Console, Style
from mtasts_pages.cli.setup.access import Access, read_key
from mtasts_pages.cli.setup.settings import read_token
from mtasts_pages.errors import AuthenticationError, UsageError
from mtasts_pages.world.clock import Clock
from mtasts_pages.world.github import Session
from mtasts_pages.world.github.app import InstallationToken, read_app
from mtasts_pages.world.github.credentials import Credentials, FixedToken
from mtasts_pages.world.outside import Settings


def choose_credentials(
    console: Console,
    access: Access,
    owners: Sequence[str],
    settings: Settings,
    clock: Clock,
) -> Credentials:
    """Return the credentials that *access* names; a GitHub App acts for the one of *owners*.

    Raises:
        UsageError: an App should act for several owners.
        AuthenticationError: there is no token, or the key cannot be used.

    """
    if access.app_id is None or access.app_key_file is None:
        return FixedToken(read_token(os.environ, access.token_file, settings.server_url).value)
    if len({owner.lower() for owner in owners}) > 1:
        raise UsageError(
            f"a GitHub App acts for one owner at a time, and the domains have {len(owners)}: "
            + ", ".join(f"`{owner}`" for owner in owners),
            "run the command once for each owner, and name its domains",
        )
    if not owners:
        raise UsageError(
            "a GitHub App acts for an owner, and the config names none", "set `github.owner`"
        )
    data, exposed = read_key(access.app_key_file)
    if exposed:
        mark = console.style("warning:", Style.WARNING, sys.stderr)
        console.note(f"{mark} others on this machine may read `{access.app_key_file}`")
        console.note(f"  hint: chmod 600 {access.app_key_file}")
    app = read_app(access.app_id, data)
    ca_file = str(settings.ca_file) if settings.ca_file else None
    signing = Session(settings.api_url, app.make_auth(), clock, ca_file, console.detail)
    return InstallationToken(app, owners[0], signing, clock)


def find_credentials(
    console: Console, access: Access, owners: Sequence[str], settings: Settings, clock: Clock
) -> Credentials | None:
    """Return who asks GitHub, or ``None`` when nobody is named: some commands can do without."""
    try:
        return choose_credentials(console, access, owners, settings, clock)
    except AuthenticationError:
        if access.names_anybody or os.environ.get("GITHUB_TOKEN") or os.environ.get("GH_TOKEN"):
            raise
        return None
