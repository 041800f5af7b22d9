"""DNS records, as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mtasts_pages.cli.console import Console, Style
from mtasts_pages.dns import RecordState, RecordStatus, format_table, format_zone

_STYLES = {
    RecordState.PRESENT: Style.GOOD,
    RecordState.MISSING: Style.BAD,
    RecordState.DIFFERENT: Style.BAD,
    RecordState.HOLD: Style.WARNING,
    RecordState.UNKNOWN: Style.QUIET,
}


def show_zone(console: Console, records: Iterable[tuple[str, Sequence[RecordStatus]]]) -> None:
    """Write the records of each domain as zone file lines."""
    for number, (_, statuses) in enumerate(records):
        if number:
            console.result()
        console.result(format_zone(statuses).rstrip("\n"))


def show_table(console: Console, records: Sequence[tuple[str, Sequence[RecordStatus]]]) -> None:
    """Write the records of each domain as a table, names in the zone and absolute."""
    for number, (domain, statuses) in enumerate(records):
        if number:
            console.result()
        console.result(console.style(domain, Style.STRONG))
        rows = [
            (("name", "absolute name", "type", "ttl", "value", "state"), Style.QUIET),
            *(
                (row, _STYLES[status.state])
                for row, status in zip(format_table(statuses, domain), statuses, strict=True)
            ),
        ]
        widths = [max(len(row[column]) for row, _ in rows) for column in range(6)]
        for row, style in rows:
            cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
            cells[-1] = console.style(row[-1], style)
            console.result(f"  {'  '.join(cells)}".rstrip())
        for status in statuses:
            if status.state is RecordState.HOLD:
                console.result(f"  {status.record.name} {status.reason}")
