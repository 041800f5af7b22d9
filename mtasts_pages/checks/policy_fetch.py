"""The fetch of the policy: how the policy host answers, and what its certificate is worth."""

from __future__ import annotations

from datetime import datetime

from mtasts_pages.checks.certificates import (
    USE_PUBLIC_AUTHORITY,
    describe_expiry,
    describe_fault,
    is_ending,
)
from mtasts_pages.checks.finding import Area, Finding, Kind, Severity, find
from mtasts_pages.state import CertificateFault, DomainSeen, FetchProblem

NOTHING_SERVED = (
    "A sender that holds no policy delivers as if there were none; one that holds an older policy"
    " keeps to it until it expires (RFC 8461, 3.3)."
)
_LOOK_AT_SERVER = "check the server, or the proxy in front of it"

# fmt: off
HOST_ADDRESS_SILENT = Kind("host-address-silent", Area.HOST, Severity.WARNING,
    "One address of the policy host does not answer, but another does",
    hint="remove the address, or fix the server behind it",
    why="Senders that try this address first have to wait, and some give up. An address to which"
        " this machine has no route is not counted.")
HOST_UNREACHABLE = Kind("host-unreachable", Area.HOST, Severity.ERROR,
    "No address of the policy host accepts a connection",
    hint="check where the policy host points, and that port 443 is open there",
    why=NOTHING_SERVED)
HOST_SLOW = Kind("host-slow", Area.HOST, Severity.ERROR,
    "The policy does not arrive within a minute",
    hint=_LOOK_AT_SERVER,
    why=f"RFC 8461, 3.3 lets senders give up after a minute. {NOTHING_SERVED}")
HOST_OLD_TLS = Kind("host-old-tls", Area.HOST, Severity.ERROR,
    "The policy host does not support TLS 1.2",
    hint="serve the policy from GitHub Pages, or enable TLS 1.2",
    why=f"RFC 8461, 7.1 asks for TLS 1.2 or later. {NOTHING_SERVED}")
HOST_TLS = Kind("host-tls", Area.HOST, Severity.ERROR,
    "The TLS handshake with the policy host fails",
    hint=_LOOK_AT_SERVER,
    why=NOTHING_SERVED)
CERTIFICATE_EXPIRED = Kind("certificate-expired", Area.HOST, Severity.ERROR,
    "The certificate of the policy host has expired",
    hint="find out why GitHub cannot renew it: a proxy in front of the host, CAA records, a"
         " changed CNAME record",
    why=NOTHING_SERVED)
CERTIFICATE_NOT_YET_VALID = Kind("certificate-not-yet-valid", Area.HOST, Severity.ERROR,
    "The certificate of the policy host is not valid yet",
    hint="check the clocks of this machine and of the server",
    why=NOTHING_SERVED)
CERTIFICATE_NAME = Kind("certificate-name", Area.HOST, Severity.ERROR,
    "The certificate of the policy host is for another name",
    hint="set the policy host as the custom domain of the Pages site (`mtasts-pages publish`"
         " does) and wait for GitHub's certificate",
    why="The certificate has to name the policy host (RFC 8461, 3.3). GitHub presents the one"
        f" for `*.github.io` until it has one for the host. {NOTHING_SERVED}")
CERTIFICATE_UNTRUSTED = Kind("certificate-untrusted", Area.HOST, Severity.ERROR,
    "The certificate of the policy host is not from a trusted authority",
    hint=USE_PUBLIC_AUTHORITY,
    why="It is self-signed, comes from an authority that this machine does not know, or is"
        f" served without its intermediate certificates. {NOTHING_SERVED}")
CERTIFICATE_INVALID = Kind("certificate-invalid", Area.HOST, Severity.ERROR,
    "The certificate of the policy host cannot be verified",
    hint="inspect the certificate, and have a new one issued",
    why=NOTHING_SERVED)
CERTIFICATE_EXPIRING = Kind("certificate-expiring", Area.HOST, Severity.WARNING,
    "The certificate of the policy host expires soon",
    hint="find out why it was not renewed: a proxy in front of the host, CAA records, a changed"
         " CNAME record",
    why="GitHub renews about a month before expiry. A certificate with less than a fifth of its"
        " lifetime left, at most two weeks, was not renewed, and senders get no policy once it"
        " expires.")
POLICY_REDIRECT = Kind("policy-redirect", Area.FILE, Severity.ERROR,
    "The policy host answers with a redirect",
    hint="serve the policy at its own address, without a redirect",
    why=f"Senders must not follow redirects (RFC 8461, 3.3). {NOTHING_SERVED}")
POLICY_STATUS = Kind("policy-status", Area.FILE, Severity.ERROR,
    "The policy host answers with a status other than 200",
    hint="make sure that the site is published with `.well-known` in it; `mtasts-pages publish`"
         " does both",
    why=f"Only status 200 counts (RFC 8461, 3.3). {NOTHING_SERVED}")
POLICY_MEDIA_TYPE = Kind("policy-media-type", Area.FILE, Severity.ERROR,
    "The policy is not served as `text/plain`",
    hint="serve the policy as `text/plain`; GitHub Pages does",
    why="Senders check the type, so that no user's upload passes for a policy (RFC 8461, 3.2)."
        f" {NOTHING_SERVED}")
POLICY_TOO_LARGE = Kind("policy-too-large", Area.FILE, Severity.ERROR,
    "The policy is larger than 64 kilobytes",
    hint="serve the policy file and nothing else",
    why=f"Senders stop reading at that size (RFC 8461, 3.3). {NOTHING_SERVED}")
POLICY_BROKEN_HTTP = Kind("policy-broken-http", Area.FILE, Severity.ERROR,
    "The policy host does not answer in HTTP",
    hint=_LOOK_AT_SERVER,
    why=NOTHING_SERVED)
# fmt: on

_CERTIFICATES = {
    CertificateFault.EXPIRED: CERTIFICATE_EXPIRED,
    CertificateFault.NOT_YET_VALID: CERTIFICATE_NOT_YET_VALID,
    CertificateFault.WRONG_NAME: CERTIFICATE_NAME,
    CertificateFault.UNTRUSTED: CERTIFICATE_UNTRUSTED,
    CertificateFault.INVALID: CERTIFICATE_INVALID,
}
_PROBLEMS = {
    FetchProblem.UNREACHABLE: HOST_UNREACHABLE,
    FetchProblem.TIMEOUT: HOST_SLOW,
    FetchProblem.TLS: HOST_TLS,
    FetchProblem.CERTIFICATE: CERTIFICATE_INVALID,
    FetchProblem.REDIRECT: POLICY_REDIRECT,
    FetchProblem.STATUS: POLICY_STATUS,
    FetchProblem.MEDIA_TYPE: POLICY_MEDIA_TYPE,
    FetchProblem.TOO_LARGE: POLICY_TOO_LARGE,
    FetchProblem.PROTOCOL: POLICY_BROKEN_HTTP,
}
_WITHOUT_HOST = (None, FetchProblem.UNANSWERED, FetchProblem.UNRESOLVED)


def judge_fetch(host: str, seen: DomainSeen, now: datetime) -> tuple[Finding, ...]:
    """Return why senders get no policy from *host*, or may not get one for long."""
    served, contact = seen.served, seen.served.contact
    found = []
    if contact is not None:
        found += [
            find(
                HOST_ADDRESS_SILENT,
                host,
                f"`{host}` does not answer at `{address}`, but does at `{contact.address}`",
            )
            for address in contact.failed_addresses
        ]
        if contact.certificate is not None and is_ending(contact.certificate, now):
            left = contact.certificate.expires - now
            message = f"the certificate of `{host}` expires {describe_expiry(left)}"
            found.append(find(CERTIFICATE_EXPIRING, host, message))
    if seen.unclaimed or served.problem in _WITHOUT_HOST:
        return tuple(found)
    kind, why = _PROBLEMS[served.problem], served.detail
    if contact is not None and contact.certificate_fault is not None:
        kind = _CERTIFICATES[contact.certificate_fault]
        why = describe_fault(contact.certificate_fault, served.detail)
    elif contact is not None and contact.speaks_old_tls:
        kind, why = HOST_OLD_TLS, "it does not support TLS 1.2"
    found.append(find(kind, host, f"`{host}` serves no policy: {why}"))
    return tuple(found)
