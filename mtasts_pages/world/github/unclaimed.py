"""Whether GitHub has a site for a host at all.

A CNAME record to GitHub Pages with no site behind it is a door left open: anybody with a GitHub
account can claim the host and serve a policy of their own (RFC 8461, 10.3). GitHub has no
certificate for such a host, so a sender sees only a wrong name. For this question alone, the
certificate is not verified.
"""

from __future__ import annotations

import functools
import http.client
import socket
import ssl
from http import HTTPStatus

from mtasts_pages.world.tls import make_trusting_context

TIME_LIMIT = 10.0
"""Seconds for each step."""

# What GitHub's page says; public, and unchanged for years.
_SIGN = b"There isn't a GitHub Pages site here"
_READ_LIMIT = 64 * 1024


class UnclaimedSites:
    """Looks behind certificates; safe to share between threads."""

    def __init__(self, port: int = 443) -> None:
        self._port = port

    @functools.cached_property
    def _tls(self) -> ssl.SSLContext:
        return make_trusting_context()  # costs more than most runs, which never need it

    def is_unclaimed(self, host: str, address: str) -> bool:
        """Return whether GitHub, at *address*, says that there is no site for *host*."""
        request = f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        try:
            with (
                socket.create_connection((address, self._port), timeout=TIME_LIMIT) as plain,
                self._tls.wrap_socket(plain, server_hostname=host) as tls,
            ):
                tls.sendall(request.encode("ascii"))
                response = http.client.HTTPResponse(tls, method="GET")
                response.begin()
                found = response.status == HTTPStatus.NOT_FOUND
                return found and _SIGN in response.read(_READ_LIMIT)
        except (OSError, http.client.HTTPException):
            return False
