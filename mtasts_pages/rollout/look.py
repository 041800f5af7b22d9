"""Looking at one domain as a sender does, and at what lies around it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from mtasts_pages.checks import Intent
from mtasts_pages.rollout.eyes import Eyes
from mtasts_pages.standards.names import MxPattern
from mtasts_pages.standards.record import VERSION_FIELD
from mtasts_pages.state import (
    FetchProblem,
    Lookup,
    LookupKind,
    MailHost,
    SenderView,
    ServedPolicy,
    Surroundings,
)

Ask = Callable[[str, str], Lookup]

_PAGES_SUFFIX = ".github.io"
_SHORTEST_DOMAIN = 2  # labels


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
    addresses = [*ask(host, "AAAA").values, *ask(host, "A").values]
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
    for pattern in patterns:
        if any(pattern.matches(host) for host in mx.values):
            continue
        base = pattern.text.removeprefix("*.")
        if ask(base, "A").kind is not LookupKind.NO_NAME:
            continue
        missing = base
        above = base.partition(".")[2]
        while "." in above and ask(above, "SOA").kind is LookupKind.NO_NAME:
            missing, above = above, above.partition(".")[2]
        # A host that is gone from a domain that exists cannot be had by strangers.
        if missing != base or missing.count(".") + 1 == _SHORTEST_DOMAIN:
            yield pattern.text, missing
