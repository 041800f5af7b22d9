"""dnspython's clients judge the name server, by tables made from RFC 1034, 2308 and 4592."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.query
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.resolver
import dns.rrset
import dns.zone
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from postfix_mta_sts_resolver.resolver import STSFetchResult, STSResolver

from mtasts_pages.sandbox.name_server import Fault, NameServer
from mtasts_pages.sandbox.name_server.answers import find_answer
from mtasts_pages.sandbox.name_server.records import Records
from mtasts_pages.sandbox.name_server.wire import answer_wire
from mtasts_pages.sandbox.name_server.zone_text import format_zone_text, parse_zone_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ZONE = """\
; Points the policy host at GitHub Pages.
mta-sts.example.com.    3600 IN CNAME example-org.github.io.
; Tells senders that a policy exists. Hold it back until the policy is served
;_mta-sts.example.org.  3600 IN TXT   "v=STSv1; id=2026112312000048d2a7c19f0b"

_mta-sts.example.com.   3600 IN TXT   "v=STSv1; id=2026112312000048d2a7c19f0b"
_smtp._tls.example.com. 3600 IN TXT   "v=TLSRPTv1; " "rua=mailto:tls-reports@example.com"
example.com. 300 IN MX 10 mx1.example.com.
example.com. 300 IN MX 20 mx2.example.com.
mx1.example.com. A 127.0.0.1
mx1.example.com. 60 AAAA ::1
example.com. IN 120 CAA 0 issue "letsencrypt.org"
_25._tcp.mx1.example.com. TLSA 3 1 1 ( 00112233445566778899aabbccddeeff
        00112233445566778899aabbccddeeff )
example.net. 3600 IN SOA ns1.example.net. hostmaster.example.net. (
        1 ; serial
        7200 900 1209600
        120 )
example.net. 3600 NS ns1.example.net.
example-org.github.io. A 127.0.0.1
"""


@pytest.fixture
def server() -> Iterator[NameServer]:
    with NameServer(zone=ZONE) as server:
        yield server
        assert server.errors == ()


def ask(
    server: NameServer,
    name: str,
    rdtype: str,
    *,
    tcp: bool = False,
    timeout: float = 5,
    flags: int = dns.flags.RD,
) -> dns.message.Message:
    send = dns.query.tcp if tcp else dns.query.udp
    query = dns.message.make_query(name, rdtype, use_edns=0, payload=4096, flags=flags)
    return send(query, "127.0.0.1", timeout, server.port)


def lines(rrsets: Sequence[dns.rrset.RRset]) -> list[str]:
    return sorted(line for rrset in rrsets for line in rrset.to_text().splitlines())


# ---- the operator's hands ----


def test_paste_says_what_it_set(server: NameServer):
    assert server.paste('WWW.example.COM. IN A 192.0.2.1\n; c\n_x.example.com. TXT "a" "b"') == (
        "www.example.com A",
        "_x.example.com TXT",
    )
    assert server.records("www.example.com", "A") == ("192.0.2.1",)
    assert server.records("_X.EXAMPLE.com.", "txt") == ('"a" "b"',)


def test_paste_replaces_the_set_of_a_name_and_type_and_no_other(server: NameServer):
    server.paste("example.com. MX 5 mx3.example.com.")
    assert server.records("example.com", "MX") == ("5 mx3.example.com.",)
    assert server.records("example.com", "CAA") == ('0 issue "letsencrypt.org"',)


def test_comments_and_blank_lines_say_nothing(server: NameServer):
    before = server.zone_text()
    assert server.paste("\n  \n; a comment\n   ; indented\n\t\n") == ()
    assert server.records("_mta-sts.example.org", "TXT") == ()
    assert server.zone_text() == before


def test_pasting_the_same_again_changes_nothing(server: NameServer):
    before = server.zone_text()
    server.paste(ZONE)
    assert server.zone_text() == before


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a.example. A 192.0.2.1\nb.example. A 192.0.2.999", r"^line 2: "),
        ("a.example. A 192.0.2.1\n\n; c\nwww A 192.0.2.1", r"^line 4: .*`www` lacks its final dot"),
        ("a.example. CNAME b.example", r"^line 1: .*`b.example` lacks its final dot"),
        ("a.example. MX 10 mx1", r"^line 1: .*lacks its final dot"),
        ("a.example. CH TXT x", r"^line 1: .*IN only"),
        ("a.example. IN FOO x", r"^line 1: "),
        ("a.example. IN TXT", r"^line 1: "),
        ('a.example. IN TXT "no end', r"^line 1: "),
        ("a.example. IN TXT " + '"' + "x" * 256 + '"', r"^line 1: "),
        ("a.example.", r"^line 1: "),
        ("  IN A 192.0.2.1", r"^line 1: .*owner name is missing"),
        ("$ORIGIN example.com.\nwww A 192.0.2.1", r"^line 1: "),
        ("a..example. A 192.0.2.1", r"^line 1: "),
        ("a" * 64 + ".example. A 192.0.2.1", r"^line 1: "),
        ("a.example. A 192.0.2.1 junk", r"^line 1: "),
        ("a.example. 99999999999 A 192.0.2.1", r"^line 1: "),
        ("a.example. SOA ns. h. ( 1 2 3 4\n5", r"^line \d: "),
        ("a.example. AXFR x", r"^line 1: .*AXFR are not served"),
        ("a.example. CNAME b.example.\na.example. CNAME c.example.", r"^line 2: .*second CNAME"),
        ("a.example. CNAME b.example.\na.example. TXT x", r"`a.example.` would have a CNAME"),
        ("mx1.example.com. CNAME b.example.", r"`mx1.example.com.` would have a CNAME"),
        ("mta-sts.example.com. A 192.0.2.1", r"`mta-sts.example.com.` would have a CNAME"),
    ],
)
def test_malformed_text_is_refused_with_its_line_and_nothing_is_applied(
    server: NameServer, text: str, message: str
):
    before = server.zone_text()
    with pytest.raises(ValueError, match=message):
        server.paste(text)
    assert server.zone_text() == before


def test_remove_takes_one_type_or_all(server: NameServer):
    server.remove("mx1.example.com", "A")
    assert ask(server, "mx1.example.com", "A").rcode() == dns.rcode.NOERROR
    assert server.records("mx1.example.com", "AAAA") == ("::1",)
    server.remove("MX1.example.com.")
    server.remove("_25._tcp.mx1.example.com")
    server.remove("never.example.com")
    server.remove("never.example.com", "TXT")
    assert ask(server, "mx1.example.com", "AAAA").rcode() == dns.rcode.NXDOMAIN


def test_a_cname_is_resolved_for_the_operator(server: NameServer):
    server.paste("UP.example.com. CNAME Target.Example.ORG.")
    assert server.resolve_cname("MTA-STS.example.com.") == "example-org.github.io"
    assert server.resolve_cname("up.example.com") == "target.example.org"
    assert server.resolve_cname("example.com") is None
    assert server.resolve_cname("nowhere.example") is None


def test_a_world_is_kept_in_a_file(server: NameServer):
    with NameServer(zone=server.zone_text()) as later:
        assert later.zone_text() == server.zone_text()
        assert lines(ask(later, "example.com", "MX").answer) == lines(
            ask(server, "example.com", "MX").answer
        )


# ---- answers, by the books ----

ANSWERS = [
    # question, response code, answer section, owner of the SOA in the authority section
    ("example.com", "MX", "NOERROR", ["example.com. 300 IN MX 10 mx1.example.com.",
                                      "example.com. 300 IN MX 20 mx2.example.com."], None),
    ("mx1.example.com", "AAAA", "NOERROR", ["mx1.example.com. 60 IN AAAA ::1"], None),
    # RFC 1034, 4.3.2, 3a: the alias and what it stands for; but the alias alone when asked for it
    ("mta-sts.example.com", "A", "NOERROR",
     ["example-org.github.io. 300 IN A 127.0.0.1",
      "mta-sts.example.com. 3600 IN CNAME example-org.github.io."], None),
    ("mta-sts.example.com", "CNAME", "NOERROR",
     ["mta-sts.example.com. 3600 IN CNAME example-org.github.io."], None),
    # RFC 2308, 2.2: no data at the end of the chain
    ("mta-sts.example.com", "AAAA", "NOERROR",
     ["mta-sts.example.com. 3600 IN CNAME example-org.github.io."], "."),
    # RFC 2308, 2.1 and 2.2, with the closest zone's SOA
    ("example.net", "MX", "NOERROR", [], "example.net."),
    ("nothing.example.net", "A", "NXDOMAIN", [], "example.net."),
    ("nothing.example.com", "A", "NXDOMAIN", [], "."),
    # RFC 8020: there is something below
    ("_tls.example.com", "TXT", "NOERROR", [], "."),
    ("com", "NS", "NOERROR", [], "."),
    ("_tcp.mx1.example.com", "ANY", "NOERROR", [], "."),
    ("example.net", "ANY", "NOERROR",
     ["example.net. 3600 IN NS ns1.example.net.",
      "example.net. 3600 IN SOA ns1.example.net. hostmaster.example.net. 1 7200 900 1209600 120"],
     None),
]  # fmt: skip


@pytest.mark.parametrize("tcp", [False, True], ids=["udp", "tcp"])
@pytest.mark.parametrize(("name", "rdtype", "rcode", "answer", "soa"), ANSWERS)
def test_answers_are_those_of_an_authoritative_server(
    server: NameServer,
    name: str,
    rdtype: str,
    rcode: str,
    answer: list[str],
    soa: str | None,
    tcp: bool,  # noqa: FBT001 - parametrized
):
    response = ask(server, name, rdtype, tcp=tcp)
    assert dns.rcode.to_text(response.rcode()) == rcode
    assert lines(response.answer) == answer
    assert [str(rrset.name) for rrset in response.authority] == ([soa] if soa else [])
    assert response.flags & dns.flags.AA
    assert not response.flags & dns.flags.TC


def test_a_denial_may_be_kept_as_long_as_the_zone_says(server: NameServer):
    denial = ask(server, "nothing.example.net", "A").authority[0]
    assert denial.ttl == 120  # RFC 2308, 5: the lesser of the SOA's TTL and its minimum
    server.paste("example.net. 30 SOA ns1.example.net. h.example.net. 1 2 3 4 120")
    assert ask(server, "nothing.example.net", "A").authority[0].ttl == 30


RFC_4592 = """\
example. 3600 SOA ns.example.com. hostmaster.example.com. 1 7200 900 1209600 3600
*.example. 3600 TXT "this is a wildcard"
*.example. 3600 MX 10 host1.example.
sub.*.example. 3600 TXT "this is not a wildcard"
host1.example. 3600 A 192.0.2.1
_ssh._tcp.host1.example. 3600 SRV 0 0 22 host1.example.
_ssh._tcp.host2.example. 3600 SRV 0 0 22 host1.example.
*.alias.example. 3600 CNAME host1.example.
x.*.empty.example. 3600 TXT "below an asterisk that has nothing itself"
"""

WILDCARDS = [  # the responses that section 2.2.1 promises, then more of sections 2 and 3
    ("host3.example", "MX", "NOERROR", ["host3.example. 3600 IN MX 10 host1.example."]),
    ("host3.example", "A", "NOERROR", []),
    ("foo.bar.example", "TXT", "NOERROR", ['foo.bar.example. 3600 IN TXT "this is a wildcard"']),
    ("host1.example", "MX", "NOERROR", []),
    ("sub.*.example", "MX", "NOERROR", []),
    ("_telnet._tcp.host1.example", "SRV", "NXDOMAIN", []),
    ("ghost.*.example", "MX", "NXDOMAIN", []),
    ("*.example", "TXT", "NOERROR", ['*.example. 3600 IN TXT "this is a wildcard"']),
    ("host2.example", "MX", "NOERROR", []),  # an empty non-terminal exists
    ("_tcp.host2.example", "TXT", "NOERROR", []),
    ("a.host2.example", "MX", "NXDOMAIN", []),
    ("a.b.alias.example", "A", "NOERROR", ["a.b.alias.example. 3600 IN CNAME host1.example.",
                                           "host1.example. 3600 IN A 192.0.2.1"]),
    ("a.alias.example", "CNAME", "NOERROR", ["a.alias.example. 3600 IN CNAME host1.example."]),
    ("alias.example", "A", "NOERROR", []),
    ("y.empty.example", "TXT", "NOERROR", []),  # synthesised from nothing: no data
    ("example", "MX", "NOERROR", []),
]  # fmt: skip


@pytest.mark.parametrize(("name", "rdtype", "rcode", "answer"), WILDCARDS)
def test_wildcards_are_those_of_rfc_4592(name: str, rdtype: str, rcode: str, answer: list[str]):
    with NameServer(zone=RFC_4592) as server:
        response = ask(server, name, rdtype)
    assert (dns.rcode.to_text(response.rcode()), lines(response.answer)) == (rcode, answer)
    assert bool(response.authority) == (not answer)


def test_a_wildcard_ends_where_a_zone_below_begins(server: NameServer):
    server.paste("*.example.net. TXT wild\nsub.example.net. SOA n. h. 1 2 3 4 5")
    assert ask(server, "a.other.example.net", "TXT").rcode() == dns.rcode.NOERROR
    response = ask(server, "a.sub.example.net", "TXT")
    assert response.rcode() == dns.rcode.NXDOMAIN
    assert str(response.authority[0].name) == "sub.example.net."


@pytest.mark.parametrize("name", ["_mta-sts.example.com", "a._mta-sts.example.com"])
def test_a_delegated_name_is_handed_on_to_those_who_ask_without_recursion(
    server: NameServer, name: str
):
    server.remove("_mta-sts.example.com")
    server.paste("_mta-sts.example.com. NS ns.vendor.example.\n*.example.com. TXT wild")
    response = ask(server, name, "TXT", flags=0)
    assert response.rcode() == dns.rcode.NOERROR
    assert not response.flags & dns.flags.AA
    assert response.answer == []
    assert lines(response.authority) == ["_mta-sts.example.com. 300 IN NS ns.vendor.example."]


def test_a_delegated_name_is_answered_for_those_who_ask_for_recursion(server: NameServer):
    server.paste("_tls.example.com. NS ns.vendor.example.\n*.example.com. TXT wild")
    (text,) = ask(server, "_smtp._tls.example.com", "TXT").answer
    assert "TLSRPTv1" in str(text)
    denial = ask(server, "other._tls.example.com", "TXT")
    assert denial.rcode() == dns.rcode.NXDOMAIN  # no wildcard reaches over a zone cut
    assert str(denial.authority[0].name) == "_tls.example.com."
    soa = ask(server, "_tls.example.com", "SOA").answer[0]
    assert str(soa[0].mname) == "ns.vendor.example."
    assert lines(ask(server, "_tls.example.com", "NS").answer) == [
        "_tls.example.com. 300 IN NS ns.vendor.example."
    ]


def test_a_chain_says_how_its_last_name_fares(server: NameServer):
    server.paste("a.example. CNAME b.example.\nb.example. CNAME c.example.")
    response = ask(server, "a.example", "A")
    assert response.rcode() == dns.rcode.NXDOMAIN  # RFC 6604, 3
    assert [str(rrset.name) for rrset in response.answer] == ["a.example.", "b.example."]


def test_a_chain_that_loops_ends(server: NameServer):
    server.paste("a.example. CNAME b.example.\nb.example. CNAME a.example.")
    response = ask(server, "a.example", "A")
    assert response.rcode() == dns.rcode.NOERROR
    assert [str(rrset.name) for rrset in response.answer] == ["a.example.", "b.example."]


def test_a_very_long_chain_is_cut(server: NameServer):
    server.paste("".join(f"c{n}.example. CNAME c{n + 1}.example.\n" for n in range(100)))
    assert len(ask(server, "c0.example", "A", tcp=True).answer) == 16


def test_names_are_found_in_any_case_and_answered_as_asked(server: NameServer):
    response = ask(server, "MtA-StS.eXaMpLe.CoM", "CNAME")
    assert str(response.question[0].name) == "MtA-StS.eXaMpLe.CoM."
    assert str(response.answer[0].name) == "MtA-StS.eXaMpLe.CoM."


def test_a_real_resolver_understands_the_answers(server: NameServer):
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port, resolver.lifetime = ["127.0.0.1"], server.port, 5
    answer = resolver.resolve("mta-sts.example.com", "A")
    assert str(answer.canonical_name) == "example-org.github.io."
    assert str(dns.resolver.zone_for_name("a.b.example.net", resolver=resolver)) == "example.net."
    with pytest.raises(dns.resolver.NXDOMAIN):
        resolver.resolve("nothing.example.com", "A")
    with pytest.raises(dns.resolver.NoAnswer):
        resolver.resolve("example.com", "A")


# aiodns renamed the call that postfix-mta-sts-resolver makes.
@pytest.mark.filterwarnings("ignore:query.. is deprecated:DeprecationWarning")
@pytest.mark.parametrize(
    ("domain", "status"),
    [
        ("example.net", STSFetchResult.NONE),
        ("_tls.example.com", STSFetchResult.NONE),
        # The record is found, and the policy host has no address that answers.
        ("gone.example.com", STSFetchResult.FETCH_ERROR),
    ],
)
def test_a_sending_mail_server_reads_its_records(
    server: NameServer, domain: str, status: STSFetchResult
):
    async def resolve() -> STSFetchResult:
        resolver = STSResolver(loop=asyncio.get_running_loop(), timeout=2)
        resolver._resolver.nameservers = [server.address]
        try:
            return (await resolver.resolve(domain))[0]
        finally:
            await resolver._resolver.close()

    server.paste('_mta-sts.gone.example.com. TXT "v=STSv1; id=1"')
    assert asyncio.run(resolve()) is status
    assert server.questions[f"_mta-sts.{domain}", "TXT"] == 1


# ---- size, transport and rubbish ----


def test_an_answer_too_large_for_a_datagram_comes_by_tcp(server: NameServer):
    server.paste("".join(f'big.example. TXT "{n:03} {"x" * 200}"\n' for n in range(20)))
    response = ask(server, "big.example", "TXT")
    assert response.flags & dns.flags.TC
    query = dns.message.make_query("big.example", "TXT")
    response, tcp = dns.query.udp_with_fallback(query, "127.0.0.1", 5, server.port)
    assert tcp
    assert len(response.answer[0]) == 20


@pytest.mark.parametrize(
    ("payload", "records", "truncated"),
    [(None, 3, True), (512, 3, True), (1232, 3, False), (4096, 3, False), (4096, 7, True)],
)
def test_a_datagram_is_as_large_as_the_client_and_the_network_bear(
    server: NameServer,
    payload: int | None,
    records: int,
    truncated: bool,  # noqa: FBT001
):
    server.paste("".join(f'big.example. TXT "{n:03} {"x" * 200}"\n' for n in range(records)))
    edns = {} if payload is None else {"use_edns": 0, "payload": payload}
    query = dns.message.make_query("big.example", "TXT", **edns)
    response = dns.query.udp(query, "127.0.0.1", 5, server.port)
    assert bool(response.flags & dns.flags.TC) is truncated
    assert len(response.wire) <= min(payload or 512, 1232)
    assert response.edns == (-1 if payload is None else 0)


def test_an_unknown_edns_version_is_named(server: NameServer):
    query = dns.message.make_query("example.com", "MX", use_edns=1)
    response = dns.query.udp(query, "127.0.0.1", 5, server.port)
    assert response.rcode() == dns.rcode.BADVERS
    assert response.edns == 0


def test_other_classes_transfers_and_opcodes_are_declined(server: NameServer):
    def rcode_of(query: dns.message.Message) -> str:
        return dns.rcode.to_text(dns.query.tcp(query, "127.0.0.1", 5, server.port).rcode())

    chaos = dns.message.make_query("version.bind", "TXT", rdclass=dns.rdataclass.CH)
    assert rcode_of(chaos) == "REFUSED"
    notify = dns.message.make_query("example.com", "SOA")
    notify.set_opcode(4)
    assert rcode_of(notify) == "NOTIMP"
    with pytest.raises(dns.exception.DNSException, match="REFUSED"):
        dns.query.inbound_xfr("127.0.0.1", dns.zone.Zone("example.com."), port=server.port)


RUBBISH = [
    (b"", None),
    (b"\x12\x34", None),
    (b"\x12\x34\x81\x00" + b"\0" * 8, None),  # an answer is not answered
    (b"\x12\x34\x01\x00" + b"\0" * 8, "FORMERR"),  # no question
    (b"\x12\x34\x01\x00\x00\x01" + b"\0" * 6, "FORMERR"),  # the question is missing
    (b"\x12\x34\x01\x00\x00\x01" + b"\0" * 6 + b"\xc0\x0c\x00\x01\x00\x01", "FORMERR"),  # a loop
    (b"\x12\x34\x01\x00\x00\x02" + b"\0" * 6 + b"\x00\x00\x01\x00\x01" * 2, "FORMERR"),
    (b"\x12\x34\x01\x00\x00\x01" + b"\0" * 6 + b"\x00\x00\x01\x00\x01rest", "FORMERR"),
    (b"\x12\x34\x28\x00" + b"\0" * 8, "NOTIMP"),
]


@pytest.mark.parametrize(("wire", "rcode"), RUBBISH)
def test_rubbish_is_called_so_and_harms_nobody(server: NameServer, wire: bytes, rcode: str | None):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(0.1 if rcode is None else 5)
        client.sendto(wire, ("127.0.0.1", server.port))
        if rcode is None:
            with pytest.raises(TimeoutError):
                client.recv(512)
        else:
            response = dns.message.from_wire(client.recv(512))
            assert (response.id, dns.rcode.to_text(response.rcode())) == (0x1234, rcode)
    assert ask(server, "example.com", "MX").answer


QUERY = dns.message.make_query("mta-sts.example.com", "A", use_edns=0).to_wire()


@given(
    st.binary(max_size=80)
    | st.tuples(st.integers(0, len(QUERY) - 1), st.integers(0, 255)).map(
        lambda change: QUERY[: change[0]] + bytes([change[1]]) + QUERY[change[0] + 1 :]
    )
)
def test_any_octets_get_a_well_formed_answer_or_none(wire: bytes):
    records = Records()
    records.replace(parse_zone_text(ZONE))
    answer = answer_wire(wire, lambda name, kind, _: find_answer(records, name, kind), udp=True)
    if answer is not None:
        response = dns.message.from_wire(answer)
        assert response.id == int.from_bytes(wire[:2])
        assert response.flags & dns.flags.QR


def test_questions_may_come_in_one_piece_or_octet_by_octet(server: NameServer):
    queries = [dns.message.make_query("example.com", "MX") for _ in range(3)]
    stream = b"".join(query.to_wire(prepend_length=True) for query in queries)
    with socket.create_connection(("127.0.0.1", server.port), 5) as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client.sendall(stream)
        told = [dns.query.receive_tcp(client, time.time() + 5)[0].id for _ in queries]
        assert told == [query.id for query in queries]
        for octet in stream:
            client.sendall(bytes([octet]))
        told = [dns.query.receive_tcp(client, time.time() + 5)[0].id for _ in queries]
        assert told == [query.id for query in queries]


# ---- what the sandbox adds ----


def test_the_fallback_answers_only_what_was_not_pasted(server: NameServer):
    asked = []

    def make_up(name: str, rdtype: str) -> Sequence[str] | None:
        asked.append((name, rdtype))
        return {"A": ["127.0.0.1"], "MX": ["10 mx.example.", "20 mx.example."], "AAAA": []}.get(
            rdtype
        )

    server.fallback = make_up
    server.paste("*.wild.example. A 192.0.2.1")
    assert lines(ask(server, "Any.Example", "A").answer) == ["Any.Example. 300 IN A 127.0.0.1"]
    assert len(ask(server, "example.org", "MX").answer[0]) == 2
    assert ask(server, "any.example", "AAAA").rcode() == dns.rcode.NOERROR
    assert ask(server, "any.example", "TXT").rcode() == dns.rcode.NXDOMAIN
    assert ask(server, "mx1.example.com", "TXT").rcode() == dns.rcode.NOERROR
    assert asked == [
        ("any.example", "A"),
        ("example.org", "MX"),
        ("any.example", "AAAA"),
        ("any.example", "TXT"),
        ("mx1.example.com", "TXT"),
    ]
    assert lines(ask(server, "a.wild.example", "A").answer) == [
        "a.wild.example. 300 IN A 192.0.2.1"
    ]
    assert len(ask(server, "example.com", "MX").answer[0]) == 2  # pasted
    assert len(asked) == 5
    server.paste("dangling.example. CNAME owner.github.io.")
    assert len(ask(server, "dangling.example", "A").answer) == 2
    assert asked[5:] == [("owner.github.io", "A")]
    assert server.records("somewhere.example", "A") == ("127.0.0.1",)


@pytest.mark.parametrize("made_up", [["not an address"], ["10 mx"], [""]])
def test_a_fallback_that_talks_nonsense_is_a_server_failure(made_up: list[str]):
    with NameServer(fallback=lambda _name, _rdtype: made_up) as server:
        assert ask(server, "a.example", "MX").rcode() == dns.rcode.SERVFAIL
        assert len(server.errors) == 1
        assert isinstance(server.errors[0], ValueError)


def test_chosen_questions_are_spoiled(server: NameServer):
    server.spoil(Fault.SERVFAIL, "example.com", "MX")
    server.spoil(Fault.REFUSED, "mx1.example.com")
    server.spoil(Fault.TIMEOUT, rdtype="CAA")
    assert ask(server, "Example.com", "MX").rcode() == dns.rcode.SERVFAIL
    assert ask(server, "mx1.example.com", "A", tcp=True).rcode() == dns.rcode.REFUSED
    with pytest.raises(dns.exception.Timeout):
        ask(server, "example.com", "CAA", timeout=0.1)
    assert ask(server, "mta-sts.example.com", "CNAME").answer
    server.mend()
    assert ask(server, "example.com", "MX").answer


def test_the_most_specific_fault_counts(server: NameServer):
    server.spoil(Fault.SERVFAIL, "example.com", "MX")
    server.spoil(Fault.REFUSED, "example.com")
    server.spoil(Fault.SERVFAIL, rdtype="AAAA")
    server.spoil(Fault.REFUSED)
    assert ask(server, "example.com", "MX").rcode() == dns.rcode.SERVFAIL
    assert ask(server, "example.com", "AAAA").rcode() == dns.rcode.REFUSED
    assert ask(server, "mx1.example.com", "AAAA").rcode() == dns.rcode.SERVFAIL
    assert ask(server, "mx1.example.com", "A").rcode() == dns.rcode.REFUSED


def test_a_fault_may_pass(server: NameServer):
    server.spoil(Fault.SERVFAIL, times=2)
    codes = [ask(server, "example.com", "MX").rcode() for _ in range(3)]
    assert codes == [dns.rcode.SERVFAIL, dns.rcode.SERVFAIL, dns.rcode.NOERROR]


def test_questions_are_counted(server: NameServer):
    for name in ("example.com", "EXAMPLE.com"):
        ask(server, name, "MX")
    ask(server, "nothing.example", "A", tcp=True)
    assert server.questions == {("example.com", "MX"): 2, ("nothing.example", "A"): 1}


@pytest.mark.parametrize("tcp", [False, True], ids=["udp", "tcp"])
def test_latency_delays_each_answer_and_not_the_others(
    server: NameServer,
    tcp: bool,  # noqa: FBT001 - parametrized
):
    server.latency = 0.2
    start = time.monotonic()
    with ThreadPoolExecutor(20) as clients:
        answers = list(clients.map(lambda _: ask(server, "example.com", "MX", tcp=tcp), range(20)))
    took = time.monotonic() - start
    assert all(answer.answer for answer in answers)
    assert 0.2 <= took < 1.5  # one after the other would take 4


def test_a_fleet_is_answered_in_seconds(server: NameServer):
    server.paste(
        "".join(
            f"mta-sts.d{n}.example. CNAME example-org.github.io.\n"
            f'_mta-sts.d{n}.example. TXT "v=STSv1; id={n}"\n'
            f'_smtp._tls.d{n}.example. TXT "v=TLSRPTv1; rua=mailto:a@d{n}.example"\n'
            f"d{n}.example. MX 10 mx1.example.com.\n"
            for n in range(1000)
        )
    )

    def observe(n: int) -> bool:
        names = (f"mta-sts.d{n}.example", "A"), (f"_mta-sts.d{n}.example", "TXT")
        names += (f"_smtp._tls.d{n}.example", "TXT"), (f"d{n}.example", "MX")
        return all(ask(server, *question, timeout=20).answer for question in names)

    start = time.perf_counter()
    with ThreadPoolExecutor(50) as clients:
        assert all(clients.map(observe, range(1000)))
    assert time.perf_counter() - start < 15  # about 3 on two cores, most of it the clients'


def test_closing_is_quick_and_leaves_nothing():
    before = threading.active_count()
    server = NameServer(zone=ZONE, latency=30)
    with socket.create_connection(("127.0.0.1", server.port), 5) as client:
        client.sendall(dns.message.make_query("example.com", "MX").to_wire(prepend_length=True))
        time.sleep(0.05)
        start = time.monotonic()
        server.close()
        server.close()
        assert time.monotonic() - start < 0.5
    assert threading.active_count() == before
    with NameServer(server.port) as again:
        assert again.address == f"127.0.0.1:{server.port}"


def test_a_taken_port_is_an_error(server: NameServer):
    with pytest.raises(OSError, match="in use"):
        NameServer(server.port)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        with pytest.raises(OSError, match="in use"):
            NameServer(other.getsockname()[1])


def test_malformed_beginnings_leave_no_server_behind():
    before = threading.active_count()
    with pytest.raises(ValueError, match="line 1"):
        NameServer(zone="nonsense")
    assert threading.active_count() == before


# ---- any records at all ----

LABELS = st.sampled_from([b"a", b"B", b"*", b"_mta-sts", b"x.y", b'q"\\;', b"\x00\xff", b"@"])
NAMES = st.lists(LABELS, max_size=4).map(lambda labels: dns.name.Name((*labels, b"")))
STRINGS = st.lists(st.binary(max_size=255), min_size=1, max_size=3)
RDATAS = st.one_of(
    STRINGS.map(lambda strings: _rdata("TXT", b"".join(bytes([len(s)]) + s for s in strings))),
    st.binary(min_size=4, max_size=4).map(lambda octets: _rdata("A", octets)),
    NAMES.map(lambda name: _rdata("CNAME", name.to_wire())),
    NAMES.map(lambda name: _rdata("MX", b"\0\x0a" + name.to_wire())),
    st.binary(max_size=20).map(lambda value: _rdata("CAA", b"\0\x05issue" + value)),
    st.binary(max_size=20).map(lambda octets: _rdata("TYPE65280", octets)),
)
TTLS = st.integers(0, 2**31 - 1)


def _rdata(rdtype: str, wire: bytes) -> dns.rdata.Rdata:
    kind = dns.rdatatype.from_text(rdtype)
    return dns.rdata.from_wire(dns.rdataclass.IN, kind, wire, 0, len(wire))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(NAMES, TTLS, RDATAS), max_size=8), st.lists(NAMES, max_size=6))
def test_records_that_were_written_and_read_back_give_the_same_answers(
    stated: list[tuple[dns.name.Name, int, dns.rdata.Rdata]], others: list[dns.name.Name]
):
    first, second = Records(), Records()
    for name, ttl, rdata in stated:
        try:
            first.replace([dns.rrset.from_rdata(name, ttl, rdata)])
        except ValueError:
            continue  # a CNAME beside other records
    text = format_zone_text(first)
    second.replace(parse_zone_text(text))
    assert format_zone_text(second) == text
    for name in [name for name, _, _ in stated] + others:
        for rdtype in ("A", "TXT", "CNAME", "MX", "CAA", "TYPE65280", "SOA", "ANY"):
            kind = dns.rdatatype.from_text(rdtype)
            assert find_answer(first, name, kind) == find_answer(second, name, kind)


FEW_NAMES = st.sampled_from(["a.", "b.a.", "c.b.a.", "*.a.", "d."]).map(dns.name.from_text)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(FEW_NAMES, st.booleans()), max_size=20))
def test_names_exist_as_long_as_something_is_at_or_below_them(
    steps: list[tuple[dns.name.Name, bool]],
):
    records = Records()
    present: set[dns.name.Name] = set()
    for name, added in steps:
        if added:
            records.replace([dns.rrset.from_text(name, 300, "IN", "A", "192.0.2.1")])
            present.add(name)
        else:
            records.remove(name, dns.rdatatype.A)
            present.discard(name)
    for name, _ in steps:
        below = any(other.is_subdomain(name) for other in present)
        assert records._exists(name) == (below or name == dns.name.root)
