"""What is due in the life of a domain: as text, as a document, as a metric."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from mtasts_pages.cli.console import Console, Style
from mtasts_pages.cli.views.groups import group_alike, leave_out, name_group
from mtasts_pages.cli.views.moments import format_moment
from mtasts_pages.rollout.checking.report import DomainReport
from mtasts_pages.rollout.life.due import Due
from mtasts_pages.text import escape_unprintable


def say_due(due: Due) -> str:
    """Return the step, when it may be taken, and its command, in a line."""
    when = "" if due.not_before is None else f", from {format_moment(due.not_before)}"
    return f"{escape_unprintable(due.message)}{when}: `{due.command}`"


def show_due(console: Console, due: Due) -> None:
    """Write what is due at one domain, below its findings."""
    console.result(f"  {console.style('due:', Style.STRONG)} {say_due(due)}")


def show_dues(console: Console, reports: Sequence[DomainReport]) -> None:
    """Write what is due in a fleet: one line for all domains with the same step.

    Steps that wait for a date come last, with the first of their dates.
    """
    pairs = [(each.domain, each.due) for each in reports if each.due is not None]
    groups = group_alike(pairs, lambda pair: (pair[1].not_before is not None, pair[1].step))
    for group in sorted(groups, key=lambda group: group[0][1].not_before is not None):
        domain, due = min(group, key=lambda pair: _date(pair[1]))
        if len(group) > 1:
            due = Due(
                due.step,
                leave_out(due.message, [domain]),
                leave_out(due.command, [domain]),
                due.not_before,
            )
        names = name_group([name for name, _ in group])
        console.result(f"{console.style('due:', Style.STRONG)} {say_due(due)}  {names}")


def describe_due(due: Due) -> dict[str, object]:
    """Return the ``due`` member of the ``check`` document."""
    not_before = None if due.not_before is None else due.not_before.isoformat()
    return {
        "step": due.step,
        "message": due.message,
        "command": due.command,
        "not_before": not_before,
    }


def _date(due: Due) -> float:
    return 0.0 if due.not_before is None else due.not_before.timestamp()


def measure_due(due: Due, now: datetime) -> float:
    """Return the seconds from *now* until the step may be taken, 0 when it may be now."""
    return max(0.0, _date(due) - now.timestamp())
