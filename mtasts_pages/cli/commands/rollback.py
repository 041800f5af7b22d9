"""``mtasts-pages rollback``."""

from __future__ import annotations

from pathlib import Path

import click

from mtasts_pages.cli import options
from mtasts_pages.cli.console import Console
from mtasts_pages.cli.edge import ExitCode
from mtasts_pages.cli.setup.access import Access


@click.command("rollback")
@options.config
@click.option(
    "--to",
    "policy_id",
    metavar="ID",
    help="The id of the announcement to go back to; the one before today's unless given.",
)
@click.option("--write", is_flag=True, help="Change the config so that it says that policy.")
@options.access
@options.common
@click.argument("domain", metavar="DOMAIN")
def command(
    *,
    console: Console,
    config_path: Path | None,
    policy_id: str | None,
    write: bool,
    access: Access,
    domain: str,
) -> int:
    """Bring the policy of an earlier announcement back into the config, to get a new id.

    Says first what is faster, since some senders never look at the id while they hold a policy:
    to make the policy that they hold true again. Publishes nothing.
    """
    from mtasts_pages.cli.editing import make_edit, show_edit
    from mtasts_pages.cli.setup.outside import connect_outside
    from mtasts_pages.cli.setup.selection import read_one
    from mtasts_pages.cli.views.rollback import describe_rollback, show_rollback
    from mtasts_pages.rollout.life.evidence import gather_evidence
    from mtasts_pages.rollout.life.rollback import plan_rollback

    selection, target = read_one(console, config_path, domain)
    outside = connect_outside(console, access, selection.owners)
    (evidence,) = gather_evidence([target], outside, jobs=1)
    rollback = plan_rollback(evidence, policy_id)
    changes = {} if rollback.change is None else {target.domain: rollback.change}
    edit, refused = make_edit(console, selection.config.path, changes, write=write)
    if console.as_json:
        console.document("rollback", describe_rollback(rollback, edit, written=write))
    else:
        show_rollback(console, rollback)
        show_edit(console, edit)
    for error in refused:
        console.error(error)
    if refused:
        return ExitCode.FAILED
    return ExitCode.FINDINGS if rollback.blocked else ExitCode.DONE
