"""A clock that passes long waits quickly, and keeps their count."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta


class LeapingClock:
    """Sleeps a moment, and has then slept the whole time.

    What the program promises of its waits stays true by this clock; the sandbox, which
    has a clock of its own, only has less time for its part.
    """

    def __init__(self, moment: float = 0.002) -> None:
        self._moment = moment
        self._ahead = 0.0
        self.slept = 0.0
        """Seconds slept by this clock."""

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self._ahead)

    def monotonic(self) -> float:
        return time.monotonic() + self._ahead

    def stop(self) -> None:
        """Nobody sleeps long here."""

    def sleep(self, seconds: float) -> None:
        seconds = max(0.0, seconds)
        moment = min(seconds, self._moment)
        time.sleep(moment)
        self._ahead += seconds - moment
        self.slept += seconds
