"""Records as the formats meet them, and what each consumer should have of them."""

import shutil
from collections.abc import Iterable

import pytest
from hypothesis import strategies as st
from samples import make_domain

from mtasts_pages.dns import (
    Purpose,
    Record,
    RecordState,
    RecordStatus,
    Zone,
    describe_records,
    place_records,
)

POLICY_ID = "2026112312000048d2a7c19f0b"
RUAS = tuple(f"https://reports{number}.example.net/tls" for number in range(40))
Held = dict[tuple[str, str], str]
"""What stands in the DNS, by absolute name and type."""

hostile = st.text(max_size=700) | st.sampled_from(
    (
        *('"', "\\", "'", ";", "`", "#", "$", "$${", "${path.module}", "%{ if true }", "\\;", "\\"),
        *('" "', '"); process.exit(1); //', "\n}\nresource", "*/ , */", "\u2028", "\r\nsend\r\n"),
        *("a" * 255, "a" * 256, '"' * 256, "\\" * 300, "\x00\x7f\x85", "é", "{x}", "!include x"),
    )
)
reasons = st.text(max_size=60) | st.sampled_from(
    (
        *("a\nb. 1 IN A 192.0.2.1", "\r\nupdate add x. 1 A 192.0.2.1", "\v", "\u2028alert()"),
        *("\x85", "*/", "\n, TXT('x')", "\n}", "\x00"),
    )
)


def status(
    value: str | None,
    state: RecordState = RecordState.MISSING,
    reason: str = "",
    found: tuple[str, ...] = (),
    name: str = "_mta-sts.example.com.",
) -> RecordStatus:
    """Return a policy record of any text."""
    record = Record(name, "TXT", 3600, value, Purpose.POLICY_RECORD)
    return RecordStatus(record, state, reason, found)


def zone_of(*statuses: RecordStatus, domain: str = "example.com") -> tuple[Zone, ...]:
    return place_records([(domain, statuses)], [domain])


def fleet() -> tuple[Zone, ...]:
    """Return two zones: one with a subdomain and a long record, one with a record on hold."""
    hold = RecordState.HOLD
    records = []
    for name, held in (("example.com", False), ("shop.example.com", False), ("example.net", True)):
        domain = make_domain(name, tls_reports=RUAS if name.startswith("shop") else RUAS[:1])
        statuses = [
            RecordStatus(record, hold, "Hold it back: status 404.")
            if held and record.purpose is Purpose.POLICY_RECORD
            else RecordStatus(record, RecordState.MISSING)
            for record in describe_records(domain, "example-org", POLICY_ID)
        ]
        records.append((name, statuses))
    return place_records(records, ["example.com", "example.net"])


def standing(zones: Iterable[Zone]) -> Held:
    """Return what should stand in the DNS once a consumer has read *zones*."""
    return {
        (entry.status.record.name, entry.status.record.type): value
        for zone in zones
        for entry in zone.entries
        for value in entry.status.standing
    }


def program(name: str) -> str:
    """Return where a consumer is, or skip the test."""
    found = shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin") or shutil.which(name)
    if found is None:
        pytest.skip(f"`{name}` is not installed")
    return found
