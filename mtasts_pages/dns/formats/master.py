"""Master-file lines (RFC 1035, 5.1), which every name server and many providers read."""

from __future__ import annotations

from collections.abc import Sequence

from mtasts_pages.dns.formats.notes import comment_lines, to_ascii, write_notes
from mtasts_pages.dns.records import Record, RecordStatus

STRING_LIMIT = 255
"""Octets in one string of a TXT record; RFC 1035, 3.3.14."""


def format_zone(statuses: Sequence[RecordStatus]) -> str:
    """Return master-file lines, each record with its reason above it.

    A record that may not be published is commented out: pasting the text publishes nothing
    too early. Names are absolute, so that the text means the same in every zone file.
    """
    width = max(
        (
            len(status.record.name) + (not status.may_be_published)
            for status in statuses
            if status.record.value is not None
        ),
        default=0,
    )
    lines: list[str] = []
    for status in statuses:
        record = status.record
        lines += comment_lines(";", write_notes(status))
        if record.value is None:
            continue
        mark = "" if status.may_be_published else ";"
        name = f"{mark}{record.name}".ljust(width)
        lines.append(
            f"{name} {record.ttl} IN {record.type:<5} {zone_value(record.type, record.value)}"
        )
    return "".join(f"{line}\n" for line in lines)


def format_record(record: Record) -> str:
    """Return one record as one line of a master file; the value must be known."""
    return (
        f"{record.name} {record.ttl} IN {record.type} {zone_value(record.type, record.value or '')}"
    )


def zone_value(kind: str, value: str) -> str:
    """Return *value* as it is written in a master file: TXT quoted, escaped and split.

    >>> print(zone_value("TXT", 'v=STSv1; id=20261123'))
    "v=STSv1; id=20261123"
    """
    if kind != "TXT":
        return value
    return " ".join(f'"{_escape(part)}"' for part in split_strings(value))


def split_strings(value: str) -> list[str]:
    """Return the strings of a TXT record; senders join them again (RFC 8461, 3.1).

    They are split before anything is escaped, so that no escape is torn apart.
    """
    data = to_ascii(value)
    return [data[i : i + STRING_LIMIT] for i in range(0, len(data), STRING_LIMIT)] or [""]


def _escape(text: str) -> str:
    """Return *text* for a quoted string (RFC 1035, 5.1): what could end it is escaped."""
    out = []
    for char in text:
        if char in '"\\':
            out.append("\\" + char)
        elif " " <= char <= "~":
            out.append(char)
        else:
            out.append(f"\\{ord(char):03d}")
    return "".join(out)
