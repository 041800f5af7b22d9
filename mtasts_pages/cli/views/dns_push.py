"""What was sent to a name server, as text and as a document."""

from __future__ import annotations

from collections.abc import Sequence

from mtasts_pages.cli.console import Console, Style
from mtasts_pages.dns import format_record
from mtasts_pages.rollout.records.push import Sending, SendingOutcome
from mtasts_pages.text import escape_unprintable

_MARKS = {
    SendingOutcome.SENT: ("+", Style.ADDED),
    SendingOutcome.PLANNED: ("+", Style.ADDED),
    SendingOutcome.UNCHANGED: ("=", Style.QUIET),
    SendingOutcome.HELD: ("-", Style.WARNING),
    SendingOutcome.FAILED: ("!", Style.BAD),
}


def show_sendings(console: Console, sendings: Sequence[Sending]) -> None:
    """Write what became of each record."""
    for sending in sendings:
        mark, style = _MARKS[sending.outcome]
        line = f"{sending.outcome.value.ljust(9)} {format_record(sending.status.record)}"
        console.result(f"{console.style(mark, style)} {line}")
        for text in sending.before:
            console.result(f"            instead of {escape_unprintable(text)}")
        if sending.reason:
            console.result(f"            {sending.reason}")
        if sending.error is not None:
            console.result(f"            {sending.error.message}")
            if sending.error.hint:
                console.result(
                    f"            {console.style('hint:', Style.STRONG)} {sending.error.hint}"
                )
    console.result()
    console.result(", ".join(f"{number} {what}" for what, number in _count(sendings).items()))


def describe_sendings(
    sendings: Sequence[Sending], server: str, *, dry_run: bool
) -> dict[str, object]:
    """Return the ``dns-push`` document's content."""
    domains: dict[str, list[dict[str, object]]] = {}
    for sending in sendings:
        domains.setdefault(sending.domain, []).append(_describe(sending))
    return {
        "server": server,
        "dry_run": dry_run,
        "domains": [{"domain": domain, "records": found} for domain, found in domains.items()],
        "summary": _count(sendings),
    }


def _describe(sending: Sending) -> dict[str, object]:
    record = sending.status.record
    return {
        "name": record.name,
        "type": record.type,
        "ttl": record.ttl,
        "value": record.value,
        "purpose": record.purpose.value,
        "zone": f"{sending.zone}." if sending.zone else None,
        "outcome": sending.outcome.value,
        "before": list(sending.before),
        "reason": sending.reason,
        "error": sending.error.message if sending.error is not None else None,
    }


def _count(sendings: Sequence[Sending]) -> dict[str, int]:
    outcomes = [sending.outcome for sending in sendings]
    return {outcome.value: outcomes.count(outcome) for outcome in SendingOutcome}
