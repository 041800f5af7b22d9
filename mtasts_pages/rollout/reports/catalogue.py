"""What each result type of a report means, what to look at, and which findings of `check` it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from mtasts_pages.checks import mail, policy_fetch, policy_file, policy_host
from mtasts_pages.checks.finding import Area, Severity
from mtasts_pages.standards.tls_report import ResultType


class Effect(StrEnum):
    """What a failure would do to mail under `enforce`."""

    STOPS_MAIL = "stops-mail"
    """Senders would not deliver to that host."""
    MAY_STOP_MAIL = "may-stop-mail"
    """The report does not say enough."""
    HIDES_POLICY = "hides-policy"
    """Senders could not read the policy; they deliver, and cannot learn of a change either."""
    STOPS_DANE = "stops-dane"
    """Senders that keep to DANE refuse the host already; MTA-STS has no part in it."""


@dataclass(frozen=True, slots=True)
class Result:
    """A row of the catalogue."""

    effect: Effect
    meaning: str
    """A sentence without a full stop."""
    look_at: str
    """What to do first, the same."""
    codes: frozenset[str] = frozenset()
    """The findings of `check` that are the same failure, seen from here."""


_CERTIFICATE = frozenset(
    kind.code
    for kind in (
        mail.MX_CERTIFICATE_EXPIRED,
        mail.MX_CERTIFICATE_NOT_YET_VALID,
        mail.MX_CERTIFICATE_NAME,
        mail.MX_CERTIFICATE_UNTRUSTED,
        mail.MX_CERTIFICATE_INVALID,
    )
)
_SESSION = frozenset(
    kind.code for kind in (mail.MX_NO_STARTTLS, mail.MX_STARTTLS_FAILS, mail.MX_OLD_TLS)
)
_ANY_AT_HOST = _CERTIFICATE | _SESSION | {mail.MX_NOT_COVERED.code}
_POLICY = frozenset(
    kind.code
    for file in (policy_host, policy_fetch, policy_file)
    for kind in vars(file).values()
    if hasattr(kind, "area")
    and kind.area in (Area.HOST, Area.FILE)
    and (kind.severity is Severity.ERROR or kind is policy_file.POLICY_DISPUTED)
)

RESULTS: Final = {
    ResultType.STARTTLS_NOT_SUPPORTED: Result(
        Effect.STOPS_MAIL,
        "the MX host did not offer STARTTLS",
        "enable STARTTLS on that host; a firewall or a mail filter in front of it may hide it",
        _SESSION,
    ),
    ResultType.CERTIFICATE_HOST_MISMATCH: Result(
        Effect.STOPS_MAIL,
        "the certificate of the MX host does not bear the host's name",
        "give that host a certificate for the name in its MX record",
        _CERTIFICATE,
    ),
    ResultType.CERTIFICATE_EXPIRED: Result(
        Effect.STOPS_MAIL,
        "the certificate of the MX host had expired",
        "renew it, and automate the renewal; the mail server must load the new one",
        _CERTIFICATE,
    ),
    ResultType.CERTIFICATE_NOT_TRUSTED: Result(
        Effect.STOPS_MAIL,
        "the sender does not trust the certificate of the MX host",
        "use a certificate of a public authority, and send the intermediate certificates with it",
        _CERTIFICATE,
    ),
    ResultType.VALIDATION_FAILURE: Result(
        Effect.MAY_STOP_MAIL,
        "the sender gives no exact reason; Google says so for an MX host that the policy does not"
        " name, and for trouble with TLS",
        "compare the MX records with the policy, and run `mtasts-pages check`",
        _ANY_AT_HOST,
    ),
    ResultType.TLSA_INVALID: Result(
        Effect.STOPS_DANE,
        "the certificate of the MX host does not match its TLSA records",
        "publish the TLSA record of the next certificate before it is used",
    ),
    ResultType.DNSSEC_INVALID: Result(
        Effect.STOPS_DANE,
        "the DNSSEC signatures did not verify",
        "check the zone's signatures and its DS record",
    ),
    ResultType.DANE_REQUIRED: Result(
        Effect.STOPS_DANE,
        "the sender insists on DANE and found no TLSA records",
        "nothing, unless that sender matters to you",
    ),
    ResultType.STS_POLICY_FETCH_ERROR: Result(
        Effect.HIDES_POLICY,
        "the sender could not fetch the policy",
        "run `mtasts-pages check`: a policy that cannot be fetched cannot be changed either",
        _POLICY,
    ),
    ResultType.STS_POLICY_INVALID: Result(
        Effect.HIDES_POLICY,
        "the sender could not read the policy",
        "run `mtasts-pages check`, then `mtasts-pages publish`",
        _POLICY,
    ),
    ResultType.STS_WEBPKI_INVALID: Result(
        Effect.HIDES_POLICY,
        "the sender does not trust the certificate of the policy host",
        "run `mtasts-pages check`: GitHub renews the certificate while the CNAME record points to"
        " it",
        _POLICY,
    ),
    ResultType.OTHER: Result(
        Effect.MAY_STOP_MAIL,
        "the report does not say in the words of RFC 8460 what failed",
        "run `mtasts-pages check`, and ask the sender if it goes on",
        _ANY_AT_HOST,
    ),
}
"""Each result type, in the order of RFC 8460, 4.3."""
