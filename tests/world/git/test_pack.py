"""Packs of a few objects: git finds nothing wrong with them, and reads what went in."""

from __future__ import annotations

import random
import zlib
from pathlib import Path

import pytest
from git_helper import git, run_git
from hypothesis import given
from hypothesis import strategies as st

from mtasts_pages.world.git.objects import hash_object
from mtasts_pages.world.git.pack import Packs, format_pack

BLOBS = st.lists(st.binary(max_size=400), min_size=1, max_size=12, unique=True)


def write_pack(folder: Path, blobs: list[bytes]) -> Path:
    objects = {hash_object("blob", blob): ("blob", blob) for blob in blobs}
    name, pack, index = format_pack(objects)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.pack").write_bytes(pack)
    (folder / f"{name}.idx").write_bytes(index)
    return folder / f"{name}.idx"


def read_packed(folder: Path, binsha: bytes) -> tuple[str, bytes] | None:
    return Packs(str(folder)).read(binsha)


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    git(tmp_path, "init", "--quiet")
    return tmp_path / ".git/objects/pack"


@given(blobs=BLOBS)
def test_what_went_in_comes_out(tmp_path_factory: pytest.TempPathFactory, blobs: list[bytes]):
    folder = tmp_path_factory.mktemp("packs")
    write_pack(folder, blobs)
    for blob in blobs:
        assert read_packed(folder, hash_object("blob", blob)) == ("blob", blob)
    assert read_packed(folder, hash_object("blob", b"never" * 100)) is None


def test_git_reads_a_pack_and_finds_nothing_wrong(packs: Path) -> None:
    # The sizes around which the header of an entry grows by a byte, and a large one.
    blobs = [random.Random(size).randbytes(size) for size in (0, 15, 16, 2047, 2048, 300_000)]  # noqa: S311
    index = write_pack(packs, blobs)
    git(packs, "verify-pack", str(index))
    assert git(packs, "fsck", "--strict", "--full", "--no-dangling") == ""
    for blob in blobs:
        assert run_git(packs, "cat-file", "blob", hash_object("blob", blob).hex()) == blob
        assert read_packed(packs, hash_object("blob", blob)) == ("blob", blob)


def test_packs_of_git_are_read_and_deltas_are_left_to_git(packs: Path) -> None:
    work = packs.parents[2]
    long = b"".join(b"line %d\n" % number for number in range(2000))
    for number in range(3):
        (work / "file").write_bytes(long + b"%d" % number)
        git(work, "add", "file")
        git(work, "commit", "--quiet", "-m", "x")
    git(work, "gc", "--quiet")
    head = git(work, "rev-parse", "HEAD").strip()
    commit = read_packed(packs, bytes.fromhex(head))
    assert commit == ("commit", run_git(work, "cat-file", "commit", head))
    versions = [
        (read_packed(packs, hash_object("blob", data)), data)
        for data in (long + b"%d" % number for number in range(3))
    ]
    assert None in [found for found, _ in versions], "git stores some of them as a delta"
    assert all(found in (None, ("blob", data)) for found, data in versions)


def test_a_damaged_pack_is_an_error_and_never_other_bytes(packs: Path) -> None:
    data = b"policy" * 40
    index = write_pack(packs, [data, b"another"])
    pack = index.with_suffix(".pack")
    whole = pack.read_bytes()
    for place in range(12, len(whole) - 20):
        spoiled = bytearray(whole)
        spoiled[place] ^= 0xFF
        pack.write_bytes(spoiled)
        try:
            found = read_packed(packs, hash_object("blob", data))
        except (ValueError, zlib.error):
            continue
        assert found in (None, ("blob", data))
    pack.write_bytes(whole[:24])
    with pytest.raises((ValueError, zlib.error)):
        read_packed(packs, hash_object("blob", data))
    index.write_bytes(index.read_bytes()[:1050])
    with pytest.raises(ValueError, match="cut short"):
        read_packed(packs, hash_object("blob", data))


def test_a_folder_without_packs_holds_nothing(tmp_path: Path) -> None:
    assert read_packed(tmp_path / "none", b"\0" * 20) is None
    (tmp_path / "tmp_idx_1.idx").write_bytes(b"no index")
    assert read_packed(tmp_path, b"\0" * 20) is None
