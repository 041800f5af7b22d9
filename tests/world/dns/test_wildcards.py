"""A name's own record told from what a wildcard answers, on the sandbox's name server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from good import found

from mtasts_pages.sandbox.name_server import NameServer
from mtasts_pages.state import Lookup, LookupKind
from mtasts_pages.world.dns.resolver import Resolver
from mtasts_pages.world.dns.wildcards import tell_wildcard

DOMAIN = "example.com"
POLICY, REPORTS, HOST = (f"{name}.{DOMAIN}" for name in ("_mta-sts", "_smtp._tls", "mta-sts"))
BALANCER = "lb.hosting.example.net"


@pytest.fixture
def server() -> Iterator[NameServer]:
    with NameServer(zone=f"{DOMAIN}. MX 10 mx1.{DOMAIN}.") as server:
        yield server
        assert server.errors == ()


def tell(server: NameServer, name: str, kind: str) -> Lookup:
    ask = Resolver(("127.0.0.1", server.port)).look_up
    return tell_wildcard(ask(name, kind), ask, DOMAIN)


@pytest.mark.parametrize(
    ("zone", "name", "kind", "wildcard"),
    [
        ("*.example.com. CNAME lb.hosting.example.net.", POLICY, "TXT", "*.example.com"),
        ("*.example.com. CNAME lb.hosting.example.net.", REPORTS, "TXT", "*.example.com"),
        ("*.example.com. CNAME lb.hosting.example.net.", HOST, "CNAME", "*.example.com"),
        ("*.example.com. CNAME lb.hosting.example.net.", HOST, "A", "*.example.com"),
        ('*.example.com. TXT "v=spf1 -all"', POLICY, "TXT", "*.example.com"),
        ('*.example.com. TXT "v=spf1 -all"', REPORTS, "TXT", "*.example.com"),
        ('*._tls.example.com. TXT "v=spf1 -all"', REPORTS, "TXT", "*._tls.example.com"),
        ("*._tls.example.com. TXT x\n*.example.com. TXT x", REPORTS, "TXT", "*.example.com"),
        ("*._tls.example.com. CNAME r.vendor.example.", REPORTS, "TXT", "*._tls.example.com"),
        ("*.example.com. A 192.0.2.1\n*.example.com. A 192.0.2.2", HOST, "A", "*.example.com"),
        ('*.example.com. TXT "a"\n*.example.com. TXT "v=STSv1; id=1"', POLICY, "TXT",
         "*.example.com"),
    ],
)  # fmt: skip
def test_what_a_wildcard_answers_is_not_the_names_own(
    server: NameServer, zone: str, name: str, kind: str, wildcard: str
) -> None:
    server.paste(f"{zone}\n{BALANCER}. A 192.0.2.9\n{BALANCER}. TXT balancer")
    answer = tell(server, name, kind)
    assert answer.wildcard == wildcard
    assert answer.values or answer.aliases  # what senders find is still told
    assert answer.alias == ""
    assert answer.own.kind is LookupKind.NO_NAME
    assert answer.own.values == ()


@pytest.mark.parametrize(
    ("own", "kind"),
    [
        ("CNAME lb.hosting.example.net.", "TXT"),
        ("CNAME lb.hosting.example.net.", "CNAME"),
        ('TXT "v=spf1 -all"', "TXT"),
        ("A 192.0.2.1", "A"),
    ],
)
@pytest.mark.parametrize("name", [POLICY, REPORTS])
def test_a_record_that_says_the_same_as_the_wildcard_is_the_names_own(
    server: NameServer, name: str, own: str, kind: str
) -> None:
    server.paste(f"*.{DOMAIN}. {own}\n{name}. {own}\n{BALANCER}. TXT balancer")
    answer = tell(server, name, kind)
    assert answer.wildcard == ""
    assert answer.own == answer


def test_a_wildcard_below_the_name_says_nothing_of_it(server: NameServer) -> None:
    server.paste(f'{POLICY}. TXT "v=spf1 -all"\n*.{POLICY}. TXT "v=spf1 -all"')
    assert tell(server, POLICY, "TXT").wildcard == ""


def test_a_name_between_ends_the_wildcards_reach(server: NameServer) -> None:
    server.paste(f"*.{DOMAIN}. TXT x\n_ssh._tls.{DOMAIN}. TXT y\n{REPORTS}. TXT x")
    assert tell(server, REPORTS, "TXT").wildcard == ""
    server.remove(REPORTS)
    answer = tell(server, REPORTS, "TXT")
    assert (answer.kind, answer.wildcard) == (LookupKind.NO_NAME, "")


def test_a_record_that_is_there_costs_one_question_and_none_costs_nothing(
    server: NameServer,
) -> None:
    server.paste(f"{POLICY}. TXT x")
    tell(server, POLICY, "TXT")
    assert sum(server.questions.values()) == 2
    tell(server, REPORTS, "TXT")
    assert sum(server.questions.values()) == 3


def test_where_servers_disagree_each_answer_is_told() -> None:
    """One has the record already, the other still answers from the wildcard."""
    new, old = found(POLICY, "TXT", "v=STSv1; id=1"), found(POLICY, "TXT", "v=spf1 -all")
    wild = found(f"*.{DOMAIN}", "TXT", "v=spf1 -all")
    answer = tell_wildcard(replace(old, dissent=(old, new)), lambda *_: wild, DOMAIN)
    assert answer.wildcard == f"*.{DOMAIN}"
    assert [each.wildcard for each in answer.dissent] == [f"*.{DOMAIN}", ""]
