"""Files on this machine, written whole or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mtasts_pages.errors import OperationError, UsageError

_BUFFER = 1 << 16
_LARGEST_KEY = 1 << 16


def read_file(path: str) -> bytes:
    """Return the bytes of the file *path*; cheaper than a file object, since a fleet reads many.

    Raises:
        OSError: It cannot be read.

    """
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        data = os.read(handle, _BUFFER)
        if len(data) < _BUFFER:
            return data
        parts = [data]
        while part := os.read(handle, _BUFFER):
            parts.append(part)
        return b"".join(parts)
    finally:
        os.close(handle)


def read_secret_file(path: Path) -> tuple[bytes, bool]:
    """Return what the key file *path* holds, and whether others on this machine may read it.

    Of a file that cannot be one key, only the beginning.

    Raises:
        OSError: It cannot be read.

    """
    with path.open("rb") as file:
        mode = os.fstat(file.fileno()).st_mode
        data = file.read(_LARGEST_KEY)
    # Windows has other rights than these bits, which are always set there.
    return data, os.name == "posix" and bool(mode & (stat.S_IRGRP | stat.S_IROTH))


def write_file(path: Path | str, data: bytes, mode: int | None = None) -> None:
    """Make *path* hold *data*, with its folders; a reader sees the old bytes or the new ones.

    With *mode* it has these rights; without, those that new files have.

    Raises:
        OperationError: the disk, or the rights on it, do not allow it.

    """
    folder = os.path.dirname(path) or "."  # noqa: PTH120 - a fleet writes thousands of files
    temporary = f"{folder}/.mtasts-pages-{secrets.token_hex(8)}"
    try:
        try:
            _fill(temporary, data)
            if mode is not None:
                os.chmod(temporary, mode)  # noqa: PTH101 - as above
            os.replace(temporary, path)  # noqa: PTH105 - as above
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise OperationError(f"`{path}` cannot be written: {error.strerror}") from error


def replace_file(path: Path, before: bytes, after: bytes) -> None:
    """Make the operator's own file *path*, which held *before*, hold *after*.

    A link stays a link, and the rights on the file stay as they are.

    Raises:
        OperationError: the file was changed meanwhile, or cannot be written.

    """
    try:
        real = path.resolve(strict=True)
        mode = stat.S_IMODE(real.stat().st_mode)
        now = read_file(str(real))
    except OSError as error:
        raise OperationError(f"`{path}` cannot be read: {error.strerror}") from error
    if now != before:
        raise OperationError(
            f"`{path}` was changed meanwhile, and is left as it is", "run the same command again"
        )
    write_file(real, after, mode)


def write_new_file(path: Path | str, data: bytes) -> None:
    """Make *path* hold *data*, with its folders, where nobody reads it yet.

    Cheaper than :func:`write_file`, for files in a folder of :func:`create_folder`.

    Raises:
        OperationError: the disk, or the rights on it, do not allow it.

    """
    try:
        _fill(path, data)
    except OSError as error:
        raise OperationError(f"`{path}` cannot be written: {error.strerror}") from error


def _fill(path: Path | str, data: bytes) -> None:
    try:
        file = open(path, "wb", _BUFFER)  # noqa: PTH123, SIM115 - closed below
    except FileNotFoundError:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        file = open(path, "wb", _BUFFER)  # noqa: PTH123, SIM115 - as above
    with file:
        file.write(data)


@contextmanager
def create_folder(path: Path) -> Iterator[Path]:
    """Give a folder to fill, which becomes *path* when the block ends without an error.

    Raises:
        OperationError: The disk does not allow it, or *path* is there by then.

    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        folder = path.with_name(f".mtasts-pages-{secrets.token_hex(8)}")
        folder.mkdir()
    except OSError as error:
        raise OperationError(f"`{path}` cannot be created: {error.strerror}") from error
    try:
        yield folder
        try:
            folder.rename(path)
        except OSError as error:
            raise OperationError(f"`{path}` cannot be created: {error.strerror}") from error
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def create_file(path: Path, data: bytes) -> None:
    """Make a new file *path* that holds *data*, with its folders.

    Raises:
        UsageError: There is such a file already; it is left as it is.
        OperationError: The disk, or the rights on it, do not allow it.

    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(data)
    except FileExistsError:
        raise UsageError(f"`{path}` exists, and is not overwritten") from None
    except OSError as error:
        raise OperationError(f"`{path}` cannot be written: {error.strerror}") from error
