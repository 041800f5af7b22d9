"""GitHub's limits: the primary budgets, and the secondary ones on points and on creating content.

Which calls create content is not published; here: those that create a
repository, enable Pages, and commit through GraphQL.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field

_HOUR = 3600
_MINUTE = 60
_READ_POINTS = 1
_WRITE_POINTS = 5


@dataclass(frozen=True, slots=True)
class Budget:
    """One primary budget as the ``X-RateLimit-*`` headers and ``/rate_limit`` show it."""

    resource: str
    limit: int
    used: int
    reset: int

    @property
    def remaining(self) -> int:
        """Return the calls left in this hour."""
        return max(0, self.limit - self.used)

    def headers(self) -> dict[str, str]:
        """Return the headers that every answer carries."""
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Used": str(self.used),
            "X-RateLimit-Reset": str(self.reset),
            "X-RateLimit-Resource": self.resource,
        }


@dataclass(slots=True)
class _Window:
    used: int = 0
    reset: int = 0


@dataclass(slots=True)
class Limits:
    """The limits in force and what each actor has used; the numbers may be set by a test."""

    enabled: bool = True
    per_hour: int = 5000
    anonymous_per_hour: int = 60
    content_per_minute: int = 80
    content_per_hour: int = 500
    points_per_minute: int = 900
    """GitHub, "Rate limits for the REST API": a read costs one, a write five."""
    _windows: dict[tuple[str, str], _Window] = field(default_factory=dict)
    _content: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _points: dict[str, deque[tuple[float, int]]] = field(default_factory=lambda: defaultdict(deque))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def spend(self, actor: str, resource: str, cost: int = 1) -> Budget:
        """Take *cost* from the actor's budget of *resource*; return what is left after it."""
        limit = self.per_hour if actor else self.anonymous_per_hour
        now = int(time.time())
        with self._lock:
            window = self._windows.setdefault((actor, resource), _Window())
            if window.reset <= now:
                window.used, window.reset = 0, now + _HOUR
            window.used += cost
            return Budget(resource, limit, window.used, window.reset)

    def spend_points(self, actor: str, method: str) -> int | None:
        """Count a REST call; return ``None``, or the seconds to wait when it is one too many."""
        cost = _READ_POINTS if method in {"GET", "HEAD"} else _WRITE_POINTS
        now = time.time()
        with self._lock:
            spent = self._points[actor]
            while spent and spent[0][0] <= now - _MINUTE:
                spent.popleft()
            if sum(points for _, points in spent) + cost > self.points_per_minute:
                return int(spent[0][0] + _MINUTE - now) + 1
            spent.append((now, cost))
            return None

    def create_content(self, actor: str) -> int | None:
        """Count a creation; return ``None``, or the seconds to wait when it is one too many."""
        now = time.time()
        with self._lock:
            made = self._content[actor]
            while made and made[0] <= now - _HOUR:
                made.popleft()
            if len(made) >= self.content_per_hour:
                return int(made[-self.content_per_hour] + _HOUR - now) + 1
            if len(made) >= self.content_per_minute:
                wait = made[-self.content_per_minute] + _MINUTE - now
                if wait > 0:
                    return int(wait) + 1
            made.append(now)
            return None
