"""``mtasts-pages publish``."""

from __future__ import annotations

from pathlib import Path

import click

from mtasts_pages.cli import options
from mtasts_pages.cli.console import Console


@click.command("publish")
@options.config
@options.adopt
@options.deep
@options.shard
@options.publishing
@options.common
@options.domains
def command(
    *,
    console: Console,
    config_path: Path | None,
    adopt: bool,
    deep: bool,
    shard: tuple[int, int] | None,
    how: options.PublishingOptions,
    domains: tuple[str, ...],
) -> int:
    """Make it so, for every domain, as far as it can go now.

    Creates the policy repository, pushes the site, enables Pages, sets the domain, waits
    for the CNAME record and the certificate, enforces HTTPS, proves what is served, and
    only then releases the policy record. Running it again goes on where it stopped.
    """
    from mtasts_pages.cli.publishing import publish
    from mtasts_pages.cli.setup.selection import read_selection
    from mtasts_pages.rollout.publishing.plan import Wishes

    selection = read_selection(console, config_path, domains, shard)
    return publish(console, selection, how, Wishes(adopt=adopt), deep=deep, shard=shard)
