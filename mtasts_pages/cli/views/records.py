"""DNS records, as text and as documents."""

from __future__ import annotations

from collections.abc import Sequence

from mtasts_pages.cli.console import Console, Style
from mtasts_pages.dns import (
    FORMATS,
    DomainRecords,
    Entry,
    Provider,
    RecordState,
    Zone,
)
from mtasts_pages.dns.formats.listing import format_entries, format_row
from mtasts_pages.text import escape_unprintable

_STYLES = {
    RecordState.PRESENT: Style.GOOD,
    RecordState.MISSING: Style.BAD,
    RecordState.DIFFERENT: Style.BAD,
    RecordState.HOLD: Style.WARNING,
    RecordState.UNKNOWN: Style.QUIET,
}
_HEAD = ("state", "name", "absolute name", "type", "ttl", "value")


def show_records(
    console: Console,
    form: str,
    records: Sequence[DomainRecords],
    zones: Sequence[Zone] = (),
    provider: Provider | None = None,
) -> None:
    """Write *records*, which lie in *zones*, in the format *form*."""
    domains = [domain for domain, _ in records]
    if form == "json":
        console.document("dns", describe_records(domains, zones))
    elif form == "table":
        show_table(console, domains, zones)
    else:
        console.result(FORMATS[form].write(records, zones, provider).rstrip("\n"))


def show_table(console: Console, domains: Sequence[str], zones: Sequence[Zone]) -> None:
    """Write the records of each domain as a table, names in their zone and absolute."""
    grouped = _group_entries(zones)
    for number, domain in enumerate(domains):
        if number:
            console.result()
        entries = grouped.get(domain, [])
        above = sorted({entry.zone for entry in entries} - {domain})
        within = f" in the zone {', '.join(above)}" if above else ""
        console.result(f"{console.style(domain, Style.STRONG)}{within}")
        _show_rows(console, entries)
        for entry in entries:
            _show_details(console, entry)


def describe_records(domains: Sequence[str], zones: Sequence[Zone]) -> dict[str, object]:
    """Return the ``dns`` document's content."""
    grouped = _group_entries(zones)
    return {
        "domains": [
            {"domain": domain, "records": format_entries(grouped.get(domain, []))}
            for domain in domains
        ]
    }


def _group_entries(zones: Sequence[Zone]) -> dict[str, list[Entry]]:
    grouped: dict[str, list[Entry]] = {}
    for zone in zones:
        for entry in zone.entries:
            grouped.setdefault(entry.domain, []).append(entry)
    return grouped


def _show_rows(console: Console, entries: Sequence[Entry]) -> None:
    rows = [
        (_HEAD, Style.QUIET),
        *((format_row(entry.status, entry.zone), _STYLES[entry.status.state]) for entry in entries),
    ]
    widths = [max(len(row[column]) for row, _ in rows) for column in range(len(_HEAD))]
    for row, style in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        cells[0] = console.style(cells[0], style)
        console.result(f"  {'  '.join(cells)}".rstrip())


def _show_details(console: Console, entry: Entry) -> None:
    status = entry.status
    if status.reason and (status.state is not RecordState.PRESENT or console.verbose):
        console.result(f"  {status.record.name} {escape_unprintable(status.reason)}")
    if not console.verbose:
        return
    if status.ttl_left is not None:
        console.result(f"  {status.record.name} caches may keep it for {status.ttl_left} seconds")
    for sighting in status.sightings:
        found = sighting.problem or ", ".join(sighting.found) or "nothing"
        console.result(f"  {status.record.name} {sighting.server}: {escape_unprintable(found)}")
