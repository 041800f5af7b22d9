"""How a TLS server was met: where, with which TLS, with which certificate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class CertificateFault(StrEnum):
    """Why a sender does not trust a certificate (RFC 8461, 3.3 and 4.2)."""

    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    WRONG_NAME = "wrong-name"
    UNTRUSTED = "untrusted"
    """Self-signed, of an unknown issuer, or without its intermediate certificates."""
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a trusted certificate says."""

    expires: datetime


@dataclass(frozen=True, slots=True)
class Contact:
    """One conversation over TLS, as far as it came."""

    address: str
    seconds: float = 0.0
    """How long all of it took."""
    tls_version: str | None = None
    certificate: Certificate | None = None
    """``None`` when the handshake failed: a certificate that is not trusted is not read."""
    certificate_fault: CertificateFault | None = None
    speaks_old_tls: bool = False
    """Whether the handshake failed because the server knows nothing newer than TLS 1.1."""
    media_type: str = ""
    """The ``Content-Type`` header with its parameters."""
    server: str = ""
    """The ``Server`` header, as far as there is one."""
    failed_addresses: tuple[str, ...] = ()
    """Addresses that were tried before and did not answer."""
