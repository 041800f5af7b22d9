"""Repositories on this machine, through GitPython.

Objects, trees and refs are written in process through GitPython's object database:
``index.add`` and ``index.commit`` start a process for every file, and ``Repo.init``
another one, which is most of the time that a fleet of small repositories costs. What
is only read is read from the object database alone: ``Repo`` parses git's config.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from functools import cached_property
from pathlib import Path

import git
import gitdb
from git.exc import GitError as GitPythonError
from git.index.typ import IndexEntry
from gitdb.exc import BadObject, ODBError

from mtasts_pages.errors import GitError
from mtasts_pages.site import LedgerEntry, Site, parse_message
from mtasts_pages.world.files import write_file
from mtasts_pages.world.git_head import Head, read_plain_head
from mtasts_pages.world.git_objects import (
    FILE,
    Commit,
    Entry,
    build_tree,
    format_commit,
    hash_object,
    parse_commit,
    parse_tree,
)
from mtasts_pages.world.outer_git import leave_outer_git

DEFAULT_BRANCH = "main"

_DAMAGE = (GitPythonError, ODBError, OSError, ValueError, AssertionError, zlib.error, struct.error)
"""What GitPython raises over files that are damaged, locked or not ours to write."""

_NEVER = b"\0" * 8  # no times: git compares the bytes when it next looks
_CONFIG = """\
[core]
\trepositoryformatversion = 0
\tfilemode = true
\tbare = {bare}
\tlogallrefupdates = true
"""


class Repository:
    """One repository on this machine; close it after use."""

    def __init__(self, path: Path) -> None:
        """Open the repository at *path*.

        Raises:
            GitError: there is none, or git's files are damaged.

        """
        self.path = path
        self._folder = path / ".git"
        if not (self._folder / "HEAD").is_file():
            self._folder = Path(self._repo.common_dir)
        self._loose = gitdb.LooseObjectDB(str(self._folder / "objects"))
        self._seen: dict[tuple[str, bytes], bytes] = {}

    def close(self) -> None:
        """Let go of the files and processes that GitPython holds."""
        if "_repo" in vars(self):
            self._repo.close()

    def head(self) -> Head:
        """Return the checked-out branch and its newest commit.

        Raises:
            GitError: no branch is checked out (a detached ``HEAD``).

        """
        with self._explained():
            found = read_plain_head(self._folder)
            if found is not None:
                return found
            if self._repo.head.is_detached:
                raise GitError(
                    f"no branch is checked out in `{self.path}`",
                    f"check one out: git -C {self.path} switch {DEFAULT_BRANCH}",
                )
            reference = self._repo.head.reference
            # Not `is_valid`: a damaged branch is not one without commits.
            born = reference.path in {head.path for head in self._repo.heads}
            return Head(reference.name, reference.commit.hexsha if born else None)

    def read_tree_id(self, commit: str) -> str:
        """Return the id of the tree of *commit*: equal ids, equal files."""
        with self._explained():
            return self._read_commit(commit).tree

    def read_files(self, commit: str | None, site: Site) -> dict[str, bytes]:
        """Return those paths of *site* that *commit* holds, with the bytes that it has there."""
        if commit is None:
            return {}
        found = {}
        with self._explained():
            tree = self._read_tree(bytes.fromhex(self._read_commit(commit).tree))
            for path, data in site.items():
                entry = self._find(tree, path)
                if entry is None or not entry.is_file:
                    continue
                same = entry.binsha == hash_object("blob", data)
                found[path] = data if same else self._read("blob", entry.binsha)
        return found

    def read_announcement(self, commit: str) -> LedgerEntry | None:
        """Return what *commit* itself announces, without a look at the history before it."""
        with self._explained():
            return _find_announcement(commit, self._read_commit(commit))

    def list_ledger(self, commit: str | None) -> Iterator[LedgerEntry]:
        """Yield the announcements at and before *commit*, newest first."""
        # The first parents: what the branch itself said, in the order in which it said it.
        while commit is not None:
            with self._explained():
                found = self._read_commit(commit)
                entry = _find_announcement(commit, found)
            if entry is not None:
                yield entry
            commit = self._find_first_parent(commit, found)

    def commit_site(self, site: Site, message: str, when: datetime, parent: str | None) -> str:
        """Return a new commit that lays *site* over the files of *parent*.

        Files of *parent* that the site does not name stay. No ref moves: see
        :meth:`set_branch`. The same arguments give the same commit.
        """
        with self._explained():
            base = bytes.fromhex(self._read_commit(parent).tree) if parent else None
            tree = build_tree(site, base, read_tree=self._read_tree, store=self._store).hex()
            parents = [parent] if parent else []
            return self._store("commit", format_commit(tree, parents, when, message)).hex()

    def set_branch(self, branch: str, commit: str) -> None:
        """Make *commit* the newest of *branch*."""
        with self._explained():
            head = git.Head(self._repo, f"refs/heads/{branch}")
            head.set_reference(git.Commit(self._repo, bytes.fromhex(commit)))

    def read_work_tree(self, paths: Iterable[str]) -> dict[str, bytes]:
        """Return those of *paths* that are files of the work tree, with their bytes."""
        found = {}
        with self._explained():
            for path in paths:
                with suppress(FileNotFoundError, IsADirectoryError, NotADirectoryError):
                    found[path] = (self.path / path).read_bytes()
        return found

    def write_work_tree(self, site: Site) -> bool:
        """Make the files equal to *site*; return whether any differed.

        Every file is written whole or not at all.
        """
        there = self.read_work_tree(site)
        changed = {path: data for path, data in site.items() if there.get(path) != data}
        for path, data in changed.items():
            write_file(self.path / path, data)
        return bool(changed)

    def write_index(self, site: Site) -> None:
        """Record the files of *site*, committed already, in the index, as ``git add`` would."""
        with self._explained():
            index = self._repo.index
            for path, data in site.items():
                blob = hash_object("blob", data)
                index.entries[path, 0] = IndexEntry(
                    (FILE, blob, 0, path, _NEVER, _NEVER, 0, 0, 0, 0, len(data))
                )
            index.write()

    @cached_property
    def _repo(self) -> git.Repo:
        leave_outer_git()
        try:
            return git.Repo(self.path, expand_vars=False)
        except (git.InvalidGitRepositoryError, git.NoSuchPathError) as error:
            raise GitError(f"`{self.path}` is not a git repository") from error

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn what GitPython raises into a sentence."""
        try:
            yield
        except _DAMAGE as error:
            said = (str(error).splitlines() or [type(error).__name__])[0]
            raise GitError(
                f"git cannot work in `{self.path}`: {said}", f"look at it: git -C {self.path} fsck"
            ) from error

    def _find_first_parent(self, commit: str, found: Commit) -> str | None:
        with self._explained():
            shallow = self._folder / "shallow"
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
        return parse_commit(self._read("commit", bytes.fromhex(commit)))

    def _read_tree(self, binsha: bytes) -> dict[bytes, Entry]:
        return parse_tree(self._read("tree", binsha))

    def _read(self, kind: str, binsha: bytes) -> bytes:
        data = self._seen.get((kind, binsha))
        if data is None:
            try:
                stream = self._loose.stream(binsha)
            except BadObject:  # packed, or in the objects that this repository borrows
                stream = self._repo.odb.stream(binsha)
            if stream.type != kind.encode():
                raise ValueError(f"{binsha.hex()} is not a {kind}")
            data = self._seen[kind, binsha] = bytes(stream.read())
        return data

    def _store(self, kind: str, data: bytes) -> bytes:
        stream = gitdb.IStream(kind, len(data), io.BytesIO(data))
        return bytes(self._loose.store(stream).binsha)


def create_repository(path: Path, *, bare: bool = False) -> Repository:
    """Return a new repository without commits, whose branch will be ``main``.

    Writes the files of gitrepository-layout(5) rather than starting ``git init``.

    Raises:
        GitError: the disk, or what stands there already, does not allow it.

    """
    folder = path if bare else path / ".git"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("objects", "refs", "refs/heads"):
            (folder / name).mkdir(exist_ok=True)
    except OSError as error:
        raise GitError(f"`{path}` cannot be made a repository: {error.strerror}") from error
    write_file(folder / "config", _CONFIG.format(bare=str(bare).lower()).encode())
    # Last, for a folder without HEAD is no repository: a creation cut short is done anew.
    write_file(folder / "HEAD", f"ref: refs/heads/{DEFAULT_BRANCH}\n".encode())
    return Repository(path)


def open_or_create_repository(path: Path) -> closing[Repository]:
    """Return the repository at *path*, created when there is none, for a ``with`` block.

    Raises:
        GitError: *path* is a file.

    """
    # Never a repository further up: a folder inside somebody's checkout is not ours.
    if (path / ".git/HEAD").is_file():
        return closing(Repository(path))
    if path.exists() and not path.is_dir():
        raise GitError(f"`{path}` is a file, where a repository should be", "move it away")
    return closing(create_repository(path))


def _find_announcement(commit: str, found: Commit) -> LedgerEntry | None:
    policy_id = parse_message(found.message)
    return None if policy_id is None else LedgerEntry(policy_id, commit, found.committed)
