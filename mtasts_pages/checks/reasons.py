"""Why each kind of finding matters: for the reference, ``docs/findings.md``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mtasts_pages.checks.codes import Code

_DNS_DEAD = (
    "A time-out, SERVFAIL or REFUSED is not the same as no record: senders learn nothing, and"
    " resolvers remember failures too. A DNSSEC signature that has expired looks like this."
)
_NOTHING_SERVED = (
    "A sender that holds no policy yet delivers as if there were none; one that holds an older"
    " policy keeps to it until it expires (RFC 8461, 3.3)."
)
_MX_REFUSED = (
    "While the policy is enforced, senders do not deliver to this host (RFC 8461, 4.2 and 5). In"
    " mode `testing` they deliver and report, and the finding is a warning."
)

REASONS: Final[Mapping[Code, str]] = {
    Code.RECORD_UNANSWERED: _DNS_DEAD,
    Code.RECORD_MISSING: (
        "Without the TXT record at `_mta-sts` no sender looks for a policy (RFC 8461, 3.1). A text"
        " of another kind at that name does not count."
    ),
    Code.RECORD_WILDCARD: (
        "The record does not exist, and a wildcard of the zone, often one with an SPF text, answers"
        " for every name that does not exist. It was asked for at `*` and says the same."
    ),
    Code.RECORD_SEVERAL: (
        "With two records that begin with `v=STSv1;` senders have to behave as if there were no"
        " policy (RFC 8461, 3.1)."
    ),
    Code.RECORD_INVALID: "No sender that was measured finds an id in the text, so it is no record.",
    Code.RECORD_DISPUTED: (
        "The text breaks the grammar of RFC 8461, 3.1. Some senders read it nevertheless; for the"
        " others the domain has no policy."
    ),
    Code.RECORD_ODD: (
        "The grammar allows the text, yet senders differ over it, for example over which of two ids"
        " counts."
    ),
    Code.RECORD_DELEGATED: (
        "A CNAME record at `_mta-sts` hands the id to another party (RFC 8461, 8.2). That is"
        " allowed; but `publish` cannot release a new id there, and the policy that is announced"
        " may be another one."
    ),
    Code.ID_NOT_BUMPED: (
        "The id ends in a digest of the policy that it was made for, and the served policy has"
        " another one. Senders that hold the old policy do not fetch the new one before the old one"
        " expires."
    ),
    Code.ID_TOO_EARLY: (
        "The id belongs to the policy of the config, and an older policy is served still. A sender"
        " that comes now stores the old policy under the new id and will not look again (RFC 8461,"
        " 8.1: policy first, record second)."
    ),
    Code.ID_BEHIND: (
        "`bump` announces an unchanged policy again, by a commit with a new id. Until the record"
        " carries it, senders that hold something wrong keep it."
    ),
    Code.HOST_UNANSWERED: _DNS_DEAD,
    Code.HOST_MISSING: f"Nothing is found where the policy should be. {_NOTHING_SERVED}",
    Code.HOST_ELSEWHERE: (
        "The CNAME record has to lead to `<owner>.github.io`, without the repository's name."
        " Elsewhere somebody else decides what is served and whether the certificate is renewed."
    ),
    Code.HOST_WITHOUT_CNAME: (
        "GitHub asks for a CNAME record for a subdomain: its addresses change, and certificates are"
        " issued more reliably."
    ),
    Code.HOST_PROXIED: (
        "GitHub can neither issue nor renew a certificate behind a proxy. What works today ends"
        " with the proxy's next change; some proxies answer senders with challenges or redirects."
    ),
    Code.HOST_UNCLAIMED: (
        "The CNAME record dangles. RFC 8461, 10.3 names the danger: whoever claims the host at"
        " GitHub gets a certificate for it and serves a policy in your name."
    ),
    Code.HOST_ONLY_IPV6: "Many senders have IPv4 alone and find no policy.",
    Code.HOST_ADDRESS_SILENT: (
        "Senders that try this address first wait, and some of them give up. An address that this"
        " machine has no route to is not counted."
    ),
    Code.HOST_UNREACHABLE: _NOTHING_SERVED,
    Code.HOST_SLOW: f"RFC 8461, 3.3 lets senders stop after a minute. {_NOTHING_SERVED}",
    Code.HOST_OLD_TLS: f"RFC 8461, 7.1 asks for TLS 1.2 at least. {_NOTHING_SERVED}",
    Code.HOST_TLS: _NOTHING_SERVED,
    Code.CERTIFICATE_EXPIRED: _NOTHING_SERVED,
    Code.CERTIFICATE_NOT_YET_VALID: _NOTHING_SERVED,
    Code.CERTIFICATE_NAME: (
        "The certificate has to name the policy host (RFC 8461, 3.3). GitHub shows the one of"
        f" `*.github.io` until it has one for the host. {_NOTHING_SERVED}"
    ),
    Code.CERTIFICATE_UNTRUSTED: (
        "It is self-signed, of an authority that this machine does not know, or comes without its"
        f" intermediate certificates. {_NOTHING_SERVED}"
    ),
    Code.CERTIFICATE_INVALID: _NOTHING_SERVED,
    Code.CERTIFICATE_EXPIRING: (
        "GitHub renews about a month before the end; a certificate with less than two weeks left"
        " was not renewed, and the policy will be gone when it ends."
    ),
    Code.POLICY_REDIRECT: f"Senders must not follow one (RFC 8461, 3.3). {_NOTHING_SERVED}",
    Code.POLICY_STATUS: f"Only 200 will do (RFC 8461, 3.3). {_NOTHING_SERVED}",
    Code.POLICY_MEDIA_TYPE: (
        f"Senders check it, so that nobody's upload passes for a policy (RFC 8461, 3.2)."
        f" {_NOTHING_SERVED}"
    ),
    Code.POLICY_TOO_LARGE: f"Senders stop reading there (RFC 8461, 3.3). {_NOTHING_SERVED}",
    Code.POLICY_BROKEN_HTTP: _NOTHING_SERVED,
    Code.POLICY_INVALID: f"Neither strict nor lenient senders accept the text. {_NOTHING_SERVED}",
    Code.POLICY_DISPUTED: (
        "The text breaks the grammar of RFC 8461, 3.2. A lenient sender, as Postfix has it, reads a"
        " policy from it; a strict one refuses all of it."
    ),
    Code.POLICY_ODD: (
        "The grammar allows the text, yet senders differ over it, for example over which of two"
        " `mode` lines counts."
    ),
    Code.POLICY_DIFFERS: (
        "The served text is a policy, yet not byte for byte the one that the config gives: the"
        " config was not published, the last change has not arrived everywhere, or somebody else"
        " has changed it."
    ),
    Code.MX_UNANSWERED: _DNS_DEAD,
    Code.MX_MISSING: (
        "The domain has a null MX record (RFC 7505), or neither MX records nor an address. A policy"
        " for it protects nothing."
    ),
    Code.MX_NOT_COVERED: (
        "A wildcard stands for exactly one label (RFC 8461, 4.1): `*.example.net` does not cover"
        f" `a.b.example.net`. {_MX_REFUSED}"
    ),
    Code.MX_ENTRY_UNUSED: (
        "While MX hosts change, the old one has to stay for a while. For good, each needless entry"
        " is one more host that may pose as yours (RFC 8461, 10.4)."
    ),
    Code.MX_ENTRY_VANISHED: (
        "Whoever registers the domain may run an MX host that your policy calls yours; it takes"
        " only one forged DNS answer to send mail there."
    ),
    Code.MX_UNRESOLVED: "Senders can reach no host by this name.",
    Code.MX_UNKNOWN: (
        "No connection, no greeting or a refusal: a port that is blocked on the way looks exactly"
        " like a host that is down, so that this is neither a pass nor a failure."
    ),
    Code.MX_NO_STARTTLS: _MX_REFUSED,
    Code.MX_STARTTLS_FAILS: _MX_REFUSED,
    Code.MX_OLD_TLS: f"RFC 8461, 7.2 asks for TLS 1.2 at least. {_MX_REFUSED}",
    Code.MX_CERTIFICATE_EXPIRED: _MX_REFUSED,
    Code.MX_CERTIFICATE_NOT_YET_VALID: _MX_REFUSED,
    Code.MX_CERTIFICATE_NAME: (
        f"The name in the MX record is the one that counts, not the domain of the mail."
        f" {_MX_REFUSED}"
    ),
    Code.MX_CERTIFICATE_UNTRUSTED: (
        "Mail servers got by with self-signed certificates for decades; a policy ends that."
        f" {_MX_REFUSED}"
    ),
    Code.MX_CERTIFICATE_INVALID: _MX_REFUSED,
    Code.MX_CERTIFICATE_EXPIRING: "It has less than two weeks left, and nothing has renewed it.",
    Code.MX_DANE: (
        "Senders that know DANE (RFC 7672) go by the TLSA records, and by MTA-STS only where there"
        " are none (RFC 8461, 2). Both have to be right."
    ),
    Code.SMTP_BLOCKED: (
        "Many networks block port 25 to the outside, those of hosted CI runners among them. What"
        " the MX hosts do could not be seen at all."
    ),
    Code.REPORTING_UNANSWERED: _DNS_DEAD,
    Code.REPORTING_MISSING: (
        "Without it nobody tells you what fails (RFC 8460, 3); mode `testing` is for nothing then."
    ),
    Code.REPORTING_SEVERAL: "With two records reporters send nothing (RFC 8460, 3).",
    Code.REPORTING_INVALID: "Strict reporters refuse the text and send nothing (RFC 8460, 3).",
    Code.REPORTING_ODD: (
        "Reporters differ over the text, for example over which of two `rua` counts."
    ),
    Code.REPORTING_DIFFERS: "The reports go elsewhere, or not to everybody the config names.",
    Code.GITHUB_LEFT_OUT: (
        "All that a sender sees was checked. Pages settings, the state of the certificate at GitHub"
        " and the owner's repositories take a token."
    ),
    Code.GITHUB_UNREADABLE: "The rest of the check stands without it.",
    Code.GITHUB_UNVERIFIED: (
        "Verification keeps everybody else at GitHub from claiming the policy host, should the site"
        " ever be gone while the CNAME record stays. Verifying `example.com` protects"
        " `mta-sts.example.com`, and not `mta-sts.sub.example.com`."
    ),
    Code.REPOSITORY_MISSING: (
        "Under the owner's name there is no such repository, or the token may not see it."
    ),
    Code.REPOSITORY_ARCHIVED: "It serves on, but nothing in it can be changed.",
    Code.REPOSITORY_NOT_PUBLIC: (
        "Pages of a private repository depend on a paid plan; when the plan ends, the policy goes."
    ),
    Code.PAGES_DISABLED: "Nothing is served for the policy host.",
    Code.PAGES_SOURCE: (
        "A workflow that uploads the site drops `.well-known` unless told otherwise, and the file"
        " `CNAME` does not count then; from another branch or folder something else is served."
    ),
    Code.PAGES_DOMAIN: (
        "GitHub serves a site only at its own domain, and gets a certificate for that one alone. A"
        " forced push that drops the file `CNAME` unsets it."
    ),
    Code.PAGES_CERTIFICATE_PENDING: "Until it has one, no sender can fetch the policy.",
    Code.PAGES_CERTIFICATE_FAILED: (
        "A certificate that exists works until it expires. Setting the domain anew more than once"
        " in some hours starts the wait over and runs into the authority's limits."
    ),
    Code.PAGES_HTTPS_NOT_ENFORCED: (
        "Senders come by HTTPS anyway; but GitHub forgets the setting with each change of the"
        " domain, so that this tells of one."
    ),
    Code.PAGES_BUILD_FAILED: "GitHub goes on to serve what it built before.",
    Code.PAGES_UNHEALTHY: (
        "GitHub looks at the domain from its side. It is asked only when the policy host has a"
        " fault, and takes a token that may write."
    ),
    Code.CAA_FORBIDS: (
        "GitHub has its certificates from Let's Encrypt. The records that count are those of the"
        " policy host, found along its CNAME record, else those of the nearest parent (RFC 8659,"
        " 3). What is served today ends with the certificate."
    ),
    Code.CAA_UNANSWERED: "An authority that cannot read CAA records must not issue (RFC 8659, 3).",
    Code.WILDCARD_TO_GITHUB: (
        "Every name below the domain leads to GitHub, where anybody can claim one that nobody has"
        " yet; verification protects the immediate subdomains only."
    ),
    Code.SERVER_LAME: (
        "Senders whose resolver asks this server lose time, and sometimes the answer. Each name"
        " server of the zone was asked directly."
    ),
    Code.SERVERS_DISAGREE: (
        "It depends on chance which policy id a sender sees. Shortly after a change this is normal;"
        " for longer, a secondary server is out of date."
    ),
}
