"""Who is told how a fleet advances, while it does."""

from __future__ import annotations

from typing import Protocol

from mtasts_pages.checks.stage import Stage
from mtasts_pages.rollout.publishing.outcome import Outcome
from mtasts_pages.state import Target


class Listener(Protocol):
    """Is told how a fleet advances."""

    def forecast(self, seconds: float) -> None:
        """Hear in how many seconds GitHub's limits will have let all new domains through."""

    def step(self, target: Target, stage: Stage) -> None:
        """Hear that *target* has reached *stage*; from whichever thread works on it."""

    def warn(self, target: Target, sentence: str) -> None:
        """Hear what to know before *target* goes on; from whichever thread works on it."""

    def show(self, outcome: Outcome) -> None:
        """Hear where a domain stands; from the thread that called :func:`publish_fleet`."""
