"""Questions to the DNS, through dnspython."""

from __future__ import annotations

from collections.abc import Sequence

import dns.exception
import dns.message
import dns.name
import dns.rdataclass
import dns.rdatatype
import dns.resolver
from dns.rdtypes.ANY.TXT import TXT

from mtasts_pages.dns import (
    policy_record_name,
    tls_reporting_name,
    verification_name,
)
from mtasts_pages.errors import NetworkError
from mtasts_pages.state import Answer, AnswerKind, Answers

TIME_LIMIT = 8.0
"""Seconds for one question, all name servers and retries together."""

_TOP_LEVEL = 2
"""Labels of a top-level domain, the root's empty one among them."""


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

    def ask_domain(self, domain: str, owner: str) -> Answers:
        """Return the answers that concern the policy domain *domain*."""
        return Answers(
            policy_host=self.ask(f"mta-sts.{domain}", "CNAME"),
            policy_record=self.ask(policy_record_name(domain), "TXT"),
            tls_reporting=self.ask(tls_reporting_name(domain), "TXT"),
            verification=self.ask(verification_name(domain, owner), "TXT"),
        )

    def ask(self, name: str, kind: str) -> Answer:
        """Return the answer to one question; a failure is an answer as well."""
        try:
            asked = dns.name.from_text(name)
        except dns.exception.DNSException as error:
            return Answer(AnswerKind.FAILED, detail=_reason(error))
        try:
            found = self._resolver.resolve(asked, kind, search=False)
        except dns.resolver.NXDOMAIN as error:
            denial = error.response(asked)  # type: ignore[no-untyped-call]  # annotated only in part
            return read_response(denial, asked, kind)
        except dns.resolver.NoAnswer as error:
            denial = error.response()  # type: ignore[no-untyped-call]  # annotated only in part
            return read_response(denial, asked, kind)
        except dns.exception.DNSException as error:
            return Answer(AnswerKind.FAILED, detail=_reason(error))
        except OSError as error:
            return Answer(AnswerKind.FAILED, detail=error.strerror or str(error))
        return read_response(found.response, asked, kind)

    def find_zone(self, domain: str) -> str | None:
        """Return the zone that *domain* lies in, without the final dot.

        The SOA record names it, in the answer or beside the denial (RFC 2308, 3). ``None``
        where nobody answers, or the only zone that is known is a top-level domain: the domain
        is not delegated yet.
        """
        asked = dns.name.from_text(domain)
        try:
            response = self._resolver.resolve(
                asked, "SOA", search=False, raise_on_no_answer=False
            ).response
        except dns.resolver.NXDOMAIN as error:
            response = error.response(asked)  # type: ignore[no-untyped-call]  # annotated only in part
        except (dns.exception.DNSException, OSError):
            return None
        for rrset in (*response.answer, *response.authority):
            if rrset.rdtype == dns.rdatatype.SOA and asked.is_subdomain(rrset.name):
                return _host(rrset.name) if len(rrset.name) > _TOP_LEVEL else None
        return None

    def find_addresses(self, host: str) -> Sequence[str]:
        """Return the IPv6 and IPv4 addresses of *host*, following CNAME records."""
        answers = [self.ask(host, "AAAA"), self.ask(host, "A")]
        return [value for answer in answers for value in answer.values]

    def find_mx(self, domain: str) -> Answer:
        """Return the MX hosts of *domain*, best preference first."""
        try:
            found = self._resolver.resolve(dns.name.from_text(domain), "MX", search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return Answer(AnswerKind.NOTHING)
        except dns.exception.DNSException as error:
            return Answer(AnswerKind.FAILED, detail=_reason(error))
        except OSError as error:
            return Answer(AnswerKind.FAILED, detail=error.strerror or str(error))
        hosts = sorted((record.preference, _host(record.exchange)) for record in found)
        return Answer(AnswerKind.RECORDS, tuple(dict.fromkeys(host for _, host in hosts)))


def read_response(response: dns.message.Message, asked: dns.name.Name, kind: str) -> Answer:
    """Return what *response* says of the records of *asked*, CNAME records followed."""
    wanted = dns.rdatatype.from_text(kind)
    chain = {rrset.name: rrset for rrset in response.answer if rrset.rdtype == dns.rdatatype.CNAME}
    name = asked
    ttls = [rrset.ttl for rrset in response.answer]
    alias = ""
    if wanted != dns.rdatatype.CNAME:
        if asked in chain:
            alias = _host(chain[asked][0].target)
        for _ in range(len(chain)):
            name = chain[name][0].target if name in chain else name
    found = response.get_rrset(response.answer, name, dns.rdataclass.IN, wanted)
    ttl = min(ttls, default=None)
    if found is None:
        return Answer(AnswerKind.NOTHING, alias=alias, ttl=ttl)
    values = tuple(sorted(read_text(record) for record in found))
    return Answer(AnswerKind.RECORDS, values, alias=alias, ttl=ttl)


def read_text(record: object) -> str:
    """Return the text of a record: a host name, joined strings, or else its data."""
    if isinstance(record, TXT):
        # RFC 8461, 3.1 and RFC 8460, 3: strings are joined without spaces.
        return b"".join(record.strings).decode("ascii", "backslashreplace")
    target = getattr(record, "target", None)
    return str(record) if target is None else _host(target)


def _host(name: dns.name.Name) -> str:
    return name.to_text(omit_final_dot=True).lower()


def _reason(error: dns.exception.DNSException) -> str:
    if isinstance(error, dns.exception.Timeout):
        return f"no answer within {TIME_LIMIT:.0f} seconds"
    if isinstance(error, dns.resolver.NoNameservers):
        return "the name servers fail or refuse to answer"
    return str(error) or type(error).__name__
