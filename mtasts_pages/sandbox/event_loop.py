"""An event loop in a thread of its own, for the sandbox's servers.

The servers are single-threaded inside, so that a question costs no thread and
a delay is a timer, while the program under test runs its blocking code in other
threads as it always does.
"""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Coroutine

_T = TypeVar("_T")
_CALL_LIMIT = 10.0  # seconds for anything that another thread asks of the loop
_CLOSE_LIMIT = 0.4  # seconds for connections to go once they were aborted


class EventLoop:
    """A running asyncio loop; `close` ends it, its sockets and its thread.

    Attributes:
        errors: Exceptions that reached the loop, newest last. A server that
            works leaves it empty; nothing is printed.

    """

    def __init__(self, name: str) -> None:
        self.errors: list[BaseException] = []
        self._listeners: list[asyncio.Server] = []
        self._transports: set[asyncio.BaseTransport] = set()
        self._loop = asyncio.new_event_loop()
        self._loop.set_exception_handler(self._keep_error)
        self._thread = threading.Thread(target=self._loop.run_forever, name=name, daemon=True)
        self._thread.start()

    def listen(self, protocol: Callable[[], asyncio.Protocol], stream: socket.socket) -> None:
        """Serve each connection to the listening *stream* by a new *protocol*."""
        self._run(self._listen(protocol, stream))

    def receive(self, protocol: asyncio.DatagramProtocol, datagrams: socket.socket) -> None:
        """Give what comes in at the socket *datagrams* to *protocol*."""
        self._run(self._receive(protocol, datagrams))

    def call_later(self, seconds: float, callback: Callable[[], None]) -> asyncio.TimerHandle:
        """Call *callback* after *seconds*, from within the loop; closing forgets it."""
        return self._loop.call_later(seconds, callback)

    def opened(self, transport: asyncio.BaseTransport) -> None:
        """Remember a connection, to be aborted by `close`."""
        self._transports.add(transport)

    def lost(self, transport: asyncio.BaseTransport) -> None:
        """Forget a connection that is gone."""
        self._transports.discard(transport)

    def close(self) -> None:
        """Stop listening, abort every connection, end the thread; within half a second."""
        if self._loop.is_closed():
            return
        self._run(self._abort())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, coroutine: Coroutine[Any, Any, _T]) -> _T:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(_CALL_LIMIT)

    async def _listen(
        self, protocol: Callable[[], asyncio.Protocol], stream: socket.socket
    ) -> None:
        self._listeners.append(await self._loop.create_server(protocol, sock=stream))

    async def _receive(self, protocol: asyncio.DatagramProtocol, datagrams: socket.socket) -> None:
        await self._loop.create_datagram_endpoint(lambda: protocol, sock=datagrams)

    async def _abort(self) -> None:
        deadline = self._loop.time() + _CLOSE_LIMIT
        # asyncio leaks a connection whose listener closes between its acceptance and its start.
        while beginnings := asyncio.all_tasks() - {asyncio.current_task()}:
            if self._loop.time() > deadline:
                break
            await asyncio.wait(beginnings, timeout=_CLOSE_LIMIT)
        for listener in self._listeners:
            listener.close()
        for transport in list(self._transports):
            transport.abort()  # type: ignore[attr-defined] # every socket transport has it
        while self._transports and self._loop.time() < deadline:  # noqa: ASYNC110 - a round or two
            await asyncio.sleep(0)

    def _keep_error(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        self.errors.append(context.get("exception") or RuntimeError(context["message"]))
