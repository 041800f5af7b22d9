"""The time as GitHub has it: what GitHub has dated is compared with nothing else.

The clock of the machine may be hours off. GitHub sends its own with every answer (`Date`,
RFC 9110, 6.6.1), in whole seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from mtasts_pages.world.clock import Clock

_AGREEMENT = timedelta(seconds=2)
"""How far apart two right clocks may seem."""


class GitHubClock:
    """GitHub's clock, that of the machine until GitHub has answered; shared by all threads."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ahead = timedelta()

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return self._clock.now() + self._ahead

    def adjust(self, headers: Mapping[str, str]) -> None:
        """Set the clock by the *headers* of an answer that has just come, names in lower case."""
        try:
            dated = parsedate_to_datetime(headers.get("date", ""))
        except (TypeError, ValueError, OverflowError):
            return
        ahead = dated.replace(tzinfo=dated.tzinfo or UTC) - self._clock.now()
        self._ahead = ahead if abs(ahead) > _AGREEMENT else timedelta()
