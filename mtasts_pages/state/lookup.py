"""The answer to one DNS question, with the way that led to it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class LookupKind(StrEnum):
    """What came back for one question."""

    RECORDS = "records"
    NO_DATA = "no-data"
    """The name exists and has no such record."""
    NO_NAME = "no-name"
    """The name does not exist (NXDOMAIN), and nothing below it (RFC 8020)."""
    FAILED = "failed"
    """No answer that could be relied on: a time-out, SERVFAIL, REFUSED."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """One question and what the DNS answered.

    Values are texts: host names lower-case without the final dot, best preference first for
    MX; TXT strings joined without spaces (RFC 8461, 3.1); all else as in a zone file.
    """

    name: str
    type: str
    kind: LookupKind
    values: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    """Where CNAME records led, the final name last."""
    authenticated: bool = False
    """Whether the resolver says that DNSSEC proves the answer (RFC 4035, 3.2.3)."""
    detail: str = ""
    """One clause for people about a failure."""

    @property
    def failed(self) -> bool:
        """Whether there is no answer to rely on."""
        return self.kind is LookupKind.FAILED
