"""An MX host as a sender meets it on the SMTP port."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mtasts_pages.state.https import Contact


class MailProblem(StrEnum):
    """Why a sender does not get a trusted TLS session, named by the step that failed."""

    UNRESOLVED = "unresolved"
    UNREACHED = "unreached"
    """Nothing that could be judged answered: a blocked port looks like a host that is down."""
    NO_STARTTLS = "no-starttls"
    STARTTLS_FAILED = "starttls-failed"
    """STARTTLS was offered, and then refused or broken off, or no handshake came about."""
    OLD_TLS = "old-tls"
    CERTIFICATE = "certificate"


@dataclass(frozen=True, slots=True)
class MailHost:
    """One MX host in one look."""

    host: str
    problem: MailProblem | None = None
    detail: str = ""
    """One clause for people."""
    contact: Contact | None = None
    tlsa: tuple[str, ...] = ()
    """TLSA records of its SMTP port that DNSSEC proves (RFC 7672); empty without proof."""
    alias: str = ""
    """Where a CNAME record in the place of its addresses leads."""
