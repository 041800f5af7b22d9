"""Where `dns` gets records and zones from; without a process."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from good import make_target
from rollout.publishing.stand_in import StandIn
from rollout.publishing.states import (
    TARGET,
    Cname,
    Pages,
    Record,
    Repository,
    Served,
    State,
    plan,
)
from samples import make_domain

from mtasts_pages.config import Config
from mtasts_pages.dns import Purpose, RecordState
from mtasts_pages.errors import GitHubError, NetworkError, UsageError
from mtasts_pages.rollout.records.sources import choose_zones, look, preview, require_seen

CONFIG = Config(
    Path("mta-sts.yaml"),
    tuple(make_domain(name) for name in ("example.com", "shop.example.com", "example.net")),
    templates=None,
)
NAMES = tuple(domain.domain for domain in CONFIG.domains)


def look_at(state: State) -> dict[Purpose, RecordState]:
    ((domain, statuses),) = look([TARGET], StandIn(state).outside, 1)
    assert domain == TARGET.domain
    return {status.record.purpose: status.state for status in statuses}


@pytest.mark.parametrize(
    ("state", "host", "record"),
    [
        (State(), RecordState.PRESENT, RecordState.PRESENT),
        (State(record=Record.OLD), RecordState.PRESENT, RecordState.DIFFERENT),
        (State(record=Record.ABSENT), RecordState.PRESENT, RecordState.MISSING),
        (State(record=Record.OLD, served=Served.OLD), RecordState.PRESENT, RecordState.HOLD),
        (
            State(Repository.ABSENT, Pages.NONE, cname=Cname.ABSENT, record=Record.ABSENT),
            RecordState.HOLD,
            RecordState.HOLD,
        ),
    ],
    ids=str,
)
def test_records_have_the_state_that_the_outside_gives_them(
    state: State, host: RecordState, record: RecordState
) -> None:
    states = look_at(state)
    assert (states[Purpose.POLICY_HOST], states[Purpose.POLICY_RECORD]) == (host, record)


def test_what_cannot_be_looked_at_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    world = StandIn(State())

    def fail(*_: object) -> None:
        raise GitHubError("it is down")

    monkeypatch.setattr(world, "read", fail)
    with pytest.raises(GitHubError, match="it is down"):
        look([TARGET], world.outside, 1)


def test_a_domain_without_an_owner_has_no_records_to_look_at() -> None:
    unowned = make_target(replace(make_domain(), owner=None))
    with pytest.raises(UsageError, match="names no owner"):
        look([unowned], StandIn(State()).outside, 1)


def test_a_preview_asks_nobody(tmp_path: Path) -> None:
    ((_, statuses),) = preview([TARGET], tmp_path)
    states = {status.record.purpose: status.state for status in statuses}
    assert states[Purpose.POLICY_RECORD] is RecordState.HOLD
    assert {*states.values()} - {RecordState.HOLD} == {RecordState.UNKNOWN}


def test_a_record_on_hold_in_an_unknown_place_is_not_declared_away() -> None:
    unseen = plan(State(record=Record.UNANSWERED, proven=False)).records
    with pytest.raises(NetworkError, match="terraform would remove what is there"):
        require_seen([(TARGET.domain, unseen)], "terraform")
    for state in (State(), State(record=Record.OLD, proven=False), State(cname=Cname.UNANSWERED)):
        require_seen([(TARGET.domain, plan(state).records)], "terraform")


# ---- zones ----


class Zones:
    """A resolver that knows zones."""

    def __init__(self, **zones: str) -> None:
        self.zones = {name.replace("_", "."): zone for name, zone in zones.items()}
        self.asked: list[str] = []

    def find_zone(self, domain: str) -> str | None:
        self.asked.append(domain)
        return self.zones.get(domain)


def choose(named: tuple[str, ...] = (), resolver: Any = None) -> set[str]:
    return set(choose_zones(named, NAMES, CONFIG, resolver, 1))


def test_zones_are_guessed_from_the_config_where_nobody_is_asked() -> None:
    assert choose() == {"example.com", "example.net"}


def test_zones_are_asked_for() -> None:
    resolver = Zones(shop_example_com="shop.example.com", example_com="example.com")
    assert choose(resolver=resolver) == {"example.com", "shop.example.com", "example.net"}
    assert sorted(resolver.asked) == sorted(NAMES)


def test_a_zone_that_is_named_is_not_asked_for() -> None:
    resolver = Zones()
    assert choose(("Example.COM.",), resolver) == {"example.com", "example.net"}
    assert resolver.asked == ["example.net"]


@pytest.mark.parametrize(
    ("named", "said"),
    [("exa mple", "is not a domain name"), ("example.org", "holds none of the domains")],
)
def test_a_zone_that_cannot_be_meant_is_refused(named: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        choose((named,))
