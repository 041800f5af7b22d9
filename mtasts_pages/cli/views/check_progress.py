"""How many domains a check has looked at: a line that redraws itself, for a person only."""

from __future__ import annotations

import sys
import threading
import time
from types import TracebackType
from typing import Self

from mtasts_pages.cli.console import Console

_APART = 0.1  # seconds between two drawings
_CLEAR = "\r\x1b[K"


class Count:
    """Counts along; safe to be called from any thread."""

    def __init__(self, console: Console, total: int) -> None:
        self._live = console.is_live()
        self._total = total
        self._lock = threading.Lock()
        self._drawn = 0.0

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Leave the terminal as it was."""
        if self._live:
            print(_CLEAR, end="", file=sys.stderr, flush=True)

    def show(self, number: int) -> None:
        """Take note that *number* domains were looked at."""
        if not self._live:
            return
        with self._lock:
            now = time.monotonic()
            if now - self._drawn >= _APART:
                self._drawn = now
                text = f"looked at {number:,} of {self._total:,} domains"
                print(f"{_CLEAR}{text}", end="", file=sys.stderr, flush=True)
