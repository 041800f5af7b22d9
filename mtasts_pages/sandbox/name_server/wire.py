"""Octets to a question, an answer to octets (RFC 1035, 4; EDNS: RFC 6891)."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.opcode
import dns.rcode
import dns.rdataclass
import dns.rdatatype

from mtasts_pages.sandbox.name_server.answers import Answer

if TYPE_CHECKING:
    from collections.abc import Callable

    Answerer = Callable[[dns.name.Name, dns.rdatatype.RdataType, bool], Answer | None]

_HEADER = struct.Struct("!HHHHHH")
_CLASSIC_SIZE = 512  # octets of a UDP answer to a client without EDNS: RFC 1035, 4.2.1
_EDNS_SIZE = 1232  # octets that pass any path unfragmented, the common server default
_TCP_SIZE = 65535


def answer_wire(wire: bytes, answer: Answerer, *, udp: bool) -> bytes | None:
    """Return the octets that answer the query *wire*; ``None``: a server stays silent.

    Args:
        wire: What came in; anything at all.
        answer: Gives the answer for a name and type in class IN, and whether recursion is asked
            for; or ``None`` to stay silent.
        udp: Whether the answer must fit into a datagram; else it is for TCP.

    """
    if len(wire) < _HEADER.size:
        return None
    flags = _HEADER.unpack_from(wire)[1]
    if flags & dns.flags.QR:
        return None  # an answer to an answer could go on for ever
    if dns.opcode.from_flags(flags) != dns.opcode.QUERY:
        return _bare_header(wire, dns.rcode.NOTIMP)
    query = _parse_query(wire)
    if query is None:
        return _bare_header(wire, dns.rcode.FORMERR)
    result = _answer_query(query, answer)
    return None if result is None else _format_response(query, result, udp=udp)


def _format_response(query: dns.message.Message, result: Answer, *, udp: bool) -> bytes:
    response = dns.message.make_response(query, our_payload=_EDNS_SIZE)
    response.set_rcode(result.rcode)
    if result.is_authoritative and result.rcode in {dns.rcode.NOERROR, dns.rcode.NXDOMAIN}:
        response.flags |= dns.flags.AA
    response.answer.extend(result.answer)
    response.authority.extend(result.authority)
    limit = _udp_limit(query) if udp else _TCP_SIZE
    return response.to_wire(max_size=limit, prefer_truncation=True)


def _parse_query(wire: bytes) -> dns.message.Message | None:
    """Return the query of one question that *wire* holds, or ``None``."""
    try:
        query = dns.message.from_wire(wire)
    except (dns.exception.DNSException, ValueError, struct.error):
        return None
    return query if len(query.question) == 1 else None


def _answer_query(query: dns.message.Message, answer: Answerer) -> Answer | None:
    question = query.question[0]
    if query.edns > 0:
        return Answer(dns.rcode.BADVERS)
    if question.rdclass != dns.rdataclass.IN:
        return Answer(dns.rcode.REFUSED)
    if question.rdtype in {dns.rdatatype.AXFR, dns.rdatatype.IXFR}:
        return Answer(dns.rcode.REFUSED)
    if dns.rdatatype.is_metatype(question.rdtype) and question.rdtype != dns.rdatatype.ANY:
        return Answer(dns.rcode.NOTIMP)
    return answer(question.name, question.rdtype, bool(query.flags & dns.flags.RD))


def _udp_limit(query: dns.message.Message) -> int:
    if query.edns < 0:
        return _CLASSIC_SIZE
    return min(max(query.payload, _CLASSIC_SIZE), _EDNS_SIZE)


def _bare_header(wire: bytes, rcode: dns.rcode.Rcode) -> bytes:
    """Return a header without sections: what can be said when the rest was not understood."""
    identity, flags = _HEADER.unpack_from(wire)[:2]
    kept = flags & (dns.flags.RD | 0x7800)  # 0x7800: the opcode
    return _HEADER.pack(identity, kept | dns.flags.QR | rcode, 0, 0, 0, 0)
