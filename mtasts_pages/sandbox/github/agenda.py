"""What GitHub does later: one thread that does each thing when it is due.

Deployments, looks at the DNS and health checks happen here and not while a
request is answered, as at GitHub, where they are background jobs.
"""

from __future__ import annotations

import heapq
import threading
import time
import traceback
from collections.abc import Callable


class Agenda:
    """Work in the order of its time; ``failures`` keeps what went wrong in it."""

    def __init__(self) -> None:
        self.failures: list[str] = []
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._count = 0
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="github-agenda")

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def add(self, at: float, work: Callable[[], None]) -> None:
        """Do *work* at *at*, in seconds since the epoch, or as soon as possible after."""
        with self._changed:
            self._count += 1  # keeps equal times in order and functions uncompared
            heapq.heappush(self._due, (at, self._count, work))
            self._changed.notify()

    def close(self) -> None:
        """Drop what is not due yet and end the thread."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join()

    def _work(self) -> None:
        while (work := self._next()) is not None:
            try:
                work()
            except Exception:  # noqa: BLE001 - kept for the owner; the other work goes on
                self.failures.append(traceback.format_exc())

    def _next(self) -> Callable[[], None] | None:
        with self._changed:
            while not self._closed:
                if self._due and self._due[0][0] <= time.time():
                    return heapq.heappop(self._due)[2]
                self._changed.wait(self._due[0][0] - time.time() if self._due else None)
        return None
