"""The policy host, asked as a sending mail server would (RFC 8461, 3.3)."""

from __future__ import annotations

import errno
import http.client
import io
import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path

from mtasts_pages.site import POLICY_PATH
from mtasts_pages.state import Contact, FetchProblem, ServedPolicy
from mtasts_pages.text import blot_unprintable
from mtasts_pages.world.clock import seconds_left
from mtasts_pages.world.tls import is_old_tls, make_context, read_certificate, read_fault

TIME_LIMIT = 60.0
"""Seconds for one whole fetch, all addresses together; RFC 8461, 3.3: one minute."""

SIZE_LIMIT = 64 * 1024
"""Bytes of a body; RFC 8461, 3.3: 64 kilobytes."""

_CONNECT_LIMIT = 10.0
# A machine without IPv6 (or IPv4) says nothing about the policy host.
_NO_ROUTE_FROM_HERE = frozenset({errno.ENETUNREACH, errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT})
_DETAIL_LIMIT = 200  # characters
_USER_AGENT = "mtasts-pages (as a sending MTA; RFC 8461)"


class PolicyHosts:
    """Fetches policies; safe to share between threads."""

    def __init__(
        self,
        monotonic: Callable[[], float],
        *,
        port: int = 443,
        ca_file: Path | None = None,
        time_limit: float | None = None,
    ) -> None:
        """Reach policy hosts at *port*, and trust the authorities in *ca_file* or the system's.

        A fetch takes *time_limit* seconds at most, a minute unless given.

        Raises:
            UsageError: *ca_file* holds no certificates.

        """
        self._monotonic = monotonic
        self._port = port
        self._tls = make_context(ca_file)
        self._time_limit = time_limit

    def fetch(self, policy_host: str, addresses: Sequence[str]) -> ServedPolicy:
        """Return what a sender gets from *policy_host* at the first of *addresses* that answers.

        A failure is an answer as well.
        """
        deadline = self._monotonic() + (self._time_limit or TIME_LIMIT)
        if not addresses:
            return _failed(FetchProblem.UNRESOLVED, "the policy host has no address")
        served = _failed(FetchProblem.TIMEOUT, "")
        failed: list[str] = []
        for address in addresses:
            began = self._monotonic()
            try:
                served = self._fetch_from(address, policy_host, deadline)
            except TimeoutError:
                served = _failed(FetchProblem.TIMEOUT, f"`{address}` does not answer in time")
            except OSError as error:
                why = error.strerror or type(error).__name__
                served = _failed(FetchProblem.UNREACHABLE, f"`{address}`: {why}")
                if error.errno in _NO_ROUTE_FROM_HERE:
                    continue
            if served.problem not in (FetchProblem.UNREACHABLE, FetchProblem.TIMEOUT):
                contact = served.contact or Contact(address)
                seconds = self._monotonic() - began
                return replace(
                    served,
                    contact=replace(contact, seconds=seconds, failed_addresses=tuple(failed)),
                )
            failed.append(address)
        return served

    def _fetch_from(self, address: str, policy_host: str, deadline: float) -> ServedPolicy:
        limit = min(_CONNECT_LIMIT, seconds_left(self._monotonic, deadline))
        with socket.create_connection((address, self._port), timeout=limit) as plain:
            try:
                tls = self._tls.wrap_socket(plain, server_hostname=policy_host)
            except ssl.SSLCertVerificationError as error:
                contact = Contact(address, certificate_fault=read_fault(error))
                return _failed(FetchProblem.CERTIFICATE, error.verify_message, contact)
            except ssl.SSLError as error:
                contact = Contact(address, speaks_old_tls=is_old_tls(error))
                return _failed(FetchProblem.TLS, error.reason or str(error), contact)
            with tls:
                contact = Contact(
                    address, tls_version=tls.version(), certificate=read_certificate(tls)
                )
                return self._read_policy(tls, policy_host, deadline, contact)

    def _read_policy(
        self, tls: ssl.SSLSocket, policy_host: str, deadline: float, contact: Contact
    ) -> ServedPolicy:
        tls.settimeout(seconds_left(self._monotonic, deadline))
        request = (
            f"GET /{POLICY_PATH} HTTP/1.1\r\nHost: {policy_host}\r\n"
            f"User-Agent: {_USER_AGENT}\r\nAccept: text/plain\r\nConnection: close\r\n\r\n"
        )
        tls.sendall(request.encode("ascii"))
        stream = _TimedStream(tls, lambda: seconds_left(self._monotonic, deadline))
        response = http.client.HTTPResponse(stream, method="GET")  # type: ignore[arg-type]  # has what it uses of a socket
        try:
            response.begin()
            contact = replace(
                contact,
                media_type=response.getheader("Content-Type", "")[:_DETAIL_LIMIT],
                server=response.getheader("Server", "")[:_DETAIL_LIMIT],
            )
            refused = _judge_head(response)
            if refused is not None:
                return replace(refused, contact=contact)
            body = b""
            # One byte over the limit is enough to know.
            while len(body) <= SIZE_LIMIT:
                part = response.read1(SIZE_LIMIT + 1 - len(body))
                if not part:
                    break
                body += part
        except http.client.HTTPException as error:
            return _failed(FetchProblem.PROTOCOL, str(error) or type(error).__name__, contact)
        finally:
            response.close()
        if len(body) > SIZE_LIMIT:
            return _failed(FetchProblem.TOO_LARGE, "more than 64 kilobytes", contact)
        if response.length:  # RFC 9112, 8: fewer bytes came than Content-Length promised
            return _failed(FetchProblem.PROTOCOL, "the answer ends too early", contact)
        return ServedPolicy(body, contact=contact)


class _TimedStream(io.RawIOBase):
    """What *tls* receives; every wait for bytes, also of the head, gets the time that is left."""

    def __init__(self, tls: ssl.SSLSocket, left: Callable[[], float]) -> None:
        self._tls = tls
        self._left = left

    def makefile(self, _mode: str) -> io.BufferedReader:
        """Return a reader of this, as `http.client` asks a socket for it."""
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # what BufferedReader hands in
        self._tls.settimeout(self._left())
        return self._tls.recv_into(buffer)


def _judge_head(response: http.client.HTTPResponse) -> ServedPolicy | None:
    """Return why a sender stops at the head of *response*, or ``None``."""
    if (
        HTTPStatus.MULTIPLE_CHOICES <= response.status < HTTPStatus.BAD_REQUEST
    ):  # RFC 8461, 3.3: never followed
        where = response.getheader("Location", "nowhere")
        return _failed(FetchProblem.REDIRECT, f"a redirect to `{where}`, which senders refuse")
    if response.status != HTTPStatus.OK:  # RFC 8461, 3.3: only 200 will do
        return _failed(FetchProblem.STATUS, f"status {response.status}")
    # RFC 8461, 3.2: senders SHOULD check the media type.
    declared = response.getheader("Content-Type", "none")
    media_type = declared.partition(";")[0].strip().lower()
    if media_type != "text/plain":
        return _failed(FetchProblem.MEDIA_TYPE, f"media type `{media_type}`, not `text/plain`")
    return None


def _failed(problem: FetchProblem, detail: str, contact: Contact | None = None) -> ServedPolicy:
    # It may quote the server, who may answer anything; it becomes one clause for people.
    shown = blot_unprintable(" ".join(detail.split())[:_DETAIL_LIMIT])
    return ServedPolicy(None, problem, shown, contact)
