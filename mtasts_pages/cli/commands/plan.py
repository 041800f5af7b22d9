"""``mtasts-pages plan``."""

from __future__ import annotations

from pathlib import Path

import click

from mtasts_pages.cli import options
from mtasts_pages.cli.console import Console
from mtasts_pages.cli.edge import ExitCode
from mtasts_pages.cli.setup.access import Access


@click.command("plan")
@options.config
@click.option(
    "--exit-code", "by_exit_code", is_flag=True, help="Exit with 3 when there are changes."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown"]),
    default="text",
    show_default=True,
    help="How the plan is written.",
)
@options.shard
@options.access
@options.jobs
@options.common
@options.domains
def command(
    *,
    console: Console,
    config_path: Path | None,
    by_exit_code: bool,
    form: str,
    shard: tuple[int, int] | None,
    access: Access,
    jobs: int,
    domains: tuple[str, ...],
) -> int:
    """Show what `publish` would do, and why. Changes nothing."""
    from mtasts_pages.cli.setup.outside import connect_outside
    from mtasts_pages.cli.setup.selection import read_selection
    from mtasts_pages.cli.views.plan import describe_plans, show_plan, show_plan_as_markdown
    from mtasts_pages.rollout.publishing.fleet import plan_fleet
    from mtasts_pages.state import require_owners

    selection = read_selection(console, config_path, domains, shard)
    targets = selection.render()
    require_owners(targets)
    outside = connect_outside(console, access, selection.owners)
    plans, risks = plan_fleet(targets, outside, jobs, shards=shard[1] if shard else 1)
    if console.as_json:
        console.document("plan", describe_plans(plans, risks))
    elif form == "markdown":
        show_plan_as_markdown(console, plans, risks)
    else:
        show_plan(console, plans, risks)
    if not all(plan.is_sound for plan in plans):
        return ExitCode.FAILED
    if by_exit_code and any(plan.steps for plan in plans):
        return ExitCode.CHANGES
    return ExitCode.DONE
