"""The records as rows of a table and as members of a JSON document."""

from __future__ import annotations

from collections.abc import Iterable

from mtasts_pages.dns.formats.notes import fold_line
from mtasts_pages.dns.records import Purpose, RecordStatus
from mtasts_pages.dns.zones import Entry, relative_name


def format_row(status: RecordStatus, zone: str) -> tuple[str, ...]:
    """Return one row of the table, each cell on one line."""
    record = status.record
    if record.value is not None:
        value = fold_line(record.value)
    elif record.purpose is Purpose.POLICY_HOST:
        value = "(needs an owner)"
    else:
        value = "(shown by GitHub)"
    return (
        status.state.value,
        relative_name(record.name, zone),
        record.name,
        record.type,
        str(record.ttl),
        value,
    )


def format_entries(entries: Iterable[Entry]) -> list[dict[str, object]]:
    """Return the records as the ``dns`` document lists them, with their zones and sightings."""
    return [
        {
            **format_status(entry.status),
            "zone": f"{entry.zone}.",
            "name_in_zone": entry.name,
            "delegated_to": entry.status.delegated_to or None,
            "delegated_zone": entry.status.delegated_zone or None,
            "ttl_left": entry.status.ttl_left,
            "servers": [
                {
                    "server": sighting.server,
                    "found": list(sighting.found),
                    "ttl": sighting.ttl,
                    "problem": sighting.problem or None,
                }
                for sighting in entry.status.sightings
            ],
        }
        for entry in entries
    ]


def format_status(status: RecordStatus) -> dict[str, object]:
    """Return one record as the ``dns`` document promises it."""
    return {
        "name": status.record.name,
        "type": status.record.type,
        "ttl": status.record.ttl,
        "value": status.record.value,
        "purpose": status.record.purpose.value,
        "state": status.state.value,
        "reason": status.reason,
        "found": list(status.found),
    }
