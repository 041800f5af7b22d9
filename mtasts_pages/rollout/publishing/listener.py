"""Whoever follows how a fleet advances."""

from __future__ import annotations

from typing import Protocol

from mtasts_pages.checks.stage import Stage
from mtasts_pages.rollout.publishing.outcome import Outcome
from mtasts_pages.state import Target


class Listener(Protocol):
    """Follows how a fleet advances."""

    def forecast(self, seconds: float) -> None:
        """Take note of the seconds until GitHub's limits let all new domains through."""

    def step(self, target: Target, stage: Stage) -> None:
        """Take note that *target* has reached *stage*; from whichever thread works on it."""

    def warn(self, target: Target, sentence: str) -> None:
        """Take note of what to know before *target* goes on; from whichever thread works on it."""

    def show(self, outcome: Outcome) -> None:
        """Take note of how far a domain came; from the thread that called :func:`publish_fleet`."""
