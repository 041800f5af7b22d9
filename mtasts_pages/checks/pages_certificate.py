"""A certificate that does not come: why, and whether to ask GitHub anew. Pure.

GitHub looks at the DNS when the domain is set, and asks for the certificate if it points to
Pages. When the record came later, setting the domain anew helps. It also takes down what is
served, and begins the issuing from nothing: so what senders are served is looked at first, and
GitHub's word for its certificate decides nothing alone (decision 13).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from mtasts_pages.checks.standing import find_policy_records
from mtasts_pages.state import (
    CertificateFault,
    CertificateProgress,
    DomainSeen,
    FetchProblem,
    GitHubSeen,
    PagesHealth,
    PagesSite,
    RemoteRepository,
)

RESTART_AFTER = timedelta(hours=12)
"""How long a certificate must have been missing before the domain is set anew.

Setting it makes GitHub commit twice (`Delete CNAME`, `Create CNAME`), by its own clock, which
bounds how often it happens, across runs and machines.
"""

DIAGNOSE_AFTER = timedelta(hours=1)
"""GitHub, "Securing your site with HTTPS": a certificate can take up to an hour."""

SET_ANEW_BY_HAND = (
    "; since when it is gone does not show, so the domain is not set anew by itself: if it does"
    " not come back within a day, remove the custom domain in the Pages settings and set it again,"
    " once"
)
"""What is said where a certificate is gone and nothing proves since when."""

_WHOLE_DAY = timedelta(days=1)  # GitHub tells the day on which a certificate ends, not the hour


def needs_diagnosis(pages: PagesSite, repository: RemoteRepository, now: datetime) -> bool:
    """Return whether to ask GitHub what is wrong, rather than to wait on.

    The caller has seen that senders do not meet a certificate that they trust.
    """
    if pages.certificate is not None and pages.certificate.progress is CertificateProgress.FAILED:
        return True
    return repository.has_rested(now, DIAGNOSE_AFTER)


def should_restart(seen: DomainSeen, now: datetime) -> bool:
    """Return whether setting the domain anew can help, and can do no harm.

    The moment *now* is by GitHub's clock. The caller has seen that the CNAME record is there.
    """
    return (
        _can_help(seen, now)
        and seen.github is not None
        and (_was_never_served(seen, now) or _ended_long_ago(seen.github, now))
    )


def is_lost(seen: DomainSeen, now: datetime) -> bool:
    """Return whether setting the domain anew can help, but nothing proves that it is time.

    Senders were served once, so the loss may be a minute old, and GitHub at work on it.
    """
    return _can_help(seen, now) and not should_restart(seen, now)


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


def _can_help(seen: DomainSeen, now: datetime) -> bool:
    """Return whether senders are turned away, GitHub finds nothing wrong, and all has rested."""
    github = seen.github
    if github is None or github.pages is None or github.repository is None:
        return False
    health = github.health
    return (
        _senders_are_refused(seen, github.pages, now)
        and github.pages.certificate_progress is not CertificateProgress.READY
        and health is not None
        and health.is_valid
        and health.is_https_eligible
        and not health.caa_error
        and not health.is_proxied
        and github.repository.has_rested(now, RESTART_AFTER)
    )


def _senders_are_refused(seen: DomainSeen, pages: PagesSite, now: datetime) -> bool:
    """Return whether the policy host was met, with a certificate that no sender trusts.

    That it has ended is believed where GitHub says so too: the clock of this machine, by which
    it was judged, may be wrong. Of a host that does not answer nothing is known.
    """
    served = seen.served
    if served.problem is not FetchProblem.CERTIFICATE or served.contact is None:
        return False
    match served.contact.certificate_fault:
        case CertificateFault.WRONG_NAME:
            return True
        case CertificateFault.EXPIRED:
            expires = pages.certificate_expires
            return expires is not None and expires < now.date()
        case _:
            return False


def _was_never_served(seen: DomainSeen, now: datetime) -> bool:
    """Return whether the domain has been set for long, and no policy was ever announced for it.

    A policy record is released only after its policy was read at this very host; without one
    the certificate has been missing ever since the domain was set.
    """
    record = seen.policy_record
    if record.failed or any(find_policy_records(said) for said in (record, *record.dissent)):
        return False
    repository = seen.github.repository if seen.github is not None else None
    since = None if repository is None else repository.domain_committed
    return since is not None and now - since > RESTART_AFTER


def _ended_long_ago(github: GitHubSeen, now: datetime) -> bool:
    """Return whether GitHub says that the certificate has ended for long."""
    expires = github.pages.certificate_expires if github.pages is not None else None
    return expires is not None and now.date() - expires > _WHOLE_DAY
