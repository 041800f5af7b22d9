"""``mtasts-pages bootstrap``."""

from __future__ import annotations

from pathlib import Path

import click

from mtasts_pages.cli import options
from mtasts_pages.cli.console import Console
from mtasts_pages.cli.setup import name_server
from mtasts_pages.cli.setup.access import Access


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
@options.force
@options.wait
@name_server.dns_push
@options.access
@options.jobs
@options.common
@click.argument("domains", nargs=-1, required=True, metavar="DOMAIN...")
def command(  # noqa: PLR0913 - one parameter an option
    *,
    console: Console,
    config_path: Path | None,
    owner: str | None,
    mx: tuple[str, ...],
    adopt: bool,
    force: bool,
    wait: float | None,
    dns_push: bool,
    server: str | None,
    key_file: Path | None,
    access: Access,
    jobs: int,
    domains: tuple[str, ...],
) -> int:
    """From nothing to a published policy: write a config when there is none, then publish.

    With a config this is `publish` for the domains that are named.
    """
    from mtasts_pages.cli.first_config import ensure_config
    from mtasts_pages.cli.publishing import choose_patience, publish
    from mtasts_pages.cli.setup.selection import read_selection
    from mtasts_pages.rollout.publishing.fleet import Choices

    push = name_server.read_access(push=dns_push, server=server, key_file=key_file)
    path = ensure_config(console, config_path, domains, owner=owner, mx=mx, jobs=jobs)
    selection = read_selection(console, path, domains)
    choices = Choices(jobs=jobs, patience=choose_patience(wait), adopt=adopt)
    return publish(console, selection, choices, access=access, force=force, push=push)
