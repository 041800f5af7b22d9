"""A Pages site as GitHub's REST API describes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class CertificateProgress(StrEnum):
    """What a certificate's state means for somebody who waits for it."""

    PENDING = "pending"
    READY = "ready"
    FAILED = "failed"


class CertificateState(StrEnum):
    """``https_certificate.state`` of a Pages site, as GitHub's API description lists them."""

    NEW = "new"
    AUTHORIZATION_CREATED = "authorization_created"
    AUTHORIZATION_PENDING = "authorization_pending"
    AUTHORIZED = "authorized"
    AUTHORIZATION_REVOKED = "authorization_revoked"
    ISSUED = "issued"
    UPLOADED = "uploaded"
    APPROVED = "approved"
    ERRORED = "errored"
    BAD_AUTHZ = "bad_authz"
    DESTROY_PENDING = "destroy_pending"
    DNS_CHANGED = "dns_changed"
    UNKNOWN = "unknown"
    """A state that GitHub had not described when this was written."""

    @property
    def progress(self) -> CertificateProgress:
        """What this state means. Only ``approved`` is ready; the unknown is waited for."""
        if self is CertificateState.APPROVED:
            return CertificateProgress.READY
        if self in _FAILED:
            return CertificateProgress.FAILED
        return CertificateProgress.PENDING


_FAILED = frozenset(
    {
        CertificateState.ERRORED,
        CertificateState.BAD_AUTHZ,
        CertificateState.AUTHORIZATION_REVOKED,
        CertificateState.DNS_CHANGED,
    }
)


@dataclass(frozen=True, slots=True)
class PagesSite:
    """The settings of one Pages site."""

    build_type: str | None
    """``legacy`` publishes a branch, ``workflow`` what a workflow uploads."""
    branch: str | None
    path: str | None
    cname: str | None
    https_enforced: bool
    certificate: CertificateState | None
    """``None``: GitHub has not asked for one yet."""
    certificate_description: str | None = None
    certificate_expires: date | None = None
    protected_domain_state: str | None = None
    status: str | None = None

    @property
    def certificate_progress(self) -> CertificateProgress:
        """How far the certificate is; one that was not asked for yet is pending."""
        return (
            CertificateProgress.PENDING if self.certificate is None else self.certificate.progress
        )

    def publishes(self, branch: str) -> bool:
        """Return whether the root of *branch* is what GitHub publishes."""
        return self.build_type == "legacy" and self.branch == branch and self.path == "/"
