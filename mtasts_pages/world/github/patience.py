"""Doing one thing within a time, whatever it waits for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")


def do_within(seconds: float, function: Callable[[], Result]) -> Result:
    """Return what *function* gives, or raise what it raises.

    It runs in a thread of its own, which is left behind when its time is over, and ends with the
    program at the latest.

    Raises:
        TimeoutError: it takes longer than *seconds*.

    """
    results: list[Result] = []
    errors: list[BaseException] = []

    def work() -> None:
        try:
            results.append(function())
        except BaseException as error:  # noqa: BLE001 - raised again by the caller
            errors.append(error)

    thread = threading.Thread(target=work, name="request", daemon=True)
    thread.start()
    thread.join(seconds)
    if errors:
        raise errors[0]
    if not results:
        raise TimeoutError
    return results[0]
