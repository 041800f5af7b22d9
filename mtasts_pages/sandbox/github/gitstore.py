"""Bare repositories on disk, read and written in process.

The repositories are real: `git http-backend` serves them. To read them without
starting git, their configuration makes git keep every object loose
(``receive.unpackLimit``) and never collect garbage, so that an object is one
zlib file. Refs are changed under git's own ``.lock`` files, which makes a
commit by the API and a push at the same moment safe.
"""

from __future__ import annotations

import os
import re
import time
import zlib
from functools import lru_cache
from pathlib import Path

from mtasts_pages.sandbox.github.gitobjects import (
    Commit,
    Entry,
    hash_object,
    parse_commit,
    parse_tree,
)

ZERO = "0" * 40
_OID = re.compile(r"[0-9a-f]{40}")
_REF = re.compile(r"refs/(?!.*(?:\.\.|//|@\{|\.lock(?:/|$)))[^\s~^:?*\[\\\x00-\x1f\x7f]+(?<![/.])")
_LOCK_WAIT = 2.0  # seconds until a ref that stays locked is given up
_CONFIG = """\
[core]
\trepositoryformatversion = 0
\tfilemode = true
\tbare = true
\tfsync = none
[receive]
\tunpackLimit = 1000000
\tautogc = false
\tfsckObjects = true
[gc]
\tauto = 0
[http]
\treceivepack = true
[uploadpack]
\tallowAnySHA1InWant = true
"""


class StaleRefError(Exception):
    """A ref does not hold the value that the change was made for."""


def create_bare_repository(path: Path, branch: str) -> BareRepository:
    """Write an empty repository at *path* whose HEAD names *branch*; start no git."""
    (path / "refs" / "heads").mkdir(parents=True)
    (path / "objects").mkdir()
    (path / "config").write_text(_CONFIG, encoding="utf-8")
    repository = BareRepository(path)
    repository.set_head(branch)
    return repository


class BareRepository:
    """The git side of one repository."""

    __slots__ = ("path",)

    def __init__(self, path: Path) -> None:
        self.path = path

    def head(self) -> str:
        """Return the default branch; it need not exist yet."""
        return (
            (self.path / "HEAD")
            .read_text(encoding="utf-8")
            .strip()
            .removeprefix("ref: refs/heads/")
        )

    def set_head(self, branch: str) -> None:
        """Make *branch* the default one."""
        replace_file(self.path / "HEAD", f"ref: refs/heads/{branch}\n".encode())

    def refs(self) -> dict[str, str]:
        """Return every ref and its object id, by name."""
        found = {}
        for directory, _, names in os.walk(self.path / "refs"):
            for name in names:
                file = Path(directory, name)
                ref = file.relative_to(self.path).as_posix()
                if not name.endswith(".lock") and (oid := self.read_ref(ref)):
                    found[ref] = oid
        return dict(sorted(found.items()))

    def is_empty(self) -> bool:
        """Return whether nothing was ever pushed to a branch."""
        return not any((self.path / "refs" / "heads").iterdir()) or not self.refs()

    def read_ref(self, ref: str) -> str | None:
        """Return what *ref* (``refs/…``) points at."""
        if not _REF.fullmatch(ref):
            return None
        try:
            text = (self.path / ref).read_text(encoding="utf-8").strip()
        except OSError:
            return None
        return text if _OID.fullmatch(text) else None

    def branch(self, name: str) -> str | None:
        """Return the commit at the tip of a branch."""
        return self.read_ref(f"refs/heads/{name}")

    def update_ref(self, ref: str, new: str, expected: str | None) -> None:
        """Point *ref* at *new* if it still holds *expected* (``None``: does not exist).

        Raises:
            StaleRefError: It holds something else, or stays locked.

        """
        target = self.path / ref
        target.parent.mkdir(parents=True, exist_ok=True)
        lock = target.with_name(target.name + ".lock")
        deadline = time.monotonic() + _LOCK_WAIT
        while True:
            try:
                descriptor = os.open(lock, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
                break
            except FileExistsError:
                if time.monotonic() > deadline:
                    raise StaleRefError(ref) from None
                time.sleep(0.005)
        with os.fdopen(descriptor, "wb") as file:
            file.write(f"{new}\n".encode())
        if self.read_ref(ref) != expected:
            lock.unlink()
            raise StaleRefError(ref)
        lock.replace(target)

    def read(self, oid: str) -> tuple[str, bytes] | None:
        """Return kind and content of an object, or ``None`` when it is not here."""
        return _read_loose(self.path, oid) if _OID.fullmatch(oid) else None

    def write(self, kind: str, data: bytes) -> str:
        """Store an object; return its id."""
        oid = hash_object(kind, data)
        file = self.path / "objects" / oid[:2] / oid[2:]
        if not file.exists():
            file.parent.mkdir(exist_ok=True)
            replace_file(file, zlib.compress(b"%s %d\0" % (kind.encode(), len(data)) + data, 1))
        return oid

    def commit(self, oid: str) -> Commit:
        """Return the commit *oid*, which must exist."""
        return _read_commit(self.path, oid)

    def tree(self, oid: str) -> tuple[Entry, ...]:
        """Return the entries of the tree *oid*, which must exist."""
        return _read_tree(self.path, oid)

    def entry_at(self, tree: str, path: str) -> Entry | None:
        """Return what is at *path* below *tree*; the tree itself for an empty path."""
        entry = Entry("40000", "", tree)
        for part in filter(None, path.split("/")):
            if entry.kind != "tree":
                return None
            found = next((e for e in self.tree(entry.oid) if e.name == part), None)
            if found is None:
                return None
            entry = found
        return entry

    def blob_at(self, commit: str, path: str) -> bytes | None:
        """Return the bytes of the file *path* in *commit*, or ``None``."""
        entry = self.entry_at(self.commit(commit).tree, path)
        found = self.read(entry.oid) if entry is not None and entry.kind == "blob" else None
        return None if found is None else found[1]

    def resolve_commit(self, name: str) -> str | None:
        """Return the commit that a branch, tag, full ref, ``HEAD`` or id names."""
        name = f"refs/heads/{self.head()}" if name == "HEAD" else name
        for ref in (name, f"refs/tags/{name}", f"refs/heads/{name}"):
            if oid := self.read_ref(ref):
                return oid
        found = self.read(name)
        return name if found is not None and found[0] == "commit" else None


def replace_file(path: Path, data: bytes) -> None:
    """Make *path* hold *data*; a reader, or a sandbox that is killed, leaves old or new bytes."""
    scratch = path.with_name(f"{path.name}.{os.getpid()}.{time.monotonic_ns()}.new")
    scratch.write_bytes(data)
    scratch.replace(path)


class _MissingObjectError(LookupError):
    """The object is not there (yet); kept apart so that no absence is cached."""


@lru_cache(maxsize=16384)
def _load(repository: Path, oid: str) -> tuple[str, bytes]:
    try:
        raw = zlib.decompress((repository / "objects" / oid[:2] / oid[2:]).read_bytes())
    except OSError as error:
        raise _MissingObjectError(oid) from error
    header, _, data = raw.partition(b"\0")
    return header.split(b" ")[0].decode(), data


def _read_loose(repository: Path, oid: str) -> tuple[str, bytes] | None:
    try:
        return _load(repository, oid)
    except _MissingObjectError:
        return None


@lru_cache(maxsize=16384)
def _read_commit(repository: Path, oid: str) -> Commit:
    return parse_commit(oid, _load(repository, oid)[1])


@lru_cache(maxsize=16384)
def _read_tree(repository: Path, oid: str) -> tuple[Entry, ...]:
    return parse_tree(_load(repository, oid)[1])
