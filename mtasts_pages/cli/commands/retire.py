"""``mtasts-pages retire``."""

from __future__ import annotations

from pathlib import Path

import click

from mtasts_pages.cli import options
from mtasts_pages.cli.console import Console
from mtasts_pages.cli.edge import ExitCode
from mtasts_pages.cli.setup.access import Access


@click.command("retire")
@options.config
@click.option("--write", is_flag=True, help="Make the edit of the config that is due.")
@click.option(
    "--archive",
    is_flag=True,
    help="With the last step: archive the policy repository. Nothing is ever deleted.",
)
@options.access
@options.common
@click.argument("domain", metavar="DOMAIN")
def command(
    *,
    console: Console,
    config_path: Path | None,
    write: bool,
    archive: bool,
    access: Access,
    domain: str,
) -> int:
    """Take the policy of a domain away, step by step, so that no sender is left with it.

    The policy says `none` until no sender can hold an older one; then the records go, then the
    domain leaves the config. Run it again to see the step that is due. Publishes nothing.
    """
    from mtasts_pages.cli.editing import make_edit, show_edit
    from mtasts_pages.cli.setup.outside import connect_outside
    from mtasts_pages.cli.setup.selection import read_one
    from mtasts_pages.cli.views.life_steps import choose_exit_code, describe_plan, show_plan
    from mtasts_pages.rollout.life.evidence import gather_evidence
    from mtasts_pages.rollout.life.retirement import plan_retirement

    selection, target = read_one(console, config_path, domain)
    outside = connect_outside(console, access, selection.owners)
    (evidence,) = gather_evidence([target], outside, jobs=1)
    plan = plan_retirement(evidence)
    leaves = plan.change is not None and plan.change.remove
    changes = {} if plan.change is None else {target.domain: plan.change}
    if leaves and write and archive:
        outside.require_github().repositories.archive(target.repository)
        console.note(f"archived {target.repository}")
    edit, refused = make_edit(console, selection.config.path, changes, write=write)
    if console.as_json:
        console.document("retire", describe_plan(plan, edit, written=write))
    else:
        show_plan(console, plan)
        show_edit(console, edit)
    for error in refused:
        console.error(error)
    return ExitCode.FAILED if refused else choose_exit_code(plan)
