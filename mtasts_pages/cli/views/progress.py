"""What happens while a fleet is published: live for a person, plain lines for a log."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import TracebackType
from typing import Self

import rich.live
import rich.spinner
import rich.table
import rich.text

from mtasts_pages.checks.stage import Stage
from mtasts_pages.cli.console import Console
from mtasts_pages.cli.streams import speaks_utf8
from mtasts_pages.cli.views.groups import SMALL_FLEET
from mtasts_pages.cli.views.log import format_span, stamp
from mtasts_pages.cli.views.publish import describe_progress
from mtasts_pages.dns import RecordState, RecordStatus, format_zone
from mtasts_pages.rollout.publishing.outcome import Outcome, OutcomeKind
from mtasts_pages.state import Target
from mtasts_pages.world.clock import Clock

_SHOWN = 12
"""Domains that the live display names; the rest is counted."""


_WORTH_TELLING = 60.0


_VERBS = {RecordState.MISSING: "create", RecordState.DIFFERENT: "change"}
_MARKS = {OutcomeKind.CURRENT: "✓", OutcomeKind.FAILED: "✗"}


@dataclass(frozen=True, slots=True)
class _Row:
    text: str
    ended: OutcomeKind | None = None
    waits: bool = False


class Progress:
    """Says every step once, and the records to create as soon as they are known."""

    def __init__(self, console: Console, clock: Clock, domains: Sequence[str]) -> None:
        self._console = console
        self._clock = clock
        self._total = len(domains)
        self._comments: set[str] = set()
        self._said: dict[str, str] = {}
        self._records: set[str] = set()
        self._outcomes: dict[str, Outcome] = {}

    @property
    def reached(self) -> list[Outcome]:
        """Where the domains stand that had a look so far, in the order of their first one."""
        return list(self._outcomes.values())

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End."""

    @contextlib.contextmanager
    def paused(self) -> Iterator[None]:
        """Leave the terminal alone for a question."""
        yield

    def forecast(self, seconds: float) -> None:
        """Say when GitHub's limits will have let all new domains through."""
        if seconds < _WORTH_TELLING:
            return
        done = (self._clock.now() + timedelta(seconds=seconds)).strftime("%H:%M")
        span = format_span(seconds).removesuffix(" 0 s")
        self._console.note(f"GitHub's limits let this be done in about {span}, at {done} UTC")

    def step(self, target: Target, stage: Stage) -> None:
        """Take note that *target* has reached *stage*."""
        self._console.detail(f"{target.domain}: {stage}")

    def warn(self, target: Target, sentence: str) -> None:
        """Say what to know before *target* goes on."""
        self._say(f"\n{target.domain}: {sentence}\n")

    def show(self, outcome: Outcome) -> None:
        """Take note of *outcome*."""
        domain = outcome.target.domain
        is_new = domain not in self._outcomes
        self._outcomes[domain] = outcome
        said = describe_progress(outcome)
        # Of a fleet, a domain that was current all along is no news.
        idle = is_new and outcome.kind is OutcomeKind.CURRENT and self._total > SMALL_FLEET
        if self._said.get(domain) != said:
            self._said[domain] = said
            if not idle:
                self._say(f"{stamp(self._console, self._clock)}{domain}: {said}")
        new = [
            status
            for status in outcome.open_records
            if f"{status.record.name} {status.record.value}" not in self._records
        ]
        if new and outcome.kind is OutcomeKind.WAITING:
            self._records |= {f"{status.record.name} {status.record.value}" for status in new}
            zone = self._leave_out_known(format_zone(new))
            self._say(f"\n{_say_what_to_do(new)} for {domain}:\n\n{zone}")

    def _leave_out_known(self, zone: str) -> str:
        """Return *zone* without the comments that were said of another domain of the fleet."""
        if self._total <= SMALL_FLEET:
            return zone
        lines = zone.splitlines(keepends=True)
        new = [line for line in lines if not line.startswith("; ") or line not in self._comments]
        self._comments |= {line for line in lines if line.startswith("; ")}
        return "".join(new)

    def _say(self, text: str) -> None:
        self._console.note(text)


class LiveProgress(Progress):
    """A line a domain that stays in place while the records scroll above it."""

    def __init__(self, console: Console, clock: Clock, domains: Sequence[str]) -> None:
        super().__init__(console, clock, domains)
        self._began = clock.monotonic()
        self._lock = threading.Lock()
        self._done_at: float | None = None
        self._rows = {domain: _Row("looking") for domain in domains}
        self._spinner = rich.spinner.Spinner("dots" if speaks_utf8(sys.stderr) else "line")
        self._rich = console.live()
        self._live = rich.live.Live(
            console=self._rich, get_renderable=self._render, refresh_per_second=4, transient=True
        )

    def __enter__(self) -> Self:
        """Begin to redraw."""
        self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Leave the terminal as it was."""
        self._live.stop()

    @contextlib.contextmanager
    def paused(self) -> Iterator[None]:
        """Leave the terminal alone for a question."""
        self._live.stop()
        try:
            yield
        finally:
            self._live.start()

    def step(self, target: Target, stage: Stage) -> None:
        """Show the stage at once; what is awaited follows when it is known."""
        self._put(target.domain, _Row(stage.value))

    def forecast(self, seconds: float) -> None:
        """Say when GitHub's limits will have let all new domains through, and keep it in view."""
        self._done_at = self._clock.monotonic() + seconds
        super().forecast(seconds)

    def show(self, outcome: Outcome) -> None:
        """Take note of *outcome*."""
        waits = outcome.kind is OutcomeKind.WAITING
        row = _Row(describe_progress(outcome), None if waits else outcome.kind, waits=waits)
        self._put(outcome.target.domain, row)
        super().show(outcome)

    def _put(self, domain: str, row: _Row) -> None:
        """Let *row* be that of *domain*, and the newest; threads put one after another."""
        with self._lock:
            self._rows.pop(domain, None)
            self._rows[domain] = row

    def _say(self, text: str) -> None:
        # Only the records scroll by; the state of a domain is in its own line.
        if text.startswith("\n"):
            self._rich.print(rich.text.Text(text))

    def _render(self) -> rich.table.Table:
        table = rich.table.Table.grid(padding=(0, 1))
        with self._lock:
            rows = list(self._rows.items())
        is_fleet = len(rows) > _SHOWN
        counted = describe_rows([row for _, row in rows])
        if is_fleet:
            # Those at work first, the newest first; then those that wait.
            rows = [(domain, row) for domain, row in reversed(rows) if row.ended is None]
            rows = sorted(rows, key=lambda each: each[1].waits)[:_SHOWN]
        for domain, row in rows:
            table.add_row(
                rich.text.Text(_MARKS[row.ended]) if row.ended else self._spinner,
                rich.text.Text(domain),
                rich.text.Text(
                    row.text, overflow="ellipsis" if is_fleet else "fold", no_wrap=is_fleet
                ),
            )
        now = self._clock.monotonic()
        spent = format_span(now - self._began)
        left = 0.0 if self._done_at is None else self._done_at - now
        rest = f", about {format_span(left)} left" if left >= 1 else ""
        outer = rich.table.Table.grid()
        outer.add_row(table)
        outer.add_row(rich.text.Text(f"{counted}; {spent}{rest}; Ctrl-C is safe"))
        return outer


def describe_rows(rows: Sequence[_Row]) -> str:
    """Return how many domains are done, failed and at each stage."""
    kinds = Counter(row.ended for row in rows)
    stages = Counter(row.text.partition(", ")[0] for row in rows if row.ended is None)
    done = kinds[OutcomeKind.CURRENT] + kinds[OutcomeKind.FAILED]
    parts = [f"{done:,} of {len(rows):,} done"]
    if kinds[OutcomeKind.FAILED]:
        parts.append(f"{kinds[OutcomeKind.FAILED]:,} failed")
    parts += [f"{number:,} {stage}" for stage, number in stages.most_common()]
    return ", ".join(parts)


def _say_what_to_do(records: Sequence[RecordStatus]) -> str:
    states = {status.state for status in records}
    verbs = [verb for state, verb in _VERBS.items() if state in states]
    return " or ".join(verbs).capitalize() + (
        " this record" if len(records) == 1 else " these records"
    )


def make_progress(console: Console, clock: Clock, domains: Sequence[str]) -> Progress:
    """Return the progress that fits where stderr goes."""
    made = LiveProgress if console.is_live() else Progress
    return made(console, clock, domains)
