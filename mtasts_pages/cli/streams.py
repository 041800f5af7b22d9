"""The three standard streams, which a program may be started without, or with a full disk behind.

A result that cannot be written is an error; a note that cannot be written stops no work.
"""

from __future__ import annotations

import codecs
import contextlib
import io
import os
import sys
from typing import TextIO

_ASCII = {"→": "->", "…": "...", "✓": "+", "✗": "x"}
"""Replacements for the signs in our own texts where the terminal's encoding lacks them."""

_FLAGS = {0: os.O_RDONLY, 1: os.O_WRONLY, 2: os.O_WRONLY}


def open_missing_streams() -> None:
    """Open nothing in the place of each standard stream that is closed (`2>&-`).

    Otherwise the next file or connection would take its number, and be written to as if it
    were the terminal.
    """
    for number, flags in _FLAGS.items():
        try:
            os.fstat(number)
        except OSError:
            nothing = os.open(os.devnull, flags)
            if nothing != number:
                os.dup2(nothing, number)
                os.close(nothing)
            os.set_inheritable(number, True)  # noqa: FBT003 - its signature
    # Python itself has no stream where there was none at its start.
    if sys.stdin is None:
        sys.stdin = os.fdopen(0, closefd=False)
    if sys.stdout is None:
        sys.stdout = os.fdopen(1, "w", closefd=False)
    if sys.stderr is None:
        sys.stderr = os.fdopen(2, "w", closefd=False)


def let_go(stream: TextIO) -> None:
    """Write no more to *stream*, whose reader has gone (`| head`) or whose disk is full."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, stream.fileno())
    os.close(nothing)


def write(text: str, stream: TextIO, end: str = "\n") -> None:
    """Write *text*; the work goes on when nobody reads it.

    Raises:
        OSError: the disk is full, and it is the result.

    """
    try:
        print(text, end=end, file=stream, flush=stream is sys.stderr)
    except BrokenPipeError:
        let_go(stream)  # and the work goes on
    except OSError:
        if stream is not sys.stderr:
            raise
        let_go(stream)


def flush() -> None:
    """Write out what is left.

    Raises:
        OSError: the disk is full, so that the result is not whole.

    """
    with contextlib.suppress(OSError):
        _flush(sys.stderr)
    with contextlib.suppress(BrokenPipeError):  # the exit code is that of the work all the same
        _flush(sys.stdout)


def _flush(stream: TextIO) -> None:
    try:
        stream.flush()
    except OSError:
        let_go(stream)  # else the interpreter fails over it once more, with a code of its own
        raise


def accept_any_encoding() -> None:
    """Let no character that stdout or stderr cannot encode end the program."""
    codecs.register_error("mtasts-pages", _write_otherwise)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="mtasts-pages")


def speaks_utf8(stream: TextIO) -> bool:
    """Return whether every character can be written to *stream*."""
    return (stream.encoding or "").lower().replace("-", "") == "utf8"


def _write_otherwise(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)  # noqa: S101 - nothing else is written
    text = error.object[error.start : error.end]
    other = "".join(_ASCII.get(c) or c.encode("ascii", "backslashreplace").decode() for c in text)
    return other, error.end
