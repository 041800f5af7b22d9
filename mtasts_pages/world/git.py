"""Repositories on this machine, through GitPython.

Objects, trees and refs are written in process through GitPython's object database:
``index.add`` and ``index.commit`` start a process for every file, and ``Repo.init``
another one, which is most of the time that a fleet of small repositories costs.
"""

from __future__ import annotations

import io
import stat
import struct
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import git
import gitdb
from git.exc import GitError as GitPythonError
from git.index.typ import IndexEntry
from gitdb.exc import BadObject, ODBError

from mtasts_pages.errors import GitError
from mtasts_pages.site import LedgerEntry, Site, parse_message
from mtasts_pages.world.files import write_file
from mtasts_pages.world.git_objects import Entry, format_commit, format_tree, parse_tree
from mtasts_pages.world.outer_git import leave_outer_git

DEFAULT_BRANCH = "main"

_FILE = stat.S_IFREG | 0o644
_FOLDER = stat.S_IFDIR
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


@dataclass(frozen=True, slots=True)
class Head:
    """The newest commit of a branch."""

    branch: str
    commit: str | None  # None: the branch has no commit yet


class _Objects(git.GitCmdObjectDB):
    """Loose objects in process; what is packed is read through git itself."""

    def info(self, binsha: bytes) -> gitdb.OInfo:
        """Return kind and size of an object."""
        try:
            return gitdb.LooseObjectDB.info(self, binsha)
        except BadObject:
            return super().info(binsha)

    def stream(self, binsha: bytes) -> gitdb.OStream:
        """Return an object with its bytes."""
        try:
            return gitdb.LooseObjectDB.stream(self, binsha)
        except BadObject:
            return super().stream(binsha)

    def store(self, istream: gitdb.IStream) -> gitdb.IStream:
        """Write an object."""
        return gitdb.LooseObjectDB.store(self, istream)


class Repository:
    """One repository on this machine; close it after use."""

    def __init__(self, path: Path) -> None:
        """Open the repository at *path*.

        Raises:
            GitError: there is none, or git's files are damaged.

        """
        leave_outer_git()
        try:
            self._repo = git.Repo(path, odbt=_Objects, expand_vars=False)
        except (git.InvalidGitRepositoryError, git.NoSuchPathError) as error:
            raise GitError(f"`{path}` is not a git repository") from error
        self.path = path

    def close(self) -> None:
        """Let go of the files and processes that GitPython holds."""
        self._repo.close()

    def head(self) -> Head:
        """Return the checked-out branch and its newest commit.

        Raises:
            GitError: no branch is checked out (a detached ``HEAD``).

        """
        with self._explained():
            if self._repo.head.is_detached:
                raise GitError(
                    f"no branch is checked out in `{self.path}`",
                    f"check one out: git -C {self.path} switch {DEFAULT_BRANCH}",
                )
            reference = self._repo.head.reference
            # Not `is_valid`: a damaged branch is not one without commits.
            born = reference.path in {head.path for head in self._repo.heads}
            return Head(reference.name, reference.commit.hexsha if born else None)

    def read_files(self, commit: str | None, paths: Iterator[str] | Site) -> dict[str, bytes]:
        """Return those of *paths* that *commit* holds, with their bytes."""
        if commit is None:
            return {}
        found = {}
        with self._explained():
            tree = self._repo.commit(commit).tree
            for path in paths:
                try:
                    entry = tree / path
                except KeyError:
                    continue
                if entry.type == "blob":
                    found[path] = entry.data_stream.read()
        return found

    def read_announcement(self, commit: str) -> LedgerEntry | None:
        """Return what *commit* itself announces, without a look at the history before it."""
        with self._explained():
            found = self._repo.commit(commit)
            policy_id = parse_message(str(found.message))
            if policy_id is None:
                return None
            return LedgerEntry(policy_id, found.hexsha, found.committed_datetime)

    def list_ledger(self, commit: str | None) -> Iterator[LedgerEntry]:
        """Yield the announcements at and before *commit*, newest first."""
        # The first parents: what the branch itself said, in the order in which it said it.
        while commit is not None:
            entry = self.read_announcement(commit)
            if entry is not None:
                yield entry
            commit = self._find_first_parent(commit)

    def _find_first_parent(self, commit: str) -> str | None:
        with self._explained():
            shallow = Path(self._repo.common_dir, "shallow")
            if shallow.is_file() and commit in shallow.read_text(encoding="ascii").split():
                return None  # a shallow clone: its history ends here
            parents = self._repo.commit(commit).parents
            return parents[0].hexsha if parents else None

    def commit_site(self, site: Site, message: str, when: datetime, parent: str | None) -> str:
        """Return a new commit that lays *site* over the files of *parent*.

        Files of *parent* that the site does not name stay. No ref moves: see
        :meth:`set_branch`. The same arguments give the same commit.
        """
        with self._explained():
            base = self._repo.commit(parent).tree.binsha if parent else None
            tree = self._write_tree(site, base).hex()
            parents = [parent] if parent else []
            return self._store("commit", format_commit(tree, parents, when, message)).hex()

    def set_branch(self, branch: str, commit: str) -> None:
        """Make *commit* the newest of *branch*."""
        with self._explained():
            git.Head.create(self._repo, branch, self._repo.commit(commit), force=True)

    def write_work_tree(self, site: Site) -> bool:
        """Make the files and the index beside them equal to *site*; return whether any differed.

        Every file is written whole or not at all.
        """
        changed = False
        with self._explained():
            for path, data in site.items():
                file = self.path / path
                if not file.is_file() or file.read_bytes() != data:
                    write_file(file, data)
                    changed = True
        return changed

    def write_index(self, site: Site) -> None:
        """Record the files of *site* in the index, as ``git add`` would."""
        with self._explained():
            index = self._repo.index
            for path, data in site.items():
                size = (self.path / path).stat().st_size
                blob = self._store("blob", data)
                index.entries[path, 0] = IndexEntry(
                    (_FILE, blob, 0, path, _NEVER, _NEVER, 0, 0, 0, 0, size)
                )
            index.write()

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

    def _write_tree(self, files: Mapping[str, bytes], base: bytes | None) -> bytes:
        entries: dict[bytes, Entry] = {}
        if base is not None:
            entries = parse_tree(self._repo.odb.stream(base).read())
        folders: dict[bytes, dict[str, bytes]] = {}
        for path, data in files.items():
            first, _, rest = path.partition("/")
            name = first.encode()
            if rest:
                folders.setdefault(name, {})[rest] = data
            else:
                entries[name] = Entry(_FILE, self._store("blob", data))
        for name, inside in folders.items():
            old = entries.get(name)
            old_tree = old.binsha if old is not None and old.is_folder else None
            entries[name] = Entry(_FOLDER, self._write_tree(inside, old_tree))
        return self._store("tree", format_tree(entries))

    def _store(self, kind: str, data: bytes) -> bytes:
        stream = gitdb.IStream(kind, len(data), io.BytesIO(data))
        return bytes(self._repo.odb.store(stream).binsha)


def create_repository(path: Path, *, bare: bool = False) -> Repository:
    """Return a new repository without commits, whose branch will be ``main``.

    Writes the files of gitrepository-layout(5) rather than starting ``git init``.

    Raises:
        GitError: the disk, or what stands there already, does not allow it.

    """
    folder = path if bare else path / ".git"
    try:
        for name in ("objects/info", "objects/pack", "refs/heads", "refs/tags"):
            (folder / name).mkdir(parents=True, exist_ok=True)
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
    if path.exists() and not path.is_dir():
        raise GitError(f"`{path}` is a file, where a repository should be", "move it away")
    # Never a repository further up: a folder inside somebody's checkout is not ours.
    exists = (path / ".git" / "HEAD").is_file()
    return closing(Repository(path) if exists else create_repository(path))
