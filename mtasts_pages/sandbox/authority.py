"""A local certificate authority: what the sandbox has instead of Let's Encrypt.

It lives in a directory, so that several runs of one sandbox share one root and
``SSL_CERT_FILE`` stays true between them. Keys are elliptic-curve keys: a
certificate takes about a millisecond, so a fleet of 10,000 policy hosts is
feasible, each with a certificate and a key of its own.
"""

from __future__ import annotations

import os
import ssl
import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import trustme

from mtasts_pages.errors import OperationError

if TYPE_CHECKING:
    from collections.abc import Iterable

VALIDITY = timedelta(days=90)  # what GitHub's certificates have, from Let's Encrypt
_ORGANIZATION = "mtasts-pages sandbox"
_CLOCK_SKEW = timedelta(hours=1)
_END_OF_KEY = b"-----END EC PRIVATE KEY-----\n"


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate with its chain and its private key, both PEM."""

    chain: bytes
    key: bytes

    def server_context(self) -> ssl.SSLContext:
        """Return a new server context that presents this certificate over TLS 1.2 or later."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        # The ssl module reads certificates from files only; this one is mode 0600 and short-lived.
        with tempfile.NamedTemporaryFile(suffix=".pem") as file:
            file.write(self.key + self.chain)
            file.flush()
            context.load_cert_chain(file.name)
        return context


class Authority:
    """A certificate authority kept in *directory*; safe to use from several threads.

    It is created on first use and read again afterwards, by any number of
    processes at once: the first one to finish wins and the others use its root.

    Args:
        directory: Where the authority is kept; made when it does not exist.

    Raises:
        OperationError: The directory holds an authority that cannot be read.

    """

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._untrusted_contexts: dict[str, ssl.SSLContext] = {}
        self._ca = _load_or_create(directory / "authority.pem")
        self.root = directory / "root.pem"
        _write(self.root, self._ca.cert_pem.bytes(), mode=0o644)

    def issue(
        self,
        names: Iterable[str],
        *,
        not_before: datetime | None = None,
        not_after: datetime | None = None,
    ) -> Certificate:
        """Return a new certificate for exactly these DNS *names*, with a new key.

        The dates are free, so that an expired certificate, or one not yet
        valid, can be had; without them it is valid from an hour ago for
        `VALIDITY`.

        Raises:
            ValueError: A name is not one that a certificate can be for.

        """
        return _issue(self._ca, names, not_before, not_after)

    def issue_untrusted(self, names: Iterable[str]) -> Certificate:
        """Return a certificate for *names* whose issuer nobody trusts; otherwise valid."""
        return _issue(self._stranger, names)

    def server_context(self, name: str) -> ssl.SSLContext:
        """Return the server context for *name*: one certificate for it, made once and kept.

        Raises:
            ValueError: As for `issue`.

        """
        return self._cached(self._contexts, self._ca, name)

    def untrusted_context(self, name: str) -> ssl.SSLContext:
        """Return a server context for *name* whose issuer nobody trusts; otherwise valid."""
        return self._cached(self._untrusted_contexts, self._stranger, name)

    @cached_property
    def _stranger(self) -> trustme.CA:
        return trustme.CA(organization_name="Not the " + _ORGANIZATION)

    def _cached(
        self, contexts: dict[str, ssl.SSLContext], ca: trustme.CA, name: str
    ) -> ssl.SSLContext:
        name = name.lower()
        with self._lock:
            if name not in contexts:
                contexts[name] = _issue(ca, [name]).server_context()
            return contexts[name]


def _issue(
    ca: trustme.CA,
    names: Iterable[str],
    not_before: datetime | None = None,
    not_after: datetime | None = None,
) -> Certificate:
    now = datetime.now(UTC)
    if not_before is None:
        not_before = min(now, not_after or now) - _CLOCK_SKEW
    leaf = ca.issue_cert(
        *names,
        organization_name=_ORGANIZATION,
        not_before=not_before,
        not_after=not_after or max(now, not_before) + VALIDITY,
    )
    chain = b"".join(blob.bytes() for blob in leaf.cert_chain_pems)
    return Certificate(chain, leaf.private_key_pem.bytes())


def _load_or_create(path: Path) -> trustme.CA:
    """Return the authority in *path*, key and certificate in one file so that they always match."""
    if not path.exists():
        ca = trustme.CA(organization_name=_ORGANIZATION)
        _write(path, ca.private_key_pem.bytes() + ca.cert_pem.bytes(), mode=0o600, replace=False)
    key, mark, certificate = path.read_bytes().partition(_END_OF_KEY)
    try:
        return trustme.CA.from_pem(certificate, key + mark)
    except ValueError as error:
        raise OperationError(
            f"`{path}` is not the key and certificate of a sandbox authority",
            "remove its directory; the sandbox makes a new one",
        ) from error


def _write(path: Path, content: bytes, *, mode: int, replace: bool = True) -> None:
    """Write a file whole or not at all; without *replace* an existing one stays as it is."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(handle, mode)
            file.write(content)
        if replace:
            temporary.replace(path)
        else:
            _link(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def _link(temporary: Path, path: Path) -> None:
    with suppress(FileExistsError):  # another process was first; its authority is used
        path.hardlink_to(temporary)
