"""``mtasts-pages plan``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mtasts_pages.cli import options
from mtasts_pages.cli.console import Console
from mtasts_pages.cli.edge import ExitCode
from mtasts_pages.cli.setup.access import Access

if TYPE_CHECKING:
    from mtasts_pages.rollout.publishing.guard import Risk
    from mtasts_pages.rollout.publishing.plan import Plan


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
    from mtasts_pages.cli.views.check_progress import show_count
    from mtasts_pages.cli.views.log import begin_log
    from mtasts_pages.cli.views.plan import describe_plans, show_plan, show_plan_as_markdown
    from mtasts_pages.rollout.publishing.fleet import plan_fleet
    from mtasts_pages.state import require_owners

    selection = read_selection(console, config_path, domains, shard)
    outside = connect_outside(console, access, selection.owners)
    reached: list[Plan] = []
    total = len(selection.domains)
    begin_log(console, "plan", selection.path, total)

    def report(plans: Sequence[Plan], risks: Sequence[Risk], **cut: object) -> None:
        if console.as_json:
            console.document("plan", {**describe_plans(plans, risks), **cut})
        elif form == "markdown":
            show_plan_as_markdown(console, plans, risks)
        else:
            show_plan(console, plans, risks)

    try:
        with show_count(console, total) as count:
            targets = selection.render()
            require_owners(targets)

            def hear(plan: Plan) -> None:
                reached.append(plan)
                count(len(reached))

            shards = shard[1] if shard else 1
            plans, risks = plan_fleet(targets, outside, jobs, shards=shards, listener=hear)
    except KeyboardInterrupt:
        known = {plan.target.domain for plan in reached}
        missing = [each.domain for each in selection.domains if each.domain not in known]
        if reached:
            report(list(reached), (), interrupted=True, not_reached=missing)
        raise
    report(plans, risks)
    if not all(plan.is_sound for plan in plans):
        return ExitCode.FAILED
    if by_exit_code and any(plan.steps for plan in plans):
        return ExitCode.CHANGES
    return ExitCode.DONE
