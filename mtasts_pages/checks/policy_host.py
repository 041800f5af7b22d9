"""The policy host: where it points, how it answers, what its certificate is worth."""

from __future__ import annotations

from datetime import datetime

from mtasts_pages.checks.certificates import EXPIRY_NOTICE, describe_expiry, describe_fault
from mtasts_pages.checks.codes import Code, Severity
from mtasts_pages.checks.finding import Finding, find
from mtasts_pages.checks.intent import Intent
from mtasts_pages.dns import pages_target
from mtasts_pages.state import CertificateFault, FetchProblem, SenderView
from mtasts_pages.text import quote

_PROXIES = ("cloudflare",)

_CERTIFICATE_CODES = {
    CertificateFault.EXPIRED: Code.CERTIFICATE_EXPIRED,
    CertificateFault.NOT_YET_VALID: Code.CERTIFICATE_NOT_YET_VALID,
    CertificateFault.WRONG_NAME: Code.CERTIFICATE_NAME,
    CertificateFault.UNTRUSTED: Code.CERTIFICATE_UNTRUSTED,
    CertificateFault.INVALID: Code.CERTIFICATE_INVALID,
}
_FETCH_CODES = {
    FetchProblem.UNREACHABLE: Code.HOST_UNREACHABLE,
    FetchProblem.TIMEOUT: Code.HOST_SLOW,
    FetchProblem.TLS: Code.HOST_TLS,
    FetchProblem.CERTIFICATE: Code.CERTIFICATE_INVALID,
    FetchProblem.REDIRECT: Code.POLICY_REDIRECT,
    FetchProblem.STATUS: Code.POLICY_STATUS,
    FetchProblem.MEDIA_TYPE: Code.POLICY_MEDIA_TYPE,
    FetchProblem.TOO_LARGE: Code.POLICY_TOO_LARGE,
    FetchProblem.PROTOCOL: Code.POLICY_BROKEN_HTTP,
}


def judge_policy_host(intent: Intent, view: SenderView, now: datetime) -> tuple[Finding, ...]:
    """Return what is wrong with the policy host, what it serves aside."""
    host = intent.domain.policy_host
    found = _judge_lookups(host, view)
    if not view.addresses:
        return tuple(found)
    found += _judge_target(intent, view)
    if not view.ipv4.values and not view.ipv4.failed:
        found.append(find(Code.HOST_ONLY_IPV6, host, f"`{host}` has no IPv4 address"))
    contact = view.served.contact
    if contact is not None:
        found += [
            find(
                Code.HOST_ADDRESS_SILENT,
                host,
                f"`{host}` does not answer at `{address}`, and does at `{contact.address}`",
            )
            for address in contact.failed_addresses
        ]
        if contact.certificate is not None:
            left = contact.certificate.expires - now
            if left < EXPIRY_NOTICE:
                message = f"the certificate of `{host}` expires {describe_expiry(left)}"
                found.append(find(Code.CERTIFICATE_EXPIRING, host, message))
    found += _judge_fetch(host, view)
    return tuple(found)


def _judge_lookups(host: str, view: SenderView) -> list[Finding]:
    failed = [lookup for lookup in (view.ipv6, view.ipv4) if lookup.failed]
    if failed:
        kinds = " and ".join(lookup.type for lookup in failed)
        message = f"the DNS gives no {kinds} answer for `{host}`: {failed[0].detail}"
        severity = Severity.WARNING if view.addresses else Severity.ERROR
        return [find(Code.HOST_UNANSWERED, host, message, severity=severity)]
    if view.addresses:
        return []
    if view.aliases:
        message = f"`{host}` is a CNAME to `{view.aliases[-1]}`, which has no address"
        hint = "change the CNAME record to the one that `mtasts-pages dns` prints"
        return [find(Code.HOST_MISSING, host, message, hint=hint)]
    return [find(Code.HOST_MISSING, host, f"the policy host `{host}` has no address")]


def _judge_target(intent: Intent, view: SenderView) -> list[Finding]:
    host, owner = intent.domain.policy_host, intent.domain.owner
    if owner is None:
        return []
    wanted = pages_target(owner)
    if wanted in view.aliases:
        return []
    contact = view.served.contact
    server = contact.server.lower() if contact else ""
    if any(proxy in server for proxy in _PROXIES):
        message = f"a proxy (`{server}`) answers for `{host}`, not GitHub Pages"
        return [find(Code.HOST_PROXIED, host, message)]
    if view.aliases:
        message = f"`{host}` is a CNAME to {quote(view.aliases[0])}, not to `{wanted}`"
        return [find(Code.HOST_ELSEWHERE, host, message)]
    message = f"`{host}` has addresses of its own and is no CNAME to `{wanted}`"
    return [find(Code.HOST_WITHOUT_CNAME, host, message)]


def _judge_fetch(host: str, view: SenderView) -> list[Finding]:
    served, contact = view.served, view.served.contact
    if served.problem is None or served.problem is FetchProblem.UNRESOLVED:
        return []
    if view.unclaimed:
        message = f"`{host}` points at GitHub, which says that nobody has a site for it"
        return [find(Code.HOST_UNCLAIMED, host, message)]
    code, why = _FETCH_CODES[served.problem], served.detail
    if contact is not None and contact.certificate_fault is not None:
        code = _CERTIFICATE_CODES[contact.certificate_fault]
        why = describe_fault(contact.certificate_fault, served.detail)
    elif contact is not None and contact.speaks_old_tls:
        code, why = Code.HOST_OLD_TLS, "it knows no TLS 1.2"
    message = f"`{host}` serves no policy: {why}"
    return [find(code, host, message)]
