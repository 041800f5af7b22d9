"""Certificates in words, of policy hosts and MX hosts alike."""

from __future__ import annotations

from datetime import timedelta

from mtasts_pages.state import CertificateFault

EXPIRY_NOTICE = timedelta(days=14)
"""A certificate with less than this left was not renewed as it should have been."""

USE_PUBLIC_AUTHORITY = (
    "use a certificate from a public authority, and serve its intermediate certificates with it"
)
_PHRASES = {
    CertificateFault.EXPIRED: "its certificate has expired",
    CertificateFault.NOT_YET_VALID: "its certificate is not valid yet",
    CertificateFault.WRONG_NAME: "its certificate is for another name",
}


def describe_fault(fault: CertificateFault, detail: str) -> str:
    """Return what is wrong with a certificate as a clause; *detail* is OpenSSL's own."""
    return _PHRASES.get(fault, f"its certificate is not trusted ({detail})")


def describe_expiry(left: timedelta) -> str:
    """Return when a certificate ends that has *left* to go, as a clause.

    >>> describe_expiry(timedelta(days=10, hours=5))
    'in 10 days'
    >>> describe_expiry(timedelta(hours=30))
    'within two days'
    """
    return f"in {left.days} days" if left.days > 1 else "within two days"
