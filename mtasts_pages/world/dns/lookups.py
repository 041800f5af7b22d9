"""Questions to the DNS of which everything counts: aliases, DNSSEC, what is missing and how.

``resolver`` answers what publishing asks; this is for judging the DNS itself.
"""

from __future__ import annotations

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.resolver
from dns.rdtypes.ANY.MX import MX
from dns.rdtypes.ANY.TXT import TXT

from mtasts_pages.state import Lookup, LookupKind
from mtasts_pages.world.dns.resolver import TIME_LIMIT, Resolver


class Lookups(Resolver):
    """A resolver that tells more of an answer; safe to share between threads."""

    def __init__(self, name_server: tuple[str, int] | None = None) -> None:
        """Ask *name_server* (address and port), or those that the system is set up for.

        Raises:
            NetworkError: the system has no name servers.

        """
        super().__init__(name_server)
        # RFC 6840, 5.7: AD in a question asks whether DNSSEC proves the answer.
        self._resolver.set_flags(dns.flags.RD | dns.flags.AD)

    def look_up(self, name: str, kind: str) -> Lookup:
        """Return the answer to one question; a failure is an answer as well."""
        try:
            asked = dns.name.from_text(name)
        except dns.exception.DNSException as error:  # such as a name that is too long
            return Lookup(name, kind, LookupKind.FAILED, detail=_reason(error))
        try:
            found = self._resolver.resolve(asked, kind, search=False, raise_on_no_answer=False)
        except dns.resolver.NXDOMAIN as error:
            response = error.response(asked)  # type: ignore[no-untyped-call]
            return _read(name, kind, response)
        except dns.exception.DNSException as error:
            return Lookup(name, kind, LookupKind.FAILED, detail=_reason(error))
        except OSError as error:
            return Lookup(name, kind, LookupKind.FAILED, detail=error.strerror or str(error))
        return _read(name, kind, found.response)


def _read(name: str, kind: str, response: dns.message.QueryMessage) -> Lookup:
    aliases = _aliases(response)
    final = aliases[-1] if aliases else response.question[0].name
    wanted = dns.rdatatype.from_text(kind)
    chain = tuple(_host(alias) for alias in aliases)
    for rrset in response.answer:
        if rrset.rdtype == wanted and rrset.name == final:
            texts = [_text(record) for record in sorted(rrset)]
            # Texts that differ in where they are split are several records all the same.
            values = tuple(texts if kind == "TXT" else dict.fromkeys(texts))
            authenticated = bool(response.flags & dns.flags.AD)
            return Lookup(name, kind, LookupKind.RECORDS, values, chain, authenticated)
    missing = response.rcode() == dns.rcode.NXDOMAIN
    return Lookup(name, kind, LookupKind.NO_NAME if missing else LookupKind.NO_DATA, aliases=chain)


def _aliases(response: dns.message.QueryMessage) -> list[dns.name.Name]:
    """Return where the CNAME records of *response* lead, in their order."""
    targets = {
        rrset.name: rrset[0].target
        for rrset in response.answer
        if rrset.rdtype == dns.rdatatype.CNAME
    }
    chain: list[dns.name.Name] = []
    at = response.question[0].name
    while at in targets and targets[at] not in chain:
        at = targets[at]
        chain.append(at)
    return chain


def _text(record: object) -> str:
    if isinstance(record, TXT):
        # RFC 8461, 3.1 and RFC 8460, 3: strings are joined without spaces.
        return b"".join(record.strings).decode("ascii", "backslashreplace")
    if isinstance(record, MX):
        return _host(record.exchange)
    return str(record)


def _host(name: dns.name.Name) -> str:
    return name.to_text(omit_final_dot=True).lower().removesuffix(".")  # the root has no more


def _reason(error: dns.exception.DNSException) -> str:
    if isinstance(error, dns.exception.Timeout):
        return f"no answer within {TIME_LIMIT:.0f} seconds"
    if isinstance(error, dns.resolver.NoNameservers):
        return "the name servers fail or refuse to answer"
    return str(error) or type(error).__name__
