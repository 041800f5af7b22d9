"""MX hosts that behave badly before the handshake, or in it, met as a sender meets them."""

import socket
import threading
import time
from collections.abc import Callable

import pytest
from checks.scene import DOMAIN, Scene
from world.loopback import serving

from mtasts_pages.state import MailProblem
from mtasts_pages.world.mail.smtp import MailHosts

ADDRESS = "127.0.0.12"
EHLO = b"250-mx1\r\n250 STARTTLS\r\n"

Talk = Callable[[socket.socket, threading.Event], None]


def talk(*replies: bytes, end: bytes = b"") -> Talk:
    """Return a server that says *replies*, one to each line that it reads, the first at once."""

    def run(connection: socket.socket, closing: threading.Event) -> None:
        for reply in replies:
            connection.sendall(reply)
            if not connection.recv(4096):
                return
        connection.sendall(end)
        closing.wait(0.2)

    return run


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
def test_each_way_to_fail_has_its_name(scene: Scene, server: Talk, problem: MailProblem) -> None:
    with serving(server, None, (ADDRESS, 0)) as port:
        hosts = MailHosts(time.monotonic, port=port, ca_file=scene.authority.root, time_limit=1.5)
        began = time.monotonic()
        seen = hosts.look("mx1.example.com", [ADDRESS])
    assert seen.problem is problem, seen
    assert time.monotonic() - began < 3
    assert seen.detail.isprintable()


def test_starttls_that_is_refused_is_a_finding(scene: Scene) -> None:
    scene.dns(f"mx1.{DOMAIN}. A {ADDRESS}")
    server = talk(b"220 mx1\r\n", EHLO, b"454 no key\r\n")
    with serving(server, None, (ADDRESS, scene.mail.port)):
        (finding,) = scene.check()
    assert finding.code == "mx-starttls-fails"
    assert "454 no key" in finding.message


def test_the_next_address_is_tried_when_one_does_not_answer(scene: Scene) -> None:
    hosts = MailHosts(time.monotonic, port=scene.mail.port, ca_file=scene.authority.root)
    seen = hosts.look("mx1.example.com", ["127.0.0.9", "127.0.0.1"])
    assert seen.problem is None
    assert seen.contact is not None
    assert (seen.contact.address, seen.contact.tls_version) == ("127.0.0.1", "TLSv1.3")


def test_no_mail_is_begun(scene: Scene) -> None:
    assert scene.check() == ()
    assert scene.mail.messages == ()
