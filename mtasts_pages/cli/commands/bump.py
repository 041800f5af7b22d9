"""``mtasts-pages bump``."""

from __future__ import annotations

from pathlib import Path

import click

from mtasts_pages.cli import options
from mtasts_pages.cli.console import Console


@click.command("bump")
@options.config
@options.shard
@options.publishing
@options.common
@options.domains
def command(
    *,
    console: Console,
    config_path: Path | None,
    shard: tuple[int, int] | None,
    how: options.PublishingOptions,
    domains: tuple[str, ...],
) -> int:
    """Announce policies that have not changed under a new policy id.

    For senders that may have cached an old policy under the present id. An id that is not
    in the DNS yet is new enough and stays.
    """
    from mtasts_pages.cli.publishing import publish
    from mtasts_pages.cli.setup.selection import read_selection
    from mtasts_pages.rollout.publishing.plan import Wishes

    selection = read_selection(console, config_path, domains, shard)
    return publish(console, selection, how, Wishes(announce_again=True), shard=shard)
