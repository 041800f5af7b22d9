"""Work for several processors: batches done in processes of their own, in bounded number.

Threads share one interpreter, so that what computes, as reading mails does, gains nothing by them.
"""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from multiprocessing import get_context
from typing import TypeVar

Batch = TypeVar("Batch")
Result = TypeVar("Result")

_WORTH = 4
"""Batches that are done before a process is started at all: starting one takes its time."""


def do_in_processes(
    function: Callable[[Batch], Result], batches: Iterable[Batch], jobs: int
) -> Iterator[Result]:
    """Yield what *function* gives for each of *batches*, in their order.

    Args:
        function: A function of a module, with what it needs in its argument.
        batches: Values that can be pickled; taken as they are needed, a few ahead.
        jobs: How many processes; with one, all is done in this process.

    """
    rest = iter(batches)
    if jobs <= 1:
        yield from map(function, rest)
        return
    few = list(islice(rest, _WORTH))
    if len(few) < _WORTH:
        yield from map(function, few)
        return
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_begin)
    waiting: deque[Future[Result]] = deque()
    try:
        for batch in chain(few, rest):
            waiting.append(pool.submit(function, batch))
            if len(waiting) > 2 * jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _begin() -> None:
    """Leave an interrupt from the keyboard to the process that started this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
