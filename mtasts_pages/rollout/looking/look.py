"""Looking at one domain as a sender does, and at what lies around it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice

from mtasts_pages.checks import Intent
from mtasts_pages.rollout.looking.eyes import Eyes
from mtasts_pages.standards.names import MxPattern
from mtasts_pages.standards.record import VERSION_FIELD
from mtasts_pages.state import (
    FetchProblem,
    Lookup,
    LookupKind,
    MailHost,
    MailProblem,
    SenderView,
    ServedPolicy,
    Surroundings,
)

Ask = Callable[[str, str], Lookup]

_PAGES_SUFFIX = ".github.io"
_SHORTEST_DOMAIN = 2  # labels
_MOST_ENTRIES = 50
"""MX entries of a policy that are looked for: what is served may be of any length."""


def look_as_sender(intent: Intent, eyes: Eyes) -> SenderView:
    """Return what a sender finds: four questions and one fetch.

    A fifth question, or a second look at the host, is only ever made to explain a fault.
    """
    ask, host = eyes.lookups.look_up, intent.domain.policy_host
    record = ask(intent.record_name, "TXT")
    reporting = ask(intent.reporting_name, "TXT")
    ipv6, ipv4 = ask(host, "AAAA"), ask(host, "A")
    addresses = (*ipv6.values, *ipv4.values)
    served = eyes.policy_hosts.fetch(host, addresses)
    foreign = bool(record.values) and not any(
        text.startswith(VERSION_FIELD) for text in record.values
    )
    wildcard_text = ask(f"*.{intent.domain.domain}", "TXT") if foreign else None
    aliases = ipv4.aliases or ipv6.aliases
    unclaimed = _may_be_unclaimed(aliases, served) and eyes.unclaimed.is_unclaimed(
        host, served.contact.address if served.contact else addresses[0]
    )
    return SenderView(record, reporting, ipv6, ipv4, served, wildcard_text, unclaimed)


def _may_be_unclaimed(aliases: Iterable[str], served: ServedPolicy) -> bool:
    failed = served.problem in (FetchProblem.CERTIFICATE, FetchProblem.STATUS)
    return failed and any(name.endswith(_PAGES_SUFFIX) for name in aliases)


def look_around(
    intent: Intent, patterns: Iterable[MxPattern], eyes: Eyes, ask: Ask
) -> Surroundings:
    """Return what decides how things go on for one domain.

    Args:
        intent: The domain.
        patterns: The MX patterns of the policy that senders have.
        eyes: How to look.
        ask: Asks a question; whatever many domains share is asked once.

    """
    domain = intent.domain.domain
    mx = eyes.lookups.look_up(domain, "MX")
    own = None
    if not mx.values and not mx.failed:
        own = eyes.lookups.look_up(domain, "A")
        if not own.values:
            ipv6 = eyes.lookups.look_up(domain, "AAAA")
            own = ipv6 if ipv6.values or not own.failed else own
    return Surroundings(
        wildcard=eyes.lookups.look_up(f"*.{domain}", "A"),
        caa=tuple(_find_caa(intent.domain.policy_host, ask)),
        servers=eyes.authorities.ask(intent.record_name, "TXT").sightings,
        mx=mx,
        own_address=own,
        vanished=tuple(_find_vanished(patterns, mx, ask)),
    )


def look_at_mail_host(host: str, eyes: Eyes) -> MailHost:
    """Return how a sender meets the MX host *host*."""
    ask = eyes.lookups.look_up
    answers = [ask(host, "AAAA"), ask(host, "A")]
    addresses = [value for answer in answers for value in answer.values]
    failed = [answer.detail for answer in answers if answer.failed]
    if failed and not addresses:
        return MailHost(host, MailProblem.UNREACHED, f"the DNS gives no address: {failed[0]}")
    tlsa = ask(f"_25._tcp.{host}", "TLSA")
    seen = eyes.mail_hosts.look(host, addresses)
    if not tlsa.authenticated:  # RFC 7672, 2.2: without proof they do not count
        return seen
    return MailHost(seen.host, seen.problem, seen.detail, seen.contact, tlsa.values)


def _find_caa(host: str, ask: Ask) -> Iterable[Lookup]:
    """Ask for CAA along the names that count, up to the first that has any (RFC 8659, 3)."""
    name = host
    while name:
        answer = ask(name, "CAA")
        yield answer
        if answer.values or answer.failed:
            return
        name = name.partition(".")[2]


def _find_vanished(
    patterns: Iterable[MxPattern], mx: Lookup, ask: Ask
) -> Iterable[tuple[str, str]]:
    """Give each pattern whose domain does not exist, with that domain."""
    for pattern in islice(patterns, _MOST_ENTRIES):
        if any(pattern.matches(host) for host in mx.values):
            continue
        base = pattern.text.removeprefix("*.")
        answer = ask(base, "A")
        if answer.failed:
            return  # the next would take as long to fail
        if answer.kind is not LookupKind.NO_NAME:
            continue
        missing = base
        above = base.partition(".")[2]
        while "." in above and ask(above, "SOA").kind is LookupKind.NO_NAME:
            missing, above = above, above.partition(".")[2]
        # A name that is gone from somebody's domain cannot be had by strangers.
        if missing.count(".") + 1 == _SHORTEST_DOMAIN or _is_registry(above, ask):
            yield pattern.text, missing


def _is_registry(domain: str, ask: Ask) -> bool:
    """Return whether *domain*, of two labels, looks like nobody's own, such as ``co.uk``."""
    return domain.count(".") + 1 == _SHORTEST_DOMAIN and not (
        ask(domain, "MX").values or ask(domain, "A").values or ask(domain, "AAAA").values
    )
