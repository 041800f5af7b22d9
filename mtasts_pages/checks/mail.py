"""The MX hosts against the policy, and each of them as a sender meets it (RFC 8461, 4)."""

from __future__ import annotations

from datetime import datetime

from mtasts_pages.checks.certificates import EXPIRY_NOTICE, describe_expiry, describe_fault
from mtasts_pages.checks.codes import Code, Severity
from mtasts_pages.checks.finding import Finding, find
from mtasts_pages.standards.policy import Mode, Policy
from mtasts_pages.state import CertificateFault, MailHost, MailProblem, Surroundings

_CODES = {
    MailProblem.UNRESOLVED: Code.MX_UNRESOLVED,
    MailProblem.NO_STARTTLS: Code.MX_NO_STARTTLS,
    MailProblem.STARTTLS_FAILED: Code.MX_STARTTLS_FAILS,
    MailProblem.OLD_TLS: Code.MX_OLD_TLS,
    MailProblem.CERTIFICATE: Code.MX_CERTIFICATE_INVALID,
}
_CERTIFICATE_CODES = {
    CertificateFault.EXPIRED: Code.MX_CERTIFICATE_EXPIRED,
    CertificateFault.NOT_YET_VALID: Code.MX_CERTIFICATE_NOT_YET_VALID,
    CertificateFault.WRONG_NAME: Code.MX_CERTIFICATE_NAME,
    CertificateFault.UNTRUSTED: Code.MX_CERTIFICATE_UNTRUSTED,
    CertificateFault.INVALID: Code.MX_CERTIFICATE_INVALID,
}


def judge_coverage(domain: str, policy: Policy, around: Surroundings) -> tuple[Finding, ...]:
    """Return the live MX hosts that *policy* does not cover, and its entries that cover none."""
    if policy.mode is Mode.NONE:  # RFC 8461, 5: as if there were no policy
        return ()
    own = around.own_address
    if not around.mx.failed and own is not None and own.failed:
        message = f"`{domain}` has no MX records, and the DNS gives no address of it: {own.detail}"
        return (find(Code.MX_UNANSWERED, domain, message),)
    if around.mx.failed:
        message = f"the DNS gives no MX records of `{domain}`: {around.mx.detail}"
        return (find(Code.MX_UNANSWERED, domain, message),)
    hosts = around.mx_hosts
    if not hosts:
        why = "a null MX record" if around.mx.values else "neither MX records nor an address"
        message = f"`{domain}` has {why}, so the policy protects nothing"
        return (find(Code.MX_MISSING, domain, message),)
    found = [
        find(
            Code.MX_NOT_COVERED,
            host,
            f"no `mx` of the policy covers `{host}`, an MX host of `{domain}`",
            severity=_severity(policy.mode),
        )
        for host in hosts
        if not any(pattern.matches(host) for pattern in policy.mx)
    ]
    vanished = dict(around.vanished)
    for pattern in policy.mx:
        if pattern.text in vanished:
            gone = vanished[pattern.text]
            message = f"the policy names `{pattern.text}`, and the domain `{gone}` does not exist"
            found.append(find(Code.MX_ENTRY_VANISHED, pattern.text, message))
        elif not any(pattern.matches(host) for host in hosts):
            message = (
                f"the policy names `{pattern.text}`, and no MX host of `{domain}` is like that"
            )
            found.append(find(Code.MX_ENTRY_UNUSED, pattern.text, message))
    return tuple(found)


def judge_mail_host(seen: MailHost, mode: Mode, now: datetime) -> tuple[Finding, ...]:
    """Return what a sender that holds a policy of *mode* minds about an MX host."""
    if mode is Mode.NONE:
        return ()
    host, contact = seen.host, seen.contact
    found = []
    if seen.problem is MailProblem.UNREACHED:
        message = f"`{host}` could not be looked at: {seen.detail}"
        found.append(find(Code.MX_UNKNOWN, host, message))
    elif seen.problem is not None:
        code = _CODES[seen.problem]
        if contact is not None and contact.certificate_fault is not None:
            code = _CERTIFICATE_CODES[contact.certificate_fault]
        message = f"`{host}` gets no mail from senders that go by the policy: {_why(code, seen)}"
        found.append(find(code, host, message, severity=_severity(mode)))
    elif contact is not None and contact.certificate is not None:
        left = contact.certificate.expires - now
        if left < EXPIRY_NOTICE:
            message = f"the certificate of `{host}` expires {describe_expiry(left)}"
            found.append(find(Code.MX_CERTIFICATE_EXPIRING, host, message))
    if seen.tlsa:
        number = len(seen.tlsa)
        message = f"`{host}` has {number} TLSA record{'s' * (number > 1)} that DNSSEC proves"
        found.append(find(Code.MX_DANE, host, message))
    return tuple(found)


def _why(code: Code, seen: MailHost) -> str:
    contact = seen.contact
    if contact is not None and contact.certificate_fault is not None:
        return describe_fault(contact.certificate_fault, seen.detail)
    if code is Code.MX_NO_STARTTLS:
        return "it offers no STARTTLS"
    if code is Code.MX_OLD_TLS:
        return "it knows no TLS 1.2"
    return seen.detail


def _severity(mode: Mode) -> Severity:
    # RFC 8461, 5: only an enforced policy keeps a sender from delivering.
    return Severity.ERROR if mode is Mode.ENFORCE else Severity.WARNING
