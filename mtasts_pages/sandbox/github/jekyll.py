"""What of a branch Pages publishes: everything, or what Jekyll lets through."""

from __future__ import annotations

import re

from mtasts_pages.sandbox.github.gitstore import BareRepository

_NEVER = frozenset({".git", ".github"})
_INLINE = re.compile(r"^include:[ \t]*\[(.*?)\]", re.MULTILINE | re.DOTALL)
_BLOCK = re.compile(r"^include:[ \t]*\n((?:[ \t]*-[^\n]*(?:\n|\Z))+)", re.MULTILINE)


def is_published(git: BareRepository, root: str, path: str) -> bool:
    """Return whether *path* of the tree *root* is part of the site.

    Jekyll, which runs unless the root holds ``.nojekyll``, leaves out what starts
    with ``.`` or ``_`` and is not named by ``include`` in ``_config.yml``.
    """
    parts = [part for part in path.split("/") if part]
    if parts and parts[0] in _NEVER:
        return False
    if git.entry_at(root, ".nojekyll") is not None:
        return True
    hidden = [part for part in parts if part.startswith((".", "_"))]
    return not hidden or set(hidden) <= _read_included(git, root)


def _read_included(git: BareRepository, root: str) -> set[str]:
    entry = git.entry_at(root, "_config.yml")
    found = None if entry is None else git.read(entry.oid)
    text = "" if found is None else found[1].decode(errors="replace")
    inline, block = _INLINE.search(text), _BLOCK.search(text)
    if inline is not None:
        names = inline[1].split(",")
    else:
        names = [] if block is None else block[1].replace("-", " ", 1).split("\n")
    return {name.strip().lstrip("- ").strip("\"' ") for name in names if name.strip()}
