"""What happens while a fleet is published: live for a person, plain lines for a log."""

from __future__ import annotations

import contextlib
import sys
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
from mtasts_pages.cli.views.publish import describe_progress
from mtasts_pages.dns import RecordState, RecordStatus, format_zone
from mtasts_pages.rollout.publishing.outcome import Outcome, OutcomeKind
from mtasts_pages.state import Target
from mtasts_pages.world.clock import Clock

_SHOWN = 12
"""Domains that the live display names; the rest is counted."""


_WORTH_TELLING = 60.0
_MINUTES_AN_HOUR = 60


_VERBS = {RecordState.MISSING: "create", RecordState.DIFFERENT: "change"}
_MARKS = {OutcomeKind.CURRENT: "✓", OutcomeKind.FAILED: "✗"}


@dataclass(frozen=True, slots=True)
class _Row:
    text: str
    ended: OutcomeKind | None = None


class Progress:
    """Says every step once, and the records to create as soon as they are known."""

    def __init__(self, console: Console, clock: Clock) -> None:
        self._console = console
        self._clock = clock
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
        minutes = round(seconds / 60)
        span = (
            f"{minutes // 60} h {minutes % 60} min"
            if minutes >= _MINUTES_AN_HOUR
            else f"{minutes} min"
        )
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
        self._outcomes[domain] = outcome
        said = describe_progress(outcome)
        if self._said.get(domain) != said:
            self._said[domain] = said
            self._say(f"{domain}: {said}")
        new = [
            status
            for status in outcome.open_records
            if f"{status.record.name} {status.record.value}" not in self._records
        ]
        if new and outcome.kind is OutcomeKind.WAITING:
            self._records |= {f"{status.record.name} {status.record.value}" for status in new}
            self._say(f"\n{_say_what_to_do(new)} for {domain}:\n\n{format_zone(new)}")

    def _say(self, text: str) -> None:
        self._console.note(text)


class LiveProgress(Progress):
    """A line a domain that stays in place while the records scroll above it."""

    def __init__(self, console: Console, clock: Clock, domains: Sequence[str]) -> None:
        super().__init__(console, clock)
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
        self._rows[target.domain] = _Row(stage.value)

    def show(self, outcome: Outcome) -> None:
        """Take note of *outcome*."""
        ended = None if outcome.kind is OutcomeKind.WAITING else outcome.kind
        self._rows[outcome.target.domain] = _Row(describe_progress(outcome), ended)
        super().show(outcome)

    def _say(self, text: str) -> None:
        # Only the records scroll by; the state of a domain is in its own line.
        if text.startswith("\n"):
            self._rich.print(rich.text.Text(text))

    def _render(self) -> rich.table.Table:
        table = rich.table.Table.grid(padding=(0, 1))
        rows = list(self._rows.items())
        ended = sum(row.ended is not None for _, row in rows)
        if len(rows) > _SHOWN:
            rows = [(domain, row) for domain, row in rows if row.ended is None][:_SHOWN]
        for domain, row in rows:
            table.add_row(
                rich.text.Text(_MARKS[row.ended]) if row.ended else self._spinner,
                rich.text.Text(domain),
                rich.text.Text(row.text, overflow="ellipsis", no_wrap=True),
            )
        table.add_row("", rich.text.Text(f"{ended} of {len(self._rows)} done"), "")
        return table


def _say_what_to_do(records: Sequence[RecordStatus]) -> str:
    states = {status.state for status in records}
    verbs = [verb for state, verb in _VERBS.items() if state in states]
    return " or ".join(verbs).capitalize() + (
        " this record" if len(records) == 1 else " these records"
    )


def make_progress(console: Console, clock: Clock, domains: Sequence[str]) -> Progress:
    """Return the progress that fits where stderr goes."""
    return LiveProgress(console, clock, domains) if console.is_live() else Progress(console, clock)
