"""Publishing a selection of domains, as `publish`, `bootstrap` and `bump` do."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace

from mtasts_pages.cli.console import Console, Style
from mtasts_pages.cli.edge import ExitCode
from mtasts_pages.cli.options import PublishingOptions
from mtasts_pages.cli.setup.outside import connect_outside
from mtasts_pages.cli.setup.selection import Selection
from mtasts_pages.cli.views.log import begin_log, end_log
from mtasts_pages.cli.views.progress import make_progress
from mtasts_pages.cli.views.publish import describe_outcomes, show_outcomes, summarize_counts
from mtasts_pages.errors import AuthenticationError, UsageError
from mtasts_pages.rollout.publishing.fleet import Choices, publish_fleet
from mtasts_pages.rollout.publishing.guard import Risk
from mtasts_pages.rollout.publishing.outcome import Outcome, OutcomeKind
from mtasts_pages.rollout.publishing.plan import Wishes
from mtasts_pages.state import require_owners
from mtasts_pages.text import join_some
from mtasts_pages.world.git import find_signer

PATIENCE_AT_A_TERMINAL = 30 * 60.0
"""Seconds to wait for what is outside when a person watches."""


def publish(
    console: Console,
    selection: Selection,
    how: PublishingOptions,
    wishes: Wishes,
    *,
    deep: bool = False,
    shard: tuple[int, int] | None = None,
) -> ExitCode:
    """Publish, show how it goes and how it went, and return the exit code."""
    begin_log(console, "publish", selection.path, len(selection.domains))
    targets = selection.render()
    require_owners(targets)
    outside = connect_outside(console, how.access, selection.owners)
    if how.push is not None:
        outside = replace(
            outside, name_server=how.push.connect(console, outside.resolver, outside.clock)
        )
    if how.signing_key is not None:
        outside = replace(outside, signer=find_signer(how.signing_key))
    choices = Choices(
        jobs=how.jobs,
        patience=choose_patience(how.wait),
        wishes=wishes,
        deep=deep,
        shards=shard[1] if shard else 1,
    )
    progress = make_progress(console, outside.clock, [target.domain for target in targets])

    def approve(risks: Sequence[Risk]) -> None:
        with progress.paused():
            _approve(console, risks, how)

    try:
        with progress:
            outcomes = publish_fleet(
                targets,
                outside,
                choices,
                approve=approve,
                listener=progress,
            )
    except KeyboardInterrupt:
        reached = progress.reached
        _report(console, reached, how, [target.domain for target in targets])
        end_log(console, "publish", f"interrupted; {summarize_counts(reached)}")
        raise
    _report(console, outcomes, how)
    end_log(console, "publish", summarize_counts(outcomes))
    return _judge(outcomes)


def _report(
    console: Console,
    outcomes: Sequence[Outcome],
    how: PublishingOptions,
    among: Sequence[str] = (),
) -> None:
    """Write how it went; *among* is given where it was interrupted, and names every domain."""
    known = {outcome.target.domain for outcome in outcomes}
    unreached = [domain for domain in among if domain not in known]
    if console.as_json:
        cut = {"interrupted": True, "not_reached": unreached} if among else {}
        console.document("publish", {**describe_outcomes(outcomes), **cut})
        return
    if outcomes:
        show_outcomes(console, outcomes, problems_only=how.problems_only)
    if unreached:
        console.result(f"{len(unreached):,} not reached: {join_some(unreached, mark='')}")


def choose_patience(wait: float | None) -> float:
    """Return the seconds to wait for what is outside."""
    if wait is not None:
        return wait
    return PATIENCE_AT_A_TERMINAL if sys.stderr.isatty() else 0.0


def _approve(console: Console, risks: Sequence[Risk], how: PublishingOptions) -> None:
    """Return when the operator means what the config says.

    Raises:
        UsageError: nobody can be asked, or the answer is no; nothing was done.

    """
    for risk in risks:
        console.note(f"{console.style('!', Style.BAD, sys.stderr)} {risk.sentence}")
    risks = [risk for risk in risks if risk.name not in how.allowed]
    if how.force or not risks:
        return
    if sys.stdin.isatty() and sys.stderr.isatty():
        import click

        if click.confirm("Publish it all the same?", default=False, err=True):
            return
        raise UsageError("nothing was done", "change the config, or look at `mtasts-pages plan`")
    raise UsageError(
        f"this is risky: {risks[0].sentence}",
        "look at `mtasts-pages plan`; if it is meant, run the command with "
        + " ".join(dict.fromkeys(f"--allow {risk.name}" for risk in risks)),
    )


def _judge(outcomes: Sequence[Outcome]) -> ExitCode:
    failed = [outcome for outcome in outcomes if outcome.kind is OutcomeKind.FAILED]
    if failed and all(isinstance(outcome.error, AuthenticationError) for outcome in failed):
        return ExitCode.AUTHENTICATION
    if failed:
        return ExitCode.FAILED
    if any(outcome.kind is OutcomeKind.WAITING for outcome in outcomes):
        return ExitCode.WAITING
    return ExitCode.DONE
