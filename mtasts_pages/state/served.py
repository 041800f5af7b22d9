"""What the policy host answered to a sender."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from mtasts_pages.state.contact import Contact


class FetchProblem(StrEnum):
    """Why a sender gets no policy (RFC 8461, 3.3), named by the step that failed."""

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

    def serves(self, policy_file: bytes) -> bool:
        """Return whether a sender gets exactly *policy_file*."""
        return self.problem is None and self.body == policy_file
