"""A way back to an earlier policy, as text and as a document."""

from __future__ import annotations

from mtasts_pages.cli.console import Console, Style
from mtasts_pages.cli.views.life_steps import describe_dates
from mtasts_pages.cli.views.moments import format_moment
from mtasts_pages.cli.views.promotion import describe_reason
from mtasts_pages.config.edit import ConfigEdit
from mtasts_pages.rollout.life.rollback import Rollback
from mtasts_pages.text import escape_unprintable


def show_rollback(console: Console, rollback: Rollback) -> None:
    """Write what is faster, where the way leads, and by when senders are there."""
    console.result(console.style(rollback.domain, Style.STRONG))
    for sentence in rollback.faster:
        console.result(f"  {console.style('faster:', Style.GOOD)} {escape_unprintable(sentence)}")
    for reason in rollback.blocked:
        mark = console.style("blocked:", Style.BAD)
        console.result(f"  {mark} {escape_unprintable(reason.message)} [{reason.code}]")
    if rollback.to is not None and not rollback.blocked:
        since = format_moment(rollback.to.since)
        console.result(f"  back to the policy of {since}, under a new id")
        for sentence in _list_dates(rollback):
            console.result(f"  {sentence}")


def describe_rollback(
    rollback: Rollback, edit: ConfigEdit | None, *, written: bool
) -> dict[str, object]:
    """Return the ``rollback`` document's content."""
    return {
        "domain": rollback.domain,
        "to": None if rollback.to is None else rollback.to.policy_id,
        "edit": None if edit is None else edit.diff,
        "written": written and edit is not None,
        "warnings": [*rollback.faster, *_list_dates(rollback)],
        "blocked": [describe_reason(reason) for reason in rollback.blocked],
        "known_by": describe_dates(rollback.known_by),
    }


def _list_dates(rollback: Rollback) -> list[str]:
    if rollback.known_by is None:
        return []
    typical, safe = rollback.known_by.typical, rollback.known_by.safe
    sentence = (
        f"most senders go by today's policy until {format_moment(typical)} if it is replaced now,"
        f" every one until {format_moment(safe)} at the latest"
    )
    return [sentence]
