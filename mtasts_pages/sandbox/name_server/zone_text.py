"""Master-file lines (RFC 1035, 5): what an operator pastes into a name server.

Every name is written in full with its final dot, because a pasted record whose
dot was forgotten would land somewhere else; directives and omitted owners are
refused for the same reason.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import dns.exception
import dns.name
import dns.rdata
import dns.rdataclass
import dns.rdataset
import dns.rdatatype
import dns.rrset
import dns.tokenizer
import dns.ttl

if TYPE_CHECKING:
    from collections.abc import Iterable

DEFAULT_TTL = 300  # seconds, for lines that state none
_IN = dns.rdataclass.IN


def parse_zone_text(text: str) -> tuple[dns.rrset.RRset, ...]:
    """Return the record sets that *text* states, in the order of their first line.

    Lines of one name and type make one set, with the least of their TTLs
    (RFC 2181, 5.2). Comments and blank lines say nothing.

    Raises:
        ValueError: A line is not a record; the message begins with its number.

    """
    found: dict[tuple[dns.name.Name, dns.rdatatype.RdataType], dns.rrset.RRset] = {}
    tokens = dns.tokenizer.Tokenizer(text, "zone text")
    while True:
        line = tokens.where()[1]
        try:
            start = tokens.get(want_leading=True)
            if start.is_eof():
                return tuple(found.values())
            if start.is_eol():
                continue
            record = _parse_record(start, tokens)
        except (dns.exception.DNSException, ValueError) as error:
            raise ValueError(f"line {line}: {error}") from error
        if record is None:
            continue
        name, ttl, rdata = record
        rrset = found.setdefault(
            (name, rdata.rdtype), dns.rrset.RRset(name, rdata.rdclass, rdata.rdtype)
        )
        if rrset and rrset[0] != rdata and dns.rdatatype.is_singleton(rdata.rdtype):
            kind = dns.rdatatype.to_text(rdata.rdtype)
            raise ValueError(f"line {line}: `{name}` has a second {kind} record")
        rrset.add(rdata, ttl)


def format_zone_text(rrsets: Iterable[dns.rrset.RRset]) -> str:
    """Return *rrsets* as master-file lines, which `parse_zone_text` reads back."""
    return "".join(f"{rrset.to_text()}\n" for rrset in rrsets)


def parse_records(rdtype: str, texts: Iterable[str]) -> dns.rdataset.Rdataset:
    """Return a record set of *rdtype* with the given data, each as after the type in a line.

    Raises:
        ValueError: A text is not the data of such a record.

    """
    try:
        rdataset = dns.rdataset.from_text_list(_IN, rdtype, DEFAULT_TTL, list(texts))
    except dns.exception.DNSException as error:
        raise ValueError(f"not the data of a {rdtype} record: {error}") from error
    for rdata in rdataset:
        _check_complete(rdata)
    return rdataset


def _parse_record(
    start: dns.tokenizer.Token, tokens: dns.tokenizer.Tokenizer
) -> tuple[dns.name.Name, int, dns.rdata.Rdata] | None:
    if start.is_whitespace():
        if tokens.get().is_eol_or_eof():
            return None
        raise ValueError("the owner name is missing at the start of the line")
    name = tokens.as_name(start, None)
    if not name.is_absolute():
        raise ValueError(f"the name `{name}` lacks its final dot")
    ttl: int | None = None
    word = tokens.get_identifier()
    for _ in range(2):  # the TTL and the class, both optional, in either order: RFC 1035, 5.1
        if ttl is None and word[:1].isdigit():
            ttl = dns.ttl.from_text(word)
        elif word.upper() in {"IN", "CH", "HS", "CS"}:
            if word.upper() != "IN":
                raise ValueError(f"the class is `{word}`; this name server serves IN only")
        else:
            break
        word = tokens.get_identifier()
    rdtype = dns.rdatatype.from_text(word)
    if dns.rdatatype.is_metatype(rdtype) or rdtype == dns.rdatatype.DNAME:
        raise ValueError(f"records of type {word.upper()} are not served by this name server")
    rdata = dns.rdata.from_text(_IN, rdtype, tokens, origin=None, relativize=False)
    _check_complete(rdata)
    return name, DEFAULT_TTL if ttl is None else ttl, rdata


def _check_complete(rdata: dns.rdata.Rdata) -> None:
    try:
        rdata.to_wire(BytesIO())
    except dns.name.NeedAbsoluteNameOrOrigin:
        raise ValueError(f"a name in `{rdata}` lacks its final dot") from None
