"""Doing many things at once: threads that can be left behind, or none for a single job.

Unlike those of an executor the threads are daemons: when the operator interrupts, the program
ends at once and does not wait for a server that takes its minute.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable
from typing import TypeVar

_LOOK = 0.5

Job = Callable[[], None]
Item = TypeVar("Item")
Result = TypeVar("Result")


class Workers:
    """At most *size* jobs at a time; the first error ends the work and comes out of `finish`.

    With one worker every job is done in the caller's thread, when it is submitted.
    """

    def __init__(self, size: int, name: str) -> None:
        self._size = max(1, size)
        self._name = name
        self._changed = threading.Condition()
        self._jobs: deque[Job] = deque()
        self._threads = 0
        self._open = 0
        self._error: BaseException | None = None

    def submit(self, job: Job) -> None:
        """Have *job* done when its turn comes; it may submit further ones."""
        if self._size == 1:
            job()
            return
        with self._changed:
            self._open += 1
            self._jobs.append(job)
            if self._threads < self._size:
                self._threads += 1
                threading.Thread(target=self._work, name=self._name, daemon=True).start()

    def finish(self) -> None:
        """Return when every job is done, or raise what a job has raised.

        Waits in short pieces, so that an interrupt from the keyboard comes through.
        """
        with self._changed:
            while self._open and self._error is None:
                self._changed.wait(_LOOK)
            if self._error is not None:
                self._jobs.clear()
                raise self._error

    def _work(self) -> None:
        while True:
            with self._changed:
                if not self._jobs:
                    self._threads -= 1
                    return
                job = self._jobs.popleft()
            error: BaseException | None = None
            try:
                job()
            except BaseException as raised:  # noqa: BLE001 - raised again by `finish`
                error = raised
            with self._changed:
                self._open -= 1
                self._error = self._error or error
                if self._open == 0 or error is not None:
                    self._changed.notify_all()


def do_all(
    function: Callable[[Item], Result], items: Iterable[Item], jobs: int, name: str
) -> list[Result]:
    """Return what *function* gives for each of *items*, in their order, *jobs* at a time."""
    items = list(items)
    results: dict[int, Result] = {}

    def do(number: int, item: Item) -> None:
        results[number] = function(item)

    workers = Workers(jobs, name)
    for number, item in enumerate(items):
        workers.submit(lambda number=number, item=item: do(number, item))  # type: ignore[misc]  # the defaults bind them now
    workers.finish()
    return [results[number] for number in range(len(items))]
