"""Publishing a selection of domains, as `publish`, `bootstrap` and `bump` do."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from mtasts_pages.cli.console import Console
from mtasts_pages.cli.edge import ExitCode
from mtasts_pages.cli.views.progress import make_progress
from mtasts_pages.cli.views.publish import describe_outcomes, show_outcomes
from mtasts_pages.cli.wiring import Selection, build_clients
from mtasts_pages.errors import AuthenticationError
from mtasts_pages.rollout.fleet import publish_fleet
from mtasts_pages.rollout.outcome import Outcome, OutcomeKind
from mtasts_pages.rollout.target import require_owners

PATIENCE_AT_A_TERMINAL = 30 * 60.0
"""Seconds to wait for what is outside when a person watches."""


def publish(
    console: Console,
    selection: Selection,
    *,
    token_file: Path | None,
    jobs: int,
    wait: float | None,
    announce_again: bool = False,
) -> ExitCode:
    """Publish, show how it goes and how it went, and return the exit code."""
    targets = selection.render()
    require_owners(targets)
    clients = build_clients(token_file)
    if wait is None:
        wait = PATIENCE_AT_A_TERMINAL if sys.stderr.isatty() else 0.0
    with make_progress(console, len(targets)) as progress:
        outcomes = publish_fleet(
            targets,
            clients,
            jobs=jobs,
            patience=wait,
            listener=progress.show,
            announce_again=announce_again,
        )
    if console.as_json:
        console.document("publish", describe_outcomes(outcomes))
    else:
        show_outcomes(console, outcomes)
    return _judge(outcomes)


def _judge(outcomes: Sequence[Outcome]) -> ExitCode:
    failed = [outcome for outcome in outcomes if outcome.kind is OutcomeKind.FAILED]
    if failed and all(isinstance(outcome.error, AuthenticationError) for outcome in failed):
        return ExitCode.AUTHENTICATION
    if failed:
        return ExitCode.FAILED
    if any(outcome.kind is OutcomeKind.WAITING for outcome in outcomes):
        return ExitCode.WAITING
    return ExitCode.DONE
