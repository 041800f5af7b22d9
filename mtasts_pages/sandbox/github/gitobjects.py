"""Git's objects as values: commits, tree entries, and their stored form."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

_SIGNATURE = re.compile(r"(?P<name>.*) <(?P<email>.*)> (?P<seconds>-?\d+) (?P<zone>[+-]\d{4})")
TREE_MODE = "40000"
FILE_MODE = "100644"
_KINDS = {"40000": "tree", "160000": "commit"}


@dataclass(frozen=True, slots=True)
class Signature:
    """Who and when: the author or committer of a commit."""

    name: str
    email: str
    seconds: int
    zone: str = "+0000"

    def when(self) -> datetime:
        """Return the moment, in the zone in which it was written."""
        minutes = int(self.zone[1:3]) * 60 + int(self.zone[3:])
        offset = timedelta(minutes=-minutes if self.zone[0] == "-" else minutes)
        return datetime.fromtimestamp(self.seconds, timezone(offset) if minutes else UTC)


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit object."""

    oid: str
    tree: str
    parents: tuple[str, ...]
    author: Signature
    committer: Signature
    message: str
    signature: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a tree; *mode* in octal without leading zeros, as git writes it."""

    mode: str
    name: str
    oid: str

    @property
    def kind(self) -> str:
        """Return ``tree``, ``blob``, or ``commit`` for a submodule."""
        return _KINDS.get(self.mode, "blob")


def hash_object(kind: str, data: bytes) -> str:
    """Return the object id of *data*."""
    return hashlib.sha1(b"%s %d\0" % (kind.encode(), len(data)) + data).hexdigest()  # noqa: S324 - git's name for it


def parse_tree(data: bytes) -> tuple[Entry, ...]:
    """Return the entries of a tree object, in its order."""
    entries = []
    at = 0
    while at < len(data):
        space = data.index(b" ", at)
        end = data.index(b"\0", space)
        mode, name = data[at:space].decode(), data[space + 1 : end].decode(errors="replace")
        entries.append(Entry(mode.lstrip("0"), name, data[end + 1 : end + 21].hex()))
        at = end + 21
    return tuple(entries)


def format_tree(entries: Iterable[Entry]) -> bytes:
    """Return the stored form; git sorts a directory as if its name ended in ``/``."""
    ordered = sorted(entries, key=lambda e: (e.name + "/" * (e.kind == "tree")).encode())
    return b"".join(
        f"{entry.mode} {entry.name}\0".encode() + bytes.fromhex(entry.oid) for entry in ordered
    )


def parse_signature(line: str) -> Signature:
    """Return the parts of ``Name <email> seconds zone``."""
    match = _SIGNATURE.fullmatch(line)
    if match is None:
        return Signature(line, "", 0)
    return Signature(match["name"], match["email"], int(match["seconds"]), match["zone"])


def parse_commit(oid: str, data: bytes) -> Commit:
    """Return the commit that *data*, a commit object, describes."""
    head, _, message = data.decode(errors="replace").partition("\n\n")
    fields: dict[str, list[str]] = {}
    last = ""
    for line in head.split("\n"):
        if line.startswith(" "):  # the rest of a value of several lines, such as `gpgsig`
            fields[last][-1] += "\n" + line[1:]
            continue
        last, _, value = line.partition(" ")
        fields.setdefault(last, []).append(value)
    return Commit(
        oid,
        tree=fields["tree"][0],
        parents=tuple(fields.get("parent", ())),
        author=parse_signature(fields["author"][0]),
        committer=parse_signature(fields["committer"][0]),
        message=message,
        signature=fields["gpgsig"][0] if "gpgsig" in fields else None,
    )


def format_commit(
    tree: str, parents: Iterable[str], author: Signature, committer: Signature, message: str
) -> bytes:
    """Return the stored form of an unsigned commit."""
    lines = [f"tree {tree}", *(f"parent {parent}" for parent in parents)]
    for role, who in (("author", author), ("committer", committer)):
        lines.append(f"{role} {who.name} <{who.email}> {who.seconds} {who.zone}")
    return ("\n".join(lines) + "\n\n" + message).encode()
