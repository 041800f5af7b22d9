"""The processes of git that move commits: each has a time limit, and none outlives the program."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from dataclasses import dataclass
from subprocess import Popen

from mtasts_pages.world.clock import StoppedError

_GRACE = 1.0
"""Seconds that git is given to remove its lock files and to end its own children."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """How one fetch or push ended."""

    code: int
    output: str
    """Git's own words."""


class _Transfers:
    """Those that are under way; every thread may have one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: set[Popen[bytes]] = set()
        self._stopped = False

    def begin(self, process: Popen[bytes]) -> None:
        with self._lock:
            self._running.add(process)
            stopped = self._stopped
        if stopped:
            _end(process)

    def forget(self, process: Popen[bytes]) -> bool:
        """Return whether *process* may have ended because the operator stopped the program."""
        with self._lock:
            self._running.discard(process)
            return self._stopped

    def stop(self) -> None:
        with self._lock:
            self._stopped = True
            running = list(self._running)
        for process in running:
            _ask_to_end(process)


_TRANSFERS = _Transfers()


def finish_transfer(process: Popen[bytes], time_limit: float) -> Transfer:
    """Return how *process* ended, which is ended after *time_limit* seconds.

    It leads a process group, of itself and what it starts.

    Raises:
        StoppedError: the operator stopped the program meanwhile.

    """
    _TRANSFERS.begin(process)
    stopped = late = False
    try:
        out, err = process.communicate(timeout=time_limit)
    except subprocess.TimeoutExpired:
        late = True
        out, err = _end(process)
    except BaseException:
        _end(process)
        raise
    finally:
        stopped = _TRANSFERS.forget(process)
    if stopped and process.returncode != 0:
        raise StoppedError
    said = "\n".join(text.decode("utf-8", "replace") for text in (err, out))
    if late:
        said = f"error: git did not complete in {time_limit:g} s\n{said}"
    return Transfer(process.returncode or int(late), said)


def stop_transfers() -> None:
    """End every fetch and push that is under way, and let none begin any more."""
    _TRANSFERS.stop()


def _end(process: Popen[bytes]) -> tuple[bytes, bytes]:
    _ask_to_end(process)
    try:
        return process.communicate(timeout=_GRACE)
    except subprocess.TimeoutExpired:
        _signal(process, "SIGKILL")
    try:
        return process.communicate(timeout=_GRACE)
    except subprocess.TimeoutExpired:  # somebody still holds the pipes
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()
        return b"", b""


def _ask_to_end(process: Popen[bytes]) -> None:
    _signal(process, "SIGTERM")


def _signal(process: Popen[bytes], name: str) -> None:
    """Send a signal to git and to those that it started, which it would leave behind."""
    number = getattr(signal, name, None)
    try:
        if number is None or not hasattr(os, "killpg"):
            process.terminate()  # Windows knows no groups
        else:
            os.killpg(process.pid, number)
    except ProcessLookupError:
        pass  # it has ended by itself
