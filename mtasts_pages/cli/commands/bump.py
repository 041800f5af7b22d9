"""``mtasts-pages bump``."""

from __future__ import annotations

from pathlib import Path

import click

from mtasts_pages.cli import options
from mtasts_pages.cli.access import Access
from mtasts_pages.cli.console import Console


@click.command("bump")
@options.config
@options.force
@options.shard
@options.wait
@options.access
@options.jobs
@options.common
@options.domains
def command(
    *,
    console: Console,
    config_path: Path | None,
    force: bool,
    shard: tuple[int, int] | None,
    wait: float | None,
    access: Access,
    jobs: int,
    domains: tuple[str, ...],
) -> int:
    """Announce policies that have not changed under a new policy id.

    For senders that may have cached an old policy under the present id. An id that is not
    in the DNS yet is new enough and stays.
    """
    from mtasts_pages.cli.publishing import choose_patience, publish
    from mtasts_pages.cli.wiring import read_selection
    from mtasts_pages.rollout.fleet import Choices

    selection = read_selection(console, config_path, domains, shard)
    choices = Choices(jobs=jobs, patience=choose_patience(wait), announce_again=True)
    return publish(console, selection, choices, access=access, force=force)
