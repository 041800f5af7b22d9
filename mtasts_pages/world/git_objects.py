"""The bytes of git's trees and commits (gitformat-pack(5), git-commit-tree(1)).

Names stay bytes: a repository may hold files whose names are no text. Nothing of the
operator's configuration enters, so equal arguments give equal objects on every machine.
"""

from __future__ import annotations

import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from git.objects.fun import tree_entries_from_data

AUTHOR = "mtasts-pages <mtasts-pages@users.noreply.invalid>"
"""Who commits: the program, under a domain that cannot be anybody's (RFC 2606)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a tree holds under one name: mode and object id (20 bytes)."""

    mode: int
    binsha: bytes

    @property
    def is_folder(self) -> bool:
        """Whether this is a tree of its own."""
        return stat.S_ISDIR(self.mode)


def parse_tree(data: bytes) -> dict[bytes, Entry]:
    """Return the entries of a tree by name.

    Raises:
        ValueError: it is damaged, or holds a name that git forbids.

    """
    return {
        name.encode("utf-8", "surrogateescape"): Entry(mode, binsha)
        for binsha, mode, name in tree_entries_from_data(data)
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
