"""Every authoritative name server is asked, besides the one that the machine is set up for."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from dns_push.name_servers import Server, free_port, run_server

from mtasts_pages.sandbox.name_server import NameServer
from mtasts_pages.state import LookupKind
from mtasts_pages.world.dns.authorities import Authorities
from mtasts_pages.world.dns.resolver import Resolver

HERE = "127.0.0.1"
FIRST, SECOND, LAME = HERE, "127.0.0.2", "127.0.0.3"  # BIND keeps to those of an interface
NAME, REPORTS = "_mta-sts.example.com", "_smtp._tls.example.com"
ZONE = f"""\
example.com. 300 IN SOA ns1.example.com. hostmaster.example.com. 1 3600 600 86400 60
example.com. 300 IN NS ns1.example.com.
example.com. 300 IN NS ns2.example.com.
ns1.example.com. 300 IN A {FIRST}
ns2.example.com. 300 IN A {SECOND}
{NAME}. 120 IN TXT "v=STSv1; id=cached"
"""


@pytest.fixture
def cache() -> Iterator[NameServer]:
    """Return what stands for a caching resolver."""
    with NameServer(zone=ZONE) as running:
        yield running


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[tuple[Server, Server]]:
    """Return the two name servers of the zone, of different make, on one port."""
    port = free_port(FIRST)
    record = f'{NAME}. 600 IN TXT "v=STSv1; id=1"\n'
    with ExitStack() as running:
        yield (
            running.enter_context(
                run_server(
                    "bind", tmp_path / "1", {"example.com": record}, address=FIRST, port=port
                )
            ),
            running.enter_context(
                run_server(
                    "knot", tmp_path / "2", {"example.com": record}, address=SECOND, port=port
                )
            ),
        )


def authorities(cache: NameServer, port: int) -> Authorities:
    return Authorities(Resolver((HERE, cache.port)), port=port)


def test_servers_that_agree_are_the_answer(
    cache: NameServer, servers: tuple[Server, Server]
) -> None:
    answer = authorities(cache, servers[0].port).look_up(NAME, "TXT")
    assert answer.values == ("v=STSv1; id=1",)
    assert answer.dissent == ()
    assert answer.ttl == 120
    assert [(each.server, each.found, each.ttl) for each in answer.sightings] == [
        (f"ns1.example.com ({FIRST})", ("v=STSv1; id=1",), 600),
        (f"ns2.example.com ({SECOND})", ("v=STSv1; id=1",), 600),
    ]


def test_servers_that_disagree_are_all_told(
    cache: NameServer, servers: tuple[Server, Server]
) -> None:
    servers[1].change("example.com", new=(NAME, 600, "TXT", '"v=STSv1; id=2"'))
    answer = authorities(cache, servers[0].port).look_up(NAME, "TXT")
    assert [each.values for each in answer.dissent] == [("v=STSv1; id=1",), ("v=STSv1; id=2",)]


def test_a_server_that_does_not_know_the_zone_is_told_and_does_not_count(
    cache: NameServer, servers: tuple[Server, Server], tmp_path: Path
) -> None:
    lame = f"example.com. 300 IN NS ns3.example.com.\nns3.example.com. 300 IN A {LAME}\n"
    cache.paste(ZONE + lame)
    with run_server(
        "knot", tmp_path / "3", {"example.net": ""}, address=LAME, port=servers[0].port
    ):
        answer = authorities(cache, servers[0].port).look_up(NAME, "TXT")
    assert answer.values == ("v=STSv1; id=1",)
    assert answer.dissent == ()
    assert "REFUSED" in answer.sightings[2].problem


def test_a_cname_out_of_the_zone_is_followed_by_the_resolver(
    cache: NameServer, servers: tuple[Server, Server]
) -> None:
    for server in servers:
        server.change("example.com", away=(REPORTS, 600, "CNAME", "tls.vendor.example."))
    cache.paste(f'{REPORTS}. CNAME tls.vendor.example.\ntls.vendor.example. TXT "v=TLSRPTv1; r"')
    answer = authorities(cache, servers[0].port).look_up(REPORTS, "TXT")
    assert (answer.alias, answer.values) == ("tls.vendor.example", ("v=TLSRPTv1; r",))
    assert answer.dissent == ()


def test_a_server_that_leads_elsewhere_disagrees(
    cache: NameServer, servers: tuple[Server, Server]
) -> None:
    servers[0].change("example.com", away=(REPORTS, 600, "CNAME", "tls.vendor.example."))
    cache.paste(f"{REPORTS}. CNAME tls.vendor.example.")
    answer = authorities(cache, servers[0].port).look_up(REPORTS, "TXT")
    assert sorted(each.alias for each in answer.dissent) == ["", "tls.vendor.example"]


def test_a_zone_below_is_asked_at_its_own_servers(
    cache: NameServer, servers: tuple[Server, Server], tmp_path: Path
) -> None:
    cut = "_tls.example.com"
    for server in servers:
        server.change("example.com", cut=(cut, 300, "NS", "ns1.vendor.example."))
    cache.paste(f"{cut}. NS ns1.vendor.example.\nns1.vendor.example. A {LAME}")
    text = '_smtp 300 IN TXT "v=TLSRPTv1; r"\n'
    with run_server("knot", tmp_path / "3", {cut: text}, address=LAME, port=servers[0].port):
        answer = authorities(cache, servers[0].port).look_up(REPORTS, "TXT")
    assert (answer.values, answer.find_cut("example.com")) == (("v=TLSRPTv1; r",), cut)
    assert [each.server for each in answer.sightings] == [f"ns1.vendor.example ({LAME})"]
    gone = authorities(cache, servers[0].port).look_up(REPORTS, "TXT")
    assert gone.find_cut("example.com") == cut


def test_servers_are_found_through_a_wildcard_cname(
    cache: NameServer, servers: tuple[Server, Server]
) -> None:
    """The question for the zone of `_tls` meets the wildcard, and leads to another zone."""
    cache.paste("*.example.com. CNAME lb.hosting.example.")
    answer = authorities(cache, servers[0].port).look_up(REPORTS, "TXT")
    assert len(answer.sightings) == 2


def test_where_none_is_reached_the_resolver_alone_answers(cache: NameServer) -> None:
    answer = authorities(cache, free_port(FIRST)).look_up(NAME, "TXT")
    assert answer.values == ("v=STSv1; id=cached",)
    assert answer.ttl == 120
    assert len(answer.sightings) == 2
    assert all(each.problem for each in answer.sightings)


def test_a_name_without_a_zone_is_answered_by_the_resolver(cache: NameServer) -> None:
    answer = authorities(cache, free_port(FIRST)).look_up("_mta-sts.example.org", "TXT")
    assert answer.kind is LookupKind.NO_NAME
    assert answer.sightings == ()


def test_the_servers_of_a_zone_are_looked_for_once(
    cache: NameServer, servers: tuple[Server, Server]
) -> None:
    asked = authorities(cache, servers[0].port)
    for _ in range(3):
        asked.look_up(NAME, "TXT")
        asked.look_up("mta-sts.example.com", "CNAME")
    assert cache.questions["example.com", "NS"] == 1
    assert cache.questions["ns1.example.com", "A"] == 1


@pytest.mark.parametrize(
    ("domain", "zone"),
    [
        ("example.com", "example.com"),
        ("shop.example.com", "example.com"),
        ("a.b.c.example.com", "example.com"),
        ("example.org", None),
    ],
)
def test_the_zone_of_a_domain_is_asked_for(
    cache: NameServer, domain: str, zone: str | None
) -> None:
    assert Resolver((HERE, cache.port)).find_zone(domain) == zone


def test_an_alias_of_a_text_record_is_seen(cache: NameServer) -> None:
    cache.paste(
        "_mta-sts.example.net. 60 IN CNAME p.example.\n"
        'p.example. 30 IN TXT "v=STSv1; id=theirs"\n'
        "_smtp._tls.example.net. 60 IN CNAME nowhere.example.\n"
    )
    resolver = Resolver((HERE, cache.port))
    answer = resolver.look_up("_mta-sts.example.net", "TXT")
    assert (answer.values, answer.alias, answer.ttl) == (("v=STSv1; id=theirs",), "p.example", 30)
    answer = resolver.look_up("_smtp._tls.example.net", "TXT")
    assert (answer.kind, answer.alias) == (LookupKind.NO_NAME, "nowhere.example")
