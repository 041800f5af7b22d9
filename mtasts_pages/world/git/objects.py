"""Git's blobs, trees and commits as bytes (gitformat-pack(5), git-commit-tree(1)).

Names stay bytes: a repository may hold files whose names are not text. The operator's
configuration has no part in it, so equal arguments give equal objects on every machine.
"""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from mtasts_pages.world.git.program import git

FILE = stat.S_IFREG | 0o644
FOLDER = stat.S_IFDIR
"""The modes of what a site consists of, as trees and the index say them."""

AUTHOR = "mtasts-pages <mtasts-pages@users.noreply.invalid>"
"""Who commits: the program, under a domain that nobody can have (RFC 2606)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a tree holds under one name: mode and object id (20 bytes)."""

    mode: int
    binsha: bytes

    @property
    def is_folder(self) -> bool:
        """Whether this is a tree of its own."""
        return stat.S_ISDIR(self.mode)

    @property
    def is_file(self) -> bool:
        """Whether this is a file, and neither a link nor a submodule."""
        return stat.S_ISREG(self.mode)


@dataclass(frozen=True, slots=True)
class Commit:
    """What a commit says, its author aside; ids in hexadecimal, the time in UTC."""

    tree: str
    parents: tuple[str, ...]
    committed: datetime
    message: str


def hash_object(kind: str, data: bytes) -> bytes:
    """Return the id that git gives an object: 20 bytes."""
    return hashlib.sha1(f"{kind} {len(data)}\0".encode() + data, usedforsecurity=False).digest()


def hash_tree(files: Mapping[str, bytes]) -> bytes:
    """Return the id of the tree that holds *files* and nothing else."""
    return build_tree(files, None, read_tree=lambda _: {}, store=hash_object)


def build_tree(
    files: Mapping[str, bytes],
    base: bytes | None,
    *,
    read_tree: Callable[[bytes], dict[bytes, Entry]],
    store: Callable[[str, bytes], bytes],
) -> bytes:
    """Return the id of the tree *base* with *files* laid over it.

    Args:
        files: Bytes by path.
        base: The id of a tree whose other files stay; ``None``: there are none.
        read_tree: Returns the entries of a tree.
        store: Returns the id of an object after keeping it; only what *base* lacks is stored.

    """
    before = {} if base is None else read_tree(base)
    after = dict(before)
    folders: dict[bytes, dict[str, bytes]] = {}
    for path, data in files.items():
        first, _, rest = path.partition("/")
        name = first.encode()
        if rest:
            folders.setdefault(name, {})[rest] = data
            continue
        if name not in before or before[name] != Entry(FILE, hash_object("blob", data)):
            after[name] = Entry(FILE, store("blob", data))
    for name, inside in folders.items():
        old = before.get(name)
        below = old.binsha if old is not None and old.is_folder else None
        after[name] = Entry(FOLDER, build_tree(inside, below, read_tree=read_tree, store=store))
    if base is not None and after == before:
        return base
    return store("tree", format_tree(after))


def parse_tree(data: bytes) -> dict[bytes, Entry]:
    """Return the entries of a tree by name.

    Raises:
        ValueError: it is damaged, or holds a name that git forbids.

    """
    return {
        name.encode("utf-8", "surrogateescape"): Entry(mode, binsha)
        for binsha, mode, name in git.objects.fun.tree_entries_from_data(data)
    }


def format_tree(entries: Mapping[bytes, Entry]) -> bytes:
    """Return the tree of *entries*, sorted as git does: folders as if a slash ended their name."""
    ordered = sorted(entries.items(), key=lambda item: item[0] + b"/" * item[1].is_folder)
    return b"".join(b"%o %s\0%s" % (entry.mode, name, entry.binsha) for name, entry in ordered)


def format_commit(tree: str, parents: Sequence[str], when: datetime, message: str) -> bytes:
    """Return a commit by the program, made at *when*, in UTF-8."""
    stamp = f"{AUTHOR} {int(when.timestamp())} {when:%z}"
    head = [f"tree {tree}", *(f"parent {parent}" for parent in parents)]
    head += [f"author {stamp}", f"committer {stamp}"]
    return "\n".join([*head, "", message]).encode()


def parse_commit(data: bytes) -> Commit:
    """Return what a commit says, whoever made it.

    Raises:
        ValueError: it is damaged.

    """
    head, _, message = data.partition(b"\n\n")
    # A continued line (of a signature) begins with a space: its key is empty.
    lines = [line.partition(b" ")[::2] for line in head.split(b"\n")]
    said = dict(lines)
    try:
        seconds = int(said[b"committer"].split()[-2])
        return Commit(
            tree=said[b"tree"].decode("ascii"),
            parents=tuple(value.decode("ascii") for key, value in lines if key == b"parent"),
            committed=datetime.fromtimestamp(seconds, UTC),
            message=message.decode(said.get(b"encoding", b"utf-8").decode("ascii"), "replace"),
        )
    except (LookupError, OverflowError) as error:  # a line, a field or an encoding is unknown
        raise ValueError("a commit is damaged") from error
