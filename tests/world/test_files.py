import errno
import os
import resource
import threading
from pathlib import Path

import pytest

from mtasts_pages.errors import OperationError
from mtasts_pages.world.files import write_file


def test_a_file_is_written_with_its_folders(tmp_path: Path) -> None:
    write_file(tmp_path / "a" / "b" / "c", b"\r\n\x00")
    assert (tmp_path / "a" / "b" / "c").read_bytes() == b"\r\n\x00"


def test_a_reader_sees_the_old_bytes_or_the_new_ones(tmp_path: Path) -> None:
    path = tmp_path / "file"
    versions = {bytes([number]) * 200_000 for number in range(2)}
    write_file(path, min(versions))
    seen = set()
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            seen.add(path.read_bytes())

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(60):
        for version in versions:
            write_file(path, version)
    done.set()
    reader.join()
    assert seen <= versions


def test_a_write_that_fails_leaves_the_old_bytes_and_no_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    write_file(path, b"old")

    def full(path: str, target: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", path, None, str(target))

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OperationError, match="file` cannot be written: No space left on device"):
        write_file(path, b"new")
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_a_full_disk_leaves_the_old_bytes_and_no_rest(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_file(path, b"old")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))  # files end there
    try:
        with pytest.raises(OperationError, match="file` cannot be written: File too large"):
            write_file(path, b"new" * 100_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("path", ["file/below", "folder"])
def test_what_cannot_be_written_is_named(tmp_path: Path, path: str) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder" / "full").mkdir(parents=True)
    with pytest.raises(OperationError, match=f"{path}` cannot be written"):
        write_file(tmp_path / path, b"y")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["file", "folder"]
