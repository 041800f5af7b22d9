"""The ledger, as text and as a document."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from mtasts_pages.cli.console import Console, Style
from mtasts_pages.cli.views.life_steps import describe_dates
from mtasts_pages.cli.views.moments import format_moment, format_utc
from mtasts_pages.durations import format_duration
from mtasts_pages.rollout.life.ledger import Ledger
from mtasts_pages.site.history import Announcement
from mtasts_pages.text import escape_unprintable

_HEAD = ("since (UTC)", "until", "mode", "max_age", "policy id", "by", "senders may hold it until")


def show_ledgers(console: Console, ledgers: Sequence[Ledger]) -> None:
    """Write the announcements of each domain as a table, oldest first."""
    for number, ledger in enumerate(ledgers):
        if number:
            console.result()
        console.result(f"{console.style(ledger.domain, Style.STRONG)}  {_summarize(ledger)}")
        if ledger.error is not None:
            continue
        if not ledger.history.is_whole:
            console.result("  the history before this was not read")
        rows = [_HEAD, *(_row(each, ledger) for each in ledger.history.announcements)]
        if len(rows) == 1:
            continue
        widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
        for at, row in enumerate(rows):
            cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
            line = "  ".join(cells).rstrip()
            console.result(f"  {console.style(line, Style.QUIET if not at else Style.PLAIN)}")
            if at:
                console.result(f"    mx: {_list_mx(ledger.history.announcements[at - 1])}")


def describe_ledgers(ledgers: Sequence[Ledger]) -> dict[str, object]:
    """Return the ``history`` document's content."""
    return {"domains": [_describe(ledger) for ledger in ledgers]}


def _describe(ledger: Ledger) -> dict[str, object]:
    history, now, ttl = ledger.history, ledger.now, ledger.ttl
    return {
        "domain": ledger.domain,
        "announcements": [
            {
                "policy_id": each.policy_id,
                "mode": each.policy.mode.value if each.policy else None,
                "max_age": each.policy.max_age if each.policy else None,
                "mx": [pattern.text for pattern in each.policy.mx] if each.policy else [],
                "since": each.since.isoformat(),
                "until": _format(each.until),
                "commit": each.commit,
                "author": each.author,
                "foreign": each.foreign,
                "hold_until": describe_dates(each.hold_until(now, ttl)) if each.policy else None,
            }
            for each in history.announcements
        ],
        "may_hold": [each.policy_id for each in history.may_hold(now, ttl)],
        "whole": history.is_whole,
        "record_ttl": int(ttl.total_seconds()),
        "error": ledger.error.message if ledger.error else None,
    }


def _format(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _summarize(ledger: Ledger) -> str:
    if ledger.error is not None:
        return escape_unprintable(ledger.error.message)
    held = ledger.history.may_hold(ledger.now, ledger.ttl)
    older = [each for each in held if each is not ledger.history.current]
    if not ledger.history.announcements:
        return "no policy was announced"
    if not held:
        return "no sender can hold a policy any more"
    if not older:
        return "no sender can hold an older policy"
    last = max(each.hold_until(ledger.now, ledger.ttl).safe for each in older)
    count = f"{len(older)} older {'policy' if len(older) == 1 else 'policies'}"
    return f"senders may still hold {count}, until {format_moment(last)} at the latest"


def _row(each: Announcement, ledger: Ledger) -> tuple[str, ...]:
    policy = each.policy
    return (
        format_utc(each.since),
        format_utc(each.until) if each.until else "now",
        policy.mode.value if policy else "invalid",
        format_duration(policy.max_age) if policy else "",
        (each.policy_id or "unknown") + (" (kept)" if each.foreign and each.policy_id else ""),
        # Anybody's name may be here.
        escape_unprintable(each.author),
        _say_until(each, ledger),
    )


def _say_until(each: Announcement, ledger: Ledger) -> str:
    if each.policy is None:
        return "never held"
    if each is ledger.history.current:
        return "it is replaced, and longer"
    hold = each.hold_until(ledger.now, ledger.ttl)
    if hold.safe <= ledger.now:
        return "over"
    if hold.typical <= ledger.now:
        return f"{format_utc(hold.safe)}, few"
    return f"{format_utc(hold.safe)}, most {format_utc(hold.typical)}"


def _list_mx(each: Announcement) -> str:
    if each.policy is None:
        return "senders refuse the text"
    return ", ".join(pattern.text for pattern in each.policy.mx) or "none"
