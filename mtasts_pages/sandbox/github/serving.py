"""HTTP/1.1 on the loopback interface, for the API, git and Pages.

One thread for each connection, kept alive between requests. Closing the server
ends every connection and waits for its thread. A client that vanishes is ignored.
"""

from __future__ import annotations

import contextlib
import http
import socket
import ssl
import struct
import threading
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from urllib.parse import parse_qsl, unquote

_BODY_LIMIT = 64 * 1024 * 1024
_LINE_LIMIT = 65536
_IDLE = 60.0  # seconds until a silent connection is closed
_POLL = 0.02  # seconds until the accepting loop notices that it should end
_NO_BODY = frozenset({204, 304})


@dataclass(frozen=True, slots=True)
class Request:
    """One request; *path* is decoded, *headers* have lower-case names."""

    method: str
    path: str
    query: Mapping[str, str]
    query_string: str
    headers: Mapping[str, str]
    body: bytes
    server_name: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer."""

    status: int
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    body: bytes = b""


class ConnectionDropped(Exception):  # noqa: N818 - an order to the server, not an error
    """Break the connection off instead of answering."""


class NamedTlsSocket(ssl.SSLSocket):
    """A TLS connection that remembers which server name the client asked for."""

    asked_name: str | None = None


class LoopbackServer:
    """A server on 127.0.0.1 that answers each request with ``answer(request)``.

    Args:
        port: Where to listen; 0 for any free port.
        answer: Called in the connection's thread. An exception from it becomes a
            500 and is kept in ``failures``.
        tls: The context to speak TLS with; plain HTTP without it.

    """

    def __init__(
        self, port: int, answer: Callable[[Request], Reply], tls: ssl.SSLContext | None = None
    ) -> None:
        self._server = _Server(("127.0.0.1", port), answer, tls)
        self.port: int = self._server.server_address[1]
        self.failures = self._server.failures
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(_POLL,), name=f"github-{self.port}"
        )

    def start(self) -> None:
        """Begin to accept connections."""
        self._thread.start()

    def close(self) -> None:
        """End every connection and every thread."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.hang_up()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # so that closing waits for them
    request_queue_size = 256

    def __init__(
        self,
        address: tuple[str, int],
        answer: Callable[[Request], Reply],
        tls: ssl.SSLContext | None,
    ) -> None:
        self.answer = answer
        self.failures: list[str] = []
        self._tls = tls
        self._open: set[socket.socket] = set()
        self._open_lock = threading.Lock()
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        """Bind without asking the DNS for this machine's name.

        A world that is started again takes its ports back, whatever connections linger there.
        """
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        socket.socket.bind(self.socket, self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]

    def get_request(self) -> tuple[socket.socket, object]:
        """Accept a connection; the TLS handshake is left to its own thread."""
        connection, address = super().get_request()
        if self._tls is not None:
            connection = self._tls.wrap_socket(
                connection, server_side=True, do_handshake_on_connect=False
            )
        with self._open_lock:
            self._open.add(connection)
        return connection, address

    def shutdown_request(self, request: socket.socket | tuple[bytes, socket.socket]) -> None:
        """Close one connection."""
        with self._open_lock:
            self._open -= {request}
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End all connections under their threads."""
        with self._open_lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    socket.socket.shutdown(connection, socket.SHUT_RDWR)

    def handle_error(self, request: object, client_address: object) -> None:
        """Stay silent: what reaches this is a client that went away."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = _IDLE
    disable_nagle_algorithm = True
    server: _Server

    def setup(self) -> None:
        if isinstance(self.request, ssl.SSLSocket):
            self.request.settimeout(_IDLE)
            self.request.do_handshake()
        super().setup()

    def handle(self) -> None:
        # OSError covers ssl.SSLError; ValueError is Python's for a TLS socket closed meanwhile.
        with contextlib.suppress(OSError, ValueError):
            super().handle()

    def finish(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            super().finish()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Write nothing: requests are recorded, not logged."""

    def handle_one_request(self) -> None:
        self.raw_requestline = self.rfile.readline(_LINE_LIMIT + 1)
        if not self.raw_requestline or len(self.raw_requestline) > _LINE_LIMIT:
            self.close_connection = True
            return
        if not self.parse_request():  # it has answered 400 itself
            return
        body = self._read_body()
        if body is None:
            self.close_connection = True
            self._write(Reply(413), send_body=True)
            return
        try:
            reply = self.server.answer(self._request(body))
        except ConnectionDropped:
            self._reset()
            return
        except Exception:  # noqa: BLE001 - shown as GitHub would, kept for the owner
            self.server.failures.append(traceback.format_exc())
            reply = Reply(500, {"Content-Type": "application/json"}, b'{"message":"Server Error"}')
        self._write(reply, send_body=self.command != "HEAD")

    def _request(self, body: bytes) -> Request:
        raw_path, _, query = self.path.partition("?")
        return Request(
            method=self.command,
            path=unquote(raw_path),
            query=dict(parse_qsl(query, keep_blank_values=True)),
            query_string=query,
            headers={name.lower(): value for name, value in self.headers.items()},
            body=body,
            server_name=self.request.asked_name
            if isinstance(self.request, NamedTlsSocket)
            else None,
        )

    def _read_body(self) -> bytes | None:
        """Return the body, ``None`` when it is longer than anything sensible."""
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            return self._read_chunks()
        length = int(self.headers.get("Content-Length", "0"))
        return self.rfile.read(length) if 0 <= length <= _BODY_LIMIT else None

    def _read_chunks(self) -> bytes | None:
        body = bytearray()
        while size := int(self.rfile.readline(_LINE_LIMIT).partition(b";")[0], 16):
            if len(body) + size > _BODY_LIMIT:
                return None
            body += self.rfile.read(size)
            self.rfile.readline(_LINE_LIMIT)
        while self.rfile.readline(_LINE_LIMIT).strip():  # trailers
            pass
        return bytes(body)

    def _write(self, reply: Reply, *, send_body: bool) -> None:
        """Send head and body in one piece, so that neither waits for the other."""
        headers = {"Date": formatdate(usegmt=True), "Server": "GitHub.com", **reply.headers}
        if reply.status not in _NO_BODY:
            headers["Content-Length"] = str(len(reply.body))
        phrase = http.HTTPStatus(reply.status).phrase
        head = f"HTTP/1.1 {reply.status} {phrase}\r\n" + "".join(
            f"{name}: {value}\r\n" for name, value in headers.items()
        )
        body = reply.body if send_body and reply.status not in _NO_BODY else b""
        self.wfile.write(head.encode("latin-1", "replace") + b"\r\n" + body)

    def _reset(self) -> None:
        """Close so that the client sees a reset, not an end."""
        linger = struct.pack("ii", 1, 0)
        self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.request.close()  # before the server's orderly shutdown, which would send an end
        self.close_connection = True
