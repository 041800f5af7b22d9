"""Git's objects as bytes, judged by the real git."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from git_helper import git
from hypothesis import given
from hypothesis import strategies as st

from mtasts_pages.world.git.objects import format_commit, hash_object, hash_tree, parse_commit

IDS = st.binary(min_size=20, max_size=20).map(bytes.hex)
MOMENTS = st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants naive bounds


@given(IDS, st.lists(IDS, max_size=3), MOMENTS, st.text(st.characters(codec="utf-8")))
def test_a_commit_that_is_formatted_is_parsed_again(
    tree: str, parents: list[str], when: datetime, message: str
) -> None:
    when = when.replace(microsecond=0)
    commit = parse_commit(format_commit(tree, parents, when, message))
    assert (commit.tree, commit.parents) == (tree, tuple(parents))
    assert (commit.committed, commit.message) == (when, message)


def test_a_commit_by_somebody_else_is_read_with_its_signature_and_encoding() -> None:
    data = (
        b"tree " + b"a" * 40 + b"\nparent " + b"b" * 40 + b"\n"
        b"author B <b@example.com> 1 +0000\ncommitter C D <> 1764000000 +0530\n"
        b"gpgsig -----BEGIN-----\n tree x\n \n -----END-----\nencoding iso-8859-1\n\nB\xfccher\n"
    )
    commit = parse_commit(data)
    assert (commit.tree, commit.parents) == ("a" * 40, ("b" * 40,))
    assert commit.committed == datetime.fromtimestamp(1764000000, UTC)
    assert commit.message == "B\u00fccher\n"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"tree " + b"a" * 40,
        b"committer C <> 1 +0000\n\nx",
        b"tree a\ncommitter C <> soon +0000\n\nx",
        b"tree a\ncommitter C <> 99999999999999999999 +0000\n\nx",
        b"tree a\ncommitter 1\n\nx",
        b"tree a\ncommitter C <> 1 +0000\nencoding none\n\nx",
    ],
)
def test_a_damaged_commit_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"damaged|invalid literal|out of range"):
        parse_commit(data)


def test_ids_are_those_that_git_gives(tmp_path: Path) -> None:
    files = {"a": b"1", "b/c": b"2", "b/d/e": b"3", "b.x": b""}
    git(tmp_path, "init", "--quiet")
    for path, data in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    git(tmp_path, "add", "--all")
    assert hash_tree(files).hex() == git(tmp_path, "write-tree").strip()
    blob = git(tmp_path, "hash-object", "--stdin", text="2").strip()
    assert hash_object("blob", b"2").hex() == blob
