"""Packs of a few objects (gitformat-pack(5)).

A commit of a site brings in up to nine objects. Loose, each is a file and mostly a folder of
its own; in a pack they are two files, and creating files is what a fleet of repositories costs.
"""

from __future__ import annotations

import hashlib
import os
import struct
import zlib
from bisect import bisect_left
from collections.abc import Mapping
from itertools import accumulate

from gitdb.fun import create_pack_object_header, pack_object_header_info

from mtasts_pages.world.files import read_file

_TYPES = {"commit": 1, "tree": 2, "blob": 3}
_KINDS = {number: kind for kind, number in _TYPES.items()}
_MAGIC = b"\xfftOc\0\0\0\2"
_FANOUT = struct.Struct(">256L")
_NAMES = len(_MAGIC) + _FANOUT.size
_HEADER_LIMIT = 16

_LARGE = 1 << 22
"""Bytes of a pack or an index that are read into memory; git reads those of more."""


def format_pack(objects: Mapping[bytes, tuple[str, bytes]]) -> tuple[str, bytes, bytes]:
    """Return the name of a pack, the pack and its index.

    As gitdb's ``PackEntity.write_pack``, byte for byte, in half the time.

    Args:
        objects: Kind and bytes of each object by its id (20 bytes).

    """
    parts = [b"PACK" + struct.pack(">LL", 2, len(objects))]
    offset = len(parts[0])
    rows = []
    for binsha, (kind, data) in objects.items():
        entry = bytes(create_pack_object_header(_TYPES[kind], len(data))) + zlib.compress(data, 1)
        rows.append((binsha, zlib.crc32(entry), offset))
        parts.append(entry)
        offset += len(entry)
    body = b"".join(parts)
    checksum = hashlib.sha1(body, usedforsecurity=False).digest()
    rows.sort()
    beginning = [0] * 256
    for binsha, _, _ in rows:
        beginning[binsha[0]] += 1
    index = b"".join(
        (
            _MAGIC,
            _FANOUT.pack(*accumulate(beginning)),
            *(row[0] for row in rows),
            struct.pack(f">{len(rows)}L", *(row[1] for row in rows)),
            struct.pack(f">{len(rows)}L", *(row[2] for row in rows)),
            checksum,
        )
    )
    seal = hashlib.sha1(index, usedforsecurity=False).digest()
    return f"pack-{checksum.hex()}", body + checksum, index + seal


class Packs:
    """The packs in a folder, read into memory when an object is asked for."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._indexes: dict[str, bytes] | None = None
        self._packs: dict[str, bytes] = {}

    def read(self, binsha: bytes) -> tuple[str, bytes] | None:
        """Return kind and bytes of an object that one of the packs holds in full.

        ``None`` where git has to be asked: the object is not there, is a delta or a tag, or its
        pack is large or of a form that is not read here.

        Raises:
            OSError: a pack or its index cannot be read.
            ValueError, zlib.error: it is damaged.

        """
        if self._indexes is None:
            self._indexes = self._read_indexes()
        for name, index in self._indexes.items():
            offset = _find_offset(index, binsha)
            if offset is not None:
                if name not in self._packs:
                    self._packs[name] = _read_small(f"{self._folder}/{name}.pack")
                return _read_entry(self._packs[name], offset)
        return None

    def _read_indexes(self) -> dict[str, bytes]:
        try:
            names = os.listdir(self._folder)  # noqa: PTH208 - a fleet lists thousands
        except FileNotFoundError:
            return {}
        return {
            name.removesuffix(".idx"): _read_small(f"{self._folder}/{name}")
            for name in names
            if name.endswith(".idx")
        }


def _read_small(path: str) -> bytes:
    """Return the bytes of a file; none when it is a large one."""
    return read_file(path) if os.stat(path).st_size <= _LARGE else b""  # noqa: PTH116 - as above


def _find_offset(index: bytes, binsha: bytes) -> int | None:
    """Return the place of the object in its pack, by the pack's *index*."""
    if not index.startswith(_MAGIC) or len(index) < _NAMES:
        return None
    fanout = _FANOUT.unpack_from(index, len(_MAGIC))
    total = fanout[-1]
    if len(index) < _NAMES + 28 * total:
        raise ValueError("the index of a pack is cut short")
    first = binsha[0]
    names = range(fanout[first - 1] if first else 0, fanout[first])
    found = bisect_left(names, binsha, key=lambda n: index[_NAMES + 20 * n : _NAMES + 20 * n + 20])
    if found == len(names):
        return None
    place = names[found]
    if index[_NAMES + 20 * place : _NAMES + 20 * place + 20] != binsha:
        return None
    offset: int = struct.unpack_from(">L", index, _NAMES + 24 * total + 4 * place)[0]
    return offset


def _read_entry(pack: bytes, offset: int) -> tuple[str, bytes] | None:
    kind = _KINDS.get(pack[offset] >> 4 & 7) if offset < len(pack) else None
    if kind is None:
        return None
    try:
        _, size, length = pack_object_header_info(pack[offset : offset + _HEADER_LIMIT])
    except IndexError:
        raise ValueError("an object in a pack has a damaged header") from None
    stream = zlib.decompressobj()
    found = stream.decompress(memoryview(pack)[offset + length :], size + 1)
    if len(found) != size or not stream.eof:
        raise ValueError("an object in a pack is not as long as it says")
    return kind, found
