"""A certificate that does not come: why, and whether to ask GitHub anew. Pure.

GitHub looks at the DNS when the domain is set, and asks for the certificate if it
points to Pages. When the record came later, setting the domain anew helps; doing so
again and again begins the issuing anew each time and keeps it from ever ending.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from mtasts_pages.state import CertificateProgress, PagesHealth, PagesSite, RemoteRepository

RESTART_AFTER = timedelta(hours=12)
"""How long nothing may have been committed before the domain is set anew.

Setting it writes two commits of GitHub's own (`Delete CNAME`, `Create CNAME`), so that
the age of the newest commit bounds how often this happens, across runs and machines.
"""

DIAGNOSE_AFTER = timedelta(hours=1)
"""GitHub, "Securing your site with HTTPS": a certificate can take up to an hour."""


def needs_diagnosis(pages: PagesSite, repository: RemoteRepository, now: datetime) -> bool:
    """Return whether to ask GitHub what is wrong, rather than to wait on."""
    if pages.certificate is not None and pages.certificate.progress is CertificateProgress.FAILED:
        return True
    return repository.has_rested(now, DIAGNOSE_AFTER)


def should_restart(
    pages: PagesSite, health: PagesHealth | None, repository: RemoteRepository, now: datetime
) -> bool:
    """Return whether setting the domain anew can help, and was not tried too lately.

    The caller has seen the CNAME record.
    """
    if pages.certificate_progress is CertificateProgress.READY:
        return False
    able = (
        health is not None
        and health.is_valid
        and health.is_https_eligible
        and not health.caa_error
        and not health.is_proxied
    )
    return able and repository.has_rested(now, RESTART_AFTER)


def describe_certificate(pages: PagesSite, health: PagesHealth | None) -> str:
    """Return one clause about how far the certificate is, or what keeps it from coming."""
    if health is not None:
        if health.caa_error:
            return (
                "a CAA record keeps Let's Encrypt from issuing it; allow it:"
                ' 0 issue "letsencrypt.org"'
            )
        if health.is_proxied:
            return "the policy host is behind a proxy; switch the proxy off for its record"
        if not health.is_valid and health.reason:
            return f"GitHub finds the domain not valid: {health.reason}"
    if pages.certificate is None:
        return "GitHub has not asked for one yet"
    said = f": {pages.certificate_description}" if pages.certificate_description else ""
    return f"its state at GitHub is `{pages.certificate}`{said}"
