"""``mtasts-pages bump``."""

from __future__ import annotations

from pathlib import Path

import click

from mtasts_pages.cli import options
from mtasts_pages.cli.console import Console


@click.command("bump")
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
    """Announce policies that have not changed under a new policy id.

    For senders that may have cached an old policy under the present id. An id that is not
    in the DNS yet is new enough and stays.
    """
    from mtasts_pages.cli.publishing import publish
    from mtasts_pages.cli.wiring import read_selection

    selection = read_selection(console, config_path, domains)
    return publish(
        console, selection, token_file=token_file, jobs=jobs, wait=wait, announce_again=True
    )
