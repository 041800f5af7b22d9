"""Looking at one domain: what senders find, what its zone holds, what lies around it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import islice

from mtasts_pages.checks.standing import policy_host_points
from mtasts_pages.dns import (
    is_pages_host,
    policy_record_name,
    tls_reporting_name,
    verification_name,
)
from mtasts_pages.rollout.looking.names import look_at_names
from mtasts_pages.standards.mtasts import MxPattern, Policy
from mtasts_pages.state import (
    DomainSeen,
    FetchProblem,
    Lookup,
    LookupKind,
    MailHost,
    MailProblem,
    MailRoute,
    ServedPolicy,
    Surroundings,
    Target,
)
from mtasts_pages.world.dns.wildcards import Ask, tell_wildcard
from mtasts_pages.world.outside import Outside

_SHORTEST_DOMAIN = 2  # labels
_MOST_ENTRIES = 50
"""MX entries of a policy that are looked for: what is served may be of any length."""


def look_at_records(domain: str, outside: Outside, owner: str = "") -> DomainSeen:
    """Return what *domain* publishes: its records one by one, and the policy that is served.

    The records are asked of `Outside.records`, which may be more than what caches say. With
    *owner* GitHub's domain verification record is asked for as well.
    """
    ask = outside.records.look_up
    host = f"mta-sts.{domain}"
    cname = ask(host, "CNAME")
    verification = ask(verification_name(domain, owner), "TXT") if owner else None
    record = ask(policy_record_name(domain), "TXT")
    reporting = ask(tls_reporting_name(domain), "TXT")
    ipv6 = ipv4 = None
    if cname.kind is not LookupKind.NO_NAME:
        ipv6 = outside.resolver.look_up(host, "AAAA")
        ipv4 = outside.resolver.look_up(host, "A")
    return DomainSeen(
        policy_host=cname,
        policy_record=record,
        tls_reporting=reporting,
        served=fetch_policy(host, outside, ipv6, ipv4),
        ipv6=ipv6,
        ipv4=ipv4,
        verification=verification,
    )


def look_as_sender(target: Target, outside: Outside) -> DomainSeen:
    """Return what a sender finds: four questions and one fetch.

    A further question, or a second look at the host, is only ever made to explain a fault.
    """
    ask, host = outside.resolver.look_up, target.policy_host
    record = ask(target.record_name, "TXT")
    reporting = ask(target.reporting_name, "TXT")
    ipv6, ipv4 = ask(host, "AAAA"), ask(host, "A")
    addresses = (*ipv6.values, *ipv4.values)
    served = fetch_policy(host, outside, ipv6, ipv4)
    met = ipv4 if ipv4.aliases or (ipv4.values and not ipv6.aliases) else ipv6
    if not policy_host_points(target.owner, met.read_alias()):
        met = tell_wildcard(met, ask, target.domain)
    seen = DomainSeen(
        policy_host=met.read_alias(),
        policy_record=record,
        tls_reporting=reporting,
        served=served,
        ipv6=ipv6,
        ipv4=ipv4,
        unclaimed=_may_be_unclaimed((*ipv4.aliases, *ipv6.aliases), served)
        and outside.unclaimed.is_unclaimed(
            host, served.contact.address if served.contact else addresses[0]
        ),
    )
    return look_at_names(target, seen, outside.records.look_up, outside.resolver)


def fetch_policy(host: str, outside: Outside, *addresses: Lookup | None) -> ServedPolicy:
    """Return what *host* serves at *addresses*, answers to AAAA and A.

    Where the DNS gave no answer and no address, nothing is known: not even that it has none.
    """
    asked = [each for each in addresses if each is not None]
    found = [value for each in asked for value in each.values]
    silence = next((each.silence for each in asked if each.failed), "")
    if silence and not found:
        return ServedPolicy(None, FetchProblem.UNANSWERED, silence)
    return outside.policy_hosts.fetch(host, found)


def look_at_mail_route(domain: str, ask: Ask) -> MailRoute:
    """Return where the mail of *domain* goes."""
    mx = ask(domain, "MX")
    own = None
    if not mx.values and not mx.failed:
        own = ask(domain, "A")
        if not own.values:
            ipv6 = ask(domain, "AAAA")
            own = ipv6 if ipv6.values or not own.failed else own
    return MailRoute(mx, own)


def look_at_wildcard(domain: str, ask: Ask) -> Lookup:
    """Return where the DNS sends any name below *domain* that does not exist."""
    ipv4 = ask(f"*.{domain}", "A")
    if ipv4.values or ipv4.aliases or ipv4.failed:
        return ipv4
    return ask(f"*.{domain}", "AAAA")


def look_around(
    target: Target, policy: Policy, mail: MailRoute, outside: Outside, ask: Ask
) -> Surroundings:
    """Return what decides how things go on for one domain.

    Args:
        target: The domain.
        policy: The policy that senders go by.
        mail: Where the mail of the domain goes.
        outside: How to look.
        ask: Asks a question; whatever many domains share is asked once.

    """
    return Surroundings(
        caa=tuple(_find_caa(target.policy_host, ask)),
        servers=outside.authorities.look_up(target.record_name, "TXT").sightings,
        vanished=tuple(_find_vanished(policy.mx, mail.mx, ask)),
    )


def look_at_mail_host(host: str, outside: Outside) -> MailHost:
    """Return how a sender meets the MX host *host*."""
    ask = outside.resolver.look_up
    answers = [ask(host, "AAAA"), ask(host, "A")]
    addresses = [value for answer in answers for value in answer.values]
    alias = next((answer.alias for answer in answers if answer.alias), "")
    failed = [answer.detail for answer in answers if answer.failed]
    if failed and not addresses:
        why = f"the DNS gives no address: {failed[0]}"
        return MailHost(host, MailProblem.UNREACHED, why, alias=alias)
    tlsa = ask(f"_25._tcp.{host}", "TLSA")
    seen = replace(outside.mail_hosts.look(host, addresses), alias=alias)
    if not tlsa.authenticated:  # RFC 7672, 2.2: without proof they do not count
        return seen
    return replace(seen, tlsa=tlsa.values)


def _may_be_unclaimed(aliases: Iterable[str], served: ServedPolicy) -> bool:
    failed = served.problem in (FetchProblem.CERTIFICATE, FetchProblem.STATUS)
    return failed and any(map(is_pages_host, aliases))


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
