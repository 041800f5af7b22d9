"""``mtasts-pages history``."""

from __future__ import annotations

from pathlib import Path

import click

from mtasts_pages.cli import options
from mtasts_pages.cli.console import Console
from mtasts_pages.cli.edge import ExitCode
from mtasts_pages.cli.setup.access import Access


@click.command("history")
@options.config
@click.option(
    "--path",
    "paths",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="DIR",
    help="A clone of a policy repository, read instead of GitHub; may be given again. Needs no"
    " config and no network.",
)
@options.access
@options.jobs
@options.common
@options.domains
def command(
    *,
    console: Console,
    config_path: Path | None,
    paths: tuple[Path, ...],
    access: Access,
    jobs: int,
    domains: tuple[str, ...],
) -> int:
    """Show every policy that was announced, and which of them senders may still hold.

    The ledger is the history of the policy repository: each announcement with its policy, from
    when to when it was served and by whose commit, those of others included. Changes nothing.
    """
    from mtasts_pages.cli.setup.outside import connect_outside
    from mtasts_pages.cli.setup.selection import read_selection
    from mtasts_pages.cli.views.history import describe_ledgers, show_ledgers
    from mtasts_pages.errors import UsageError
    from mtasts_pages.rollout.life.ledger import read_clone_ledger, read_ledgers
    from mtasts_pages.state import require_owners
    from mtasts_pages.world.clock import SystemClock

    if paths and domains:
        raise UsageError("--path and domains exclude each other", "leave out one of the two")
    if paths:
        now = SystemClock().now()
        ledgers = [read_clone_ledger(path, now) for path in paths]
    else:
        selection = read_selection(console, config_path, domains)
        targets = selection.render_policies()
        require_owners(targets)
        outside = connect_outside(console, access, selection.owners)
        ledgers = read_ledgers(targets, outside, jobs)
    if console.as_json:
        console.document("history", describe_ledgers(ledgers))
    else:
        show_ledgers(console, ledgers)
    return ExitCode.FAILED if any(ledger.error for ledger in ledgers) else ExitCode.DONE
