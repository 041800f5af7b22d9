"""How publishing went for one domain. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mtasts_pages.checks.stage import Stage
from mtasts_pages.dns import (
    Purpose,
    RecordState,
    RecordStatus,
    format_record,
    policy_record_name,
)
from mtasts_pages.errors import MtaStsPagesError
from mtasts_pages.rollout.publishing.plan import Awaited
from mtasts_pages.state import Target


class OutcomeKind(StrEnum):
    """How publishing ended for a domain."""

    CURRENT = "current"
    WAITING = "waiting"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How far one domain came."""

    target: Target
    kind: OutcomeKind
    stage: Stage
    policy_id: str | None
    waiting_for: Awaited | None = None
    detail: str = ""
    """What was seen of the thing that is waited for."""
    step: str = ""
    """What the operator does about it, where that is not plain from what is waited for."""
    again_in: float | None = None
    """Seconds until the next look, when the program itself set the wait."""
    records: tuple[RecordStatus, ...] = ()
    notes: tuple[str, ...] = ()
    """What the operator should know, though it stops nothing."""
    error: MtaStsPagesError | None = None

    @property
    def open_records(self) -> tuple[RecordStatus, ...]:
        """The records that the operator can create or change now."""
        return tuple(status for status in self.records if status.is_open)

    @property
    def next_steps(self) -> tuple[str, ...]:
        """What the operator does next, a sentence each."""
        if self.kind is not OutcomeKind.WAITING:
            return self.own_steps
        return (*self.own_steps, f"Run `mtasts-pages publish {self.target.domain}` again")

    @property
    def own_steps(self) -> tuple[str, ...]:
        """What this domain needs before the command is run again."""
        if self.kind is OutcomeKind.FAILED:
            return (self.error.hint,) if self.error is not None and self.error.hint else ()
        steps = [
            f"{'Create' if status.state is RecordState.MISSING else 'Change'} the"
            f" {status.record.type} record {format_record(status.record)}"
            for status in self.open_records
        ]
        steps += [
            self._ask_others(status)
            for status in self.records
            if status.is_delegated and status.state not in (RecordState.PRESENT, RecordState.HOLD)
        ]
        if self.step:
            steps.append(self.step)
        elif self.waiting_for in (Awaited.CERTIFICATE, Awaited.POLICY_SERVED):
            steps.append(f"Wait for {self.waiting_for.phrase}; GitHub takes minutes, rarely a day")
        return tuple(steps)

    def _ask_others(self, status: RecordStatus) -> str:
        """Return what to do about a record whose name was handed to others."""
        record, main = status.record, self.target.config.alias_of
        if not status.delegated_to and record.type == "CNAME":
            return (
                f"Remove the NS records that make {status.delegated_zone} a zone of its own, then"
                f" create the CNAME record {format_record(record)}"
            )
        if not status.delegated_to:
            return (
                f"Create the {record.type} record {format_record(record)} in"
                f" {status.delegated_zone}, a zone of its own"
            )
        if main and status.delegated_to == policy_record_name(main):
            return f"Run `mtasts-pages publish {main}`, whose policy record this domain shares"
        if record.purpose is Purpose.TLS_REPORTING:
            return (
                f"Remove the CNAME record {record.name} (to {status.delegated_to}), or put the"
                " addresses that it leads to into `tls_reports`; no other record may be beside it"
            )
        return (
            f"Remove the CNAME record {record.name} (to {status.delegated_to}) if the policy"
            " is yours to publish; no other record may be beside it"
        )
