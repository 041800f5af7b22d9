"""``mtasts-pages publish``."""

from __future__ import annotations

from pathlib import Path

import click

from mtasts_pages.cli import options
from mtasts_pages.cli.console import Console


@click.command("publish")
@options.config
@options.wait
@options.token_file
@options.jobs
@options.common
@options.domains
def command(
    *,
    console: Console,
    config_path: Path | None,
    wait: float | None,
    token_file: Path | None,
    jobs: int,
    domains: tuple[str, ...],
) -> int:
    """Make it so, for every domain, as far as it can go now.

    Creates the policy repository, pushes the site, enables Pages, sets the domain, waits
    for the CNAME record and the certificate, enforces HTTPS, proves what is served, and
    only then releases the policy record. Running it again goes on where it stopped.
    """
    from mtasts_pages.cli.publishing import publish
    from mtasts_pages.cli.wiring import read_selection

    selection = read_selection(console, config_path, domains)
    return publish(console, selection, token_file=token_file, jobs=jobs, wait=wait)
