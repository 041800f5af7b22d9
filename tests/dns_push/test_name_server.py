"""Dynamic updates, against BIND and Knot DNS: what they take, and how they refuse."""

import dns.rdata
import pytest
from dns_push.name_servers import KEY, LOOPBACK, Server, free_port

from mtasts_pages.dns import HeldRecord, Purpose, Record, RecordUpdate, plan_update
from mtasts_pages.errors import (
    AuthenticationError,
    NetworkError,
    OperationError,
    PermissionDeniedError,
)
from mtasts_pages.world.clock import SystemClock
from mtasts_pages.world.dns.name_server import NameServer, ServerRecords
from mtasts_pages.world.dns.update_key import UpdateKey
from mtasts_pages.world.dns.update_refusals import RecordChangedError

HOST = "mta-sts.example.com"
POLICY = "_mta-sts.example.com"
REPORTS = "_smtp._tls.example.com"
LONG = "v=TLSRPTv1; rua=" + ",".join(f"https://reports{n}.example.net/tls" for n in range(40))


def cname(target: str = "example-org.github.io.", name: str = HOST) -> Record:
    return Record(f"{name}.", "CNAME", 3600, target, Purpose.POLICY_HOST)


def txt(value: str, name: str = POLICY) -> Record:
    return Record(f"{name}.", "TXT", 3600, value, Purpose.POLICY_RECORD)


def send(client: NameServer, *records: Record) -> None:
    updates = [plan_update(each, client.read(each.name, each.type)) for each in records]
    client.update("example.com", [each for each in updates if each is not None])


def test_records_are_created_in_one_update(server: Server, client: NameServer) -> None:
    send(client, cname(), txt("v=STSv1; id=1"), txt(LONG, REPORTS))
    assert server.records(HOST, "CNAME") == ["example-org.github.io."]
    assert server.records(POLICY, "TXT") == ['"v=STSv1; id=1"']
    (long,) = server.records(REPORTS, "TXT")
    strings = dns.rdata.from_text("IN", "TXT", long).strings
    assert b"".join(strings).decode() == LONG
    assert [len(each) for each in strings][:-1] == [255] * (len(strings) - 1)


@pytest.mark.parametrize(
    "text", ['quote " and \\ and ;', "a" * 600, "\x00\x7f", "é".encode().hex()]
)
def test_any_text_arrives_as_it_is(client: NameServer, text: str) -> None:
    send(client, txt(f"v=STSv1; {text}"))
    (held,) = client.read(f"{POLICY}.", "TXT")
    assert held.text == f"v=STSv1; {text}"


def test_a_record_takes_the_place_of_its_own_kind_only(server: Server, client: NameServer) -> None:
    server.change("example.com", other=(POLICY, 300, "TXT", '"v=spf1 -all"'))
    send(client, txt("v=STSv1; id=1"))
    send(client, txt("v=STSv1; id=2"))
    assert server.records(POLICY, "TXT") == ['"v=STSv1; id=2"', '"v=spf1 -all"']
    send(client, cname("old-org.github.io."))
    send(client, cname())
    assert server.records(HOST, "CNAME") == ["example-org.github.io."]


def test_strings_split_otherwise_are_replaced_exactly(server: Server, client: NameServer) -> None:
    server.change("example.com", split=(POLICY, 300, "TXT", '"v=STSv1;" " id=1"'))
    (held,) = client.read(f"{POLICY}.", "TXT")
    assert held.text == "v=STSv1; id=1"
    assert plan_update(txt("v=STSv1; id=1"), (held,)) is None
    odd = HeldRecord("v=STSv1 ; id=0", '"v=STSv1 ; id=0"')
    planned = plan_update(txt("v=STSv1; id=1"), (odd,))
    assert planned is not None
    assert planned.removed == (odd,)
    send(client, txt("v=STSv1; id=2"))
    assert server.records(POLICY, "TXT") == ['"v=STSv1; id=2"']


def test_a_record_changed_meanwhile_is_not_overwritten(server: Server, client: NameServer) -> None:
    for before in ((), client.read(f"{POLICY}.", "TXT")):
        planned = plan_update(txt("v=STSv1; id=mine"), before)
        assert planned is not None
        server.change("example.com", theirs=(POLICY, 300, "TXT", '"v=STSv1; id=theirs"'))
        with pytest.raises(RecordChangedError, match=r"changed on .* meanwhile"):
            client.update("example.com", [planned])
    planned = plan_update(txt("v=STSv1; id=mine"), client.read(f"{POLICY}.", "TXT"))
    server.change("example.com", again=(POLICY, 300, "TXT", '"v=STSv1; id=newer"'))
    assert planned is not None
    with pytest.raises(RecordChangedError, match="NXRRSET"):
        client.update("example.com", [planned])
    assert server.records(POLICY, "TXT") == ['"v=STSv1; id=newer"']


def test_an_update_is_made_as_a_whole_or_not_at_all(server: Server, client: NameServer) -> None:
    planned = [plan_update(cname(), ()), plan_update(txt("v=STSv1; id=1"), ())]
    server.change("example.com", theirs=(POLICY, 300, "TXT", '"v=STSv1; id=theirs"'))
    with pytest.raises(RecordChangedError):
        client.update("example.com", [each for each in planned if each is not None])
    assert server.records(HOST, "CNAME") == []


def test_no_record_is_put_beside_a_cname_or_a_cname_beside_it(
    server: Server, client: NameServer
) -> None:
    """Both are ignored silently by RFC 2136; the prerequisites make them errors."""
    server.change(
        "example.com",
        host=(HOST, 300, "A", "192.0.2.1"),
        policy=(POLICY, 300, "CNAME", "_mta-sts.provider.example."),
    )
    with pytest.raises(RecordChangedError, match="other records") as raised:
        send(client, cname())
    assert "A and AAAA" in str(raised.value.hint)
    with pytest.raises(RecordChangedError, match="YXRRSET"):
        send(client, txt("v=STSv1; id=1"))
    answer = ServerRecords(client).look_up(POLICY, "TXT")
    assert answer.alias == "_mta-sts.provider.example"


@pytest.mark.parametrize(
    ("name", "kind", "data"),
    [
        ("*.example.com", "TXT", '"v=spf1 -all"'),
        ("*._tls.example.com", "TXT", '"v=spf1 -all"'),
        ("*.example.com", "CNAME", "lb.hosting.example.net."),
        ("*.example.com", "A", "192.0.2.1"),
        ("*.example.com", "MX", "10 mx.provider.example."),
    ],
)
def test_what_a_wildcard_answers_is_not_held(
    server: Server, client: NameServer, name: str, kind: str, data: str
) -> None:
    """The prerequisites look at the records that exist, not at what a wildcard makes of them."""
    server.change("example.com", wild=(name, 300, kind, data))
    send(client, cname(), txt("v=STSv1; id=1"), txt("v=STSv1; id=1", REPORTS))
    assert server.records(HOST, "CNAME") == ["example-org.github.io."]
    assert server.records(POLICY, "TXT") == ['"v=STSv1; id=1"']
    assert server.records(REPORTS, "TXT") == ['"v=STSv1; id=1"']
    (held,) = client.read(f"{POLICY}.", "TXT")
    assert held.text == "v=STSv1; id=1"


def test_a_record_that_says_the_same_as_the_wildcard_is_held(
    server: Server, client: NameServer
) -> None:
    text = '"v=STSv1; id=0"'
    server.change(
        "example.com",
        wild=("*.example.com", 300, "TXT", text),
        own=(POLICY, 300, "TXT", text),
    )
    assert [held.data for held in client.read(f"{POLICY}.", "TXT")] == [text]
    assert client.read(f"{REPORTS}.", "TXT") == ()
    send(client, txt("v=STSv1; id=1"))
    assert server.records(POLICY, "TXT") == ['"v=STSv1; id=1"']


def test_each_name_has_its_own_zone(server: Server, client: NameServer) -> None:
    """A name may be a zone of its own beside those that are not."""
    server.change("example.com", cut=(POLICY, 300, "NS", "ns1.provider.example."))
    assert client.find_zone(f"{HOST}.") == "example.com"
    with pytest.raises(OperationError, match=r"hands .* on to other name servers"):
        client.find_zone(f"{POLICY}.")
    assert ServerRecords(client).look_up(POLICY, "TXT").find_cut("example.com") == POLICY


def test_the_zone_is_the_servers_own(client: NameServer) -> None:
    assert client.find_zone("_mta-sts.deep.sub.example.com.") == "example.com"
    assert client.find_zone("mta-sts.example.net.") == "example.net"
    with pytest.raises(OperationError, match="not authoritative for any zone"):
        client.find_zone("_mta-sts.elsewhere.example.")


def test_a_name_that_is_handed_on_is_refused(server: Server, client: NameServer) -> None:
    server.change("example.com", cut=("sub.example.com", 300, "NS", "ns1.provider.example."))
    with pytest.raises(OperationError, match=r"hands .* on to other name servers"):
        client.find_zone("_mta-sts.sub.example.com.")


def test_a_zone_of_somebody_else_is_not_authoritative(client: NameServer) -> None:
    update = RecordUpdate(txt("x", "_mta-sts.other.example"), (), (), adds=True)
    with pytest.raises(OperationError, match=r"NOTAUTH.*not authoritative for `other.example`"):
        client.update("other.example", [update])


def test_a_record_outside_of_the_zone_is_refused(client: NameServer) -> None:
    update = RecordUpdate(txt("x", "_mta-sts.example.net"), (), (), adds=True)
    with pytest.raises(OperationError, match="NOTZONE"):
        client.update("example.com", [update])


def test_a_zone_that_the_key_may_not_change_is_a_matter_of_that_zone(client: NameServer) -> None:
    update = RecordUpdate(txt("x", "_mta-sts.locked.example"), (), (), adds=True)
    with pytest.raises(PermissionDeniedError, match=r"^(REFUSED|BADKEY): "):
        client.update("locked.example", [update])


def test_an_unknown_key_is_refused(server: Server) -> None:
    stranger = NameServer(
        LOOPBACK, server.port, UpdateKey("other", "hmac-sha256.", b"x" * 32), SystemClock()
    )
    with pytest.raises(AuthenticationError, match=r"BADKEY.*`other`"):
        stranger.read(f"{POLICY}.", "TXT")


def test_a_wrong_secret_is_refused_and_not_shown(server: Server) -> None:
    secret = b"not-the-secret-of-this-server-xx"
    stranger = NameServer(
        LOOPBACK, server.port, UpdateKey(KEY, "hmac-sha256.", secret), SystemClock()
    )
    with pytest.raises(AuthenticationError, match="BADSIG") as raised:
        stranger.read(f"{POLICY}.", "TXT")
    assert "secret-of" not in f"{raised.value} {raised.value.hint}"
    assert "secret-of" not in repr(stranger.__dict__)


def test_a_server_that_is_not_there_is_named() -> None:
    client = NameServer(LOOPBACK, free_port(), UpdateKey(KEY, "hmac-sha256.", b"x"), SystemClock())
    with pytest.raises(NetworkError, match="cannot be reached: Connection refused"):
        client.read(f"{POLICY}.", "TXT")
