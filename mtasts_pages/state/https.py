"""What the policy host answered to a sender, and how it was met."""

from __future__ import annotations

from dataclasses import dataclass, field
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
    begins: datetime | None = None


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


class FetchProblem(StrEnum):
    """Why a sender gets no policy (RFC 8461, 3.3), named by the step that failed."""

    UNANSWERED = "unanswered"
    """The DNS gave no answer: whether the host has an address is not known."""
    UNRESOLVED = "unresolved"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    CERTIFICATE = "certificate"
    TLS = "tls"
    REDIRECT = "redirect"
    STATUS = "status"
    MEDIA_TYPE = "media-type"
    TOO_LARGE = "too-large"
    PROTOCOL = "protocol"


@dataclass(frozen=True, slots=True)
class ServedPolicy:
    """One fetch of a policy: the bytes that a sender would take, or why there are none."""

    body: bytes | None
    problem: FetchProblem | None = None
    detail: str = ""
    """One clause for people, such as ``status 404``."""
    contact: Contact | None = field(default=None, compare=False)
    """How it came, if anything answered. Not a part of what was served."""

    @property
    def is_trusted(self) -> bool:
        """Whether a sender met a certificate of this very host that it trusts."""
        met = self.contact.certificate if self.contact is not None else None
        return self.body is not None or met is not None

    def serves(self, policy_file: bytes) -> bool:
        """Return whether a sender gets exactly *policy_file*."""
        return self.problem is None and self.body == policy_file
