"""One SMTP conversation (RFC 5321) with STARTTLS (RFC 3207), as the server.

Written on asyncio's protocols: a receiving server needs nine commands, and this
way no octet sent before the handshake is taken for one sent after it, and a
failed handshake ends with the alert that says why.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from mtasts_pages.sandbox.tls_channel import TlsChannel

if TYPE_CHECKING:
    from collections.abc import Callable

    from mtasts_pages.sandbox.event_loop import EventLoop

_IDLE_LIMIT = 30.0  # seconds without a command
_LINE_LIMIT = 2048  # octets; twice what RFC 5321, 4.5.3.1 asks for
_MESSAGE_LIMIT = 10 * 1024 * 1024  # octets, announced by SIZE (RFC 1870)
_RECIPIENT_LIMIT = 100  # RFC 5321, 4.5.3.1.8
_READY = 220  # the reply code of a server that takes mail
_PATH = re.compile(r"(?:FROM|TO):\s*<([^<>\s]*)>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Message:
    """A message that was delivered, and how it came.

    Attributes:
        host: The name by which the server greeted.
        sender: The envelope sender, empty for a bounce.
        recipients: The envelope recipients.
        data: The message, CRLF line ends, dots unstuffed.
        tls: The TLS version as the ssl module names it, ``None`` without TLS.
        sni: The host name that the client asked for in the handshake.

    """

    host: str
    sender: str
    recipients: tuple[str, ...]
    data: bytes
    tls: str | None
    sni: str | None


@dataclass(slots=True)
class _Envelope:
    """What was said of the message to come, and its lines while they come."""

    sender: str | None = None
    recipients: list[str] = field(default_factory=list)
    lines: list[bytes] | None = None
    size: int = 0


@dataclass(frozen=True, slots=True)
class Manner:
    """How a host greets: the reply code, after how many seconds, and with STARTTLS or not."""

    greeting: int = 220
    greeting_delay: float = 0.0
    starttls: bool = True


@dataclass(frozen=True, slots=True)
class Greeter:
    """The host that answers at one address.

    Attributes:
        name: The name to greet with.
        manner: How to greet.
        context: The server context for the handshake.
        sni_of: Returns the name that was asked for in a handshake.
        deliver: Takes each message.

    """

    name: str
    manner: Manner
    context: ssl.SSLContext
    sni_of: Callable[[ssl.SSLObject], str | None]
    deliver: Callable[[Message], None]


class SmtpSession(asyncio.Protocol):
    """A conversation of *host* with one client, on *loop*."""

    def __init__(self, loop: EventLoop, host: Greeter) -> None:
        self._loop = loop
        self._host = host
        self._received = bytearray()
        self._listening = False  # not before the greeting
        self._tls: TlsChannel | None = None
        self._greeted = False
        self._envelope = _Envelope()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet, at once or after the delay."""
        self._transport = cast("asyncio.Transport", transport)
        self._loop.opened(transport)
        self._timer = self._loop.call_later(self._host.manner.greeting_delay, self._greet)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """Forget the conversation."""
        self._timer.cancel()
        self._loop.lost(self._transport)

    def data_received(self, data: bytes) -> None:
        """Take in what the client says."""
        self._received += data if self._tls is None else self._decrypt(self._tls, data)
        self._take_lines()

    def _greet(self) -> None:
        self._wait()
        if self._host.manner.greeting != _READY:
            self._reply(self._host.manner.greeting, f"{self._host.name} takes no mail now")
            self._close()
            return
        self._reply(_READY, f"{self._host.name} ESMTP")
        self._listening = True
        self._take_lines()

    def _wait(self) -> None:
        self._timer.cancel()
        self._timer = self._loop.call_later(_IDLE_LIMIT, self._close)

    def _take_lines(self) -> None:
        while self._listening and not self._transport.is_closing():
            end = self._received.find(b"\r\n")
            if (len(self._received) if end < 0 else end) > _LINE_LIMIT:
                self._reply(500, "Line too long")
                self._close()
                return
            if end < 0:
                return
            line = bytes(self._received[:end])
            del self._received[: end + 2]
            self._wait()
            if self._envelope.lines is None:
                self._obey(line.decode("utf-8", "replace"))
            else:
                self._take_data(self._envelope.lines, line)

    def _obey(self, line: str) -> None:
        verb, _, argument = line.strip().partition(" ")
        match verb.upper():
            case "EHLO":
                self._meet(argument, self._extensions())
            case "HELO":
                self._meet(argument, ())
            case "STARTTLS" if self._may_start_tls():
                self._begin_tls()
            case "MAIL" | "RCPT" | "DATA" as step:
                self._take_envelope(step, argument)
            case "RSET":
                self._envelope = _Envelope()
                self._reply(250, "Forgotten")
            case "NOOP":
                self._reply(250, "Still here")
            case "QUIT":
                self._reply(221, f"{self._host.name} closes the connection")
                self._close()
            case _:
                self._reply(502, "Command not implemented")

    def _meet(self, client: str, extensions: tuple[str, ...]) -> None:
        if not client:
            self._reply(501, "A name must follow")
            return
        self._greeted = True
        self._envelope = _Envelope()
        self._reply(250, self._host.name, *extensions)

    def _take_envelope(self, step: str, argument: str) -> None:
        match step:
            case "MAIL" if self._greeted and self._envelope.sender is None:
                self._take_sender(argument)
            case "RCPT" if self._envelope.sender is not None:
                self._take_recipient(argument)
            case "DATA" if self._envelope.recipients:
                self._envelope.lines = []
                self._reply(354, "End with a line that holds a single dot")
            case _:
                self._reply(503, "Bad sequence of commands")

    def _extensions(self) -> tuple[str, ...]:
        offered = ("PIPELINING", f"SIZE {_MESSAGE_LIMIT}", "8BITMIME", "SMTPUTF8")
        return (*offered, "STARTTLS") if self._may_start_tls() else offered

    def _may_start_tls(self) -> bool:
        return self._host.manner.starttls and self._tls is None

    def _take_sender(self, argument: str) -> None:
        path = _PATH.match(argument)
        if path is None or not argument.upper().startswith("FROM"):
            self._reply(501, "Write MAIL FROM:<address>")
            return
        self._envelope.sender = path[1]
        self._reply(250, "Sender noted")

    def _take_recipient(self, argument: str) -> None:
        path = _PATH.match(argument)
        if path is None or not path[1] or not argument.upper().startswith("TO"):
            self._reply(501, "Write RCPT TO:<address>")
        elif len(self._envelope.recipients) >= _RECIPIENT_LIMIT:
            self._reply(452, "Too many recipients")
        else:
            self._envelope.recipients.append(path[1])
            self._reply(250, "Recipient noted")

    def _take_data(self, lines: list[bytes], line: bytes) -> None:
        envelope = self._envelope
        if line != b".":
            envelope.size += len(line) + 2
            if envelope.size <= _MESSAGE_LIMIT:
                lines.append(line.removeprefix(b".") + b"\r\n")  # RFC 5321, 4.5.2
            return
        self._envelope = _Envelope()
        if envelope.size > _MESSAGE_LIMIT:
            self._reply(552, "Message too large")
            return
        self._host.deliver(
            Message(
                host=self._host.name,
                sender=envelope.sender or "",
                recipients=tuple(envelope.recipients),
                data=b"".join(lines),
                tls=self._tls.session.version() if self._tls else None,
                sni=self._host.sni_of(self._tls.session) if self._tls else None,
            )
        )
        self._reply(250, "Delivered")

    def _reply(self, code: int, *lines: str) -> None:
        *first, last = lines
        text = [f"{code}-{line}" for line in first] + [f"{code} {last}"]
        plain = "".join(f"{line}\r\n" for line in text).encode()
        self._transport.write(plain if self._tls is None else self._tls.encrypt(plain))

    def _begin_tls(self) -> None:
        self._reply(_READY, "Go ahead")
        self._tls = TlsChannel(self._host.context)
        # Neither what was said before the handshake nor what was sent early counts after it:
        # RFC 3207, 4.2, and CVE-2011-0411.
        self._received.clear()
        self._greeted = False
        self._envelope = _Envelope()

    def _decrypt(self, tls: TlsChannel, data: bytes) -> bytes:
        try:
            return tls.decrypt(data)
        except ssl.SSLError:
            self._loop.call_later(0, self._transport.close)  # after the alert below
            return b""
        finally:
            self._transport.write(tls.take_outgoing())

    def _close(self) -> None:
        if self._tls is not None and not self._transport.is_closing():
            self._transport.write(self._tls.end())
        self._transport.close()
