"""The records as text for the places that they go to."""

from __future__ import annotations

from collections.abc import Sequence

from mtasts_pages.dns.records import Purpose, Record, RecordState, RecordStatus

_STRING_LIMIT = 255
"""Octets in one string of a TXT record; RFC 1035, 3.3.14."""

_WHY = {
    Purpose.POLICY_HOST: "Points the policy host at GitHub Pages.",
    Purpose.POLICY_RECORD: "Tells senders that a policy exists.",
    Purpose.TLS_REPORTING: (
        "Asks senders to report failures. Without it, testing mode tells you nothing."
    ),
    Purpose.DOMAIN_VERIFICATION: "Advice: keeps others from taking the policy host over.",
}


def format_zone(statuses: Sequence[RecordStatus]) -> str:
    """Return master-file lines (RFC 1035, 5.1), each record with its reason above it.

    A record on hold is commented out: pasting the text publishes nothing too early.
    """
    width = max(
        (
            len(status.record.name) + (status.state is RecordState.HOLD)
            for status in statuses
            if status.record.value is not None
        ),
        default=0,
    )
    lines: list[str] = []
    for status in statuses:
        record = status.record
        lines.append(f"; {_WHY[record.purpose]}")
        if record.value is None:
            lines += _describe_unknown(record)
            continue
        if status.reason:
            lines.append(f"; {status.reason}")
        mark = ";" if status.state is RecordState.HOLD else ""
        name = f"{mark}{record.name}".ljust(width)
        lines.append(
            f"{name} {record.ttl} IN {record.type:<5} {zone_value(record.type, record.value)}"
        )
    return "".join(f"{line}\n" for line in lines)


def _describe_unknown(record: Record) -> list[str]:
    """Return the comment for a record whose value is not known here."""
    if record.purpose is Purpose.POLICY_HOST:
        where = "its target is <owner>.github.io, once the config has an owner"
    else:
        where = "GitHub shows its value at Settings, Pages, Add a domain"
    return [f"; {where}:", f"; {record.name} {record.ttl} IN {record.type}"]


def format_record(record: Record) -> str:
    """Return one record as one line of a master file; the value must be known."""
    return (
        f"{record.name} {record.ttl} IN {record.type} {zone_value(record.type, record.value or '')}"
    )


def format_table(statuses: Sequence[RecordStatus], zone: str) -> list[tuple[str, ...]]:
    """Return rows: name within *zone*, absolute name, type, TTL, value and state."""
    suffix = f".{zone}."
    return [
        (
            status.record.name.removesuffix(suffix),
            status.record.name,
            status.record.type,
            str(status.record.ttl),
            status.record.value or "(shown by GitHub)",
            status.state.value,
        )
        for status in statuses
    ]


def format_json(statuses: Sequence[RecordStatus]) -> list[dict[str, object]]:
    """Return the records as the ``dns`` document lists them."""
    return [
        {
            "name": status.record.name,
            "type": status.record.type,
            "ttl": status.record.ttl,
            "value": status.record.value,
            "purpose": status.record.purpose.value,
            "state": status.state.value,
            "reason": status.reason,
            "found": list(status.found),
        }
        for status in statuses
    ]


def zone_value(kind: str, value: str) -> str:
    """Return *value* as it is written in a master file: TXT quoted, escaped and split.

    >>> print(zone_value("TXT", 'v=STSv1; id=20261123'))
    "v=STSv1; id=20261123"
    """
    if kind != "TXT":
        return value
    # Split before escaping, so that no escape is torn apart; RFC 8461, 3.1 joins them again.
    data = value.encode("ascii", "backslashreplace").decode("ascii")
    parts = [data[i : i + _STRING_LIMIT] for i in range(0, len(data), _STRING_LIMIT)] or [""]
    return " ".join(f'"{_escape(part)}"' for part in parts)


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
