"""One command at a time in a world: its folder is locked, and its ports must be free."""

from __future__ import annotations

import contextlib
import socket
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from mtasts_pages.errors import UsageError


@contextlib.contextmanager
def occupy(directory: Path) -> Iterator[None]:
    """Hold the world in *directory* for a ``with`` block; the lock ends with the process.

    Raises:
        UsageError: another command holds it.

    """
    if sys.platform == "win32":  # which has no flock; the ports tell as well
        yield
        return
    import fcntl  # noqa: PLC0415 - not everywhere

    with (directory / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UsageError(
                f"another command is at work in the world `{directory}`",
                "wait until it has ended, or name another folder by --world",
            ) from None
        yield


def require_free(ports: Iterable[int], directory: Path) -> None:
    """Return when the world in *directory* can have the *ports* that it had before.

    Raises:
        UsageError: another program has one of them.

    """
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                raise UsageError(
                    f"port {port}, which the world `{directory}` uses, is taken by another program",
                    "end that program, or name another folder by --world",
                ) from None
