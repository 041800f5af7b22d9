"""GitHub's limits on writing, kept by all threads together.

GitHub, "Rate limits for the REST API", secondary limits: 80 requests a minute and 500 an
hour that create content, 900 points a minute where a read costs 1 and a write 5, and
a second between writes as "Best practices" ask for.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass

from mtasts_pages.world.clock import Clock

MINUTE = 60.0
HOUR = 3600.0

READ_POINTS = 1
WRITE_POINTS = 5


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may be asked of GitHub."""

    creations_a_minute: int = 80
    creations_an_hour: int = 500
    points_a_minute: int = 900
    seconds_between_writes: float = 1.0


class _Window:
    """How much was spent in the last *span* seconds, of *size* at most."""

    def __init__(self, size: int, span: float) -> None:
        self._size = size
        self._span = span
        self._spent: deque[tuple[float, int]] = deque()
        self._sum = 0

    def next_free(self, now: float, cost: int) -> float:
        """Return when *cost* fits in; *now* if it does already."""
        while self._spent and self._spent[0][0] <= now - self._span:
            self._sum -= self._spent.popleft()[1]
        over = self._sum + cost - self._size
        for at, spent in self._spent:
            if over <= 0:
                break
            over -= spent
            now = at + self._span
        return now

    def spend(self, at: float, cost: int) -> None:
        self._spent.append((at, cost))
        self._sum += cost


class Budget:
    """Lets every request through at the time at which GitHub allows it."""

    def __init__(self, clock: Clock, limits: Limits = Limits()) -> None:
        self._clock = clock
        self._limits = limits
        self._lock = threading.Lock()
        self._creations = [
            _Window(limits.creations_a_minute, MINUTE),
            _Window(limits.creations_an_hour, HOUR),
        ]
        self._points = _Window(limits.points_a_minute, MINUTE)
        self._next_write = 0.0
        self.enforced = True
        """Whether there are limits; a server that sends no headers about them has none."""

    def remember(self, creations: int, seconds_ago: float) -> None:
        """Count *creations* that an earlier run, or somebody else, has made already."""
        with self._lock:
            at = self._clock.monotonic() - seconds_ago
            for window in self._creations:
                window.spend(at, creations)

    def await_turn(self, *, write: bool, creates: bool, at_once: bool = False) -> None:
        """Return when the next request may be sent; it counts as sent then.

        One that goes *at_once* is counted, and waits for nothing.
        """
        if not self.enforced:
            return
        now = self._clock.monotonic()
        with self._lock:
            cost = WRITE_POINTS if write else READ_POINTS
            at = self._points.next_free(now, cost)
            if creates:
                at = max([at, *(window.next_free(now, 1) for window in self._creations)])
            if write:
                at = max(at, self._next_write)
                self._next_write = at + self._limits.seconds_between_writes
            self._points.spend(at, cost)
            if creates:
                for window in self._creations:
                    window.spend(at, 1)
        if not at_once:
            self._clock.sleep(at - now)

    def estimate(self, creations: int, writes: int) -> float:
        """Return about how many seconds *writes*, *creations* among them, will take."""
        if not self.enforced:
            return 0.0
        now = self._clock.monotonic()
        hourly = self._limits.creations_an_hour
        whole_hours, rest = divmod(max(0, creations - 1), hourly)
        with self._lock:
            within = self._creations[1].next_free(now, min(creations, hourly)) - now
        apart = self._limits.seconds_between_writes
        return max(writes * apart, within + whole_hours * HOUR + rest * apart)
