"""Questions to the DNS, through dnspython."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.resolver
from dns.rdtypes.ANY.MX import MX
from dns.rdtypes.ANY.TXT import TXT

from mtasts_pages.errors import NetworkError
from mtasts_pages.state import Lookup, LookupKind

SUCCESSES = frozenset((dns.rcode.NOERROR, dns.rcode.NXDOMAIN))
"""Response codes that answer a question, be it that there is nothing."""

TIME_LIMIT = 8.0
"""Seconds for one question, all name servers and retries together."""

_ZONE_MARKS = frozenset((dns.rdatatype.SOA, dns.rdatatype.NS))

_TOP_LEVEL = 2
"""Labels of a top-level domain, the root's empty one among them."""


class RecordSource(Protocol):
    """Whoever is asked what records a zone holds; safe to share between threads."""

    def look_up(self, name: str, kind: str) -> Lookup:
        """Return the answer to one question; a failure is an answer as well."""


class Resolver:
    """A stub resolver; every question goes out anew, nothing is cached here."""

    def __init__(self, name_server: tuple[str, int] | None = None) -> None:
        """Ask *name_server* (address and port), or those that the system is set up for.

        Raises:
            NetworkError: the system has no name servers.

        """
        try:
            self._resolver = dns.resolver.Resolver(configure=name_server is None)
        except dns.resolver.NoResolverConfiguration as error:
            raise NetworkError(
                "this machine has no name server configured",
                "name one: MTASTS_PAGES_NAMESERVER=address:port",
            ) from error
        if name_server is not None:
            self._resolver.nameservers = [name_server[0]]
            self._resolver.port = name_server[1]
        self._resolver.lifetime = TIME_LIMIT
        self._resolver.timeout = TIME_LIMIT / 3
        # RFC 6840, 5.7: AD in a question asks whether DNSSEC proves the answer.
        self._resolver.set_flags(dns.flags.RD | dns.flags.AD)

    def look_up(self, name: str, kind: str) -> Lookup:
        """Return the answer to one question; a failure is an answer as well."""
        try:
            asked = dns.name.from_text(name)
        except dns.exception.DNSException as error:  # such as a name that is too long
            return fail(name, kind, _reason(error))
        try:
            response = self._ask(asked, kind)
        except dns.exception.DNSException as error:
            return fail(name, kind, _reason(error))
        except OSError as error:
            return fail(name, kind, error.strerror or str(error))
        return read_response(name, kind, response)

    def find_zone(self, domain: str) -> str | None:
        """Return the zone that *domain* lies in, without the final dot.

        The SOA record names it, in the answer or beside the denial (RFC 2308, 3). ``None``
        where nobody answers, or the only zone that is known is a top-level domain: the domain
        is not delegated yet.
        """
        asked = dns.name.from_text(domain)
        while len(asked) > _TOP_LEVEL:
            try:
                response = self._ask(asked, "SOA")
            except (dns.exception.DNSException, OSError):
                return None
            zone = _read_zone(asked, response)
            if zone is not None:
                return _host(zone) if len(zone) > _TOP_LEVEL else None
            # A CNAME record, a wildcard's perhaps, has led to another zone.
            asked = asked.parent()
        return None

    def find_addresses(self, host: str) -> Sequence[str]:
        """Return the IPv6 and IPv4 addresses of *host*, following CNAME records."""
        return [*self.look_up(host, "AAAA").values, *self.look_up(host, "A").values]

    def _ask(self, asked: dns.name.Name, kind: str) -> dns.message.QueryMessage:
        try:
            found = self._resolver.resolve(asked, kind, search=False, raise_on_no_answer=False)
        except dns.resolver.NXDOMAIN as error:
            return error.response(asked)  # type: ignore[no-any-return,no-untyped-call]  # annotated only in part
        return found.response


def read_response(name: str, kind: str, response: dns.message.Message) -> Lookup:
    """Return what *response* says of the records of *name*, CNAME records followed."""
    wanted = dns.rdatatype.from_text(kind)
    asked = dns.name.from_text(name)
    chain = [] if wanted == dns.rdatatype.CNAME else _follow_aliases(asked, response)
    final = chain[-1] if chain else asked
    aliases = tuple(_host(alias) for alias in chain)
    ttl = min((rrset.ttl for rrset in response.answer), default=None)
    for rrset in response.answer:
        if rrset.rdtype == wanted and rrset.name == final:
            authenticated = bool(response.flags & dns.flags.AD)
            values = _read_values(rrset, kind)
            return Lookup(name, kind, LookupKind.RECORDS, values, aliases, authenticated, ttl=ttl)
    missing = response.rcode() == dns.rcode.NXDOMAIN
    denied = LookupKind.NO_NAME if missing else LookupKind.NO_DATA
    zone = _read_zone(asked, response)
    cut = "" if zone is None else _host(zone)
    return Lookup(name, kind, denied, aliases=aliases, ttl=ttl, zone=cut)


def _read_zone(asked: dns.name.Name, response: dns.message.Message) -> dns.name.Name | None:
    """Return the zone of *asked* that *response* names: by its SOA, or by handing it on."""
    if _follow_aliases(asked, response):
        return None  # what it names is the zone of the last alias
    for rrset in (*response.answer, *response.authority):
        if rrset.rdtype in _ZONE_MARKS and asked.is_subdomain(rrset.name):
            return rrset.name
    return None


def read_text(record: object) -> str:
    """Return the text of a record: a host name, joined strings, or else its data."""
    if isinstance(record, TXT):
        # RFC 8461, 3.1 and RFC 8460, 3: strings are joined without spaces.
        return b"".join(record.strings).decode("ascii", "backslashreplace")
    target = record.exchange if isinstance(record, MX) else getattr(record, "target", None)
    return str(record) if target is None else _host(target)


def fail(name: str, kind: str, detail: str) -> Lookup:
    """Return the answer to a question that nobody answered, for the reason *detail*."""
    return Lookup(name, kind, LookupKind.FAILED, detail=detail)


def _read_values(rrset: dns.rrset.RRset, kind: str) -> tuple[str, ...]:
    if kind == "TXT":
        # Texts that differ in where they are split are several records all the same.
        return tuple(sorted(map(read_text, rrset)))
    return tuple(dict.fromkeys(map(read_text, sorted(rrset))))  # MX: best preference first


def _follow_aliases(asked: dns.name.Name, response: dns.message.Message) -> list[dns.name.Name]:
    """Return where the CNAME records of *response* lead from *asked*, in their order."""
    targets = {
        rrset.name: rrset[0].target
        for rrset in response.answer
        if rrset.rdtype == dns.rdatatype.CNAME
    }
    chain: list[dns.name.Name] = []
    at = asked
    while at in targets and targets[at] not in chain:
        at = targets[at]
        chain.append(at)
    return chain


def _host(name: dns.name.Name) -> str:
    return name.to_text(omit_final_dot=True).lower().removesuffix(".")  # the root keeps its dot


def _reason(error: dns.exception.DNSException) -> str:
    if isinstance(error, dns.exception.Timeout):
        return f"no answer within {TIME_LIMIT:.0f} seconds"
    if isinstance(error, dns.resolver.NoNameservers):
        return "the name servers fail or refuse to answer"
    return str(error) or type(error).__name__
