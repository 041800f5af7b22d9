"""Publishing one domain with a name server at hand: its records are sent, not asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from mtasts_pages.dns import Record, RecordState, RecordStatus
from mtasts_pages.errors import MtaStsPagesError
from mtasts_pages.rollout.publishing.outcome import Outcome, OutcomeKind
from mtasts_pages.rollout.records.push import SendingOutcome, send_records
from mtasts_pages.world.dns.name_server import NameServer

SOON = 1.0
"""Seconds until the DNS is looked at again after records were sent."""


class Run(Protocol):
    """One domain on its way."""

    def advance(self) -> Outcome:
        """Go as far as possible now; never raises for what concerns this domain alone."""

    def fail(self, error: MtaStsPagesError) -> Outcome:
        """Return the outcome of a run that *error* ended."""


class DnsRun:
    """A domain on its way, each of whose records is sent as soon as it may be published.

    Each value is sent once in a run: what happens to it afterwards is somebody else's will.
    """

    def __init__(self, run: Run, name_server: NameServer) -> None:
        self._run = run
        self._name_server = name_server
        self._sent: set[Record] = set()

    def fail(self, error: MtaStsPagesError) -> Outcome:
        """Return the outcome of a run that *error* ended."""
        return self._run.fail(error)

    def advance(self) -> Outcome:
        """Go as far as possible now, and send the records that this has opened."""
        outcome = self._run.advance()
        opened = [status for status in outcome.open_records if status.record not in self._sent]
        if outcome.kind is not OutcomeKind.WAITING or not opened:
            return self._tell(outcome)
        domain = outcome.target.domain
        sendings = send_records([(domain, opened)], self._name_server)
        failed = next((each.error for each in sendings if each.error is not None), None)
        if failed is not None:
            return self._run.fail(failed)
        self._sent |= {status.record for status in opened}
        sent = any(each.outcome is SendingOutcome.SENT for each in sendings)
        detail = outcome.detail or f"sent to `{self._name_server}`"
        return self._tell(replace(outcome, again_in=SOON, detail=detail) if sent else outcome)

    def _tell(self, outcome: Outcome) -> Outcome:
        """Return *outcome* without asking the operator for records that were sent."""
        return replace(outcome, records=tuple(map(self._mark, outcome.records)))

    def _mark(self, status: RecordStatus) -> RecordStatus:
        if status.record not in self._sent or not status.is_open:
            return status
        reason = f"It was sent to `{self._name_server}`; the DNS does not show it yet."
        return replace(status, state=RecordState.UNKNOWN, reason=reason)
