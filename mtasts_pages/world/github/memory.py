"""Answers kept for conditional requests: GitHub says 304 when nothing has changed.

RFC 9110, 13.1.2; GitHub, "Best practices", Use conditional requests: a 304 is not counted
against the primary rate limit.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mtasts_pages.world.github.reply import Reply

SIZE = 2000
"""Answers kept at most; those that were not asked for the longest go first."""


class Memory:
    """The newest answer to each path, with its ``ETag``; shared by all threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._replies: OrderedDict[str, Reply] = OrderedDict()

    def recall(self, path: str) -> Reply | None:
        """Return the answer that is known, or ``None``."""
        with self._lock:
            return self._replies.get(path)

    def keep(self, path: str, reply: Reply) -> None:
        """Keep *reply* as the newest answer; one without ``ETag`` cannot be asked about."""
        with self._lock:
            self._replies.pop(path, None)
            if "etag" in reply.headers:
                self._replies[path] = reply
            if len(self._replies) > SIZE:
                self._replies.popitem(last=False)
