"""The time, passed in wherever something waits or is dated."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

from mtasts_pages.errors import MtaStsPagesError


class StoppedError(MtaStsPagesError):
    """The operator asked the program to stop while it waited."""

    def __init__(self) -> None:
        super().__init__("interrupted", "run the same command again to continue")


class Clock(Protocol):
    """What the program needs of the time."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""

    def monotonic(self) -> float:
        """Return seconds that only ever grow; for deadlines."""

    def sleep(self, seconds: float) -> None:
        """Return after *seconds*, or raise :class:`StoppedError` when asked to stop."""

    def stop(self) -> None:
        """Wake every sleeper, in all threads, for good."""


def seconds_left(monotonic: Callable[[], float], deadline: float) -> float:
    """Return the seconds until *deadline*, by *monotonic*.

    Raises:
        TimeoutError: it is over.

    """
    left = deadline - monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class SystemClock:
    """The machine's own clock, whose sleepers can all be woken to stop."""

    def __init__(self) -> None:
        self._stopped = threading.Event()

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds that only ever grow; for deadlines."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Return after *seconds*, or raise :class:`StoppedError` when asked to stop."""
        if self._stopped.wait(max(0.0, seconds)):
            raise StoppedError

    def stop(self) -> None:
        """Wake every sleeper, in all threads, for good."""
        self._stopped.set()
