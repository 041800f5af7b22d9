"""The order of commits: histories, ancestors, and new commits on a branch."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from mtasts_pages.sandbox.github.gitobjects import (
    FILE_MODE,
    TREE_MODE,
    Commit,
    Entry,
    Signature,
    format_commit,
    format_tree,
)
from mtasts_pages.sandbox.github.gitstore import BareRepository


def walk_history(git: BareRepository, start: str, path: str | None = None) -> Iterator[Commit]:
    """Yield the commits reachable from *start*, newest first.

    With *path*, only those that changed what is there; as in git, a merge that
    agrees with one of its parents is passed over towards that parent.
    """
    queue = [(-git.commit(start).committer.seconds, 0, start)]
    seen = {start}
    while queue:
        _, _, oid = heapq.heappop(queue)
        commit = git.commit(oid)
        parents = commit.parents
        if path is None:
            yield commit
        else:
            here = git.entry_at(commit.tree, path)
            same = [p for p in parents if git.entry_at(git.commit(p).tree, path) == here]
            if same:
                parents = (same[0],)
            elif here is not None or parents:
                yield commit
        for parent in parents:
            if parent not in seen:
                seen.add(parent)
                heapq.heappush(queue, (-git.commit(parent).committer.seconds, len(seen), parent))


def is_ancestor(git: BareRepository, old: str, new: str) -> bool:
    """Return whether *new* contains *old*, so that moving from one to the other loses nothing."""
    return any(commit.oid == old for commit in walk_history(git, new))


def write_commit(
    git: BareRepository,
    branch: str,
    changes: Mapping[str, bytes | None],
    *,
    message: str,
    author: Signature,
    committer: Signature | None = None,
) -> str:
    """Commit *changes* (path to new bytes, or ``None`` to delete) on an existing branch.

    Raises:
        StaleRefError: The branch has moved in the meantime.

    """
    tip = git.branch(branch)
    tree: str | None = None if tip is None else git.commit(tip).tree
    for path, data in changes.items():
        oid = None if data is None else git.write("blob", data)
        tree = _change_tree(git, tree, path.split("/"), oid)
    tree = tree or git.write("tree", b"")
    commit = format_commit(tree, [tip] if tip else [], author, committer or author, message)
    oid = git.write("commit", commit)
    git.update_ref(f"refs/heads/{branch}", oid, tip)
    return oid


def _change_tree(
    git: BareRepository, tree: str | None, parts: list[str], blob: str | None
) -> str | None:
    """Return the tree with one file set or removed; ``None`` when nothing is left."""
    entries: Iterable[Entry] = git.tree(tree) if tree else ()
    kept = {entry.name: entry for entry in entries}
    name, *rest = parts
    old = kept.pop(name, None)
    if rest:
        below = _change_tree(
            git, old.oid if old is not None and old.kind == "tree" else None, rest, blob
        )
        if below:
            kept[name] = Entry(TREE_MODE, name, below)
    elif blob:
        kept[name] = (
            replace(old, oid=blob) if old and old.kind == "blob" else Entry(FILE_MODE, name, blob)
        )
    return git.write("tree", format_tree(kept.values())) if kept else None
