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


class FolderRole(StrEnum):
    """What a folder is in a search for repositories, as far as the names in it tell."""

    REPOSITORY = "repository"
    SITE = "site"
    """No checkout, but a whole site: a policy, and what Pages needs beside it."""
    CHECKOUT = "checkout"
    """A checkout, without a sign of what it is for."""
    PARENT = "parent"
    """It holds repositories, and is none itself."""
    PARENT_WITH_POLICY = "parent-with-policy"
    """It holds repositories, and something that is meant as a policy beside them."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Names:
    """The names in one folder.

    Attributes:
        files: Those of files, and of whatever else is no folder.
        folders: Those of folders; a link to one is not followed.

    """

    files: frozenset[str] = frozenset()
    folders: frozenset[str] = frozenset()

    @property
    def is_checkout(self) -> bool:
        """Whether git keeps this folder: with its files, or bare."""
        if ".git" in self.files or ".git" in self.folders:
            return True
        return "HEAD" in self.files and {"objects", "refs"} <= self.folders


@dataclass(frozen=True, slots=True)
class Listing:
    """The names in one folder, and those in each of its folders."""

    names: Names
    inner: Mapping[str, Names] = field(default_factory=dict)


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
