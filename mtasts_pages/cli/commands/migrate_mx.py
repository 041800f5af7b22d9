"""``mtasts-pages migrate-mx``."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from mtasts_pages.cli import options
from mtasts_pages.cli.console import Console
from mtasts_pages.cli.edge import ExitCode
from mtasts_pages.cli.setup.access import Access


@click.command("migrate-mx")
@options.config
@click.option(
    "--to",
    "hosts",
    multiple=True,
    required=True,
    metavar="HOST",
    help="A new MX host, or `*.` and a host; may be given again.",
)
@click.option(
    "--changed",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]),
    metavar="DATE",
    help="When the old hosts went from the MX records (UTC), which nothing else tells.",
)
@click.option("--write", is_flag=True, help="Make the edit of the config that is due.")
@options.access
@options.common
@click.argument("domain", metavar="DOMAIN")
def command(
    *,
    console: Console,
    config_path: Path | None,
    hosts: tuple[str, ...],
    changed: datetime | None,
    write: bool,
    access: Access,
    domain: str,
) -> int:
    """Show the safe way from the MX hosts of today to others, as steps with dates.

    Both sets of hosts are in the policy while senders may hold one without the new ones. The new
    hosts are met as a sender would. Run it again to see the step that is due. Publishes nothing.
    """
    from mtasts_pages.cli.editing import make_edit, show_edit
    from mtasts_pages.cli.setup.outside import connect_outside
    from mtasts_pages.cli.setup.selection import read_one
    from mtasts_pages.cli.views.life_steps import choose_exit_code, describe_plan, show_plan
    from mtasts_pages.config.keys.names import read_mx
    from mtasts_pages.rollout.life.evidence import gather_evidence, meet_hosts
    from mtasts_pages.rollout.life.migration import Destination, plan_migration

    patterns = tuple(dict.fromkeys(read_mx(host) for host in hosts))
    selection, target = read_one(console, config_path, domain, with_aliases=True)
    outside = connect_outside(console, access, selection.owners)
    (evidence,) = gather_evidence([target], outside, jobs=1)
    names = [each.text for each in patterns if not each.text.startswith("*.")]
    met = tuple(one for found in meet_hosts(names, outside).values() for one in found)
    when = None if changed is None else changed.replace(tzinfo=UTC)
    plan = plan_migration(evidence, Destination(patterns, met, when))
    changes = {} if plan.change is None else {target.domain: plan.change}
    edit, refused = make_edit(console, selection.config.path, changes, write=write)
    if console.as_json:
        console.document("migrate-mx", describe_plan(plan, edit, written=write))
    else:
        show_plan(console, plan)
        show_edit(console, edit)
    for error in refused:
        console.error(error)
    return ExitCode.FAILED if refused else choose_exit_code(plan)
