"""TLS and SMTP servers on loopback that answer as they are told, well or badly."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Answer = Callable[[socket.socket, threading.Event], None]


def send(*parts: bytes, pause: float = 0.0, forever: bool = False) -> Answer:
    """Return an answer of *parts*, each after *pause* seconds; the last one again and again."""

    def answer(connection: socket.socket, closing: threading.Event) -> None:
        _read_request(connection)
        for part in parts:
            closing.wait(pause)
            connection.sendall(part)
        while forever and not closing.wait(pause):
            connection.sendall(parts[-1])

    return answer


def ok(body: bytes, media_type: bytes = b"text/plain; charset=utf-8") -> bytes:
    """Return a whole response with *body*."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
    return head % (media_type, len(body)) + body


def say_nothing(connection: socket.socket, closing: threading.Event) -> None:
    """Read the request and leave the client to wait."""
    _read_request(connection)
    closing.wait(20)


EHLO = b"250-mx1\r\n250 STARTTLS\r\n"


def talk(*replies: bytes, end: bytes = b"") -> Answer:
    """Return a server that says *replies*, one to each line that it reads, the first at once."""

    def run(connection: socket.socket, closing: threading.Event) -> None:
        for reply in replies:
            connection.sendall(reply)
            if not connection.recv(4096):
                return
        connection.sendall(end)
        closing.wait(0.2)

    return run


@contextmanager
def serving(
    answer: Answer, context: ssl.SSLContext | None, address: tuple[str, int] = ("127.0.0.1", 0)
) -> Iterator[int]:
    """Serve *answer* over TLS, or in the clear without a context; give the port."""
    closing = threading.Event()
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.create_server(address, family=family) as listener:
        listener.settimeout(0.05)
        port: int = listener.getsockname()[1]
        thread = threading.Thread(target=_serve, args=(listener, answer, context, closing))
        thread.start()
        try:
            yield port
        finally:
            closing.set()
            thread.join()


def _serve(
    listener: socket.socket,
    answer: Answer,
    context: ssl.SSLContext | None,
    closing: threading.Event,
) -> None:
    while not closing.is_set():
        try:
            plain, _ = listener.accept()
        except TimeoutError:
            continue
        # The client may go at any point: that is what many of the tests want.
        with plain, suppress(OSError):
            plain.settimeout(5)
            if context is None:
                answer(plain, closing)
                continue
            with context.wrap_socket(plain, server_side=True) as secured:
                answer(secured, closing)
                with suppress(OSError):
                    secured.unwrap()


def _read_request(connection: socket.socket) -> None:
    deadline = time.monotonic() + 5
    request = b""
    while b"\r\n\r\n" not in request and time.monotonic() < deadline:
        part = connection.recv(4096)
        if not part:
            return
        request += part
