"""What is sent to a name server, and what becomes of a zone that is refused; without a server."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import pytest
from rollout.publishing.states import TARGET, Cname, Pages, Record, Reporting, State, plan

from mtasts_pages.dns import DomainRecords, HeldRecord, RecordUpdate
from mtasts_pages.errors import AuthenticationError, NetworkError, PermissionDeniedError
from mtasts_pages.rollout.records import push
from mtasts_pages.rollout.records.push import Sending, SendingOutcome, send_records
from mtasts_pages.world.dns.name_server import NameServer
from mtasts_pages.world.dns.update_refusals import RecordChangedError

SENT, HELD = SendingOutcome.SENT, SendingOutcome.HELD
UNCHANGED, FAILED, PLANNED = (
    SendingOutcome.UNCHANGED,
    SendingOutcome.FAILED,
    SendingOutcome.PLANNED,
)


class Zone:
    """A name server of one zone, which writes down the updates that it is sent."""

    def __init__(self, **refusals: Exception) -> None:
        self.held: dict[tuple[str, str], tuple[HeldRecord, ...]] = {}
        self.updates: list[list[str]] = []
        self.refusals = refusals
        self.forgets = False

    def __str__(self) -> str:
        return "ns1"

    def find_zone(self, _name: str) -> str:
        self._refuse("find_zone")
        return "example.com"

    def read(self, name: str, kind: str) -> tuple[HeldRecord, ...]:
        self._refuse("read")
        return self.held.get((name, kind), ())

    def update(self, zone: str, updates: Sequence[RecordUpdate]) -> None:
        assert zone == "example.com"
        self.updates.append([update.record.name for update in updates])
        for update in updates:
            self._refuse(update.record.name.partition(".")[0])
        for update in updates:
            text = update.record.value or ""
            if update.record.type == "CNAME":
                text = text.removesuffix(".")
            record = HeldRecord(text, update.data)
            if not self.forgets:
                self.held[update.record.name, update.record.type] = (record,)

    def _refuse(self, what: str) -> None:
        if what in self.refusals:
            raise self.refusals[what]


NEW = State(
    pages=Pages.ENFORCED,
    cname=Cname.ABSENT,
    record=Record.ABSENT,
    reporting=Reporting.MISSING,
)


def send(state: State, zone: Zone, *, dry_run: bool = False) -> list[Sending]:
    records: list[DomainRecords] = [(TARGET.domain, plan(state).records)]
    return send_records(records, cast("NameServer", zone), dry_run=dry_run)


def outcomes(sendings: Sequence[Sending]) -> list[SendingOutcome]:
    return [each.outcome for each in sendings]


def test_what_may_stand_goes_in_one_update() -> None:
    zone = Zone()
    sendings = send(NEW, zone)
    assert outcomes(sendings) == [SENT] * 3
    assert zone.updates == [
        ["mta-sts.example.com.", "_mta-sts.example.com.", "_smtp._tls.example.com."]
    ]
    assert {each.zone for each in sendings} == {"example.com"}


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (State(), [UNCHANGED, UNCHANGED, UNCHANGED]),
        (State(record=Record.OLD, proven=False), [UNCHANGED, HELD, UNCHANGED]),
        (State(record=Record.OLD), [UNCHANGED, SENT, UNCHANGED]),
        (State(record=Record.ELSEWHERE), [UNCHANGED, HELD, UNCHANGED]),
        (State(pages=Pages.NO_DOMAIN, cname=Cname.ABSENT), [HELD, UNCHANGED, UNCHANGED]),
        (State(cname=Cname.ELSEWHERE), [SENT, UNCHANGED, UNCHANGED]),
    ],
    ids=str,
)
def test_what_may_not_stand_is_held_back(state: State, expected: list[SendingOutcome]) -> None:
    sendings = send(state, Zone())
    assert outcomes(sendings) == expected
    assert all(each.reason for each in sendings if each.outcome is HELD)


def test_a_dry_run_sends_nothing() -> None:
    zone = Zone()
    assert outcomes(send(NEW, zone, dry_run=True)) == [PLANNED] * 3
    assert zone.updates == []


def test_what_the_server_has_already_is_not_sent() -> None:
    zone = Zone()
    send(NEW, zone)
    assert outcomes(send(NEW, zone)) == [UNCHANGED] * 3
    assert len(zone.updates) == 1


def test_what_takes_the_place_of_another_record_says_so() -> None:
    zone = Zone()
    name = f"{TARGET.record_name}."
    zone.held[name, "TXT"] = (
        HeldRecord("v=STSv1; id=old", '"v=STSv1; id=old"'),
        HeldRecord("v=spf1 -all", '"v=spf1 -all"'),
    )
    _, sending, _ = send(State(record=Record.OLD), zone)
    assert (sending.outcome, sending.before) == (SENT, ("v=STSv1; id=old",))


def test_a_record_that_was_changed_meanwhile_does_not_stop_the_others() -> None:
    zone = Zone(**{"_mta-sts": RecordChangedError("changed")})
    assert outcomes(send(NEW, zone)) == [SENT, FAILED, SENT]
    assert [len(names) for names in zone.updates] == [3, 1, 1, 1]


@pytest.mark.parametrize("error", [NetworkError("no answer"), PermissionDeniedError("REFUSED")])
@pytest.mark.parametrize("where", ["find_zone", "read", "_mta-sts"])
def test_a_zone_that_is_refused_has_failed(where: str, error: Exception) -> None:
    sendings = send(NEW, Zone(**{where: error}))
    assert outcomes(sendings) == [FAILED] * 3
    assert {each.error for each in sendings} == {error}


def test_a_key_that_is_refused_ends_everything() -> None:
    with pytest.raises(AuthenticationError):
        send(NEW, Zone(find_zone=AuthenticationError("BADKEY")))


def test_a_server_that_takes_an_update_and_does_not_keep_it_has_failed() -> None:
    zone = Zone()
    zone.forgets = True
    first, *_ = sendings = send(NEW, zone)
    assert outcomes(sendings) == [FAILED] * 3
    assert "took the update" in str(first.error)


def test_a_large_zone_takes_several_updates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(push, "MOST_RECORDS", 2)
    zone = Zone()
    assert outcomes(send(NEW, zone)) == [SENT] * 3
    assert [len(names) for names in zone.updates] == [2, 1]
