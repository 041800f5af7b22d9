"""``mtasts-pages bootstrap``."""

from __future__ import annotations

from pathlib import Path

import click

from mtasts_pages.cli import options
from mtasts_pages.cli.console import Console


@click.command("bootstrap")
@options.config
@click.option("--owner", metavar="LOGIN", help="The user or organization for a new config.")
@click.option(
    "--mx",
    multiple=True,
    metavar="HOST",
    help="An MX pattern for a new config, repeatable; else the MX records of the DNS.",
)
@options.adopt
@options.publishing
@options.common
@click.argument("domains", nargs=-1, required=True, metavar="DOMAIN...")
def command(
    *,
    console: Console,
    config_path: Path | None,
    owner: str | None,
    mx: tuple[str, ...],
    adopt: bool,
    how: options.PublishingOptions,
    domains: tuple[str, ...],
) -> int:
    """From nothing to a published policy: write a config when there is none, then publish.

    With a config this is `publish` for the domains that are named.
    """
    from mtasts_pages.cli.first_config import ensure_config
    from mtasts_pages.cli.publishing import publish
    from mtasts_pages.cli.setup.selection import read_selection
    from mtasts_pages.rollout.publishing.plan import Wishes

    path = ensure_config(console, config_path, domains, owner=owner, mx=mx, jobs=how.jobs)
    selection = read_selection(console, path, domains)
    return publish(console, selection, how, Wishes(adopt=adopt))
