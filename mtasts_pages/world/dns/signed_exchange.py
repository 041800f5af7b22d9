"""One question and one answer over TCP, both signed (RFC 8945)."""

from __future__ import annotations

import socket

import dns.exception
import dns.message
import dns.query
import dns.rcode

from mtasts_pages.world.clock import Clock
from mtasts_pages.world.dns.resolver import SUCCESSES


def exchange(
    message: dns.message.Message, address: tuple[str, int], limit: float, clock: Clock
) -> dns.message.Message:
    """Return the answer of *address* to the signed *message*, within *limit* seconds.

    A success must be signed, or anybody could have made it up; a refusal need not be: some
    servers do not sign theirs, and believing it changes nothing.

    Raises:
        TimeoutError: the time is up.
        OSError: there is no connection, or it ended too early.
        DNSException: the question cannot be sent like this, or the answer is not to be trusted.

    """
    expiration = clock.now().timestamp() + limit  # dnspython counts in seconds since the epoch
    try:
        with socket.create_connection(address, timeout=limit) as stream:
            stream.settimeout(0)  # dnspython waits, no longer than to the expiration
            dns.query.send_tcp(stream, message, expiration)
            answer, _ = dns.query.receive_tcp(stream, expiration, keyring=False)  # type: ignore[arg-type]  # not verified yet
    except dns.exception.Timeout:
        raise TimeoutError from None
    except EOFError:
        raise ConnectionError("it hung up") from None
    if answer.had_tsig:
        answer = dns.message.from_wire(
            answer.wire or b"", keyring=message.keyring, request_mac=message.mac
        )
    elif answer.rcode() in SUCCESSES:
        raise dns.message.BadTSIG("a success is not signed")  # type: ignore[no-untyped-call]  # annotated only in part
    if not message.is_response(answer):
        raise dns.exception.FormError("it is the answer to another question")  # type: ignore[no-untyped-call]  # as above
    return answer
