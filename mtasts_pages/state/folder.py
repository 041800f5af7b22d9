"""A folder of this machine as it was seen: what is in it, and the bytes of some of its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class EntryKind(StrEnum):
    """What a name in a folder is."""

    FILE = "file"
    FOLDER = "folder"
    OUTWARD_LINK = "outward-link"
    """A symbolic link that leads out of the folder, or nowhere."""
    OTHER = "other"
    """A link to a folder within, a socket, a device."""


@dataclass(frozen=True, slots=True)
class SeenFile:
    """The bytes of one file, as far as they were read.

    Attributes:
        data: Its first bytes.
        is_whole: Whether those are all of them.

    """

    data: bytes
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class SeenFolder:
    """What was seen of one folder, subfolders included.

    Attributes:
        name: The folder's own name.
        entries: Everything in it by its path from there, parts separated by ``/``.
        files: Those of its files that were read, by path.
        is_whole: Whether all of it was seen; very large folders are given up on.

    """

    name: str
    entries: Mapping[str, EntryKind] = field(default_factory=dict)
    files: Mapping[str, SeenFile] = field(default_factory=dict)
    is_whole: bool = True

    def has_file(self, path: str) -> bool:
        """Return whether there is a file at *path*."""
        return self.entries.get(path) is EntryKind.FILE
