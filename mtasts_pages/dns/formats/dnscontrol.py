"""dnscontrol: JavaScript for ``dnsconfig.js``."""

from __future__ import annotations

import json
from collections.abc import Iterable

from mtasts_pages.dns.formats.notes import comment_lines, to_ascii, write_notes
from mtasts_pages.dns.zones import Entry, Zone


def format_dnscontrol(zones: Iterable[Zone]) -> str:
    """Return one ``D_EXTEND`` a zone, to put after the ``D`` that declares the zone.

    dnscontrol splits long TXT values by itself. Its JavaScript is that of 2009: no comma may
    come after the last argument, so the commas come before the arguments.
    """
    return "\n".join(_format_zone(zone) for zone in zones)


def _format_zone(zone: Zone) -> str:
    lines = [f"D_EXTEND({json.dumps(zone.name)}"]
    for entry in zone.entries:
        status = entry.status
        notes = write_notes(status, declared=True)
        lines += [f"  {line}" for line in comment_lines("//", notes)]
        if status.record.value is None:
            continue
        values = status.standing
        calls = [f"  , {_call(entry, value)}" for value in values or (status.record.value,)]
        lines += calls if values else [f"  //{call[1:]}" for call in calls]
    return "".join(f"{line}\n" for line in [*lines, ");"])


def _call(entry: Entry, value: str) -> str:
    record = entry.status.record
    data = to_ascii(value) if record.type == "TXT" else value
    # A JSON string in ASCII is a JavaScript string, line separators included.
    return f"{record.type}({json.dumps(entry.name)}, {json.dumps(data)}, TTL({record.ttl}))"
