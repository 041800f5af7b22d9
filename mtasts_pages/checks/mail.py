"""The MX hosts against the policy, and each of them as a sender meets it (RFC 8461, 4)."""

from __future__ import annotations

from datetime import datetime

from mtasts_pages.checks.certificates import (
    USE_PUBLIC_AUTHORITY,
    describe_expiry,
    describe_fault,
    is_ending,
)
from mtasts_pages.checks.coverage import find_uncovered
from mtasts_pages.checks.finding import (
    ASK_NAME_SERVERS,
    NO_ANSWER,
    Area,
    Finding,
    Kind,
    Severity,
    find,
)
from mtasts_pages.checks.policy_file import read_effective_policy
from mtasts_pages.config import BadValueError
from mtasts_pages.config.keys import read_mx_text
from mtasts_pages.standards.mtasts import Mode, Policy
from mtasts_pages.state import (
    CertificateFault,
    DomainSeen,
    MailHost,
    MailProblem,
    MailRoute,
    Surroundings,
    Target,
)
from mtasts_pages.text import quote

_RENEW = "renew the certificate on that host, and automate the renewal"
_NAME_A_HOST = (
    "give the MX record the name of a host that takes mail, and put that into `mx`: a policy cannot"
    " name this one"
)
_MX_REFUSED = (
    "While the policy is enforced, senders do not deliver to this host (RFC 8461, 4.2 and 5). In"
    " mode `testing` they deliver and report, and the finding is a warning."
)

# fmt: off
MX_UNANSWERED = Kind("mx-unanswered", Area.MAIL, Severity.WARNING,
    "The DNS lookup of the MX records fails",
    hint=ASK_NAME_SERVERS,
    why=NO_ANSWER)
MX_MISSING = Kind("mx-missing", Area.MAIL, Severity.WARNING,
    "The domain receives no mail but has a policy",
    hint="remove the domain from the config, or give it MX records",
    why="The domain has a null MX record (RFC 7505), or neither MX records nor an address. A"
        " policy for it protects nothing.")
MX_NOT_COVERED = Kind("mx-not-covered", Area.MAIL, Severity.ERROR,
    "The policy does not cover a live MX host",
    hint="add it to `mx` in the config and run `mtasts-pages publish`",
    why="A wildcard matches exactly one label (RFC 8461, 4.1): `*.example.net` does not cover"
        f" `a.b.example.net`. {_MX_REFUSED}")
MX_ENTRY_UNUSED = Kind("mx-entry-unused", Area.MAIL, Severity.WARNING,
    "An `mx` entry of the policy covers no live MX host",
    hint="remove it from the config once no sender can still hold an older MX record",
    why="While MX hosts change, the old entry has to stay for a while. In the long run, each"
        " needless entry is one more host that may pose as yours (RFC 8461, 10.4).")
MX_ENTRY_VANISHED = Kind("mx-entry-vanished", Area.MAIL, Severity.WARNING,
    "An `mx` entry of the policy is in a domain that does not exist",
    hint="remove it from the config at once: whoever registers the domain can receive your mail",
    why="Whoever registers the domain can run an MX host that your policy calls yours; one forged"
        " DNS answer is then enough to send mail there.")
MX_UNRESOLVED = Kind("mx-unresolved", Area.MAIL, Severity.ERROR,
    "An MX host has no address",
    hint="give it an address, or remove the MX record",
    why="Senders cannot reach a host by this name.")
MX_ALIAS = Kind("mx-alias", Area.MAIL, Severity.WARNING,
    "An MX host is a CNAME record",
    hint="put the name that the CNAME record leads to into the MX record and the policy, or give"
         " the MX host addresses of its own",
    why="The name in an MX record must not be an alias (RFC 2181, 10.3). Some senders refuse to"
        " deliver to it, and others go by the name that it leads to, which the policy does not"
        " cover.")
MX_UNKNOWN = Kind("mx-unknown", Area.MAIL, Severity.INFO,
    "An MX host could not be checked from here",
    hint="run the check from a machine that may open connections to port 25",
    why="The host took no connection, sent no greeting, or refused. A port blocked on the way looks"
        " exactly like a host that is down, so this is neither a pass nor a failure.")
MX_NO_STARTTLS = Kind("mx-no-starttls", Area.MAIL, Severity.ERROR,
    "An MX host does not offer STARTTLS",
    hint="enable STARTTLS on that host",
    why=_MX_REFUSED)
MX_STARTTLS_FAILS = Kind("mx-starttls-fails", Area.MAIL, Severity.ERROR,
    "An MX host offers STARTTLS, but it fails",
    hint="look at the log of that host; its certificate or key may be missing",
    why=_MX_REFUSED)
MX_OLD_TLS = Kind("mx-old-tls", Area.MAIL, Severity.ERROR,
    "An MX host does not support TLS 1.2",
    hint="enable TLS 1.2 on that host",
    why=f"RFC 8461, 7.2 asks for TLS 1.2 or later. {_MX_REFUSED}")
MX_CERTIFICATE_EXPIRED = Kind("mx-certificate-expired", Area.MAIL, Severity.ERROR,
    "The certificate of an MX host has expired",
    hint=_RENEW,
    why=_MX_REFUSED)
MX_CERTIFICATE_NOT_YET_VALID = Kind("mx-certificate-not-yet-valid", Area.MAIL, Severity.ERROR,
    "The certificate of an MX host is not valid yet",
    hint="check the clocks of this machine and of that host",
    why=_MX_REFUSED)
MX_CERTIFICATE_NAME = Kind("mx-certificate-name", Area.MAIL, Severity.ERROR,
    "The certificate of an MX host is for another name",
    hint="use a certificate for the name in the MX record, or put the name in the certificate"
         " into the MX record and the policy",
    why=f"The name in the MX record counts, not the mail domain. {_MX_REFUSED}")
MX_CERTIFICATE_UNTRUSTED = Kind("mx-certificate-untrusted", Area.MAIL, Severity.ERROR,
    "The certificate of an MX host is not from a trusted authority",
    hint=USE_PUBLIC_AUTHORITY,
    why="Mail servers got by with self-signed certificates for decades; a policy ends that."
        f" {_MX_REFUSED}")
MX_CERTIFICATE_INVALID = Kind("mx-certificate-invalid", Area.MAIL, Severity.ERROR,
    "The certificate of an MX host cannot be verified",
    hint=_RENEW,
    why=_MX_REFUSED)
MX_CERTIFICATE_EXPIRING = Kind("mx-certificate-expiring", Area.MAIL, Severity.WARNING,
    "The certificate of an MX host expires soon",
    hint=_RENEW,
    why="It has less than a fifth of its lifetime left, at most two weeks, and nothing has"
        " renewed it.")
MX_DANE = Kind("mx-dane", Area.MAIL, Severity.INFO,
    "An MX host has TLSA records secured by DNSSEC",
    hint="keep the TLSA records and the certificates in step; senders that support DANE go by them",
    why="Senders that support DANE (RFC 7672) go by the TLSA records, and by MTA-STS only where"
        " there are none (RFC 8461, 2). Both have to be right.")
SMTP_BLOCKED = Kind("smtp-blocked", Area.MAIL, Severity.INFO,
    "No MX host could be reached from here",
    hint="run the check from a machine that may open connections to port 25, or skip the MX hosts"
         " with `--no-mx`",
    why="Many networks block outgoing connections to port 25, among them those of hosted CI"
        " runners. Nothing could be learned about the MX hosts.")
# fmt: on

_PROBLEMS = {
    MailProblem.UNRESOLVED: MX_UNRESOLVED,
    MailProblem.NO_STARTTLS: MX_NO_STARTTLS,
    MailProblem.STARTTLS_FAILED: MX_STARTTLS_FAILS,
    MailProblem.OLD_TLS: MX_OLD_TLS,
    MailProblem.CERTIFICATE: MX_CERTIFICATE_INVALID,
}
_CERTIFICATES = {
    CertificateFault.EXPIRED: MX_CERTIFICATE_EXPIRED,
    CertificateFault.NOT_YET_VALID: MX_CERTIFICATE_NOT_YET_VALID,
    CertificateFault.WRONG_NAME: MX_CERTIFICATE_NAME,
    CertificateFault.UNTRUSTED: MX_CERTIFICATE_UNTRUSTED,
    CertificateFault.INVALID: MX_CERTIFICATE_INVALID,
}


def judge_mail(target: Target, seen: DomainSeen, now: datetime) -> tuple[Finding, ...]:
    """Return what senders mind about where the mail goes, by the policy that they have."""
    policy = read_effective_policy(target, seen.served)
    if policy.mode is Mode.NONE:  # RFC 8461, 5: as if there were no policy
        return ()
    found = [] if seen.mail is None else _judge_route(target.domain, policy, seen.mail, seen.around)
    for host in seen.mail_hosts:
        found += judge_mail_host(host, policy.mode, now)
    return tuple(found)


def _judge_route(
    domain: str, policy: Policy, mail: MailRoute, around: Surroundings | None
) -> list[Finding]:
    """Return the live MX hosts that *policy* does not cover, and its entries that cover none."""
    own = mail.own_address
    if mail.mx.failed:
        message = f"the DNS lookup of the MX records of `{domain}` fails: {mail.mx.detail}"
        return [find(MX_UNANSWERED, domain, message)]
    if own is not None and own.failed:
        message = (
            f"`{domain}` has no MX records, and the DNS lookup of its address fails: {own.detail}"
        )
        return [find(MX_UNANSWERED, domain, message)]
    hosts = mail.hosts
    if not hosts:
        why = "a null MX record" if mail.refuses_mail else "neither MX records nor an address"
        message = f"`{domain}` has {why}, so the policy protects nothing"
        return [find(MX_MISSING, domain, message)]
    found = [
        find(
            MX_NOT_COVERED,
            host,
            f"no `mx` of the policy covers `{host}`, an MX host of `{domain}`",
            hint=None if _can_be_named(host) else _NAME_A_HOST,
            severity=_severity(policy.mode),
        )
        for host in find_uncovered(policy, hosts)
    ]
    vanished = {} if around is None else dict(around.vanished)
    for pattern in policy.mx:
        if pattern.text in vanished:
            gone = vanished[pattern.text]
            message = f"the policy names `{pattern.text}`, but the domain `{gone}` does not exist"
            found.append(find(MX_ENTRY_VANISHED, pattern.text, message))
        elif not any(pattern.matches(host) for host in hosts):
            message = f"the policy names `{pattern.text}`, which matches no MX host of `{domain}`"
            found.append(find(MX_ENTRY_UNUSED, pattern.text, message))
    return found


def judge_mail_host(seen: MailHost, mode: Mode, now: datetime) -> tuple[Finding, ...]:
    """Return what is wrong with an MX host for a sender that holds a policy of *mode*."""
    host, contact = seen.host, seen.contact
    found = []
    if seen.problem is MailProblem.UNREACHED:
        message = f"`{host}` could not be checked: {seen.detail}"
        found.append(find(MX_UNKNOWN, host, message))
    elif seen.problem is not None:
        kind = _PROBLEMS[seen.problem]
        if contact is not None and contact.certificate_fault is not None:
            kind = _CERTIFICATES[contact.certificate_fault]
        message = f"`{host}` gets no mail from senders that follow the policy: {_why(kind, seen)}"
        found.append(find(kind, host, message, severity=_severity(mode)))
    elif (
        contact is not None
        and contact.certificate is not None
        and is_ending(contact.certificate, now)
    ):
        left = contact.certificate.expires - now
        message = f"the certificate of `{host}` expires {describe_expiry(left)}"
        found.append(find(MX_CERTIFICATE_EXPIRING, host, message))
    if seen.alias:
        message = f"the MX host `{host}` is a CNAME to {quote(seen.alias)}"
        found.append(find(MX_ALIAS, host, message))
    if seen.tlsa:
        number = len(seen.tlsa)
        message = f"`{host}` has {number} TLSA record{'s' * (number > 1)} secured by DNSSEC"
        found.append(find(MX_DANE, host, message))
    return tuple(found)


def _can_be_named(host: str) -> bool:
    """Return whether the config takes *host* in `mx`: no address, no `localhost`."""
    try:
        read_mx_text(host)
    except BadValueError:
        return False
    return True


def _why(kind: Kind, seen: MailHost) -> str:
    contact = seen.contact
    if contact is not None and contact.certificate_fault is not None:
        return describe_fault(contact.certificate_fault, seen.detail)
    if kind is MX_NO_STARTTLS:
        return "it does not offer STARTTLS"
    if kind is MX_OLD_TLS:
        return "it does not support TLS 1.2"
    return seen.detail


def _severity(mode: Mode) -> Severity:
    # RFC 8461, 5: only an enforced policy keeps a sender from delivering.
    return Severity.ERROR if mode is Mode.ENFORCE else Severity.WARNING
