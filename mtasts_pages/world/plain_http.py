"""Whether the policy host sends plain HTTP to HTTPS, as GitHub does where HTTPS is enforced.

GitHub, "Securing your GitHub Pages site with HTTPS": with *Enforce HTTPS*, all requests by HTTP
are redirected to HTTPS. So the setting shows without a question to the API, of which there are
only so many an hour.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable

from mtasts_pages.site import POLICY_PATH
from mtasts_pages.world.clock import seconds_left

TIME_LIMIT = 5.0
"""Seconds for one whole look: it saves a question to GitHub, and is worth no more."""

_HEAD_LIMIT = 16 * 1024
_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})\b")
_LOCATION = re.compile(rb"^location:[ \t]*([^\r\n]*)", re.IGNORECASE | re.MULTILINE)
_REDIRECTS = frozenset({b"301", b"302", b"307", b"308"})  # RFC 9110, 15.4


class PlainHosts:
    """Looks at policy hosts by plain HTTP; safe to share between threads."""

    def __init__(self, monotonic: Callable[[], float], *, port: int = 80) -> None:
        """Reach policy hosts at *port*; *monotonic* bounds each look."""
        self._monotonic = monotonic
        self._port = port

    def redirects(self, policy_host: str, address: str) -> bool | None:
        """Return whether *policy_host*, at *address*, leads to itself by HTTPS.

        ``None`` when it does not answer within five seconds: many networks let nothing but
        HTTPS out, which says nothing of the host.
        """
        try:
            head = self._read_head(policy_host, address)
        except OSError:
            return None
        status = _STATUS.match(head)
        if status is None:
            return None
        where = _LOCATION.search(head)
        wanted = f"https://{policy_host}/".encode("ascii")
        return (
            status[1] in _REDIRECTS
            and where is not None
            and where[1].lower().startswith(wanted.lower())
        )

    def _read_head(self, policy_host: str, address: str) -> bytes:
        deadline = self._monotonic() + TIME_LIMIT
        request = (
            f"HEAD /{POLICY_PATH} HTTP/1.1\r\nHost: {policy_host}\r\nConnection: close\r\n\r\n"
        )
        with socket.create_connection((address, self._port), timeout=TIME_LIMIT) as plain:
            plain.sendall(request.encode("ascii"))
            head = b""
            while b"\r\n\r\n" not in head and len(head) < _HEAD_LIMIT:
                plain.settimeout(seconds_left(self._monotonic, deadline))
                part = plain.recv(_HEAD_LIMIT)
                if not part:
                    break
                head += part
        return head.partition(b"\r\n\r\n")[0]
