"""Commits signed by an SSH key, judged by git itself."""

from __future__ import annotations

import subprocess
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import git_helper
import pytest

from mtasts_pages.errors import GitError, UsageError
from mtasts_pages.world.git import create_repository, find_signer
from mtasts_pages.world.git.objects import parse_commit
from mtasts_pages.world.git.signing import add_signature

WHEN = datetime(2026, 11, 24, 12, tzinfo=UTC)


def make_key(folder: Path, *, passphrase: str = "") -> Path:
    key = folder / "key"
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-C", "operator", "-f", key]
    subprocess.run(command, check=True)
    return key


def test_git_finds_the_signature_good(tmp_path: Path) -> None:
    key = make_key(tmp_path)
    path = tmp_path / "site"
    path.mkdir()
    with closing(create_repository(path, bare=True)) as repository:
        sign = find_signer(key).sign
        first = repository.commit_site({"CNAME": b"x"}, "First\n", WHEN, None, sign)
        second = repository.commit_site({"CNAME": b"y"}, "Second\n", WHEN, first, sign)
        assert repository.read_files(second, {"CNAME": b""}) == {"CNAME": b"y"}
    allowed = tmp_path / "allowed"
    allowed.write_text(f"* {key.with_suffix('.pub').read_text()}")
    for commit in (first, second):
        trust = ["-c", f"gpg.ssh.allowedSignersFile={allowed}"]
        git_helper.git(path, *trust, "verify-commit", commit)
    assert git_helper.git(path, "log", "-1", "--format=%s", second) == "Second\n"
    git_helper.git(path, "fsck", "--strict")


def test_a_signature_leaves_everything_else_as_it_was() -> None:
    commit = b"tree 1\nauthor a <b> 1 +0000\ncommitter a <b> 1 +0000\n\nSubject\n\nBody\n"
    signed = add_signature(commit, b"-----BEGIN-----\nabc\n-----END-----\n")
    assert parse_commit(signed) == parse_commit(commit)
    assert b"\ngpgsig -----BEGIN-----\n abc\n -----END-----\n\nSubject\n\nBody\n" in signed


def test_a_key_that_cannot_sign_is_a_sentence(tmp_path: Path) -> None:
    locked = make_key(tmp_path, passphrase="secret words")
    with pytest.raises(GitError, match="does not sign commits") as caught:
        find_signer(locked).sign(b"tree 1\n\nSubject\n")
    assert caught.value.hint
    other = tmp_path / "other"
    other.write_text("no key\n")
    with pytest.raises(GitError, match="does not sign commits"):
        find_signer(other).sign(b"tree 1\n\nSubject\n")
    with pytest.raises(UsageError, match="is not a file"):
        find_signer(tmp_path / "absent")
