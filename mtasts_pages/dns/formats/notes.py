"""What every format says about a record, in the comments that it has."""

from __future__ import annotations

from mtasts_pages.dns.records import Purpose, Record, RecordState, RecordStatus
from mtasts_pages.text import blot_unprintable

_WHY = {
    Purpose.POLICY_HOST: "Points the policy host at GitHub Pages.",
    Purpose.POLICY_RECORD: "Tells senders that a policy exists.",
    Purpose.TLS_REPORTING: (
        "Asks senders to report failures. Without it, testing mode tells you nothing."
    ),
    Purpose.DOMAIN_VERIFICATION: "Advice: keeps others from taking the policy host over.",
}


def write_notes(status: RecordStatus, *, declared: bool = False) -> list[str]:
    """Return the lines above a record: why it is there, and why it may not be yet.

    Each is one line for any consumer, whatever a name server or a web server answered.

    Args:
        status: The record.
        declared: The format says what the whole DNS should hold, so that it repeats what is
            there while a record is on hold.

    """
    record = status.record
    notes = [_WHY[record.purpose]]
    if record.value is None:
        return [*notes, *_describe_unknown(record)]
    if status.reason:
        notes.append(fold_line(status.reason))
    if declared and status.state is RecordState.HOLD and status.standing:
        notes.append("Until then the record that is there stays.")
    elif declared and record.purpose is Purpose.POLICY_RECORD and not status.may_be_published:
        notes.append("Without it, the policy record that is published now would be removed.")
    return notes


def fold_line(text: str) -> str:
    """Return *text* as one line: a reason may quote a server, which must not write records."""
    return blot_unprintable(" ".join(text.split()))


def comment_lines(mark: str, lines: list[str]) -> list[str]:
    """Return *lines* behind the comment mark of a format."""
    return [f"{mark} {line}" for line in lines]


def to_ascii(value: str) -> str:
    """Return the text of a TXT record as its octets; what no octet can be is spelled out."""
    return value.encode("ascii", "backslashreplace").decode("ascii")


def _describe_unknown(record: Record) -> list[str]:
    """Return the lines for a record whose value is not known here."""
    if record.purpose is Purpose.POLICY_HOST:
        where = "its target is <owner>.github.io, once the config has an owner"
    else:
        where = "GitHub shows its value at Settings, Pages, Add a domain"
    return [f"{where}:", f"{record.name} {record.ttl} IN {record.type}"]
