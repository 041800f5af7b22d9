"""How many domains a check has looked at: a line that redraws itself, for a person only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from mtasts_pages.cli.console import Console


@contextmanager
def show_count(console: Console, total: int) -> Iterator[Callable[[int], None]]:
    """Give what shows the number of domains seen so far; any thread may call it.

    The line is gone when the block ends.
    """
    if not console.is_live():
        yield lambda _: None
        return
    import rich.progress

    text = rich.progress.TextColumn("looked at {task.completed:,} of {task.total:,} domains")
    with rich.progress.Progress(text, console=console.live(), transient=True) as progress:
        task = progress.add_task("", total=total)
        yield lambda number: progress.update(task, completed=number)
