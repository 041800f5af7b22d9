"""Mails out of a folder of an IMAP server (RFC 9051), over TLS, by IMAPClient.

A folder is opened read-only and bodies are peeked at: nothing is marked, moved or deleted, unless
the operator wants what was read moved, after everything else.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError, LoginError

from mtasts_pages.config.keys import ImapFolder
from mtasts_pages.errors import AuthenticationError, NetworkError, OperationError
from mtasts_pages.text import quote
from mtasts_pages.world.clock import SystemClock
from mtasts_pages.world.mail.containers import PACKED_LIMIT
from mtasts_pages.world.mail.paths import Item

CONNECT_LIMIT = 20.0
READ_LIMIT = 60.0
"""Seconds for a connection, and for each answer."""

ATTEMPTS = 3
"""How often the connection may be lost; what was read by then is not asked for again."""

PAUSE = 2.0
"""Seconds before the second attempt; twice as many before the third."""

_BATCH = 50
_BATCH_BYTES = 4 << 20
_SIZE = b"RFC822.SIZE"
_BODY = b"BODY[]"


@dataclass(frozen=True, slots=True)
class Secret:
    """What opens a mailbox; it shows itself only when asked by name."""

    value: str = field(repr=False)
    is_token: bool
    """Whether it is an OAuth 2 access token."""


class Mailbox:
    """One folder of a mailbox as a source of mails."""

    def __init__(
        self,
        place: ImapFolder,
        secret: Secret,
        *,
        ca_file: Path | None = None,
        since: date | None = None,
    ) -> None:
        """Contact nobody yet.

        Args:
            place: The folder.
            secret: What opens it.
            ca_file: Trusted authorities, instead of the machine's.
            since: Mails that arrived before this day are left; a report never comes before the
                day that it is about.

        """
        self._place = place
        self._secret = secret
        self._ca_file = ca_file
        self._since = since
        self._validity: int | None = None
        self._clock = SystemClock()

    @property
    def name(self) -> str:
        """The folder as a URL, without the secret."""
        return str(self._place)

    def list_items(self) -> Iterator[Item]:
        """Yield every mail of the folder.

        Raises:
            AuthenticationError: the server refuses the secret.
            NetworkError: it does not answer, or not like an IMAP server.

        """
        left: list[int] | None = None
        losses = 0
        while left is None or left:
            try:
                with self._open(read_only=True) as client:
                    if left is None:
                        left = sorted(client.search(self._criteria()), reverse=True)
                    while left:
                        batch = self._choose(client, left)
                        yield from self._fetch(client, batch)
                        del left[-len(batch) :]
            except (IMAPClientError, OSError) as error:
                losses += 1
                if losses >= ATTEMPTS:
                    raise self._explain(error) from None
                self._clock.sleep(PAUSE * losses)  # a server that is busy needs a moment

    def archive(self, names: Sequence[str], folder: str) -> int:
        """Move the mails that *names* (of items) are to *folder*; return how many were moved.

        Raises:
            OperationError: the server does not do it; what is not moved is where it was.

        """
        uids = [int(name.rpartition("=")[2]) for name in names]
        try:
            with self._open(read_only=False) as client:
                if not client.folder_exists(folder):
                    client.create_folder(folder)
                can_move = client.has_capability("MOVE")
                if not can_move and not client.has_capability("UIDPLUS"):
                    # Without it EXPUNGE would take what others have marked (RFC 4315, 1).
                    raise OperationError(f"the server of {quote(self.name)} cannot move mails")
                for at in range(0, len(uids), _BATCH):
                    batch = uids[at : at + _BATCH]
                    if can_move:
                        client.move(batch, folder)
                    else:
                        client.copy(batch, folder)
                        client.delete_messages(batch, silent=True)
                        client.uid_expunge(batch)
        except (IMAPClientError, OSError) as error:
            raise self._explain(error) from None
        return len(uids)

    def _criteria(self) -> list[object]:
        return ["ALL"] if self._since is None else ["SINCE", self._since]

    def _choose(self, client: IMAPClient, left: list[int]) -> dict[int, int]:
        """Return the next mails, as many as are fetched in one go, with their sizes."""
        batch = left[-_BATCH:]
        sizes = client.fetch(batch, [_SIZE])
        chosen: dict[int, int] = {}
        room = _BATCH_BYTES
        for uid in reversed(batch):
            size = sizes.get(uid, {}).get(_SIZE, 0)
            room -= size
            if chosen and room < 0:
                break
            chosen[uid] = size
        return chosen

    def _fetch(self, client: IMAPClient, batch: dict[int, int]) -> Iterator[Item]:
        small = [uid for uid, size in batch.items() if size <= PACKED_LIMIT]
        bodies = client.fetch(small, ["BODY.PEEK[]"]) if small else {}
        for uid, size in batch.items():
            name = f"{self.name};UID={uid}"
            body = bodies.get(uid, {}).get(_BODY)
            if size > PACKED_LIMIT:
                yield Item(name, b"", is_cut=True)
            elif isinstance(body, bytes):  # else it was deleted meanwhile
                yield Item(name, body)

    def _open(self, *, read_only: bool) -> IMAPClient:
        context = ssl.create_default_context(cafile=self._ca_file)
        client = IMAPClient(
            self._place.host,
            port=self._place.port,
            use_uid=True,
            ssl=True,
            ssl_context=context,
            timeout=SocketTimeout(connect=CONNECT_LIMIT, read=READ_LIMIT),
        )
        try:
            if self._secret.is_token:
                client.oauth2_login(self._place.user, self._secret.value)
            else:
                client.login(self._place.user, self._secret.value)
            self._select(client, read_only=read_only)
        except BaseException as error:
            with suppress(IMAPClientError, OSError):
                client.shutdown()
            # RFC 5530, 3: UNAVAILABLE says nothing about the secret; it is worth another attempt.
            if isinstance(error, LoginError) and "[UNAVAILABLE]" not in str(error):
                raise AuthenticationError(
                    f"the mail server `{self._place.host}` refuses the login of"
                    f" {quote(self._place.user)}",
                    "check the password or the token; Microsoft 365 takes tokens alone",
                ) from None
            raise
        return client

    def _select(self, client: IMAPClient, *, read_only: bool) -> None:
        chosen = client.select_folder(self._place.folder, readonly=read_only)
        validity = chosen.get(b"UIDVALIDITY")
        if self._validity not in (None, validity):  # RFC 9051, 2.3.1.1: the UIDs mean others
            raise OperationError(f"the folder {quote(self.name)} was replaced meanwhile")
        self._validity = validity

    def _explain(self, error: Exception) -> OperationError:
        if isinstance(error, ssl.SSLCertVerificationError):
            said = f"its certificate is not trusted: {error.verify_message}"
        elif isinstance(error, TimeoutError):
            said = "it did not answer in time"
        else:
            said = getattr(error, "strerror", None) or str(error) or "the connection was lost"
        return NetworkError(f"the mail server `{self._place.host}` fails: {quote(said)}")
