"""The outside, as the command line and the environment name it."""

from __future__ import annotations

import os
from collections.abc import Sequence

from mtasts_pages.cli.console import Console
from mtasts_pages.cli.setup.access import Access
from mtasts_pages.cli.setup.credentials import choose_credentials, find_credentials
from mtasts_pages.cli.setup.settings import read_settings
from mtasts_pages.world.clock import SystemClock
from mtasts_pages.world.outside import Limits, Outside, connect


def connect_outside(console: Console, access: Access, owners: Sequence[str]) -> Outside:
    """Return the outside with GitHub; nothing is contacted yet.

    Args:
        console: Is given requests, and warned of a key that others may read.
        access: Who asks GitHub.
        owners: Whose repositories will be asked about; a GitHub App acts for one owner.

    Raises:
        AuthenticationError: there is no token.

    """
    settings, clock = read_settings(os.environ), SystemClock()
    credentials = choose_credentials(console, access, owners, settings, clock)
    return connect(settings, credentials, clock, console.detail)


def connect_for_check(
    console: Console,
    access: Access,
    owners: Sequence[str],
    *,
    with_github: bool,
    time_limit: float | None,
) -> Outside:
    """Return the outside for looking alone, without GitHub where nobody names a token.

    Raises:
        AuthenticationError: a token is named, and could not be one.

    """
    settings, clock = read_settings(os.environ), SystemClock()
    credentials = None
    if with_github:
        credentials = find_credentials(console, access, owners, settings, clock)
    return connect(settings, credentials, clock, console.detail, Limits(host=time_limit))


def connect_without_github(console: Console) -> Outside:
    """Return the outside for a command that has no token: DNS and policy hosts."""
    return connect(read_settings(os.environ), None, SystemClock(), console.detail)
