"""The answer to one DNS question, with the way that led to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from mtasts_pages.dns import Sighting


class LookupKind(StrEnum):
    """What came back for one question."""

    RECORDS = "records"
    NO_DATA = "no-data"
    """The name exists and has no such record."""
    NO_NAME = "no-name"
    """The name does not exist (NXDOMAIN), and nothing below it (RFC 8020)."""
    FAILED = "failed"
    """No answer to rely on: a time-out, SERVFAIL, REFUSED."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """One question and what the DNS answered.

    Values are texts: host names lower-case without the final dot, best preference first for
    MX, where the root of a null MX (RFC 7505) is ``""``; TXT strings joined without spaces
    (RFC 8461, 3.1); all else as in a zone file.
    """

    name: str
    type: str
    kind: LookupKind
    values: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    """Where CNAME records led when another type was asked for, the final name last."""
    authenticated: bool = False
    """Whether the resolver says that DNSSEC proves the answer (RFC 4035, 3.2.3)."""
    detail: str = ""
    """One clause for people about a failure."""
    ttl: int | None = field(default=None, compare=False)
    """Seconds for which caches may keep the answer."""
    sightings: tuple[Sighting, ...] = field(default=(), compare=False)
    """What each authoritative name server said, where they were asked."""
    dissent: tuple[Lookup, ...] = field(default=(), compare=False)
    """What authoritative name servers say, an answer each, where they disagree."""
    wildcard: str = ""
    """The wildcard that answers because the name does not exist (RFC 4592); ``""``: not known."""
    zone: str = ""
    """The zone that the name lies in, without the final dot, where the answer names it."""

    @property
    def failed(self) -> bool:
        """Whether there is no answer to rely on."""
        return self.kind is LookupKind.FAILED

    @property
    def alias(self) -> str:
        """Where a CNAME record at the name itself leads, ``""`` without one."""
        return self.aliases[0] if self.aliases and not self.wildcard else ""

    @property
    def silence(self) -> str:
        """One clause that the lookup failed, ``""`` where it did not."""
        if not self.failed:
            return ""
        said = f": {self.detail}" if self.detail else ""
        return f"the DNS lookup of `{self.name}` fails{said}"

    @property
    def own(self) -> Lookup:
        """What the name itself has: nothing where a wildcard answers in its place.

        A record of the name's own takes precedence over any wildcard (RFC 4592, 2.2).
        """
        if not self.wildcard:
            return self
        return Lookup(self.name, self.type, LookupKind.NO_NAME, ttl=self.ttl, zone=self.zone)

    def find_cut(self, domain: str) -> str:
        """Return the zone below *domain* that the name lies in, ``""`` where none is known."""
        return self.zone if self.zone.endswith(f".{domain}") else ""

    def answers_like(self, other: Lookup) -> bool:
        """Return whether *other* was answered from the same records as this question."""
        if self.aliases or other.aliases:
            return self.aliases[:1] == other.aliases[:1]
        return bool(self.values) and set(self.values) == set(other.values)

    def read_alias(self) -> Lookup:
        """Return what this answer says about the CNAME record of the name asked for."""
        if self.failed or not self.aliases:
            kind = LookupKind.NO_DATA if self.kind is LookupKind.RECORDS else self.kind
            return Lookup(self.name, "CNAME", kind, detail=self.detail, wildcard=self.wildcard)
        return Lookup(
            self.name,
            "CNAME",
            LookupKind.RECORDS,
            self.aliases[:1],
            ttl=self.ttl,
            wildcard=self.wildcard,
        )
