"""One signed question and its answer: what is believed of a server that signs nothing."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable

import dns.exception
import dns.flags
import dns.message
import dns.rcode
import dns.tsig
import pytest
from world.loopback import Answer, serving

from mtasts_pages.world.clock import SystemClock
from mtasts_pages.world.dns.signed_exchange import exchange

KEY = dns.tsig.Key("key", b"x" * 32, "hmac-sha256.")


def ask(port: int, limit: float = 5.0) -> dns.message.Message:
    message = dns.message.make_query("_mta-sts.example.com.", "TXT")
    message.use_tsig(KEY)
    return exchange(message, ("127.0.0.1", port), limit, SystemClock())


def reply(
    make: Callable[[dns.message.Message], dns.message.Message], *, signed: bool = False
) -> Answer:
    """Return a server's answer to the question that it reads."""

    def answer(connection: socket.socket, _: threading.Event) -> None:
        size = int.from_bytes(connection.recv(2), "big")
        question = dns.message.from_wire(connection.recv(size), keyring={KEY.name: KEY})
        response = make(question)
        if signed:
            response.use_tsig(KEY)
            response.request_mac = question.mac
        else:
            response.keyring = response.tsig = None
        connection.sendall(response.to_wire(prepend_length=True))

    return answer


def refuse(question: dns.message.Message) -> dns.message.Message:
    response = dns.message.make_response(question)
    response.set_rcode(dns.rcode.REFUSED)
    return response


def answer_another(question: dns.message.Message) -> dns.message.Message:
    response = dns.message.make_response(question)
    response.id = question.id ^ 1
    return response


def test_a_success_must_be_signed() -> None:
    with serving(reply(dns.message.make_response, signed=True), None) as port:
        assert ask(port).rcode() == dns.rcode.NOERROR
    with (
        serving(reply(dns.message.make_response), None) as port,
        pytest.raises(dns.message.BadTSIG, match="not signed"),
    ):
        ask(port)


@pytest.mark.parametrize("signed", [True, False])
def test_a_refusal_need_not_be_signed(*, signed: bool) -> None:
    with serving(reply(refuse, signed=signed), None) as port:
        assert ask(port).rcode() == dns.rcode.REFUSED


def test_a_signature_by_another_key_is_refused() -> None:
    def answer(question: dns.message.Message) -> dns.message.Message:
        response = dns.message.make_response(question)
        response.use_tsig(dns.tsig.Key("key", b"y" * 32, "hmac-sha256."))
        return response

    def send(connection: socket.socket, _: threading.Event) -> None:
        size = int.from_bytes(connection.recv(2), "big")
        question = dns.message.from_wire(connection.recv(size), keyring={KEY.name: KEY})
        connection.sendall(answer(question).to_wire(prepend_length=True))

    with serving(send, None) as port, pytest.raises(dns.tsig.BadSignature):
        ask(port)


def test_the_answer_to_another_question_is_refused() -> None:
    with (
        serving(reply(answer_another, signed=True), None) as port,
        pytest.raises(dns.exception.FormError, match="another question"),
    ):
        ask(port)


def test_a_server_that_hangs_up_is_a_connection_error() -> None:
    def answer(connection: socket.socket, _: threading.Event) -> None:
        connection.recv(int.from_bytes(connection.recv(2), "big"))
        connection.sendall(b"\0")

    with serving(answer, None) as port, pytest.raises(ConnectionError, match="hung up"):
        ask(port)


@pytest.mark.parametrize("part", [b"", b"\xff"])
def test_silence_and_a_trickle_end_in_time(part: bytes) -> None:
    def answer(connection: socket.socket, closing: threading.Event) -> None:
        while not closing.wait(0.05):
            connection.sendall(part)

    began = time.monotonic()
    with serving(answer, None) as port, pytest.raises(TimeoutError):
        ask(port, limit=0.4)
    assert time.monotonic() - began < 3
