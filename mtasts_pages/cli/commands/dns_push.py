"""``mtasts-pages dns push``."""

from __future__ import annotations

from pathlib import Path

import click

from mtasts_pages.cli import options
from mtasts_pages.cli.console import Console
from mtasts_pages.cli.edge import ExitCode
from mtasts_pages.cli.setup import name_server
from mtasts_pages.cli.setup.access import Access
from mtasts_pages.errors import AuthenticationError


@click.command("push")
@options.config
@name_server.server(required=True)
@name_server.key_file(required=True)
@click.option("--dry-run", is_flag=True, help="Say what would be sent, and send nothing.")
@options.access
@options.jobs
@options.common
@options.domains
def command(
    *,
    console: Console,
    config_path: Path | None,
    server: str,
    key_file: Path,
    dry_run: bool,
    access: Access,
    jobs: int,
    domains: tuple[str, ...],
) -> int:
    """Send the records that may be published now to a name server, by dynamic update (RFC 2136).

    Only what the server does not have yet is sent, signed with the TSIG key, in one update a
    zone; a record that somebody changed meanwhile is not overwritten. A policy record is on
    hold until its policy was read over HTTPS, several times apart.
    """
    from dataclasses import replace

    from mtasts_pages.cli.setup.outside import connect_outside
    from mtasts_pages.cli.setup.selection import read_selection
    from mtasts_pages.cli.views.check_progress import show_count, tick
    from mtasts_pages.cli.views.dns_push import describe_sendings, show_sendings
    from mtasts_pages.cli.views.log import begin_log
    from mtasts_pages.rollout.records.push import SendingOutcome, send_records
    from mtasts_pages.rollout.records.sources import look
    from mtasts_pages.world.dns.name_server import ServerRecords

    selection = read_selection(console, config_path, domains)
    outside = connect_outside(console, access, selection.owners)
    target = name_server.PushAccess(server, key_file).connect(
        console, outside.resolver, outside.clock
    )
    # What counts is what this server holds, not what caches still say.
    asked = replace(outside, records=ServerRecords(target))
    begin_log(console, "dns push", selection.path, len(selection.domains))
    with show_count(console, len(selection.domains)) as count:
        records = look(selection.render(), asked, jobs, tick(count))
    sendings = send_records(records, target, dry_run=dry_run)
    if console.as_json:
        console.document("dns-push", describe_sendings(sendings, str(target), dry_run=dry_run))
    else:
        show_sendings(console, sendings)
    failed = [each for each in sendings if each.outcome is SendingOutcome.FAILED]
    if failed and all(isinstance(each.error, AuthenticationError) for each in failed):
        return ExitCode.AUTHENTICATION
    return ExitCode.FAILED if failed else ExitCode.DONE
