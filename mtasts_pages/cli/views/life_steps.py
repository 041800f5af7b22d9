"""The steps of a retirement or a migration, as text and as a document."""

from __future__ import annotations

from mtasts_pages.cli.console import Console, Style
from mtasts_pages.cli.edge import ExitCode
from mtasts_pages.cli.views.moments import format_moment
from mtasts_pages.config.edit import ConfigEdit
from mtasts_pages.rollout.life.steps import LifePlan, LifeStep, StepState
from mtasts_pages.site.history import HoldUntil
from mtasts_pages.text import escape_unprintable

_STYLES = {
    StepState.DONE: Style.QUIET,
    StepState.DUE: Style.GOOD,
    StepState.WAITING: Style.WARNING,
    StepState.BLOCKED: Style.BAD,
}
_WIDTH = max(len(state.value) for state in StepState)


def show_plan(console: Console, plan: LifePlan) -> None:
    """Write each step with where it stands."""
    console.result(console.style(plan.domain, Style.STRONG))
    for step in plan.steps:
        state = console.style(step.state.value.ljust(_WIDTH), _STYLES[step.state])
        # Messages quote what strangers' servers said.
        console.result(f"  {state}  {step.name}: {escape_unprintable(step.message)}")
        for line in _list_dates(step):
            console.result(f"  {' ' * _WIDTH}    {line}")
        if step.command and step.state is StepState.DUE:
            console.result(f"  {' ' * _WIDTH}    run `{step.command}`")
    for warning in plan.warnings:
        console.result(f"  {console.style('note:', Style.WARNING)} {escape_unprintable(warning)}")


def describe_plan(plan: LifePlan, edit: ConfigEdit | None, *, written: bool) -> dict[str, object]:
    """Return the document's content."""
    return {
        "domain": plan.domain,
        "steps": [
            {
                "name": step.name,
                "state": step.state.value,
                "since": None if step.since is None else step.since.isoformat(),
                "not_before": describe_dates(step.not_before),
                "message": step.message,
                "command": step.command,
            }
            for step in plan.steps
        ],
        "warnings": list(plan.warnings),
        "edit": None if edit is None else edit.diff,
        "written": written and edit is not None,
    }


def describe_dates(dates: HoldUntil | None) -> dict[str, str] | None:
    """Return the two dates as documents have them."""
    if dates is None:
        return None
    return {"typical": dates.typical.isoformat(), "safe": dates.safe.isoformat()}


def choose_exit_code(plan: LifePlan) -> ExitCode:
    """Return 5 when the plan is blocked, 0 when an edit is next or nothing is, else 6."""
    if plan.is_blocked:
        return ExitCode.FINDINGS
    return ExitCode.DONE if plan.change is not None or plan.is_done else ExitCode.WAITING


def _list_dates(step: LifeStep) -> list[str]:
    if step.not_before is None:
        return []
    typical, safe = step.not_before.typical, step.not_before.safe
    return [
        f"safe from {format_moment(safe)}: every sender that keeps to RFC 8461",
        f"typical from {format_moment(typical)}: those that ask for the record or fetch often",
    ]
