"""Sending records to a name server: what may be published now, and nothing else.

All changes of a zone go in one update, which the server makes as a whole or not at all.
Each demands that the record is still what it was when the change was planned.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from mtasts_pages.dns import (
    DomainRecords,
    Purpose,
    RecordState,
    RecordStatus,
    RecordUpdate,
    plan_update,
)
from mtasts_pages.errors import MtaStsPagesError, OperationError, PermissionDeniedError
from mtasts_pages.world.dns.name_server import NameServer
from mtasts_pages.world.dns.update_refusals import RecordChangedError

MOST_RECORDS = 100
"""Records in one update: a DNS message holds 64 KiB; a larger zone takes several."""


class SendingOutcome(StrEnum):
    """What became of one record."""

    SENT = "sent"
    PLANNED = "planned"
    """Would be sent; it was a dry run."""
    UNCHANGED = "unchanged"
    """The name server has it already."""
    HELD = "held"
    """It may not be published now."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Sending:
    """One record, on its way to the name server or not."""

    domain: str
    status: RecordStatus
    outcome: SendingOutcome
    zone: str = ""
    """Without the final dot; empty where nothing had to be sent."""
    before: tuple[str, ...] = ()
    """What the server had and the record takes the place of."""
    reason: str = ""
    """Why it is not sent, for people."""
    error: MtaStsPagesError | None = None


@dataclass(frozen=True, slots=True)
class _Planned:
    place: int
    """Of the record among all."""
    zone: str
    update: RecordUpdate


def send_records(
    records: Iterable[DomainRecords], server: NameServer, *, dry_run: bool = False
) -> list[Sending]:
    """Return what became of each record whose value is known, in their order.

    A failure of one zone does not stop the others.

    Raises:
        AuthenticationError: the server refuses the key itself.

    """
    sendings: list[Sending] = []
    planned: list[_Planned] = []
    for domain, statuses in records:
        for status in statuses:
            if status.record.purpose is Purpose.DOMAIN_VERIFICATION or status.record.value is None:
                continue
            sending, plan = _plan(domain, status, len(sendings), server)
            sendings.append(sending)
            if plan is not None:
                planned.append(plan)
    if not dry_run:
        for zone, batch in _batches(planned):
            for plan, outcome, error in _send(zone, batch, server):
                sendings[plan.place] = replace(sendings[plan.place], outcome=outcome, error=error)
    return sendings


def _plan(
    domain: str, status: RecordStatus, place: int, server: NameServer
) -> tuple[Sending, _Planned | None]:
    record = status.record
    if not status.may_be_published:
        return Sending(domain, status, SendingOutcome.HELD, reason=status.reason), None
    if status.state is RecordState.PRESENT:
        return Sending(domain, status, SendingOutcome.UNCHANGED), None
    try:
        zone = server.find_zone(record.name)
        held = server.read(record.name, record.type)
    except (OperationError, PermissionDeniedError) as error:
        return Sending(domain, status, SendingOutcome.FAILED, error=error), None
    update = plan_update(record, held)
    if update is None:
        return Sending(domain, status, SendingOutcome.UNCHANGED, zone), None
    before = tuple(each.text for each in update.removed)
    sending = Sending(domain, status, SendingOutcome.PLANNED, zone, before)
    return sending, _Planned(place, zone, update)


def _batches(planned: Sequence[_Planned]) -> Iterator[tuple[str, list[_Planned]]]:
    """Yield what goes in one update: the changes of one zone, up to a limit."""
    zones: dict[str, list[_Planned]] = {}
    for plan in planned:
        zones.setdefault(plan.zone, []).append(plan)
    for zone, mine in zones.items():
        for start in range(0, len(mine), MOST_RECORDS):
            yield zone, mine[start : start + MOST_RECORDS]


def _send(
    zone: str, batch: Sequence[_Planned], server: NameServer
) -> list[tuple[_Planned, SendingOutcome, MtaStsPagesError | None]]:
    """Return each change with what became of it, and what went wrong with it, or ``None``."""
    try:
        server.update(zone, [plan.update for plan in batch])
    except RecordChangedError as error:
        if len(batch) == 1:
            # Somebody was faster, perhaps another run of this program with the same record.
            if _verify(batch[0].update, server) is None:
                return [(batch[0], SendingOutcome.UNCHANGED, None)]
            return [(batch[0], SendingOutcome.FAILED, error)]
        # The server does not say which one it was: one by one, the others get through.
        return [result for plan in batch for result in _send(zone, [plan], server)]
    except (OperationError, PermissionDeniedError) as error:
        return [(plan, SendingOutcome.FAILED, error) for plan in batch]
    verified = [(plan, _verify(plan.update, server)) for plan in batch]
    return [
        (plan, SendingOutcome.SENT if wrong is None else SendingOutcome.FAILED, wrong)
        for plan, wrong in verified
    ]


def _verify(update: RecordUpdate, server: NameServer) -> MtaStsPagesError | None:
    """Return what is wrong when the server took the update and answers otherwise."""
    record = update.record
    try:
        held = server.read(record.name, record.type)
    except (OperationError, PermissionDeniedError) as error:
        return error
    if plan_update(record, held) is None:
        return None
    return OperationError(
        f"`{server}` took the update and does not answer with the record {record.name}",
        "name the primary name server by --server: this one may hand updates on",
    )
