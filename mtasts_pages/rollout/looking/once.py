"""Asking once what many domains share."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Once(Generic[Key, Value]):
    """Remembers the answer to each question; two threads may meet and ask it twice, rarely."""

    def __init__(self, find: Callable[[Key], Value]) -> None:
        self._find = find
        self._lock = threading.Lock()
        self._found: dict[Key, Value] = {}

    def __call__(self, key: Key) -> Value:
        """Return the answer for *key*."""
        with self._lock:
            if key in self._found:
                return self._found[key]
        value = self._find(key)
        with self._lock:
            return self._found.setdefault(key, value)
