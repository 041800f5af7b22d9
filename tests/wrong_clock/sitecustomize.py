"""Moves the clock of a program whose ``PYTHONPATH`` names this folder, by ``WRONG_CLOCK`` hours."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

from mtasts_pages.world.clock import SystemClock

_ahead = timedelta(hours=float(os.environ["WRONG_CLOCK"]))
SystemClock.now = lambda _: datetime.now(UTC) + _ahead  # type: ignore[method-assign]
