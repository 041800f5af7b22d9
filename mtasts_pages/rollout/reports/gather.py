"""From sources to one summary, on as many processors as there are jobs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol

from mtasts_pages.errors import AuthenticationError, OperationError
from mtasts_pages.rollout.reports.reading import How, Reading, Task, read_task
from mtasts_pages.rollout.reports.summary import ReportSummary, SourceSummary
from mtasts_pages.rollout.reports.tally import Tally
from mtasts_pages.world.mail.paths import Item, list_items
from mtasts_pages.world.mail.signature import Belief
from mtasts_pages.world.processes import do_in_processes

BATCH = 250
"""Files or mails that a process is given at a time."""

BATCH_BYTES = 8 << 20
"""Bytes of mails out of an mbox that a process is given at a time."""

_EXAMPLES = 20

Listener = Callable[[int], None]
"""Is given how many files and mails more were read."""


class Source(Protocol):
    """Where reports lie."""

    @property
    def name(self) -> str:
        """What it is called in what is shown."""

    def list_items(self) -> Iterator[Item]:
        """Yield what there is to read.

        Raises:
            OperationError: It cannot be read, or not to its end.
            AuthenticationError: It is not open to the operator.

        """


@dataclass(frozen=True, slots=True)
class PathSource:
    """A file, a folder, or ``-``."""

    name: str

    def list_items(self) -> Iterator[Item]:
        """Yield what there is to read."""
        return list_items(self.name)


@dataclass(slots=True)
class _Counted:
    reports: int = 0
    duplicates: int = 0
    outside: int = 0
    others: int = 0
    unreadable: int = 0
    examples: list[tuple[str, str]] = field(default_factory=list)
    oddities: Counter[str] = field(default_factory=Counter)
    beliefs: Counter[Belief] = field(default_factory=Counter)
    names: list[str] = field(default_factory=list)
    error: str | None = None
    is_refused: bool = False


def gather_reports(
    sources: Sequence[Source],
    domains: Sequence[str] | None,
    how: How,
    *,
    jobs: int,
    listener: Listener,
) -> ReportSummary:
    """Return what the reports of all *sources* say. A source that fails leaves the others.

    Args:
        sources: Where they lie.
        domains: Those that count; reports about others are named and left out. ``None``: all.
        how: What reading goes by.
        jobs: How many processes read.
        listener: Is given the progress.

    """
    tally = Tally(domains)
    counted = [_Counted() for _ in sources]
    for reading in do_in_processes(read_task, _list_tasks(sources, how, counted), jobs):
        _add(reading, counted[reading.source], tally)
        listener(reading.reports + reading.others + reading.unreadable + reading.outside)
    return ReportSummary(
        sources=tuple(
            _freeze(source.name, each) for source, each in zip(sources, counted, strict=True)
        ),
        domains=tally.list_domains(),
        foreign=dict(sorted(tally.foreign.items())),
        nameless=tally.nameless,
        reused=tally.reused,
    )


def _list_tasks(sources: Sequence[Source], how: How, counted: Sequence[_Counted]) -> Iterator[Task]:
    for number, source in enumerate(sources):
        try:
            for batch in _batch(source.list_items()):
                yield Task(number, batch, how)
        except (OperationError, AuthenticationError) as error:
            counted[number].error = error.message
            counted[number].is_refused = isinstance(error, AuthenticationError)
        except OSError as error:
            counted[number].error = f"`{error.filename or source.name}`: {error.strerror}"


def _batch(items: Iterable[Item]) -> Iterator[tuple[Item, ...]]:
    rest = iter(items)
    while True:
        batch: list[Item] = []
        size = 0
        for item in islice(rest, BATCH):
            batch.append(item)
            size += len(item.data or b"")
            if size > BATCH_BYTES:
                break
        if not batch:
            return
        yield tuple(batch)


def _add(reading: Reading, counted: _Counted, tally: Tally) -> None:
    fresh = 0
    for report in reading.statements:
        news = [tally.add(statement) for statement in report]
        fresh += any(news) or not news
    counted.reports += fresh
    counted.duplicates += len(reading.statements) - fresh
    counted.outside += reading.outside
    counted.others += reading.others
    counted.unreadable += reading.unreadable
    counted.examples += reading.examples[: _EXAMPLES - len(counted.examples)]
    counted.oddities.update(reading.oddities)
    counted.beliefs.update(reading.beliefs)
    counted.names += reading.names


def _freeze(name: str, counted: _Counted) -> SourceSummary:
    return SourceSummary(
        source=name,
        reports=counted.reports,
        duplicates=counted.duplicates,
        outside=counted.outside,
        others=counted.others,
        unreadable=counted.unreadable,
        examples=tuple(counted.examples),
        oddities=dict(sorted(counted.oddities.items())),
        beliefs={each: counted.beliefs[each] for each in Belief if counted.beliefs[each]},
        names=tuple(counted.names),
        error=counted.error,
        is_refused=counted.is_refused,
    )
