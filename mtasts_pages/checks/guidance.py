"""What to do about each kind of finding, in one sentence.

A judge that knows more of the case gives a hint of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mtasts_pages.checks.codes import Code

_REPUBLISH = "run `mtasts-pages publish`, which releases the record once the policy is served"
_ASK_GITHUB = "run `mtasts-pages publish`, which sets it right"
_DNS = "ask the name servers of the zone directly, for example by `dig`, and mend what fails"
_RENEW_MX = "renew the certificate on that host, and let something renew it by itself"

HINTS: Final[Mapping[Code, str]] = {
    Code.RECORD_UNANSWERED: _DNS,
    Code.RECORD_MISSING: _REPUBLISH,
    Code.RECORD_WILDCARD: "create the policy record: a wildcard does not count beside it",
    Code.RECORD_SEVERAL: "remove all but one; `mtasts-pages dns` shows the right one",
    Code.RECORD_INVALID: "put the record that `mtasts-pages dns` prints in its place",
    Code.RECORD_DISPUTED: "put the record that `mtasts-pages dns` prints in its place",
    Code.RECORD_ODD: "put the record that `mtasts-pages dns` prints in its place",
    Code.RECORD_DELEGATED: "remove the CNAME record if you want to keep the policy yourself",
    Code.ID_NOT_BUMPED: "put the record that `mtasts-pages dns` prints in its place",
    Code.ID_TOO_EARLY: (
        "wait until the new policy is served, then run `mtasts-pages bump`: senders that came"
        " meanwhile hold the old policy under this id"
    ),
    Code.ID_BEHIND: "put the record that `mtasts-pages dns` prints in its place",
    Code.HOST_UNANSWERED: _DNS,
    Code.HOST_MISSING: "create the CNAME record that `mtasts-pages dns` prints",
    Code.HOST_ELSEWHERE: "change the CNAME record to the one that `mtasts-pages dns` prints",
    Code.HOST_WITHOUT_CNAME: "put the CNAME record that `mtasts-pages dns` prints in their place",
    Code.HOST_PROXIED: "switch the proxy off for this record (`DNS only`, `proxied = false`)",
    Code.HOST_UNCLAIMED: (
        "run `mtasts-pages publish`, or remove the CNAME record: anybody can claim the host at"
        " GitHub and serve a policy of their own"
    ),
    Code.HOST_ONLY_IPV6: "point the policy host at GitHub Pages, which has both",
    Code.HOST_ADDRESS_SILENT: "remove the address, or mend the server there",
    Code.HOST_UNREACHABLE: "check where the policy host points, and that port 443 is open there",
    Code.HOST_SLOW: "look at the server, or at the proxy before it",
    Code.HOST_OLD_TLS: "serve the policy from GitHub Pages, or switch TLS 1.2 on",
    Code.HOST_TLS: "look at the server, or at the proxy before it",
    Code.CERTIFICATE_EXPIRED: (
        "see why GitHub cannot renew it: a proxy before the host, CAA records, a CNAME record"
        " that has changed"
    ),
    Code.CERTIFICATE_NOT_YET_VALID: "check the clocks of this machine and of the server",
    Code.CERTIFICATE_NAME: (
        "set the policy host as the domain of the Pages site (`mtasts-pages publish` does) and"
        " wait for GitHub's certificate"
    ),
    Code.CERTIFICATE_UNTRUSTED: (
        "use a certificate of a public authority, and send its intermediate certificates along"
    ),
    Code.CERTIFICATE_INVALID: "look at the certificate, and have a new one issued",
    Code.CERTIFICATE_EXPIRING: (
        "see why it was not renewed: a proxy before the host, CAA records, a CNAME record that"
        " has changed"
    ),
    Code.POLICY_REDIRECT: "serve the policy at its own address, without any redirect",
    Code.POLICY_STATUS: (
        "see that the site is published, with `.well-known` in it; `mtasts-pages publish` does both"
    ),
    Code.POLICY_MEDIA_TYPE: "serve the policy as `text/plain`; GitHub Pages does",
    Code.POLICY_TOO_LARGE: "serve the policy file and nothing else",
    Code.POLICY_BROKEN_HTTP: "look at the server, or at the proxy before it",
    Code.POLICY_INVALID: "run `mtasts-pages publish`: what the config gives is always valid",
    Code.POLICY_DISPUTED: "run `mtasts-pages publish`: what the config gives all senders accept",
    Code.POLICY_ODD: "run `mtasts-pages publish`: what the config gives all senders read alike",
    Code.POLICY_DIFFERS: (
        "run `mtasts-pages publish`; after a change GitHub may serve the old policy for ten minutes"
    ),
    Code.MX_UNANSWERED: _DNS,
    Code.MX_MISSING: "take the domain out of the config, or give it MX records",
    Code.MX_NOT_COVERED: "add it to `mx` in the config and run `mtasts-pages publish`",
    Code.MX_ENTRY_UNUSED: "once no sender can hold an older MX record, take it out of the config",
    Code.MX_ENTRY_VANISHED: (
        "take it out of the config at once: who registers the domain can receive your mail"
    ),
    Code.MX_UNRESOLVED: "give it an address, or remove the MX record",
    Code.MX_UNKNOWN: "run the check from a machine that may open connections to port 25",
    Code.MX_NO_STARTTLS: "switch STARTTLS on at that host",
    Code.MX_STARTTLS_FAILS: "look into the log of that host; its certificate or key may be missing",
    Code.MX_OLD_TLS: "switch TLS 1.2 on at that host",
    Code.MX_CERTIFICATE_EXPIRED: _RENEW_MX,
    Code.MX_CERTIFICATE_NOT_YET_VALID: "check the clocks of this machine and of that host",
    Code.MX_CERTIFICATE_NAME: (
        "use a certificate for the name that stands in the MX record, or put the name that is in"
        " the certificate into the MX record and the policy"
    ),
    Code.MX_CERTIFICATE_UNTRUSTED: (
        "use a certificate of a public authority, and send its intermediate certificates along"
    ),
    Code.MX_CERTIFICATE_INVALID: _RENEW_MX,
    Code.MX_CERTIFICATE_EXPIRING: _RENEW_MX,
    Code.MX_DANE: "keep the TLSA records and the certificates in step; senders that know DANE"
    " go by them",
    Code.SMTP_BLOCKED: (
        "run the check from a machine that may open connections to port 25, or leave the MX hosts"
        " out by `--no-mx`"
    ),
    Code.REPORTING_UNANSWERED: _DNS,
    Code.REPORTING_MISSING: "create the record that `mtasts-pages dns` prints",
    Code.REPORTING_SEVERAL: "remove all but one; `mtasts-pages dns` shows the right one",
    Code.REPORTING_INVALID: "put the record that `mtasts-pages dns` prints in its place",
    Code.REPORTING_ODD: "put the record that `mtasts-pages dns` prints in its place",
    Code.REPORTING_DIFFERS: "put the record that `mtasts-pages dns` prints in its place",
    Code.GITHUB_LEFT_OUT: "set GITHUB_TOKEN, or name a file by `--token-file`",
    Code.GITHUB_UNREADABLE: "see what the message says; then run the same command again",
    Code.GITHUB_UNVERIFIED: (
        "verify the domain in the Pages settings of the owner; `mtasts-pages dns` names the record"
    ),
    Code.REPOSITORY_MISSING: "run `mtasts-pages publish`, which creates it",
    Code.REPOSITORY_ARCHIVED: "unarchive it in its settings at GitHub",
    Code.REPOSITORY_NOT_PUBLIC: "make it public in its settings at GitHub; it holds no secret",
    Code.PAGES_DISABLED: _ASK_GITHUB,
    Code.PAGES_SOURCE: _ASK_GITHUB,
    Code.PAGES_DOMAIN: _ASK_GITHUB,
    Code.PAGES_CERTIFICATE_PENDING: "wait: GitHub takes minutes, rarely a day",
    Code.PAGES_CERTIFICATE_FAILED: (
        "first mend CAA records, proxy and CNAME record; then remove the domain in the Pages"
        " settings and set it again, once"
    ),
    Code.PAGES_HTTPS_NOT_ENFORCED: _ASK_GITHUB,
    Code.PAGES_BUILD_FAILED: "look at the deployments of the repository at GitHub",
    Code.PAGES_UNHEALTHY: "mend what GitHub says, then run the check again",
    Code.CAA_FORBIDS: 'add a CAA record `0 issue "letsencrypt.org"`, or GitHub cannot renew',
    Code.CAA_UNANSWERED: "mend it: authorities issue nothing while CAA cannot be read",
    Code.WILDCARD_TO_GITHUB: "remove the wildcard: anybody can claim the names below it at GitHub",
    Code.SERVER_LAME: "mend the server, or take it out of the delegation",
    Code.SERVERS_DISAGREE: "see why the zone does not reach all of its servers",
}
