"""What a dynamic update (RFC 2136) says of one record. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from mtasts_pages.dns.formats.master import zone_value
from mtasts_pages.dns.records import Purpose, Record
from mtasts_pages.standards.mtasts import is_policy_record
from mtasts_pages.standards.tlsrpt import is_tls_reporting_record


@dataclass(frozen=True, slots=True)
class HeldRecord:
    """One record that a name server holds."""

    text: str
    """A host name without the final dot, or the joined strings of a TXT record."""
    data: str
    """Exactly as the server has it, as in a master file: the split of the strings counts."""


@dataclass(frozen=True, slots=True)
class RecordUpdate:
    """The change that makes a name server hold *record*.

    ``held`` is what the server must still have of this name and type when the change is
    made; nothing at all when it is empty. ``removed`` is the part of it that goes.
    """

    record: Record
    held: tuple[HeldRecord, ...]
    removed: tuple[HeldRecord, ...]
    adds: bool
    """Whether the record itself is added: it may be there, beside one too many."""

    @property
    def data(self) -> str:
        """The record's data as in a master file."""
        return zone_value(self.record.type, self.record.value or "")


def plan_update(record: Record, held: tuple[HeldRecord, ...]) -> RecordUpdate | None:
    """Return the change from *held* to *record*, or ``None`` when there is nothing to do.

    A TXT record takes the place of those that begin with its version; what else is at
    the name is somebody else's, and stays.

    Raises:
        ValueError: the value of *record* is not known.

    """
    if record.value is None:
        raise ValueError(f"the value of {record.name} is not known")
    if record.type == "CNAME":
        wanted = record.value.removesuffix(".").lower()
        ours = held
    else:
        wanted = record.value
        is_policy = record.purpose is Purpose.POLICY_RECORD
        is_ours = is_policy_record if is_policy else is_tls_reporting_record
        ours = tuple(each for each in held if is_ours(each.text))
    there = [each for each in ours if each.text == wanted]
    removed = tuple(each for each in ours if each not in there[:1])
    if there and not removed:
        return None
    return RecordUpdate(record, held, removed, adds=not there)
