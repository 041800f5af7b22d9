"""What a question deserves: the algorithm of RFC 1034, 4.3.2, without a socket."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import dns.name
import dns.rcode
import dns.rdataset
import dns.rdatatype
import dns.rrset

from mtasts_pages.sandbox.name_server.zone_text import parse_records

if TYPE_CHECKING:
    from mtasts_pages.sandbox.name_server.records import Rdatasets, Records

Fallback = Callable[[str, str], Sequence[str] | None]
"""Makes up records for a name (lower-case, no final dot) and type without any of its own.

Returns their data as zone text after the type. An empty sequence says that the name exists and has
no such record; ``None`` says that nothing is known of it.
"""

_CHAIN_LIMIT = 16  # CNAMEs followed for one question


@dataclass(frozen=True, slots=True)
class Answer:
    """The sections of an answer; a negative one carries the zone's SOA (RFC 2308, 3)."""

    rcode: dns.rcode.Rcode
    answer: tuple[dns.rrset.RRset, ...] = ()
    authority: tuple[dns.rrset.RRset, ...] = ()
    is_authoritative: bool = True


def find_answer(
    records: Records,
    name: dns.name.Name,
    rdtype: dns.rdatatype.RdataType,
    fallback: Fallback | None = None,
    *,
    recurses: bool = True,
) -> Answer:
    """Return the answer for *name* and *rdtype*, with the targets of CNAMEs that it meets.

    Names that are delegated (NS records without an SOA record) are answered for those who ask for
    recursion, as a resolver does that asks the other servers; without *recurses* they are handed
    on to these.

    The response code speaks of the last name of the chain (RFC 6604, 3). A
    chain that loops ends where it meets itself.
    """
    chain: list[dns.rrset.RRset] = []
    seen: set[dns.name.Name] = set()
    while name not in seen and len(seen) < _CHAIN_LIMIT:
        seen.add(name)
        delegation = None if recurses else records.delegation_of(name)
        if delegation is not None:
            return Answer(
                dns.rcode.NOERROR, tuple(chain), (delegation,), is_authoritative=bool(chain)
            )
        exists, rdatasets = find_records(records, name, rdtype, fallback)
        chain += (_as_rrset(name, rdataset) for rdataset in rdatasets.values())
        if not rdatasets:
            rcode = dns.rcode.NOERROR if exists else dns.rcode.NXDOMAIN
            return Answer(rcode, tuple(chain), (_negative_soa(records.soa_of(name)),))
        if rdtype in {dns.rdatatype.ANY, *rdatasets}:
            break
        name = rdatasets[dns.rdatatype.CNAME][0].target
    return Answer(dns.rcode.NOERROR, tuple(chain))


def find_records(
    records: Records,
    name: dns.name.Name,
    rdtype: dns.rdatatype.RdataType,
    fallback: Fallback | None,
) -> tuple[bool, Rdatasets]:
    """Return whether *name* exists, and its set of *rdtype*, or its CNAME, or all for ANY."""
    found = records.find(name)
    if rdtype == dns.rdatatype.SOA and records.delegation_of(name) is not None:
        soa = records.soa_of(name)
        if soa.name == name:
            return True, {rdtype: soa.to_rdataset()}
    if rdtype == dns.rdatatype.ANY:
        return found.exists, dict(sorted(found.rdatasets.items()))
    for wanted in (rdtype, dns.rdatatype.CNAME):
        if wanted in found.rdatasets:
            return True, {wanted: found.rdatasets[wanted]}
    kind = dns.rdatatype.to_text(rdtype)
    made_up = fallback(name.to_text(omit_final_dot=True).lower(), kind) if fallback else None
    if made_up:
        return True, {rdtype: parse_records(kind, made_up)}
    return found.exists or made_up is not None, {}


def _as_rrset(name: dns.name.Name, rdataset: dns.rdataset.Rdataset) -> dns.rrset.RRset:
    return dns.rrset.from_rdata_list(name, rdataset.ttl, list(rdataset))


def _negative_soa(soa: dns.rrset.RRset) -> dns.rrset.RRset:
    ttl = min(soa.ttl, soa[0].minimum)  # RFC 2308, 3: how long the denial may be kept
    return dns.rrset.from_rdata_list(soa.name, ttl, list(soa))
