"""Whether domains may be enforced, as text and as a document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from mtasts_pages.cli.console import Console, Style
from mtasts_pages.cli.views.moments import format_moment
from mtasts_pages.config.edit import Change, ConfigEdit
from mtasts_pages.durations import format_duration
from mtasts_pages.rollout.life.promotion import Promotion
from mtasts_pages.rollout.life.verdict import Reason, Verdict
from mtasts_pages.text import escape_unprintable

_STYLES = {
    Verdict.BLOCKED: Style.BAD,
    Verdict.NOT_YET: Style.WARNING,
    Verdict.READY: Style.GOOD,
    Verdict.NOTHING_TO_DO: Style.QUIET,
}


def show_promotions(console: Console, promotions: Sequence[Promotion]) -> None:
    """Write the verdict on each domain, with why."""
    width = max((len(each.domain) for each in promotions), default=0)
    for each in promotions:
        verdict = console.style(each.verdict.value.replace("-", " "), _STYLES[each.verdict])
        step = f": {_describe_change(each.change)}" if each.change is not None else ""
        console.result(f"{each.domain.ljust(width)}  {verdict}{step}")
        for reason in each.reasons:
            code = console.style(f"[{reason.code}]", Style.QUIET)
            # Reasons quote what strangers' servers said.
            console.result(f"  {escape_unprintable(say_reason(reason))} {code}")
        for sentence in each.evidence:
            console.result(f"  {escape_unprintable(sentence)}")
    counts = Counter(each.verdict for each in promotions)
    said = ", ".join(f"{counts[verdict]} {verdict.value}" for verdict in Verdict)
    console.result(f"\n{said.replace('-', ' ')}")


def say_reason(reason: Reason) -> str:
    """Return the sentence of *reason*, with when it ends."""
    until = f", until {format_moment(reason.until)}" if reason.until is not None else ""
    return f"{reason.message}{until}"


def describe_promotions(
    promotions: Sequence[Promotion], edit: ConfigEdit | None, *, written: bool
) -> dict[str, object]:
    """Return the ``promote`` document's content."""
    counts = Counter(each.verdict for each in promotions)
    return {
        "domains": [
            {
                "domain": each.domain,
                "verdict": each.verdict.value,
                "reasons": [describe_reason(reason) for reason in each.reasons],
                "evidence": list(each.evidence),
                "edit": None if each.change is None else _document_change(each.change),
            }
            for each in promotions
        ],
        "edit": None if edit is None else edit.diff,
        "written": written and edit is not None,
        "summary": {verdict.value: counts[verdict] for verdict in Verdict},
    }


def describe_reason(reason: Reason) -> dict[str, object]:
    """Return *reason* as documents list it."""
    until = None if reason.until is None else reason.until.isoformat()
    return {"code": reason.code, "message": reason.message, "until": until}


def _document_change(change: Change) -> dict[str, object]:
    return {"mode": change.mode.value if change.mode else None, "max_age": change.max_age}


def _describe_change(change: Change) -> str:
    parts = [f"mode {change.mode.value}"] if change.mode is not None else []
    if change.max_age is not None:
        parts.append(f"max_age {format_duration(change.max_age)}")
    return ", ".join(parts)
