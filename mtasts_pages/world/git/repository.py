"""Repositories on this machine, through GitPython.

Objects, trees and refs are written in process through GitPython's object database:
``index.add`` and ``index.commit`` start a process for every file, and ``Repo.init``
another one, which is most of the time that a fleet of small repositories costs. What
is only read is read from the object database alone: ``Repo`` parses git's config.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from functools import cached_property
from pathlib import Path

import gitdb
from gitdb.exc import BadObject
from gitdb.util import LockedFD

from mtasts_pages.errors import GitError
from mtasts_pages.site import LedgerEntry, Site, parse_message
from mtasts_pages.world.files import read_file, write_file, write_new_file
from mtasts_pages.world.git.damage import explain_damage
from mtasts_pages.world.git.layout import (
    Head,
    read_plain_head,
    require_ordinary,
    update_index,
)
from mtasts_pages.world.git.objects import (
    FILE,
    Commit,
    Entry,
    build_tree,
    format_commit,
    hash_object,
    parse_commit,
    parse_tree,
)
from mtasts_pages.world.git.pack import Packs, format_pack
from mtasts_pages.world.git.program import OWN_CONFIG, git

Sign = Callable[[bytes], bytes]


class Repository:
    """One repository on this machine; close it after use."""

    def __init__(self, path: Path, *, is_new: bool = False) -> None:
        """Open the repository at *path*.

        Args:
            path: Where it is.
            is_new: Nobody reads it yet, so its files are written in place.

        Raises:
            GitError: there is none, or git's files are damaged.

        """
        self.path = path
        self._is_new = is_new
        self._folder = f"{path}/.git"
        if not os.path.isfile(f"{self._folder}/HEAD"):  # noqa: PTH113 - a fleet opens thousands
            self._folder = str(self._repo.common_dir)
        self._packs = Packs(f"{self._folder}/objects/pack")
        self._commits: dict[str, Commit] = {}
        self._seen: dict[bytes, tuple[str, bytes]] = {}

    def close(self) -> None:
        """Let go of the files and processes that GitPython holds."""
        if "_repo" in vars(self):
            self._repo.close()

    def head(self) -> Head:
        """Return the checked-out branch and its newest commit.

        Raises:
            GitError: no branch is checked out (a detached ``HEAD``).

        """
        with explain_damage(self.path):
            found = read_plain_head(self._folder)
            if found is not None:
                return found
            if self._repo.head.is_detached:
                raise GitError(
                    f"no branch is checked out in `{self.path}`",
                    f"check one out: git -C {self.path} switch main",
                )
            reference = self._repo.head.reference
            # Not `is_valid`: a damaged branch is not one without commits.
            born = reference.path in {head.path for head in self._repo.heads}
            return Head(reference.name, reference.commit.hexsha if born else None)

    def read_tree_id(self, commit: str) -> str:
        """Return the id of the tree of *commit*: equal ids, equal files."""
        with explain_damage(self.path):
            return self._read_commit(commit).tree

    def read_files(self, commit: str | None, site: Site) -> dict[str, bytes]:
        """Return those paths of *site* that *commit* holds, with the bytes that it has there."""
        if commit is None:
            return {}
        found = {}
        with explain_damage(self.path):
            tree = self._read_tree(bytes.fromhex(self._read_commit(commit).tree))
            for path, data in site.items():
                entry = self._find(tree, path)
                if entry is None or entry.mode != FILE:
                    continue
                same = entry.binsha == hash_object("blob", data)
                found[path] = data if same else self._read("blob", entry.binsha)
        return found

    def read_announcement(self, commit: str) -> LedgerEntry | None:
        """Return what *commit* itself announces; the history before it is not read."""
        with explain_damage(self.path):
            return _find_announcement(commit, self._read_commit(commit))

    def list_ledger(self, commit: str | None) -> Iterator[LedgerEntry]:
        """Yield the announcements at and before *commit*, newest first."""
        # The first parents: what the branch itself said, in the order in which it said it.
        while commit is not None:
            with explain_damage(self.path):
                found = self._read_commit(commit)
                entry = _find_announcement(commit, found)
            if entry is not None:
                yield entry
            commit = self._find_first_parent(commit, found)

    def require_ordinary(self, site: Site) -> None:
        """Return when *site* can be written and committed here as in any repository.

        Raises:
            GitError: see :func:`mtasts_pages.world.git.layout.require_ordinary`.

        """
        if not self._is_new:
            with explain_damage(self.path):
                require_ordinary(self.path, self._folder, site)

    def commit_site(
        self, site: Site, message: str, when: datetime, parent: str | None, sign: Sign | None = None
    ) -> str:
        """Return a new commit that lays *site* over the files of *parent*.

        Files of *parent* that the site does not name stay. No ref moves: see
        :meth:`set_branch`. The same arguments give the same commit; *sign* puts a signature in.
        """
        new: dict[bytes, tuple[str, bytes]] = {}

        def store(kind: str, data: bytes) -> bytes:
            binsha = hash_object(kind, data)
            new[binsha] = kind, data
            return binsha

        with explain_damage(self.path):
            base = bytes.fromhex(self._read_commit(parent).tree) if parent else None
            tree = build_tree(site, base, read_tree=self._read_tree, store=store).hex()
            parents = [parent] if parent else []
            data = format_commit(tree, parents, when, message)
            commit = store("commit", data if sign is None else sign(data)).hex()
        name, pack, index = format_pack(new)
        # The index last: git knows of a pack by it.
        self._write(f"{self._folder}/objects/pack/{name}.pack", pack)
        self._write(f"{self._folder}/objects/pack/{name}.idx", index)
        self._seen |= new
        return commit

    def set_branch(self, branch: str, commit: str) -> None:
        """Make *commit* the newest of *branch*."""
        self._replace(f"refs/heads/{branch}", f"{commit}\n".encode())

    def read_work_tree(self, paths: Iterable[str]) -> dict[str, bytes]:
        """Return those of *paths* that are files of the work tree, with their bytes."""
        found = {}
        with explain_damage(self.path):
            for path in paths:
                with suppress(FileNotFoundError, IsADirectoryError, NotADirectoryError):
                    found[path] = read_file(f"{self.path}/{path}")
        return found

    def write_work_tree(self, site: Site) -> bool:
        """Make the files equal to *site*; return whether any differed.

        Every file is written whole or not at all.
        """
        there = self.read_work_tree(site)
        changed = {path: data for path, data in site.items() if there.get(path) != data}
        for path, data in changed.items():
            self._write(f"{self.path}/{path}", data)
        return bool(changed)

    def write_index(self, site: Site) -> None:
        """Record the files of *site*, committed already, in the index, as ``git add`` would."""
        with explain_damage(self.path):
            try:
                before = read_file(f"{self._folder}/index")
            except FileNotFoundError:
                before = None
            index = update_index(before, site)
        self._replace("index", index)

    def _replace(self, name: str, data: bytes) -> None:
        """Write a file of git's own as git does, under its lock."""
        path = f"{self._folder}/{name}"
        if self._is_new:
            write_new_file(path, data)
            return
        with explain_damage(self.path):
            os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120 - as above
            lock = LockedFD(path)
            try:
                os.write(lock.open(write=True), data)
                lock.commit()
            finally:
                lock.rollback()

    def _write(self, path: str, data: bytes) -> None:
        if self._is_new:
            write_new_file(path, data)
        else:
            write_file(Path(path), data)

    @cached_property
    def _repo(self) -> git.Repo:
        try:
            repository = git.Repo(self.path, expand_vars=False)
        except (git.InvalidGitRepositoryError, git.NoSuchPathError) as error:
            raise GitError(f"`{self.path}` is not a git repository") from error
        repository.git.update_environment(**OWN_CONFIG)
        return repository

    def _find_first_parent(self, commit: str, found: Commit) -> str | None:
        with explain_damage(self.path):
            shallow = Path(self._folder, "shallow")
            if shallow.is_file() and commit in shallow.read_text(encoding="ascii").split():
                return None  # a shallow clone: its history ends here
            return found.parents[0] if found.parents else None

    def _find(self, tree: Mapping[bytes, Entry], path: str) -> Entry | None:
        first, _, rest = path.partition("/")
        entry = tree.get(first.encode())
        if entry is None or not rest:
            return entry
        return self._find(self._read_tree(entry.binsha), rest) if entry.is_folder else None

    def _read_commit(self, commit: str) -> Commit:
        if commit not in self._commits:
            self._commits[commit] = parse_commit(self._read("commit", bytes.fromhex(commit)))
        return self._commits[commit]

    def _read_tree(self, binsha: bytes) -> dict[bytes, Entry]:
        return parse_tree(self._read("tree", binsha))

    def _read(self, kind: str, binsha: bytes) -> bytes:
        if binsha not in self._seen:
            self._seen[binsha] = self._packs.read(binsha) or self._ask_for(binsha)
        found, data = self._seen[binsha]
        if found != kind:
            raise ValueError(f"{binsha.hex()} is not a {kind}")
        return data

    def _ask_for(self, binsha: bytes) -> tuple[str, bytes]:
        try:
            stream = gitdb.LooseObjectDB(f"{self._folder}/objects").stream(binsha)
        except BadObject:  # packed as a delta, or in the objects that this repository borrows
            stream = self._repo.odb.stream(binsha)
        return stream.type.decode(), bytes(stream.read())


def _find_announcement(commit: str, found: Commit) -> LedgerEntry | None:
    policy_id = parse_message(found.message)
    return None if policy_id is None else LedgerEntry(policy_id, commit, found.committed)
