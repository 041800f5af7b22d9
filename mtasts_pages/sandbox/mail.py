"""The sandbox's mail servers: SMTP with STARTTLS for the MX hosts of a world.

All hosts share 127.0.0.1 and one port. In the handshake the client says which
host it wants (SNI), and gets that host's certificate. What happens before the
handshake, or decides it, cannot depend on that: a host that greets badly,
knows no STARTTLS or only an old TLS lives at an address of its own, 127.0.0.N.
"""

from __future__ import annotations

import socket
import ssl
import threading
import warnings
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Self
from weakref import WeakKeyDictionary

from mtasts_pages.sandbox.event_loop import EventLoop
from mtasts_pages.sandbox.smtp_session import Greeter, Manner, Message, SmtpSession

if TYPE_CHECKING:
    from mtasts_pages.sandbox.authority import Authority

__all__ = ["CertificateKind", "MailHost", "MailServers", "Manner", "Message"]

LOOPBACK = "127.0.0.1"
DEFAULT_HOST = "mail.sandbox.invalid"
_NOWHERE = "some-other-host.invalid"


class CertificateKind(StrEnum):
    """What a host presents in the handshake."""

    VALID = "valid"
    EXPIRED = "expired"
    WRONG_NAME = "wrong-name"
    UNTRUSTED = "untrusted"  # by an authority that nobody knows


@dataclass(frozen=True, slots=True)
class MailHost:
    """How one MX host behaves; the default is one that a sender likes.

    Attributes:
        certificate: What it presents.
        manner: How it greets, and whether it knows STARTTLS.
        newest_tls: The newest TLS version that it speaks, ``None`` for all.

    """

    certificate: CertificateKind = CertificateKind.VALID
    manner: Manner = field(default_factory=Manner)
    newest_tls: ssl.TLSVersion | None = None


_GOOD = MailHost()


class MailServers:
    """SMTP servers for all MX hosts, from construction to `close`; a context manager.

    A host that was never mentioned behaves well, with a certificate of its own.

    Args:
        authority: Issues the certificates.
        port: The port on every address, 0 for a free one.
        default_host: Whose certificate a client gets that names no host.

    """

    def __init__(
        self, authority: Authority, port: int = 0, *, default_host: str = DEFAULT_HOST
    ) -> None:
        self._authority = authority
        self._hosts: dict[str, MailHost] = {}
        self._contexts: dict[tuple[str, MailHost], ssl.SSLContext] = {}
        self._asked: WeakKeyDictionary[ssl.SSLObject, str] = WeakKeyDictionary()
        self._lock = threading.Lock()
        self._messages: list[Message] = []
        self._greeters: dict[str, Greeter] = {}  # by address
        self.port = port
        self._loop = EventLoop("mail servers")
        try:
            self._settle(LOOPBACK, default_host.lower())
        except OSError:  # the port is taken
            self._loop.close()
            raise

    @property
    def messages(self) -> tuple[Message, ...]:
        """The delivered messages, oldest first."""
        return tuple(self._messages)

    @property
    def errors(self) -> tuple[BaseException, ...]:
        """Mistakes of the servers themselves; empty when they work."""
        return tuple(self._loop.errors)

    def play(self, name: str, host: MailHost, address: str = LOOPBACK) -> None:
        """Let the host *name* behave like *host*, from now on.

        Args:
            name: The MX host's name.
            host: Its behaviour.
            address: Where it lives. Any address but the shared one is a 127.0.0.N
                for this host alone, on the same port.

        Raises:
            ValueError: On the shared address only the certificate can be the host's own.
            OSError: The address cannot be had.

        """
        if address == LOOPBACK and host != MailHost(host.certificate):
            raise ValueError(
                f"`{name}` needs an address of its own, such as 127.0.0.2: all hosts at"
                f" {LOOPBACK} are the same until the handshake"
            )
        name = name.lower()
        self._hosts[name] = host
        if address != LOOPBACK:
            self._settle(address, name)

    def close(self) -> None:
        """Stop listening, abort every conversation and end the thread."""
        self._loop.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _settle(self, address: str, name: str) -> None:
        """Let the host *name* answer at *address*; the one that did so before leaves."""
        host = self._hosts.get(name, _GOOD)
        context = self._make_context(name, host)
        context.sni_callback = self._choose_certificate
        greeter = Greeter(name, host.manner, context, self._asked.get, self._messages.append)
        if address in self._greeters:
            self._greeters[address] = greeter
            return
        listening = socket.create_server((address, self.port), backlog=512)
        self.port = listening.getsockname()[1]
        self._greeters[address] = greeter
        self._loop.listen(partial(self._meet, address), listening)

    def _meet(self, address: str) -> SmtpSession:
        return SmtpSession(self._loop, self._greeters[address])

    def _choose_certificate(
        self, connection: ssl.SSLSocket | ssl.SSLObject, name: str | None, _: ssl.SSLContext
    ) -> int | None:
        if name is None:
            return None
        try:
            connection.context = self._context(name.lower())
        except ValueError:  # not a name that a certificate can be for
            return ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
        self._asked[connection] = name.lower()  # type: ignore[index] # asyncio uses SSLObjects
        return None

    def _context(self, name: str) -> ssl.SSLContext:
        host = self._hosts.get(name, _GOOD)
        if host == _GOOD:
            return self._authority.server_context(name)
        with self._lock:
            if (name, host) not in self._contexts:
                self._contexts[name, host] = self._make_context(name, host)
            return self._contexts[name, host]

    def _make_context(self, name: str, host: MailHost) -> ssl.SSLContext:
        yesterday = datetime.now(UTC) - timedelta(days=1)
        match host.certificate:
            case CertificateKind.VALID:
                context = self._authority.issue([name]).server_context()
            case CertificateKind.EXPIRED:
                certificate = self._authority.issue([name], not_after=yesterday)
                context = certificate.server_context()
            case CertificateKind.WRONG_NAME:
                context = self._authority.issue([_NOWHERE]).server_context()
            case CertificateKind.UNTRUSTED:
                context = self._authority.issue_untrusted([name]).server_context()
        if host.newest_tls is not None:
            _cap(context, host.newest_tls)
        return context


def _cap(context: ssl.SSLContext, newest: ssl.TLSVersion) -> None:
    """Let *context* speak *newest* and nothing newer, be it older than OpenSSL likes."""
    with warnings.catch_warnings():
        # An old TLS is what this host is for; the ssl module calls it deprecated.
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = min(newest, ssl.TLSVersion.TLSv1_2)
        context.maximum_version = newest
    if newest < ssl.TLSVersion.TLSv1_2:
        context.set_ciphers("DEFAULT:@SECLEVEL=0")  # OpenSSL 3 allows TLS 1.0 and 1.1 only so
