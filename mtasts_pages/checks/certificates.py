"""Certificates in words, of policy hosts and MX hosts alike."""

from __future__ import annotations

from datetime import datetime, timedelta

from mtasts_pages.state import Certificate, CertificateFault

_LONGEST_NOTICE = timedelta(days=14)
_NOTICE_SHARE = 5

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


def is_ending(certificate: Certificate, now: datetime) -> bool:
    """Return whether *certificate* was not renewed as it should have been.

    So it is with less than a fifth of its lifetime left, at most two weeks: authorities issue
    certificates of 90 and 45 days, and of six.
    """
    notice = _LONGEST_NOTICE
    if certificate.begins is not None:
        notice = min(notice, (certificate.expires - certificate.begins) / _NOTICE_SHARE)
    return certificate.expires - now < notice


def describe_expiry(left: timedelta) -> str:
    """Return when a certificate ends that has *left* to go, as a clause.

    >>> describe_expiry(timedelta(days=10, hours=5))
    'in 10 days'
    >>> describe_expiry(timedelta(hours=30))
    'within two days'
    """
    return f"in {left.days} days" if left.days > 1 else "within two days"
