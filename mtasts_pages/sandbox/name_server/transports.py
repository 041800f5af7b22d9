"""UDP datagrams and TCP streams of DNS messages (RFC 1035, 4.2; RFC 7766)."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Callable

    from mtasts_pages.sandbox.event_loop import EventLoop

    Respond = Callable[[bytes], bytes | None]

_IDLE_LIMIT = 10.0  # seconds a TCP client may stay without a question: RFC 7766, 6.2.3


class UdpProtocol(asyncio.DatagramProtocol):
    """Answers each datagram by one datagram, or not at all."""

    def __init__(self, loop: EventLoop, respond: Respond, delay: Callable[[], float]) -> None:
        self._loop = loop
        self._respond = respond
        self._delay = delay

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the socket."""
        self._transport = cast("asyncio.DatagramTransport", transport)
        self._loop.opened(transport)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """Forget the socket."""
        self._loop.lost(self._transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Answer one question."""
        answer = self._respond(data)
        if answer is None:
            return
        if delay := self._delay():
            self._loop.call_later(delay, partial(self._transport.sendto, answer, addr))
        else:
            self._transport.sendto(answer, addr)


class TcpProtocol(asyncio.Protocol):
    """Answers each message of a stream, preceded by its length; many may be on their way."""

    def __init__(self, loop: EventLoop, respond: Respond, delay: Callable[[], float]) -> None:
        self._loop = loop
        self._respond = respond
        self._delay = delay
        self._received = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the connection."""
        self._transport = cast("asyncio.Transport", transport)
        self._loop.opened(transport)
        self._idle = self._loop.call_later(_IDLE_LIMIT, transport.close)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """Forget the connection."""
        self._idle.cancel()
        self._loop.lost(self._transport)

    def data_received(self, data: bytes) -> None:
        """Answer the messages that are complete."""
        self._idle.cancel()
        self._idle = self._loop.call_later(_IDLE_LIMIT, self._transport.close)
        self._received += data
        while len(self._received) >= (end := 2 + int.from_bytes(self._received[:2])):
            wire = bytes(self._received[2:end])
            del self._received[:end]
            answer = self._respond(wire)
            if answer is not None:
                self._send(len(answer).to_bytes(2) + answer)

    def _send(self, framed: bytes) -> None:
        if delay := self._delay():
            self._loop.call_later(delay, partial(self._write, framed))
        else:
            self._write(framed)

    def _write(self, framed: bytes) -> None:
        if not self._transport.is_closing():  # the client may have gone meanwhile
            self._transport.write(framed)
