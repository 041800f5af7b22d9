"""octoDNS: a YAML document a zone, as its ``YamlProvider`` reads it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from mtasts_pages.dns.formats.notes import comment_lines, to_ascii, write_notes
from mtasts_pages.dns.zones import Entry, Zone

# What octoDNS itself makes of a value: it takes `" "` for the seam of two strings, and has
# no spelling for a semicolon behind a backslash.
_unspeakable = re.compile(r'" "|\\;|\\\Z').search


def format_octodns(zones: Iterable[Zone]) -> str:
    """Return one YAML document a zone; each goes into the file that its first line names.

    Names are sorted as octoDNS demands it. Semicolons are escaped, which is its default
    (``escaped_semicolons: true``); long values are split by octoDNS.
    """
    return "\n".join(_format_zone(zone) for zone in zones)


def _format_zone(zone: Zone) -> str:
    lines = ["---", f"# Zone {zone.name}: for the file {zone.name}.yaml"]
    for entry in sorted(zone.entries, key=_order):
        lines += _format_entry(entry)
    return "".join(f"{line}\n" for line in lines)


def _format_entry(entry: Entry) -> list[str]:
    record = entry.status.record
    lines = comment_lines("#", write_notes(entry.status, declared=True))
    if record.value is None:
        return lines
    values = entry.status.standing
    broken = [value for value in values or (record.value,) if _unspeakable(value)]
    if broken:
        return [*lines, "# octoDNS has no spelling for its value.", f"# {record.name}"]
    body = _format_body(entry, values or (record.value,))
    return [*lines, *(body if values else comment_lines("#", body))]


def _format_body(entry: Entry, values: Iterable[str]) -> list[str]:
    record = entry.status.record
    name = "" if entry.name == "@" else entry.name
    written = [_quote(record.type, value) for value in values]
    lines = [f"{json.dumps(name)}:", f"  ttl: {record.ttl}", f"  type: {record.type}"]
    if len(written) == 1:
        return [*lines, f"  value: {written[0]}"]
    return [*lines, "  values:", *(f"  - {value}" for value in written)]


def _quote(kind: str, value: str) -> str:
    """Return *value* as a double-quoted YAML scalar, which a JSON string in ASCII is."""
    if kind == "TXT":
        value = to_ascii(value).replace(";", "\\;")
        if value.startswith('"'):
            value = f'"{value}"'  # octoDNS takes a pair of quotes around a value off
    # JSON leaves DEL as it is, and YAML has no such character.
    return json.dumps(value).replace("\x7f", "\\x7f")


def _order(entry: Entry) -> tuple[tuple[int, int, str], ...]:
    """Return the key by which names sort "naturally": numbers in them count as numbers."""
    parts = re.split(r"([0-9]+)", "" if entry.name == "@" else entry.name)
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts if part)
