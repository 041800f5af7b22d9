"""MX hosts that behave badly before the handshake, or in it, met as a sender meets them."""

import socket
import threading
import time

import pytest
from world.loopback import EHLO, Answer, serving, talk

from mtasts_pages.sandbox.authority import Authority
from mtasts_pages.sandbox.mail import MailServers
from mtasts_pages.state import MailProblem
from mtasts_pages.world.mail.smtp import MailHosts

ADDRESS = "127.0.0.12"


def forever(connection: socket.socket, closing: threading.Event) -> None:
    while not closing.wait(0.02):
        connection.sendall(b"220-and so on\r\n")


def drip(connection: socket.socket, closing: threading.Event) -> None:
    while not closing.wait(0.05):
        connection.sendall(b"2")


def flood(connection: socket.socket, closing: threading.Event) -> None:
    while not closing.is_set():
        connection.sendall(b"2" * 4096)


@pytest.mark.parametrize(
    ("server", "problem"),
    [
        (talk(b"554 no\r\n"), MailProblem.UNREACHED),
        (talk(b"what\r\n"), MailProblem.UNREACHED),
        (talk(b"220 mx1\r\n", b"421 busy\r\n"), MailProblem.UNREACHED),
        (talk(b"220 mx1\r\n", b"250 mx1\r\n"), MailProblem.NO_STARTTLS),
        (talk(b"220 mx1\r\n", b"250-mx1\r\n250 XSTARTTLS\r\n"), MailProblem.NO_STARTTLS),
        (talk(b"220-a\r\n220 b\r\n", EHLO, b"454 later\r\n"), MailProblem.STARTTLS_FAILED),
        (talk(b"220 mx1\r\n", EHLO, b"220 go\r\n", end=b"not TLS"), MailProblem.STARTTLS_FAILED),
        (talk(b"220 mx1\r\n", EHLO, b"220 go\r\n"), MailProblem.STARTTLS_FAILED),
        (forever, MailProblem.UNREACHED),
        (drip, MailProblem.UNREACHED),
        (flood, MailProblem.UNREACHED),
        (lambda _connection, _closing: None, MailProblem.UNREACHED),
    ],
)
def test_each_way_to_fail_has_its_name(
    authority: Authority, server: Answer, problem: MailProblem
) -> None:
    with serving(server, None, (ADDRESS, 0)) as port:
        hosts = MailHosts(time.monotonic, port=port, ca_file=authority.root, time_limit=1.5)
        began = time.monotonic()
        seen = hosts.look("mx1.example.com", [ADDRESS])
    assert seen.problem is problem, seen
    assert time.monotonic() - began < 3
    assert seen.detail.isprintable()


def test_the_next_address_is_tried_when_one_does_not_answer(authority: Authority) -> None:
    with MailServers(authority) as mail:
        hosts = MailHosts(time.monotonic, port=mail.port, ca_file=authority.root)
        seen = hosts.look("mx1.example.com", ["127.0.0.9", "127.0.0.1"])
        assert mail.messages == (), "no mail is begun"
    assert seen.problem is None
    assert seen.contact is not None
    assert (seen.contact.address, seen.contact.tls_version) == ("127.0.0.1", "TLSv1.3")


def test_a_host_without_addresses_is_unresolved(authority: Authority) -> None:
    seen = MailHosts(time.monotonic, port=1, ca_file=authority.root).look("mx1.example.com", [])
    assert seen.problem is MailProblem.UNRESOLVED
