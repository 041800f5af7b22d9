"""``mtasts-pages promote``."""

from __future__ import annotations

from pathlib import Path

import click

from mtasts_pages.cli import options
from mtasts_pages.cli.console import Console
from mtasts_pages.cli.edge import ExitCode
from mtasts_pages.cli.setup.access import Access


@click.command("promote")
@options.config
@click.option(
    "--write", is_flag=True, help="Change the config for the domains that are ready, and no other."
)
@click.option(
    "--reports/--no-reports",
    "with_reports",
    default=True,
    help="--no-reports leaves out the TLS reports that the config names.",
)
@options.access
@options.jobs
@options.common
@options.domains
def command(
    *,
    console: Console,
    config_path: Path | None,
    write: bool,
    with_reports: bool,
    access: Access,
    jobs: int,
    domains: tuple[str, ...],
) -> int:
    """Say which domains in testing may be enforced, and why others may not yet.

    Every address of every MX host is met as a sender would, and the policy must have been
    announced for two weeks. A policy is enforced first with a max_age of a day, later of a week
    and of four. Publishes nothing: `publish` does, after the config was changed.
    """
    from mtasts_pages.cli.editing import make_edit, show_edit
    from mtasts_pages.cli.setup.outside import connect_outside
    from mtasts_pages.cli.setup.reported import weigh_configured_reports
    from mtasts_pages.cli.setup.selection import read_selection
    from mtasts_pages.cli.views.promotion import describe_promotions, show_promotions
    from mtasts_pages.rollout.life.evidence import gather_evidence
    from mtasts_pages.rollout.life.promotion import hold_shared_entries, judge_promotion
    from mtasts_pages.rollout.life.verdict import Verdict, find_gravest
    from mtasts_pages.state import require_owners

    selection = read_selection(console, config_path, domains).with_shared_entries()
    targets = selection.render_policies()
    require_owners(targets)
    outside = connect_outside(console, access, selection.owners)
    gathered = gather_evidence(targets, outside, jobs)
    now = outside.clock.now()
    aliases = {
        each.domain: each.alias_of for each in selection.config.domains if each.alias_of is not None
    }
    reports = weigh_configured_reports(selection, gathered, now) if with_reports else {}
    promotions = hold_shared_entries(
        [
            judge_promotion(evidence, now, reports.get(evidence.target.domain))
            for evidence in gathered
        ],
        aliases,
    )
    changes = {each.domain: each.change for each in promotions if each.change is not None}
    edit, refused = make_edit(console, selection.config.path, changes, write=write)
    if console.as_json:
        console.document("promote", describe_promotions(promotions, edit, written=write))
    else:
        show_promotions(console, promotions)
        show_edit(console, edit)
        if edit is not None:
            again = "" if write else "run it again with --write, then "
            console.note(f"\n{again}run `mtasts-pages plan` and `mtasts-pages publish`")
    for error in refused:
        console.error(error)
    if refused:
        return ExitCode.FAILED
    gravest = find_gravest(each.verdict for each in promotions)
    if gravest is Verdict.BLOCKED:
        return ExitCode.FINDINGS
    return ExitCode.WAITING if gravest is Verdict.NOT_YET else ExitCode.DONE
