"""An MX host on the SMTP port, met as a sender does: EHLO, STARTTLS, a verified handshake.

RFC 5321 for the conversation, RFC 3207 for STARTTLS, RFC 8461, 4.2 for the certificate. No mail
is ever sent.
"""

from __future__ import annotations

import functools
import socket
import ssl
from collections.abc import Callable, Sequence
from pathlib import Path

from mtasts_pages.state import Contact, MailHost, MailProblem
from mtasts_pages.text import blot_unprintable
from mtasts_pages.world.clock import seconds_left
from mtasts_pages.world.tls import is_old_tls, make_context, read_certificate, read_fault

TIME_LIMIT = 30.0
"""Seconds for one MX host, all of its addresses together."""

_CONNECT_LIMIT = 10.0
_LINE_LIMIT = 4096
_LINES_LIMIT = 100
_READY, _OK = 220, 250
_DETAIL_LIMIT = 120


class MailHosts:
    """Looks at MX hosts; safe to share between threads."""

    def __init__(
        self,
        monotonic: Callable[[], float],
        *,
        port: int = 25,
        ca_file: Path | None = None,
        time_limit: float | None = None,
    ) -> None:
        """Reach MX hosts at *port*, and trust the authorities in *ca_file* or the system's.

        A host gets `TIME_LIMIT` seconds, or *time_limit* if that is less.

        """
        self._monotonic = monotonic
        self._port = port
        self._ca_file = ca_file
        self._time_limit = min(time_limit or TIME_LIMIT, TIME_LIMIT)

    @functools.cached_property
    def _tls(self) -> ssl.SSLContext:
        return make_context(self._ca_file)

    def look(self, host: str, addresses: Sequence[str]) -> MailHost:
        """Return what a sender meets at the first of *addresses* that answers SMTP."""
        if not addresses:
            return MailHost(host, MailProblem.UNRESOLVED, "it has no address")
        deadline = self._monotonic() + self._time_limit
        seen = MailHost(host, MailProblem.UNREACHED, "it does not answer in time")
        for address in addresses:
            try:
                seen = self._look_at(host, address, deadline)
            except TimeoutError:
                seen = _unreached(host, address, "does not answer in time")
            except OSError as error:
                seen = _unreached(host, address, error.strerror or type(error).__name__)
            if seen.problem is not MailProblem.UNREACHED:
                break
        return seen

    def _look_at(self, host: str, address: str, deadline: float) -> MailHost:
        began = self._monotonic()
        limit = min(_CONNECT_LIMIT, seconds_left(self._monotonic, deadline))
        with socket.create_connection((address, self._port), timeout=limit) as plain:
            talk = _Conversation(plain, lambda: seconds_left(self._monotonic, deadline))
            greeting = talk.read_reply()
            if greeting.code != _READY:
                return _unreached(host, address, f"greets with `{greeting}`")
            answer = talk.say("EHLO localhost")
            if answer.code != _OK:
                return _unreached(host, address, f"answers EHLO with `{answer}`")
            if not answer.offers("STARTTLS"):
                talk.part()
                return MailHost(host, MailProblem.NO_STARTTLS, "", Contact(address))
            answer = talk.say("STARTTLS")
            if answer.code != _READY:
                talk.part()
                detail = f"it answers STARTTLS with `{answer}`"
                return MailHost(host, MailProblem.STARTTLS_FAILED, detail, Contact(address))
            return self._shake_hands(plain, host, address, deadline, began)

    def _shake_hands(
        self, plain: socket.socket, host: str, address: str, deadline: float, began: float
    ) -> MailHost:
        plain.settimeout(seconds_left(self._monotonic, deadline))
        try:
            host.encode("idna")
        except UnicodeError:
            detail = "no certificate can have such a name"
            return MailHost(host, MailProblem.CERTIFICATE, detail, Contact(address))
        try:
            tls = self._tls.wrap_socket(plain, server_hostname=host)
        except ssl.SSLCertVerificationError as error:
            contact = Contact(address, certificate_fault=read_fault(error))
            return MailHost(host, MailProblem.CERTIFICATE, error.verify_message, contact)
        except (ssl.SSLError, ConnectionError) as error:
            old = isinstance(error, ssl.SSLError) and is_old_tls(error)
            problem = MailProblem.OLD_TLS if old else MailProblem.STARTTLS_FAILED
            reason = getattr(error, "reason", None) or type(error).__name__
            detail = f"the handshake fails: {reason}"
            return MailHost(host, problem, detail, Contact(address, speaks_old_tls=old))
        with tls:
            _Conversation(tls, lambda: seconds_left(self._monotonic, deadline)).part()
            contact = Contact(
                address,
                seconds=self._monotonic() - began,
                tls_version=tls.version(),
                certificate=read_certificate(tls),
            )
        return MailHost(host, contact=contact)


class _Reply:
    """One reply of the server, all of its lines."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        first = lines[0][:3] if lines else ""
        self.code = int(first) if first.isascii() and first.isdigit() else 0

    def offers(self, extension: str) -> bool:
        """Return whether an EHLO reply names *extension* (RFC 5321, 4.1.1.1)."""
        words = [line[4:].split(maxsplit=1)[:1] for line in self._lines[1:]]
        return any(word and word[0].upper() == extension for word in words)

    def __str__(self) -> str:
        line = (self._lines[0] if self._lines else "")[:_DETAIL_LIMIT]
        return blot_unprintable(line) or "nothing"


class _Conversation:
    """Commands and replies; every wait gets what is left of the time."""

    def __init__(self, connection: socket.socket, left: Callable[[], float]) -> None:
        self._connection = connection
        self._left = left
        self._received = bytearray()

    def say(self, command: str) -> _Reply:
        self._connection.settimeout(self._left())
        self._connection.sendall(f"{command}\r\n".encode("ascii"))
        return self.read_reply()

    def part(self) -> None:
        """Say goodbye; what the server makes of it does not matter."""
        try:
            self._connection.settimeout(self._left())
            self._connection.sendall(b"QUIT\r\n")
        except OSError:
            return

    def read_reply(self) -> _Reply:
        lines: list[str] = []
        while len(lines) < _LINES_LIMIT:
            line = self._read_line()
            lines.append(line)
            if line[3:4] != "-":
                break
        return _Reply(lines)

    def _read_line(self) -> str:
        while (end := self._received.find(b"\n")) < 0:
            if len(self._received) > _LINE_LIMIT:
                return ""
            self._connection.settimeout(self._left())
            part = self._connection.recv(_LINE_LIMIT)
            if not part:
                raise ConnectionResetError(None, "the connection ends")
            self._received += part
        line = bytes(self._received[:end])
        del self._received[: end + 1]
        return line.decode("utf-8", "replace").rstrip("\r")


def _unreached(host: str, address: str, why: str) -> MailHost:
    return MailHost(host, MailProblem.UNREACHED, f"`{address}` {why}", Contact(address))
