"""nsupdate: a script for BIND's dynamic update utility (RFC 2136)."""

from __future__ import annotations

from collections.abc import Iterable

from mtasts_pages.dns.formats.master import zone_value
from mtasts_pages.dns.formats.notes import comment_lines, write_notes
from mtasts_pages.dns.records import RecordState, RecordStatus
from mtasts_pages.dns.zones import Zone


def format_nsupdate(zones: Iterable[Zone]) -> str:
    """Return one update a zone, with what must still hold for it written before it.

    A record that the DNS has already is left alone. Where one was missing, the update fails
    rather than change what has come in between; where it was not looked at, or another is
    there, the record takes the place of all of its name and type.
    """
    return "\n".join(_format_zone(zone) for zone in zones)


def _format_zone(zone: Zone) -> str:
    lines = [f"zone {zone.name}."]
    sends = False
    for entry in zone.entries:
        status = entry.status
        lines += comment_lines(";", write_notes(status))
        if status.record.value is None:
            continue
        if status.state is RecordState.PRESENT:
            lines.append("; It is there already.")
            continue
        commands = _commands(status)
        sends = sends or status.may_be_published
        lines += commands if status.may_be_published else [f";{line}" for line in commands]
    return "".join(f"{line}\n" for line in [*lines, "send" if sends else "; nothing to send"])


def _commands(status: RecordStatus) -> list[str]:
    record = status.record
    add = (
        f"update add {record.name} {record.ttl} {record.type}"
        f" {zone_value(record.type, record.value or '')}"
    )
    if status.state is not RecordState.MISSING:
        return [f"update delete {record.name} {record.type}", add]
    if status.found:  # records that say nothing of MTA-STS or TLSRPT stay
        return [add]
    if record.type == "CNAME":
        # A name with any other record takes no CNAME (RFC 2136, 3.4.2.2: ignored silently).
        return [f"prereq nxdomain {record.name}", add]
    return [f"prereq nxrrset {record.name} {record.type}", add]
