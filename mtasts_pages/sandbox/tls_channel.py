"""TLS over octets in memory, the server's side.

asyncio's own TLS drops the alert that says why a handshake failed, and a client
that is refused for its TLS version should see that reason, as it would anywhere.
"""

from __future__ import annotations

import ssl
from contextlib import suppress

_CHUNK = 1 << 16  # octets read at once; a TLS record has a quarter of that


class TlsChannel:
    """A TLS connection that *context* serves, fed with what comes from the network."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self.session = context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        self._established = False

    def decrypt(self, received: bytes) -> bytes:
        """Return the plain text that *received* completes, which may be none yet.

        Raises:
            ssl.SSLError: The handshake failed, or the octets are not TLS. `take_outgoing`
                has the alert for the client.

        """
        self._incoming.write(received)
        plain = bytearray()
        # Suppressed: the rest is still to come, or the client said goodbye.
        with suppress(ssl.SSLWantReadError, ssl.SSLZeroReturnError):
            if not self._established:
                self.session.do_handshake()
                self._established = True
            while chunk := self.session.read(_CHUNK):
                plain += chunk
        return bytes(plain)

    def encrypt(self, plain: bytes) -> bytes:
        """Return the octets that carry *plain* to the client."""
        self.session.write(plain)
        return self.take_outgoing()

    def end(self) -> bytes:
        """Return the octets that tell the client that nothing follows."""
        with suppress(ssl.SSLError):  # the client's own goodbye is not awaited
            self.session.unwrap()
        return self.take_outgoing()

    def take_outgoing(self) -> bytes:
        """Return the octets that the client must get now: handshake messages and alerts."""
        return self._outgoing.read()
