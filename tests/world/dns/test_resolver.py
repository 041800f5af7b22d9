"""Questions to a real name server on loopback, which fails as it is told to."""

import time
from collections.abc import Iterator

import pytest

from mtasts_pages.errors import NetworkError
from mtasts_pages.sandbox.name_server import Fault, NameServer
from mtasts_pages.state import LookupKind
from mtasts_pages.world.dns import resolver
from mtasts_pages.world.dns.resolver import Resolver

LONG = "v=TLSRPTv1; rua=" + ",".join(f"mailto:reports{n}@example.com" for n in range(20))
ZONE = f"""\
mta-sts.example.com. CNAME Example-Org.GitHub.io.
_mta-sts.example.com. TXT "v=STSv1; " "id=20261123"
_smtp._tls.example.com. TXT "{LONG[:200]}" "{LONG[200:400]}" "{LONG[400:]}"
_github-pages-challenge-octo.example.com. TXT "0123456789abcdef"
two.example.com. TXT "v=STSv1; id=b"
two.example.com. TXT "v=STSv1; id=a"
odd.example.com. TXT "caf\\233 \\"x\\" \\\\ \\000;" ""
alias.example.com. CNAME two.example.com.
dangling.example.com. CNAME nowhere.example.net.
example.com. MX 20 MX2.example.com.
example.com. MX 10 mx1.example.com.
example.com. MX 30 mx1.example.com.
null.example.com. MX 0 .
host.example.com. A 127.0.0.1
host.example.com. A 127.0.0.2
host.example.com. AAAA ::1
web.example.com. CNAME host.example.com.
chain.example.com. CNAME web.example.com.
"""


@pytest.fixture
def server() -> Iterator[NameServer]:
    with NameServer(zone=ZONE) as server:
        yield server
        assert server.errors == ()


@pytest.fixture
def asker(server: NameServer, monkeypatch: pytest.MonkeyPatch) -> Resolver:
    monkeypatch.setattr(resolver, "TIME_LIMIT", 0.6)
    return Resolver(("127.0.0.1", server.port))


@pytest.mark.parametrize(
    ("name", "kind", "values"),
    [
        ("_mta-sts.example.com", "TXT", ("v=STSv1; id=20261123",)),
        ("_MTA-STS.Example.COM.", "TXT", ("v=STSv1; id=20261123",)),
        ("_smtp._tls.example.com", "TXT", (LONG,)),
        ("two.example.com", "TXT", ("v=STSv1; id=a", "v=STSv1; id=b")),
        ("alias.example.com", "TXT", ("v=STSv1; id=a", "v=STSv1; id=b")),
        ("mta-sts.example.com", "CNAME", ("example-org.github.io",)),
        ("dangling.example.com", "CNAME", ("nowhere.example.net",)),
        ("host.example.com", "A", ("127.0.0.1", "127.0.0.2")),
    ],
)
def test_records_are_texts(asker: Resolver, name: str, kind: str, values: tuple[str, ...]) -> None:
    answer = asker.look_up(name, kind)
    assert (answer.kind, answer.values) == (LookupKind.RECORDS, values)


def test_bytes_that_are_no_text_are_shown_as_escapes(asker: Resolver) -> None:
    (text,) = asker.look_up("odd.example.com", "TXT").values
    assert text.isascii()
    assert text.startswith('caf\\xe9 "x" \\')
    assert text.endswith(";")


@pytest.mark.parametrize(
    ("name", "kind", "denial"),
    [
        ("missing.example.com", "TXT", LookupKind.NO_NAME),
        ("example.net", "CNAME", LookupKind.NO_NAME),
        ("host.example.com", "TXT", LookupKind.NO_DATA),
        ("example.com", "CNAME", LookupKind.NO_DATA),
        ("dangling.example.com", "TXT", LookupKind.NO_NAME),  # of where the CNAME leads
    ],
)
def test_no_such_record_is_a_reliable_nothing(
    asker: Resolver, name: str, kind: str, denial: LookupKind
) -> None:
    answer = asker.look_up(name, kind)
    assert (answer.kind, answer.values) == (denial, ())
    assert not answer.failed
    assert answer.silence == ""


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault.SERVFAIL, "fail or refuse"),
        (Fault.REFUSED, "fail or refuse"),
        (Fault.TIMEOUT, "no answer within"),
    ],
)
@pytest.mark.parametrize("name", ["_mta-sts.example.com", "missing.example.com"])
def test_a_failure_is_never_taken_for_nothing(
    server: NameServer, asker: Resolver, fault: Fault, said: str, name: str
) -> None:
    server.spoil(fault)
    began = time.monotonic()
    answer = asker.look_up(name, "TXT")
    assert time.monotonic() - began < 3
    assert (answer.kind, answer.values) == (LookupKind.FAILED, ())
    assert said in answer.detail
    server.mend()
    assert asker.look_up("_mta-sts.example.com", "TXT").kind is LookupKind.RECORDS


def test_one_lost_answer_is_asked_for_again(server: NameServer, asker: Resolver) -> None:
    server.spoil(Fault.TIMEOUT, times=1)
    assert asker.look_up("_mta-sts.example.com", "TXT").kind is LookupKind.RECORDS


def test_nobody_there_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resolver, "TIME_LIMIT", 0.3)
    with NameServer() as gone:
        port = gone.port
    assert Resolver(("127.0.0.1", port)).look_up("example.com", "TXT").kind is LookupKind.FAILED


def test_nothing_is_cached(server: NameServer, asker: Resolver) -> None:
    name = "_mta-sts.example.com"
    for number in range(3):
        server.paste(f'{name}. 3600 TXT "v=STSv1; id={number}"')
        assert asker.look_up(name, "TXT").values == (f"v=STSv1; id={number}",)
    assert server.questions[name, "TXT"] == 3


def test_a_failure_of_one_name_is_none_of_others(server: NameServer, asker: Resolver) -> None:
    server.spoil(Fault.SERVFAIL, "_smtp._tls.example.com")
    assert asker.look_up("_smtp._tls.example.com", "TXT").failed
    assert asker.look_up("_mta-sts.example.com", "TXT").values == ("v=STSv1; id=20261123",)
    verification = asker.look_up("_github-pages-challenge-octo.example.com", "TXT")
    assert verification.values == ("0123456789abcdef",)


@pytest.mark.parametrize(
    ("name", "kind", "aliases"),
    [
        ("alias.example.com", "TXT", ("two.example.com",)),
        ("dangling.example.com", "TXT", ("nowhere.example.net",)),
        ("chain.example.com", "AAAA", ("web.example.com", "host.example.com")),
        ("host.example.com", "A", ()),
        ("alias.example.com", "CNAME", ()),
    ],
)
def test_where_cname_records_led_is_kept(
    asker: Resolver, name: str, kind: str, aliases: tuple[str, ...]
) -> None:
    answer = asker.look_up(name, kind)
    assert answer.aliases == aliases
    assert answer.alias == (aliases[0] if aliases else "")


def test_the_cname_record_can_be_read_from_another_answer(asker: Resolver) -> None:
    """A check asks for the addresses alone, and judges the CNAME record by them."""
    for name in ("web.example.com", "chain.example.com", "host.example.com", "missing.example.com"):
        asked = asker.look_up(name, "CNAME")
        read = asker.look_up(name, "A").read_alias()
        assert (read.name, read.type) == (name, "CNAME")
        assert (read.kind, read.values) == (asked.kind, asked.values)


def test_addresses_are_found_behind_an_alias(asker: Resolver) -> None:
    for host in ("host.example.com", "web.example.com"):
        assert list(asker.find_addresses(host)) == ["::1", "127.0.0.1", "127.0.0.2"]
    assert list(asker.find_addresses("missing.example.com")) == []


def test_addresses_of_one_family_do_not_need_the_other(server: NameServer, asker: Resolver) -> None:
    server.spoil(Fault.SERVFAIL, "host.example.com", "AAAA")
    assert list(asker.find_addresses("host.example.com")) == ["127.0.0.1", "127.0.0.2"]


def test_mx_hosts_stand_by_preference_each_once(server: NameServer, asker: Resolver) -> None:
    assert asker.look_up("example.com", "MX").values == ("mx1.example.com", "mx2.example.com")
    assert asker.look_up("host.example.com", "MX").kind is LookupKind.NO_DATA
    assert asker.look_up("missing.example.com", "MX").kind is LookupKind.NO_NAME
    server.spoil(Fault.SERVFAIL)
    assert asker.look_up("example.com", "MX").kind is LookupKind.FAILED


def test_a_null_mx_is_an_empty_host(asker: Resolver) -> None:
    """RFC 7505: the domain takes no mail."""
    assert asker.look_up("null.example.com", "MX").values == ("",)


@pytest.mark.parametrize("name", ["a" * 64 + ".example.com", ".".join(["a" * 60] * 5), "a..b"])
def test_a_name_that_cannot_be_asked_is_a_failure(asker: Resolver, name: str) -> None:
    assert asker.look_up(name, "TXT").kind is LookupKind.FAILED


def test_a_machine_without_name_servers_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    import dns.resolver  # noqa: PLC0415 - its constructor is what this test replaces

    def unset(*_: object, **__: object) -> None:
        raise dns.resolver.NoResolverConfiguration

    monkeypatch.setattr(dns.resolver, "Resolver", unset)
    with pytest.raises(NetworkError, match="no name server") as caught:
        Resolver()
    assert "MTASTS_PAGES_NAMESERVER" in (caught.value.hint or "")
