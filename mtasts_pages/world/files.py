"""Files on this machine, written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from mtasts_pages.errors import OperationError, UsageError


def write_file(path: Path, data: bytes) -> None:
    """Make *path* hold *data*, with its folders; a reader sees the old bytes or the new ones.

    Raises:
        OperationError: the disk, or the rights on it, do not allow it.

    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".mtasts-pages-", dir=path.parent)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                os.fchmod(handle, 0o644)
                file.write(data)
            temporary.replace(path)
        except BaseException:
            temporary.unlink()
            raise
    except OSError as error:
        raise OperationError(f"`{path}` cannot be written: {error.strerror}") from error


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
