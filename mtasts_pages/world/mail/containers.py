"""What a TLS report comes in: gzip, zip, mail, each in the others, told by its bytes.

Names and content types are wrong too often to be asked: Exchange calls everything an octet
stream, and plain JSON goes by the name of gzip. Whatever the bytes are, unpacking ends within
bounds of size, depth and number.
"""

from __future__ import annotations

import codecs
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from mtasts_pages.world.mail.messages import (
    DamagedMailError,
    MailHead,
    MailLimitError,
    read_mail,
    strip_envelope,
)

UNPACKED_LIMIT = 8 << 20
"""Bytes of one report, and one more part of a mail, when unpacked."""

PACKED_LIMIT = 64 << 20
"""Bytes of one file or mail as it is."""

TOTAL_LIMIT = 256 << 20
"""Bytes that the members of one zip file may come to."""

DEPTH_LIMIT = 6
"""Containers inside one another."""

MEMBER_LIMIT = 10_000
"""Members of one zip file."""

_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_ZIP_ENTRY = b"PK\x01\x02"
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CHUNK = 1 << 20
# RFC 5322, 2.2: a field name, then a colon; before it mbox and some exports have a `From ` line.
_MAIL = re.compile(rb"\s*(?:From [^\n]*\n)?[!-9;-~]{1,200}[ \t]*:")
_COMPRESSED_NAMES = (".gz", ".gzip", ".zip")


class ContainerOddity(StrEnum):
    """A departure from RFC 8460, 5 in how a report was packed; none of them is fatal."""

    COMPRESSED_TWICE = "compressed-twice"
    NOT_ATTACHED = "not-attached"
    NOT_COMPRESSED = "not-compressed"
    ZIPPED = "zipped"


class Fault(StrEnum):
    """Why bytes give no report."""

    DAMAGED = "damaged"
    NO_REPORT = "no-report"
    TOO_DEEP = "too-deep"
    TOO_LARGE = "too-large"
    TOO_MANY = "too-many"

    @property
    def meaning(self) -> str:
        """A clause for a message."""
        return _MEANINGS[self]


_MEANINGS = {
    Fault.DAMAGED: "it is damaged or cut off",
    Fault.NO_REPORT: "it is no TLS report",
    Fault.TOO_DEEP: "it is packed too many times over",
    Fault.TOO_LARGE: "it is too large for a TLS report",
    Fault.TOO_MANY: "it has too many parts",
}


@dataclass(frozen=True, slots=True)
class Document:
    """Bytes that look like the JSON of a report."""

    data: bytes
    name: str
    """Of the file or the attachment; may be empty."""
    mail: MailHead | None = None
    raw: bytes = b""
    """The whole mail that it came in."""
    oddities: frozenset[ContainerOddity] = frozenset()


class ContainerError(Exception):
    """A container that cannot be unpacked."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.meaning)
        self.fault = fault


def unpack(data: bytes, name: str = "", depth: int = 0) -> Iterator[Document]:
    """Yield what looks like a report in *data*; nothing where it is of another kind.

    Args:
        data: The bytes of a file, a mail or a part.
        name: What it is called.
        depth: How many containers are around it.

    Raises:
        ContainerError: It goes beyond the limits of this module, or is damaged.

    """
    if len(data) > PACKED_LIMIT:
        raise ContainerError(Fault.TOO_LARGE)
    if depth > DEPTH_LIMIT:
        raise ContainerError(Fault.TOO_DEEP)
    if data.startswith(_GZIP):
        yield from _unpack_gzip(data, name, depth)
    elif data.startswith(_ZIP):
        yield from _unpack_zip(data, depth)
    elif is_json(data):
        if len(data) > UNPACKED_LIMIT:
            raise ContainerError(Fault.TOO_LARGE)
        odd = {ContainerOddity.NOT_COMPRESSED} if name.lower().endswith(_COMPRESSED_NAMES) else ()
        yield Document(data, name, oddities=frozenset(odd))
    elif _MAIL.match(data):
        yield from _unpack_mail(data, depth)


def is_json(data: bytes) -> bool:
    """Return whether *data* begins as a JSON object does, in UTF-8 or UTF-16."""
    if data.startswith(_UTF_16):
        return True
    return data[:200].removeprefix(codecs.BOM_UTF8).lstrip()[:1] == b"{"


def inflate(data: bytes, limit: int = UNPACKED_LIMIT) -> bytes:
    """Return what the gzip members of *data* hold (RFC 1952), at most *limit* bytes.

    Raises:
        ContainerError: There is more, or it is damaged.

    """
    parts: list[bytes] = []
    room = limit
    while data.startswith(_GZIP):
        inflater = zlib.decompressobj(31)
        try:
            while not inflater.eof:
                part = inflater.decompress(data, min(_CHUNK, room + 1))
                room -= len(part)
                if room < 0:
                    raise ContainerError(Fault.TOO_LARGE)
                parts.append(part)
                data = inflater.unconsumed_tail
                if not data and not part and not inflater.eof:
                    raise ContainerError(Fault.DAMAGED)
        except zlib.error:
            raise ContainerError(Fault.DAMAGED) from None
        if len(parts) > MEMBER_LIMIT:
            raise ContainerError(Fault.TOO_MANY)
        data = inflater.unused_data
    return b"".join(parts)


def _unpack_gzip(data: bytes, name: str, depth: int) -> Iterator[Document]:
    inner = inflate(data)
    lower = name.lower()
    plain = name[: lower.rindex(".")] if lower.endswith((".gz", ".gzip")) else name
    if not inner.startswith(_GZIP):
        yield from unpack(inner, plain, depth + 1)
        return
    for document in unpack(inner, plain, depth + 1):
        odd = document.oddities | {ContainerOddity.COMPRESSED_TWICE}
        yield replace(document, oddities=odd)


def _unpack_zip(data: bytes, depth: int) -> Iterator[Document]:
    if data.count(_ZIP_ENTRY) > MEMBER_LIMIT:  # before the directory is read into memory
        raise ContainerError(Fault.TOO_MANY)
    room = TOTAL_LIMIT
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.infolist():
                if member.is_dir():
                    continue
                if member.flag_bits & 1:  # encrypted
                    raise ContainerError(Fault.DAMAGED)
                with archive.open(member) as file:
                    inner = file.read(UNPACKED_LIMIT + 1)
                room -= len(inner)
                if len(inner) > UNPACKED_LIMIT or room < 0:
                    raise ContainerError(Fault.TOO_LARGE)
                for document in unpack(inner, member.filename, depth + 1):
                    yield replace(document, oddities=document.oddities | {ContainerOddity.ZIPPED})
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError):
        raise ContainerError(Fault.DAMAGED) from None
    except (ValueError, RuntimeError, IndexError, KeyError, OverflowError):
        # What else `zipfile` raises of directories that somebody made by hand.
        raise ContainerError(Fault.DAMAGED) from None


def _unpack_mail(data: bytes, depth: int) -> Iterator[Document]:
    data = strip_envelope(data)
    try:
        mail = read_mail(data)
    except MailLimitError:
        raise ContainerError(Fault.TOO_MANY) from None
    except DamagedMailError:
        raise ContainerError(Fault.DAMAGED) from None
    failed: ContainerError | None = None
    found = False
    for part in mail.parts:
        try:
            for document in unpack(part.data, part.name, depth + 1):
                found = True
                odd = document.oddities
                if part.is_body:
                    odd |= {ContainerOddity.NOT_ATTACHED}
                # A mail in a mail is judged as the one that was signed: the inner.
                head, raw = document.mail or mail.head, document.raw or data
                yield Document(document.data, document.name, head, raw, odd)
        except ContainerError as error:
            failed = failed or error  # another part may be the report
    if failed is not None and not found:
        raise failed
