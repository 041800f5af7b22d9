"""Zones: which of them a record lies in, and what it is called there. Pure.

Most policy domains are zones of their own; ``sub.example.com`` may lie in ``example.com``.
Names of zones are absolute and without the final dot.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from mtasts_pages.dns.records import RecordStatus

DomainRecords = tuple[str, Sequence[RecordStatus]]
"""A policy domain with its records."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One record in its place."""

    domain: str
    """The policy domain that it belongs to."""
    status: RecordStatus
    zone: str

    @property
    def name(self) -> str:
        """The name within the zone; ``@`` for the zone itself."""
        return relative_name(self.status.record.name, self.zone)


@dataclass(frozen=True, slots=True)
class Zone:
    """The records that lie in one zone."""

    name: str
    entries: tuple[Entry, ...]


def relative_name(name: str, zone: str) -> str:
    """Return the absolute *name* as it is called within *zone*.

    >>> relative_name("_mta-sts.sub.example.com.", "example.com")
    '_mta-sts.sub'
    >>> relative_name("example.com.", "example.com")
    '@'
    >>> relative_name("_mta-sts.example.com.", "xample.com")
    '_mta-sts.example.com.'
    """
    if name == f"{zone}.":
        return "@"
    return name.removesuffix(f".{zone}.")


def is_within(name: str, zone: str) -> bool:
    """Return whether *name* is *zone* or lies below it; final dots do not matter."""
    name, zone = name.removesuffix("."), zone.removesuffix(".")
    return name == zone or name.endswith(f".{zone}")


def find_zone(name: str, zones: Collection[str]) -> str | None:
    """Return the nearest of *zones* that *name* lies in; these have no final dots.

    >>> find_zone("_mta-sts.sub.example.com.", ["example.com", "sub.example.com"])
    'sub.example.com'
    """
    labels = name.removesuffix(".").split(".")
    above = (".".join(labels[start:]) for start in range(len(labels)))
    return next((zone for zone in above if zone in zones), None)


def guess_zones(domains: Iterable[str], configured: Iterable[str]) -> dict[str, str]:
    """Return the zone of each of *domains* as far as the config alone tells.

    A policy domain is a zone of its own, unless *configured* holds domains above it: it lies
    in the topmost of these.

    >>> guess_zones(["shop.example.com"], ["example.com", "example.net"])
    {'shop.example.com': 'example.com'}
    """
    known = frozenset(configured)
    guessed = {}
    for domain in domains:
        labels = domain.split(".")
        above = (".".join(labels[start:]) for start in range(len(labels) - 1, -1, -1))
        guessed[domain] = next((name for name in above if name in known), domain)
    return guessed


def place_records(records: Iterable[DomainRecords], zones: Iterable[str]) -> tuple[Zone, ...]:
    """Return the records zone by zone, zones in the order in which they come up.

    A record that lies in none of *zones* is in the zone of its policy domain's name.
    """
    known = frozenset(zones)
    placed: dict[str, list[Entry]] = {}
    for domain, statuses in records:
        for status in statuses:
            zone = find_zone(status.record.name, known) or domain
            placed.setdefault(zone, []).append(Entry(domain, status, zone))
    return tuple(Zone(name, tuple(entries)) for name, entries in placed.items())
