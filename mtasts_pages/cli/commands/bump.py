"""``mtasts-pages bump``."""

from __future__ import annotations

from pathlib import Path

import click

from mtasts_pages.cli import options
from mtasts_pages.cli.console import Console
from mtasts_pages.cli.setup import name_server
from mtasts_pages.cli.setup.access import Access


@click.command("bump")
@options.config
@options.force
@options.shard
@options.wait
@name_server.dns_push
@options.access
@options.jobs
@options.common
@options.domains
def command(  # noqa: PLR0913 - one parameter an option
    *,
    console: Console,
    config_path: Path | None,
    force: bool,
    shard: tuple[int, int] | None,
    wait: float | None,
    dns_push: bool,
    server: str | None,
    key_file: Path | None,
    access: Access,
    jobs: int,
    domains: tuple[str, ...],
) -> int:
    """Announce policies that have not changed under a new policy id.

    For senders that may have cached an old policy under the present id. An id that is not
    in the DNS yet is new enough and stays.
    """
    from mtasts_pages.cli.publishing import choose_patience, publish
    from mtasts_pages.cli.setup.selection import read_selection
    from mtasts_pages.rollout.publishing.fleet import Choices

    push = name_server.read_access(push=dns_push, server=server, key_file=key_file)
    selection = read_selection(console, config_path, domains, shard)
    choices = Choices(
        jobs=jobs,
        patience=choose_patience(wait),
        announce_again=True,
        shards=shard[1] if shard else 1,
    )
    return publish(console, selection, choices, access=access, force=force, push=push)
