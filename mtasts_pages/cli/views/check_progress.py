"""How many domains were looked at: a line that redraws itself, or now and then one in a log."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mtasts_pages.cli.console import Console
from mtasts_pages.cli.views.log import format_span, stamp
from mtasts_pages.world.clock import Clock, SystemClock

if TYPE_CHECKING:
    import rich.progress
    import rich.text

LOG_EVERY = 30.0
"""Seconds between two lines in a log."""


@contextmanager
def show_count(
    console: Console, total: int, clock: Clock | None = None
) -> Iterator[Callable[[int], None]]:
    """Give what shows the number of domains seen so far; any thread may call it.

    The line is there at once, and gone when the block ends.
    """
    clock = clock or SystemClock()
    if not console.is_live():
        yield _Lines(console, total, clock).count
        return
    import rich.progress

    column = _make_column(clock)
    with rich.progress.Progress(column, console=console.live(), transient=True) as progress:
        task = progress.add_task("", total=total)
        yield lambda number: progress.update(task, completed=number)


def describe_count(number: int, total: int, seconds: float) -> str:
    """Return how far a look is after *seconds*, and how long the rest may take.

    >>> describe_count(1000, 5000, 20.0)
    'looked at 1,000 of 5,000 domains in 20 s, about 1 min 20 s left'
    >>> describe_count(0, 5000, 2.4)
    'looked at 0 of 5,000 domains in 2 s'
    """
    said = f"looked at {number:,} of {total:,} domains in {format_span(seconds)}"
    left = seconds / number * (total - number) if number else 0.0
    return f"{said}, about {format_span(left)} left" if left >= 1 else said


def tick(count: Callable[[int], None]) -> Callable[..., None]:
    """Return what counts one domain more at each call, whatever it is given."""
    numbers = itertools.count(1)
    return lambda *_: count(next(numbers))


class _Lines:
    """A line in a log whenever the last one is old."""

    def __init__(self, console: Console, total: int, clock: Clock) -> None:
        self._console = console
        self._total = total
        self._clock = clock
        self._began = self._said = clock.monotonic()

    def count(self, number: int) -> None:
        now = self._clock.monotonic()
        if now - self._said >= LOG_EVERY and number < self._total:
            self._said = now
            said = describe_count(number, self._total, now - self._began)
            self._console.note(f"{stamp(self._console, self._clock)}{said}")


def _make_column(clock: Clock) -> rich.progress.ProgressColumn:
    import rich.progress
    import rich.text

    began = clock.monotonic()

    class Count(rich.progress.ProgressColumn):
        def render(self, task: rich.progress.Task) -> rich.text.Text:
            total, seconds = int(task.total or 0), clock.monotonic() - began
            return rich.text.Text(describe_count(int(task.completed), total, seconds))

    return Count()
