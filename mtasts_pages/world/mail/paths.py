"""Files that may hold TLS reports: single ones, folders of them, Maildirs, mbox files, stdin.

A folder of a hundred thousand is walked as it is read, an mbox of any size goes by a mail at a
time: no list of either is kept.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from mtasts_pages.errors import OperationError
from mtasts_pages.world.files import read_file
from mtasts_pages.world.mail.containers import PACKED_LIMIT

STDIN = "-"

_FROM = b"From "
_MAILDIR = frozenset(("cur", "new", "tmp"))
# RFC 4155: the address and the time of asctime(3); a sentence that begins so has no such end.
_is_from_line = re.compile(rb"From \S+ .*[0-9]{1,2}:[0-9]{2}.* [0-9]{4}").match
_UNDER_WAY = "tmp"  # a mail that is being delivered lies there (maildir(5))
_DEPTH_LIMIT = 40


@dataclass(frozen=True, slots=True)
class Item:
    """One file, or one mail of several in a file."""

    name: str
    data: bytes | None = None
    """``None``: it is the file of that name, to be read when its turn comes."""
    is_named: bool = False
    """Whether the operator named this very file, which then must be a report."""
    is_cut: bool = False
    """Whether it was too large to be read to its end."""


def list_items(source: str) -> Iterator[Item]:
    """Yield what there is to read at *source*: a path, or ``-`` for stdin.

    Raises:
        OperationError: It cannot be read.

    """
    if source == STDIN:
        yield from _read_stream(sys.stdin.buffer, "stdin")
        return
    try:
        mode = os.stat(source).st_mode  # noqa: PTH116 - a path may be any text
        if stat.S_ISDIR(mode):
            yield from _walk(source, 0)
            return
        if not stat.S_ISREG(mode):  # a pipe, such as the shell makes for `<(…)`
            with open(source, "rb") as file:  # noqa: PTH123 - as above
                yield from _read_stream(file, source)
            return
        yield from _list_file(source, is_named=True)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise OperationError(f"`{source}` cannot be read: {reason}") from error


def read_item(item: Item) -> bytes | None:
    """Return the bytes of *item*; ``None`` when there are too many.

    Raises:
        OSError: It cannot be read.

    """
    if item.is_cut:
        return None
    if item.data is not None:
        return item.data
    if os.stat(item.name).st_size > PACKED_LIMIT:  # noqa: PTH116 - a hundred thousand are read
        return None
    data = read_file(item.name)
    return data if len(data) <= PACKED_LIMIT else None


def _walk(folder: str, depth: int) -> Iterator[Item]:
    with os.scandir(folder) as entries:
        inner = []
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                inner.append(entry.path)
            elif entry.is_file():
                yield from _list_file(entry.path, is_named=False)
    is_maildir = {os.path.basename(path) for path in inner} >= _MAILDIR  # noqa: PTH119 - as above
    for path in sorted(inner):
        under_way = is_maildir and os.path.basename(path) == _UNDER_WAY  # noqa: PTH119 - as above
        if depth < _DEPTH_LIMIT and not under_way:
            yield from _walk(path, depth + 1)


def _list_file(path: str, *, is_named: bool) -> Iterator[Item]:
    # Only mbox files must be opened to be listed; a Maildir's mails need not, and are many.
    if not is_named and not path.endswith((".mbox", "mbox")) and "." in os.path.basename(path):  # noqa: PTH119 - as above
        yield Item(path)
        return
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - as above
            if file.read(len(_FROM)) == _FROM:
                file.seek(0)
                yield from _split_mbox(file, path)
                return
    except OSError:
        if is_named:
            raise
    yield Item(path, is_named=is_named)


def _read_stream(stream: BinaryIO, name: str) -> Iterator[Item]:
    first = stream.read(len(_FROM))
    if first == _FROM:
        yield from _split_mbox(stream, name, first)
        return
    data = first + stream.read(PACKED_LIMIT + 1 - len(first))
    yield Item(name, data, is_named=True, is_cut=len(data) > PACKED_LIMIT)


def _split_mbox(file: BinaryIO, name: str, first: bytes = b"") -> Iterator[Item]:
    """Yield each mail of an mbox (RFC 4155): a ``From `` line after an empty one begins it."""
    lines: list[bytes] = []
    size = number = 0
    after_empty = True
    while line := first + file.readline(PACKED_LIMIT):
        first = b""
        if after_empty and _is_from_line(line):
            if lines:
                number += 1
                yield _make_mail(name, number, lines, size)
            lines, size = [], 0
        size += len(line)
        if size <= PACKED_LIMIT:
            lines.append(line)
        after_empty = line in (b"\n", b"\r\n")
    if lines:
        yield _make_mail(name, number + 1, lines, size)


def _make_mail(name: str, number: int, lines: list[bytes], size: int) -> Item:
    if size > PACKED_LIMIT:
        return Item(f"{name}#{number}", b"", is_cut=True)
    return Item(f"{name}#{number}", b"".join(lines))
