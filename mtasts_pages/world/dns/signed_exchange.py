"""One question and one answer over TCP, both signed (RFC 8945)."""

from __future__ import annotations

import socket
import time

import dns.exception
import dns.message
import dns.rcode

_LENGTH = 2  # octets before a message over TCP; RFC 1035, 4.2.2
_SUCCESSES = frozenset((dns.rcode.NOERROR, dns.rcode.NXDOMAIN))


def exchange(
    message: dns.message.Message, address: tuple[str, int], limit: float
) -> dns.message.Message:
    """Return the answer of *address* to the signed *message*, within *limit* seconds.

    A success must be signed, or anybody could have made it up; a refusal need not be: some
    servers sign none, and believing it changes nothing.

    Raises:
        TimeoutError: the time is up.
        OSError: there is no connection, or it ended too early.
        DNSException: the question cannot be sent so, or the answer is not to be trusted.

    """
    deadline = time.monotonic() + limit
    wire = message.to_wire()
    with socket.create_connection(address, timeout=limit) as stream:
        stream.sendall(len(wire).to_bytes(_LENGTH, "big") + wire)
        size = int.from_bytes(_receive(stream, _LENGTH, deadline), "big")
        answer = _receive(stream, size, deadline)
    response = _read(answer, message)
    if not message.is_response(response):
        raise dns.exception.FormError("it is the answer to another question")  # type: ignore[no-untyped-call]  # annotated only in part
    return response


def _receive(stream: socket.socket, size: int, deadline: float) -> bytes:
    data = b""
    while len(data) < size:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        stream.settimeout(left)
        part = stream.recv(size - len(data))
        if not part:
            raise ConnectionError("it hung up")
        data += part
    return data


def _read(answer: bytes, message: dns.message.Message) -> dns.message.Message:
    try:
        return dns.message.from_wire(answer, keyring=message.keyring, request_mac=message.mac)
    except dns.exception.FormError:
        unproven = dns.message.from_wire(answer, keyring=False)
        if unproven.had_tsig or unproven.rcode() in _SUCCESSES:
            raise
        return unproven
