"""smtplib, with a TLS context that trusts only the sandbox's authority, judges the servers."""

from __future__ import annotations

import smtplib
import socket
import ssl
import threading
import time
from typing import TYPE_CHECKING

import pytest

from mtasts_pages.sandbox.authority import Authority
from mtasts_pages.sandbox.mail import CertificateKind, MailHost, MailServers, Manner

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOST = "mx1.example.com"
OWN_ADDRESS = "127.0.0.2"
SHARED_ADDRESS = "127.0.0.1"


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def servers(authority: Authority) -> Iterator[MailServers]:
    with MailServers(authority) as servers:
        yield servers
        assert servers.errors == ()


@pytest.fixture
def trust(authority: Authority) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(authority.root))


class Client(smtplib.SMTP):
    """A sender that connects to an address and asks for *host* in the handshake."""

    def __init__(
        self, servers: MailServers, host: str = HOST, address: str = SHARED_ADDRESS
    ) -> None:
        self.address = address
        super().__init__(host, servers.port, local_hostname="client.example", timeout=5)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:  # noqa: ARG002
        return socket.create_connection((self.address, port), timeout)


def test_a_message_is_delivered_over_tls(servers: MailServers, trust: ssl.SSLContext):
    with Client(servers) as client:
        client.starttls(context=trust)
        client.sendmail("a@example.net", ["b@example.com", "c@example.com"], "Hi\n.dot\n..\nend")
    (message,) = servers.messages
    assert message.sender == "a@example.net"
    assert message.recipients == ("b@example.com", "c@example.com")
    assert message.data == b"Hi\r\n.dot\r\n..\r\nend\r\n"
    assert message.tls == "TLSv1.3"
    assert message.sni == HOST


def test_a_message_without_tls_is_marked_so(servers: MailServers):
    with Client(servers) as client:
        client.sendmail("", ["b@example.com"], "bounce")
    (message,) = servers.messages
    assert (message.sender, message.tls, message.sni) == ("", None, None)


def test_each_host_has_its_own_certificate(servers: MailServers, trust: ssl.SSLContext):
    for host in ("mx1.example.com", "mx2.example.net", "MX1.example.com"):
        with Client(servers, host) as client:
            client.starttls(context=trust)
            peer = client.sock.getpeercert()
            assert peer["subjectAltName"] == (("DNS", host.lower()),)


def test_a_client_that_names_no_host_gets_the_default(authority: Authority, trust: ssl.SSLContext):
    trust.check_hostname = False
    with MailServers(authority, default_host="mx.default.example") as servers:
        with Client(servers) as client:
            client.docmd("STARTTLS")
            with trust.wrap_socket(client.sock) as client.sock:
                client.file = None
                peer = client.sock.getpeercert()
                client.sendmail("a@example.net", ["b@example.com"], "x")
                client.quit()
        assert peer["subjectAltName"] == (("DNS", "mx.default.example"),)
        assert servers.messages[0].sni is None


@pytest.mark.parametrize("address", [SHARED_ADDRESS, OWN_ADDRESS])
@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (CertificateKind.EXPIRED, "expired"),
        (CertificateKind.WRONG_NAME, "mismatch"),
        (CertificateKind.UNTRUSTED, "unable to get|self-signed"),
    ],
)
def test_a_bad_certificate_is_refused(
    servers: MailServers, trust: ssl.SSLContext, kind: CertificateKind, reason: str, address: str
):
    servers.play(HOST, MailHost(certificate=kind), address)
    client = Client(servers, address=address)
    with pytest.raises(ssl.SSLCertVerificationError, match=reason):
        client.starttls(context=trust)
    client.close()
    with Client(servers, "mx2.example.com", address) as other:  # the other hosts are as before
        other.starttls(context=trust)


def test_a_host_can_be_mended(servers: MailServers, trust: ssl.SSLContext):
    for address in (SHARED_ADDRESS, OWN_ADDRESS):
        servers.play(HOST, MailHost(CertificateKind.EXPIRED), address)
        servers.play(HOST, MailHost(), address)
        with Client(servers, address=address) as client:
            client.starttls(context=trust)


def test_a_host_without_starttls_neither_offers_nor_takes_it(
    servers: MailServers, trust: ssl.SSLContext
):
    servers.play(HOST, MailHost(manner=Manner(starttls=False)), OWN_ADDRESS)
    with Client(servers, address=OWN_ADDRESS) as client:
        client.ehlo()
        assert not client.has_extn("starttls")
        assert client.docmd("STARTTLS")[0] == 502
        with pytest.raises(smtplib.SMTPNotSupportedError):
            client.starttls(context=trust)


@pytest.mark.parametrize(
    "newest", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1], ids=["1.0", "1.1"]
)
def test_a_host_with_an_old_tls_only_cannot_be_talked_to(
    servers: MailServers, trust: ssl.SSLContext, newest: ssl.TLSVersion
):
    servers.play(HOST, MailHost(newest_tls=newest), OWN_ADDRESS)
    client = Client(servers, address=OWN_ADDRESS)
    with pytest.raises(ssl.SSLError, match=r"protocol.version"):
        client.starttls(context=trust)
    client.close()


def test_an_old_host_does_speak_its_old_version(servers: MailServers):
    """Else the refusal above could be any failure: a client as old as the host gets through."""
    servers.play(HOST, MailHost(newest_tls=ssl.TLSVersion.TLSv1_1), OWN_ADDRESS)
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname = False
    old.verify_mode = ssl.CERT_NONE
    with pytest.warns(DeprecationWarning, match="TLSv1 is deprecated"):
        old.minimum_version = ssl.TLSVersion.TLSv1
    old.set_ciphers("DEFAULT:@SECLEVEL=0")
    with Client(servers, address=OWN_ADDRESS) as client:
        client.starttls(context=old)
        assert client.sock.version() == "TLSv1.1"


def test_a_host_can_be_capped_at_tls_1_2(servers: MailServers, trust: ssl.SSLContext):
    servers.play(HOST, MailHost(newest_tls=ssl.TLSVersion.TLSv1_2), OWN_ADDRESS)
    with Client(servers, address=OWN_ADDRESS) as client:
        client.starttls(context=trust)
        client.sendmail("a@example.net", ["b@example.com"], "x")
    assert servers.messages[0].tls == "TLSv1.2"
    assert servers.messages[0].host == HOST


@pytest.mark.parametrize("code", [421, 554])
def test_a_host_can_refuse_in_its_greeting(servers: MailServers, code: int):
    servers.play(HOST, MailHost(manner=Manner(greeting=code)), OWN_ADDRESS)
    with pytest.raises(smtplib.SMTPConnectError) as caught:
        Client(servers, address=OWN_ADDRESS)
    assert caught.value.smtp_code == code


def test_a_host_can_greet_late(servers: MailServers):
    servers.play(HOST, MailHost(manner=Manner(greeting_delay=0.3)), OWN_ADDRESS)
    start = time.monotonic()
    with Client(servers, address=OWN_ADDRESS) as client:
        assert time.monotonic() - start >= 0.3
        assert client.noop()[0] == 250


@pytest.mark.parametrize(
    "host",
    [
        MailHost(manner=Manner(starttls=False)),
        MailHost(manner=Manner(greeting=421)),
        MailHost(newest_tls=ssl.TLSVersion.TLSv1_2),
    ],
)
def test_what_precedes_the_handshake_needs_an_address_of_its_own(
    servers: MailServers, host: MailHost
):
    with pytest.raises(ValueError, match=r"address of its own"):
        servers.play(HOST, host)


def test_commands_sent_before_the_handshake_are_not_obeyed_after_it(
    servers: MailServers, trust: ssl.SSLContext
):
    """The injection of CVE-2011-0411: what a man in the middle added must be dropped."""
    with socket.create_connection((SHARED_ADDRESS, servers.port), 5) as plain:
        plain.recv(1024)
        plain.sendall(b"EHLO a\r\nSTARTTLS\r\nEHLO evil\r\nMAIL FROM:<evil@example>\r\n")
        time.sleep(0.1)
        assert plain.recv(4096).endswith(b"220 Go ahead\r\n")
        with trust.wrap_socket(plain, server_hostname=HOST) as tls:
            tls.sendall(b"RCPT TO:<b@example.com>\r\n")
            assert tls.recv(1024).startswith(b"503 ")
            tls.sendall(b"MAIL FROM:<a@example.com>\r\n")
            assert tls.recv(1024).startswith(b"503 ")  # nor is the greeting remembered


CONVERSATIONS = [
    ([b"MAIL FROM:<a@b>"], 503),
    ([b"EHLO"], 501),
    ([b"HELO c"], 250),
    ([b"EHLO c", b"RCPT TO:<a@b>"], 503),
    ([b"EHLO c", b"DATA"], 503),
    ([b"EHLO c", b"MAIL FROM:a@b"], 501),
    ([b"EHLO c", b"MAIL TO:<a@b>"], 501),
    ([b"EHLO c", b"mail from:<a@b> SIZE=10", b"rcpt to:<a@b>"], 250),
    ([b"EHLO c", b"MAIL FROM:<>", b"RCPT TO:<>"], 501),
    ([b"EHLO c", b"MAIL FROM:<>", b"MAIL FROM:<>"], 503),
    ([b"EHLO c", b"MAIL FROM:<>", b"RSET", b"RCPT TO:<a@b>"], 503),
    ([b"EHLO c", b"MAIL FROM:<>", b"RCPT TO:<a@b>", b"DATA"], 354),
    ([b"NOOP"], 250),
    ([b"\xff\xfe"], 502),
    ([b""], 502),
    ([b"VRFY a"], 502),
    ([b"QUIT"], 221),
    ([b"x" * 3000], 500),
]


@pytest.mark.parametrize(("commands", "code"), CONVERSATIONS)
def test_each_command_gets_its_reply(servers: MailServers, commands: list[bytes], code: int):
    client = Client(servers)
    for command in commands:
        client.sock.sendall(command + b"\r\n")
        reply = client.getreply()
    client.close()
    assert reply[0] == code


def test_more_recipients_than_a_message_may_have_are_put_off(servers: MailServers):
    with Client(servers) as client:
        client.ehlo()
        client.mail("a@example.net")
        codes = [client.rcpt(f"{number}@example.com")[0] for number in range(101)]
    assert codes == [250] * 100 + [452]  # RFC 5321, 4.5.3.1.10


def test_a_message_that_is_too_large_is_refused(servers: MailServers):
    with Client(servers) as client:
        client.ehlo()
        client.mail("a@example.net")
        client.rcpt("b@example.com")
        assert client.data(b"x" * 998 + b"\r\n")[0] == 250
        client.mail("a@example.net")
        client.rcpt("b@example.com")
        assert client.data((b"x" * 1998 + b"\r\n") * 5300)[0] == 552
    assert len(servers.messages) == 1


def test_the_end_of_a_tls_connection_is_announced(servers: MailServers, trust: ssl.SSLContext):
    client = Client(servers)
    client.docmd("STARTTLS")
    with trust.wrap_socket(client.sock, server_hostname=HOST, suppress_ragged_eofs=False) as tls:
        tls.sendall(b"QUIT\r\n")
        assert tls.recv(1024).startswith(b"221 ")
        assert tls.recv(1024) == b""  # without the announcement: an error
    client.close()


def test_a_host_that_no_certificate_can_name_is_unknown(
    servers: MailServers, trust: ssl.SSLContext
):
    client = Client(servers, "not_a_host.example.com")
    with pytest.raises(ssl.SSLError, match=r"unrecognized.name"):
        client.starttls(context=trust)
    client.close()


def test_closing_is_quick_and_leaves_nothing(authority: Authority, trust: ssl.SSLContext):
    before = threading.active_count()
    servers = MailServers(authority)
    servers.play(HOST, MailHost(manner=Manner(greeting_delay=60)), OWN_ADDRESS)
    plain, secure = Client(servers), Client(servers)
    secure.starttls(context=trust)
    half = Client(servers)
    half.ehlo()
    half.docmd("STARTTLS")  # and no handshake
    waiting = socket.create_connection((OWN_ADDRESS, servers.port), 5)
    start = time.monotonic()
    servers.close()
    servers.close()
    assert time.monotonic() - start < 0.5
    assert threading.active_count() == before
    for client in (plain, secure, half):
        client.close()
    waiting.close()
    with pytest.raises(ConnectionRefusedError):
        Client(servers)
    assert servers.errors == ()


def test_many_clients_are_served_at_once(servers: MailServers, trust: ssl.SSLContext):
    failures: list[Exception] = []

    def deliver(number: int) -> None:
        try:
            with Client(servers, f"mx{number}.example.com") as client:
                client.starttls(context=trust)
                client.sendmail(f"{number}@example.net", ["b@example.com"], "x")
        except Exception as error:  # noqa: BLE001 - shown below, from the thread
            failures.append(error)

    threads = [threading.Thread(target=deliver, args=(number,)) for number in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    told = {(message.sender.partition("@")[0], message.sni) for message in servers.messages}
    assert told == {(str(number), f"mx{number}.example.com") for number in range(30)}


def test_a_client_that_hangs_up_at_any_point_harms_nobody(servers: MailServers):
    talk = b"EHLO c\r\nMAIL FROM:<a@b>\r\nRCPT TO:<a@b>\r\nDATA\r\nx\r\n"
    for length in (0, 5, 20, len(talk)):
        with socket.create_connection((SHARED_ADDRESS, servers.port), 5) as plain:
            plain.sendall(talk[:length])
    with socket.create_connection((SHARED_ADDRESS, servers.port), 5) as plain:
        plain.sendall(b"STARTTLS\r\n")
        time.sleep(0.05)
        plain.sendall(b"this is no handshake")
    with Client(servers) as client:
        assert client.noop()[0] == 250
    assert servers.messages == ()
