"""The codes of findings: every fault that ``check`` can name.

A severity says what a sender makes of the fault. An *error*: a sender that comes now gets no
policy, or cannot deliver or report as the policy wants. A *warning*: it works for this sender, but
not for every one, or not for long, or it is not what the config says. *Info*: worth knowing, or
not to be known from here.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Severity(StrEnum):
    """How much a finding matters, worst first."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Area(StrEnum):
    """What a finding is about."""

    RECORD = "The policy record"
    HOST = "The policy host"
    FILE = "The policy"
    MAIL = "The MX hosts"
    REPORTING = "The TLS reporting record"
    GITHUB = "GitHub"
    AROUND = "The zone around it"


_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO
_RECORD, _HOST, _FILE, _MAIL, _REPORTING, _GITHUB, _AROUND = Area


class Code(StrEnum):
    """One kind of fault, by its stable code.

    Attributes:
        area: What it is about.
        severity: How much it matters. Findings about MX hosts are errors while the policy is
            enforced and warnings before: senders deliver nevertheless then.
        meaning: What is wrong, in one sentence.

    """

    area: Area
    severity: Severity
    meaning: str

    def __new__(cls, code: str, area: Area, severity: Severity, meaning: str) -> Self:
        """Return the member that a row of the table describes."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.area, member.severity, member.meaning = area, severity, meaning
        return member

    # fmt: off
    RECORD_UNANSWERED = ("record-unanswered", _RECORD, _E,
        "The DNS does not answer for the policy record")
    RECORD_MISSING = ("record-missing", _RECORD, _E,
        "There is no policy record")
    RECORD_WILDCARD = ("record-wildcard", _RECORD, _E,
        "A wildcard of the zone answers in place of the policy record")
    RECORD_SEVERAL = ("record-several", _RECORD, _E,
        "There is more than one policy record")
    RECORD_INVALID = ("record-invalid", _RECORD, _E,
        "Senders cannot read the policy record")
    RECORD_DISPUTED = ("record-disputed", _RECORD, _W,
        "Strict senders refuse the policy record, lenient ones read it")
    RECORD_ODD = ("record-odd", _RECORD, _W,
        "Senders read the policy record differently")
    RECORD_DELEGATED = ("record-delegated", _RECORD, _W,
        "The policy record is a CNAME record to somebody else's")
    ID_NOT_BUMPED = ("id-not-bumped", _RECORD, _W,
        "The policy changed and its id did not")
    ID_TOO_EARLY = ("id-too-early", _RECORD, _W,
        "The policy record announces a policy that is not served yet")
    ID_BEHIND = ("id-behind", _RECORD, _W,
        "The repository announces a newer policy id than the policy record")

    HOST_UNANSWERED = ("host-unanswered", _HOST, _E,
        "The DNS does not answer for the policy host")
    HOST_MISSING = ("host-missing", _HOST, _E,
        "The policy host has no address")
    HOST_ELSEWHERE = ("host-elsewhere", _HOST, _W,
        "The policy host is a CNAME to something else than the owner's Pages sites")
    HOST_WITHOUT_CNAME = ("host-without-cname", _HOST, _W,
        "The policy host has addresses of its own and no CNAME record")
    HOST_PROXIED = ("host-proxied", _HOST, _W,
        "A proxy stands before GitHub Pages")
    HOST_UNCLAIMED = ("host-unclaimed", _HOST, _E,
        "The policy host points at GitHub, where nobody has a site for it")
    HOST_ONLY_IPV6 = ("host-only-ipv6", _HOST, _W,
        "The policy host has no IPv4 address")
    HOST_ADDRESS_SILENT = ("host-address-silent", _HOST, _W,
        "One address of the policy host does not answer, another does")
    HOST_UNREACHABLE = ("host-unreachable", _HOST, _E,
        "No address of the policy host takes a connection")
    HOST_SLOW = ("host-slow", _HOST, _E,
        "The policy does not come within a minute")
    HOST_OLD_TLS = ("host-old-tls", _HOST, _E,
        "The policy host knows no TLS 1.2")
    HOST_TLS = ("host-tls", _HOST, _E,
        "The TLS handshake with the policy host fails")
    CERTIFICATE_EXPIRED = ("certificate-expired", _HOST, _E,
        "The certificate of the policy host has expired")
    CERTIFICATE_NOT_YET_VALID = ("certificate-not-yet-valid", _HOST, _E,
        "The certificate of the policy host is not valid yet")
    CERTIFICATE_NAME = ("certificate-name", _HOST, _E,
        "The certificate of the policy host is for another name")
    CERTIFICATE_UNTRUSTED = ("certificate-untrusted", _HOST, _E,
        "No known authority vouches for the certificate of the policy host")
    CERTIFICATE_INVALID = ("certificate-invalid", _HOST, _E,
        "The certificate of the policy host cannot be verified")
    CERTIFICATE_EXPIRING = ("certificate-expiring", _HOST, _W,
        "The certificate of the policy host expires soon")

    POLICY_REDIRECT = ("policy-redirect", _FILE, _E,
        "The policy host answers with a redirect")
    POLICY_STATUS = ("policy-status", _FILE, _E,
        "The policy host answers with another status than 200")
    POLICY_MEDIA_TYPE = ("policy-media-type", _FILE, _E,
        "The policy is not served as `text/plain`")
    POLICY_TOO_LARGE = ("policy-too-large", _FILE, _E,
        "The policy is larger than 64 kilobytes")
    POLICY_BROKEN_HTTP = ("policy-broken-http", _FILE, _E,
        "What the policy host answers is not HTTP")
    POLICY_INVALID = ("policy-invalid", _FILE, _E,
        "Senders cannot read the policy")
    POLICY_DISPUTED = ("policy-disputed", _FILE, _W,
        "Strict senders refuse the policy, lenient ones read it")
    POLICY_ODD = ("policy-odd", _FILE, _W,
        "Senders read the policy differently")
    POLICY_DIFFERS = ("policy-differs", _FILE, _W,
        "The served policy is not the one that the config describes")

    MX_UNANSWERED = ("mx-unanswered", _MAIL, _W,
        "The DNS does not answer for the MX records")
    MX_MISSING = ("mx-missing", _MAIL, _W,
        "The domain receives no mail, and has a policy")
    MX_NOT_COVERED = ("mx-not-covered", _MAIL, _E,
        "The policy does not cover a live MX host")
    MX_ENTRY_UNUSED = ("mx-entry-unused", _MAIL, _W,
        "An `mx` of the policy covers no live MX host")
    MX_ENTRY_VANISHED = ("mx-entry-vanished", _MAIL, _W,
        "An `mx` of the policy lies in a domain that does not exist")
    MX_UNRESOLVED = ("mx-unresolved", _MAIL, _E,
        "An MX host has no address")
    MX_UNKNOWN = ("mx-unknown", _MAIL, _I,
        "An MX host could not be looked at from here")
    MX_NO_STARTTLS = ("mx-no-starttls", _MAIL, _E,
        "An MX host offers no STARTTLS")
    MX_STARTTLS_FAILS = ("mx-starttls-fails", _MAIL, _E,
        "An MX host offers STARTTLS, and it fails")
    MX_OLD_TLS = ("mx-old-tls", _MAIL, _E,
        "An MX host knows no TLS 1.2")
    MX_CERTIFICATE_EXPIRED = ("mx-certificate-expired", _MAIL, _E,
        "The certificate of an MX host has expired")
    MX_CERTIFICATE_NOT_YET_VALID = ("mx-certificate-not-yet-valid", _MAIL, _E,
        "The certificate of an MX host is not valid yet")
    MX_CERTIFICATE_NAME = ("mx-certificate-name", _MAIL, _E,
        "The certificate of an MX host is for another name")
    MX_CERTIFICATE_UNTRUSTED = ("mx-certificate-untrusted", _MAIL, _E,
        "No known authority vouches for the certificate of an MX host")
    MX_CERTIFICATE_INVALID = ("mx-certificate-invalid", _MAIL, _E,
        "The certificate of an MX host cannot be verified")
    MX_CERTIFICATE_EXPIRING = ("mx-certificate-expiring", _MAIL, _W,
        "The certificate of an MX host expires soon")
    MX_DANE = ("mx-dane", _MAIL, _I,
        "An MX host has TLSA records that DNSSEC proves")
    SMTP_BLOCKED = ("smtp-blocked", _MAIL, _I,
        "No MX host could be reached from here")

    REPORTING_UNANSWERED = ("reporting-unanswered", _REPORTING, _W,
        "The DNS does not answer for the TLS reporting record")
    REPORTING_MISSING = ("reporting-missing", _REPORTING, _W,
        "There is no TLS reporting record, and the config asks for one")
    REPORTING_SEVERAL = ("reporting-several", _REPORTING, _E,
        "There is more than one TLS reporting record")
    REPORTING_INVALID = ("reporting-invalid", _REPORTING, _E,
        "Reporters cannot read the TLS reporting record")
    REPORTING_ODD = ("reporting-odd", _REPORTING, _W,
        "Reporters read the TLS reporting record differently")
    REPORTING_DIFFERS = ("reporting-differs", _REPORTING, _W,
        "The TLS reporting record asks for other reports than the config")

    GITHUB_LEFT_OUT = ("github-left-out", _GITHUB, _I,
        "GitHub was not asked, for want of a token")
    GITHUB_UNREADABLE = ("github-unreadable", _GITHUB, _I,
        "GitHub did not say how the repository or its Pages site stands")
    GITHUB_UNVERIFIED = ("github-unverified", _GITHUB, _I,
        "GitHub does not know who owns the domain")
    REPOSITORY_MISSING = ("repository-missing", _GITHUB, _W,
        "There is no policy repository")
    REPOSITORY_ARCHIVED = ("repository-archived", _GITHUB, _W,
        "The policy repository is archived")
    REPOSITORY_NOT_PUBLIC = ("repository-not-public", _GITHUB, _W,
        "The policy repository is not public")
    PAGES_DISABLED = ("pages-disabled", _GITHUB, _E,
        "Pages is not enabled for the policy repository")
    PAGES_SOURCE = ("pages-source", _GITHUB, _W,
        "Pages publishes something else than the root of the default branch")
    PAGES_DOMAIN = ("pages-domain", _GITHUB, _E,
        "The Pages site does not have the policy host as its domain")
    PAGES_CERTIFICATE_PENDING = ("pages-certificate-pending", _GITHUB, _W,
        "GitHub has no certificate for the policy host yet")
    PAGES_CERTIFICATE_FAILED = ("pages-certificate-failed", _GITHUB, _W,
        "GitHub failed to get a certificate for the policy host")
    PAGES_HTTPS_NOT_ENFORCED = ("pages-https-not-enforced", _GITHUB, _W,
        "GitHub does not enforce HTTPS for the site")
    PAGES_BUILD_FAILED = ("pages-build-failed", _GITHUB, _W,
        "GitHub failed to build the site")
    PAGES_UNHEALTHY = ("pages-unhealthy", _GITHUB, _W,
        "GitHub's own check of the domain finds a fault")

    CAA_FORBIDS = ("caa-forbids", _AROUND, _W,
        "CAA records forbid GitHub's certificate authority")
    CAA_UNANSWERED = ("caa-unanswered", _AROUND, _W,
        "The DNS does not answer for CAA records")
    WILDCARD_TO_GITHUB = ("wildcard-to-github", _AROUND, _W,
        "A wildcard of the zone points at GitHub Pages")
    SERVER_LAME = ("server-lame", _AROUND, _W,
        "A name server of the zone does not answer for it")
    SERVERS_DISAGREE = ("servers-disagree", _AROUND, _W,
        "The name servers of the zone have different policy records")
    # fmt: on
