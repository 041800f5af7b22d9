"""Git's objects, read and written as git itself does."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sandbox.github.hands import Clone

from mtasts_pages.sandbox.github.gitobjects import (
    Entry,
    Signature,
    format_commit,
    format_tree,
    hash_object,
    parse_commit,
    parse_signature,
    parse_tree,
)
from mtasts_pages.sandbox.github.gitstore import StaleRefError, create_bare_repository
from mtasts_pages.sandbox.github.history import is_ancestor, walk_history, write_commit
from mtasts_pages.sandbox.github.pktline import parse_accepted, parse_commands

names = st.text(st.characters(codec="utf-8", exclude_characters="/\0"), min_size=1)
oids = st.text("0123456789abcdef", min_size=40, max_size=40)
entries = st.builds(Entry, st.sampled_from(["100644", "100755", "120000", "40000"]), names, oids)
ME = Signature("Me", "me@example.com", 1_700_000_000)


@given(st.lists(entries, unique_by=lambda entry: entry.name))
def test_a_tree_survives_being_written(listed: list[Entry]) -> None:
    assert set(parse_tree(format_tree(listed))) == set(listed)


@given(
    oids,
    st.lists(oids, max_size=3),
    st.text(st.characters(codec="utf-8", exclude_characters="\0")),
    st.integers(-(2**31), 2**33),
)
def test_a_commit_survives_being_written(
    tree: str, parents: list[str], message: str, seconds: int
) -> None:
    who = Signature("A. Person", "a@example.com", seconds, "-0330")
    data = format_commit(tree, parents, who, ME, message)
    commit = parse_commit(hash_object("commit", data), data)
    assert (commit.tree, commit.parents, commit.message) == (tree, tuple(parents), message)
    assert (commit.author, commit.committer) == (who, ME)


def test_a_signed_commit_keeps_its_message() -> None:
    data = (
        f"tree {'a' * 40}\nauthor A <a@example.com> 1 +0200\ncommitter A <a@example.com> 1 +0200\n"
        "gpgsig -----BEGIN\n line\n -----END\n\nSubject\n\nBody\n"
    )
    commit = parse_commit("0" * 40, data.encode())
    assert commit.message == "Subject\n\nBody\n"
    assert commit.signature == "-----BEGIN\nline\n-----END"
    assert commit.author.when().isoformat() == "1970-01-01T02:00:01+02:00"


def test_an_odd_signature_is_kept_as_a_name() -> None:
    assert parse_signature("nonsense") == Signature("nonsense", "", 0)


def test_git_finds_nothing_wrong_with_what_is_written(tmp_path: Path) -> None:
    git = create_bare_repository(tmp_path / "r.git", "main")
    assert git.is_empty()
    first = write_commit(
        git, "main", {"a/b": b"1", "a.b": b"2", "a-b": b""}, message="1", author=ME
    )
    second = write_commit(git, "main", {"a/b": None, "c/d/e": b"3"}, message="2", author=ME)
    copy = Clone(tmp_path / "clone", str(git.path), "")
    copy.git("pull", "--quiet", "origin", "main")
    copy.git("fsck", "--strict", "--full")
    assert copy.git("rev-parse", "HEAD").stdout.strip() == second
    assert copy.git("ls-files").stdout.split() == ["a-b", "a.b", "c/d/e"]
    assert is_ancestor(git, first, second)
    assert not is_ancestor(git, second, first)
    assert git.refs() == {"refs/heads/main": second}
    assert git.blob_at(first, "a/b") == b"1"


def test_a_ref_moves_only_from_where_it_was(tmp_path: Path) -> None:
    git = create_bare_repository(tmp_path / "r.git", "main")
    write_commit(git, "main", {"a": b"1"}, message="1", author=ME)
    for expected in (None, "0" * 40):
        with pytest.raises(StaleRefError):
            git.update_ref("refs/heads/main", "1" * 40, expected)
    assert not list(git.path.rglob("*.lock"))


def test_history_follows_merges_by_date_and_by_path(tmp_path: Path) -> None:
    copy = Clone(tmp_path / "clone", "nowhere", "")
    copy.commit({"a": "1", "b": "1"}, "base")
    copy.git("checkout", "--quiet", "-b", "side")
    copy.commit({"b": "2"}, "side")
    copy.git("checkout", "--quiet", "main")
    copy.commit({"a": "2"}, "main")
    copy.git("merge", "--quiet", "--no-ff", "-m", "merge", "side")
    git = create_bare_repository(tmp_path / "r.git", "main")
    copy.git("push", "--quiet", str(git.path), "main")
    tip = git.branch("main")
    assert tip is not None
    for path in (None, "a", "b", "c"):
        arguments = ["log", "--format=%H", *([] if path is None else ["--", path])]
        expected = copy.git(*arguments).stdout.split()
        assert sorted(c.oid for c in walk_history(git, tip, path)) == sorted(expected)


def test_pushes_are_read_from_the_wire() -> None:
    old, new = "a" * 40, "b" * 40

    def frame(payload: bytes) -> bytes:
        return b"%04x" % (len(payload) + 4) + payload

    line = f"{old} {new} refs/heads/main\0report-status side-band-64k".encode()
    body = frame(line) + b"0000PACK..."
    assert [(c.old, c.new, c.ref) for c in parse_commands(body)] == [(old, new, "refs/heads/main")]
    lines = (b"unpack ok\n", b"ok refs/heads/main\n", b"ng refs/heads/x no\n")
    report = b"".join(map(frame, lines)) + b"0000"
    banded = frame(b"\x02Resolving") + frame(b"\x01" + report) + b"0000"
    assert parse_accepted(report) == parse_accepted(banded) == {"refs/heads/main"}
    assert parse_accepted(b"nonsense") == set()
