"""Whose turn it is in a fleet, how long it is waited for, and what is asked before it begins."""

from __future__ import annotations

import pytest
from campaign.leaping_clock import LeapingClock
from rollout.publishing.stand_in import StandIn
from rollout.publishing.states import TARGET, Cname, Pages, Record, Repository, State
from samples import make_domain

from mtasts_pages.checks.stage import Stage
from mtasts_pages.errors import (
    AuthenticationError,
    GitHubError,
    MtaStsPagesError,
    UsageError,
)
from mtasts_pages.rollout.publishing.fleet import Choices, Schedule, plan_fleet, publish_fleet
from mtasts_pages.rollout.publishing.guard import Risk, RiskName
from mtasts_pages.rollout.publishing.outcome import Outcome, OutcomeKind
from mtasts_pages.rollout.publishing.plan import Awaited
from mtasts_pages.state import Target


class Walk:
    """A domain whose every look takes ten seconds; it is current at the second one."""

    def __init__(self, number: int, clock: LeapingClock, looks: list[int], needed: int = 2) -> None:
        self.number = number
        self.clock = clock
        self.looks = looks
        self.needed = needed
        self.target = Target(make_domain(f"d{number}.example"), "example-org", {})

    def advance(self) -> Outcome:
        self.clock.sleep(10)
        self.looks.append(self.number)
        if self.looks.count(self.number) < self.needed:
            kind, stage = OutcomeKind.WAITING, Stage.DOMAIN_SET
            return Outcome(self.target, kind, stage, None, Awaited.POLICY_HOST_RECORD)
        return Outcome(self.target, OutcomeKind.CURRENT, Stage.CURRENT, "1")

    def fail(self, error: MtaStsPagesError) -> Outcome:
        return Outcome(self.target, OutcomeKind.FAILED, Stage.ABSENT, None, error=error)


class Refused(Walk):
    def advance(self) -> Outcome:
        raise AuthenticationError("the token is refused")


class Nobody:
    """A listener that does nothing but keep the forecasts."""

    def __init__(self) -> None:
        self.forecasts: list[float] = []

    def forecast(self, seconds: float) -> None:
        self.forecasts.append(seconds)

    def step(self, target: Target, stage: Stage) -> None: ...

    def warn(self, target: Target, sentence: str) -> None: ...

    def show(self, outcome: Outcome) -> None: ...


def test_domains_that_wait_have_their_turn_beside_new_ones() -> None:
    clock, looks = LeapingClock(moment=0), list[int]()
    walks = [Walk(number, clock, looks) for number in range(4)]
    outcomes = Schedule(walks, clock, 15.0, Nobody()).work_off(1)
    assert {outcome.kind for outcome in outcomes} == {OutcomeKind.CURRENT}
    assert looks == [0, 1, 0, 2, 1, 3, 2, 3]


def test_patience_counts_from_when_all_were_looked_at() -> None:
    clock, looks = LeapingClock(moment=0), list[int]()
    walks = [Walk(number, clock, looks, needed=100) for number in range(4)]
    outcomes = Schedule(walks, clock, 60.0, Nobody()).work_off(1)
    assert {outcome.kind for outcome in outcomes} == {OutcomeKind.WAITING}
    assert min(looks.count(number) for number in range(4)) > 1
    assert 4 * 10 + 60 <= clock.slept <= 200


def test_without_patience_each_is_looked_at_once() -> None:
    clock, looks = LeapingClock(moment=0), list[int]()
    walks = [Walk(number, clock, looks, needed=100) for number in range(4)]
    Schedule(walks, clock, 0.0, Nobody()).work_off(1)
    assert looks == [0, 1, 2, 3]


def test_a_token_that_is_refused_ends_what_has_not_ended() -> None:
    clock, looks = LeapingClock(moment=0), list[int]()
    walks = [
        Walk(0, clock, looks, needed=1),
        Walk(1, clock, looks, needed=100),
        Refused(2, clock, looks),
        Walk(3, clock, looks),
    ]
    outcomes = Schedule(walks, clock, 60.0, Nobody()).work_off(1)
    kinds = [outcome.kind for outcome in outcomes]
    assert kinds == [OutcomeKind.CURRENT, *[OutcomeKind.FAILED] * 3]
    assert 3 not in looks


# ---- before and after ----

NEW = State(Repository.ABSENT, Pages.NONE, cname=Cname.ABSENT, record=Record.ABSENT)
RISK = Risk(RiskName.WITHDRAW, "the policy of `example.com` is withdrawn", ("example.com",))


def test_nothing_is_done_unless_what_is_risky_is_approved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mtasts_pages.rollout.publishing.fleet.find_risks", lambda *_: (RISK,))
    asked: list[object] = []

    def refuse(risks: object) -> None:
        asked.append(risks)
        raise UsageError("not approved")

    world = StandIn(NEW)
    with pytest.raises(UsageError):
        publish_fleet([TARGET], world.outside, Choices(), approve=refuse, listener=Nobody())
    assert asked == [(RISK,)]
    assert world.done == []


@pytest.mark.parametrize(("state", "forecasts"), [(NEW, [0.0]), (State(), [])])
def test_how_long_it_will_take_is_said_of_new_domains(
    monkeypatch: pytest.MonkeyPatch, state: State, forecasts: list[float]
) -> None:
    def push(target: object, held: object, policy_id: object, outside: object) -> object:
        return outside.clock.push_site(target, held, policy_id, outside)  # type: ignore[attr-defined]

    monkeypatch.setattr("mtasts_pages.rollout.publishing.steps.push_site", push)
    nobody, world = Nobody(), StandIn(state)
    (outcome,) = publish_fleet(
        [TARGET], world.outside, Choices(jobs=1), approve=lambda _: None, listener=nobody
    )
    assert nobody.forecasts == forecasts
    assert outcome.target is TARGET
    assert outcome.kind is (OutcomeKind.CURRENT if state == State() else OutcomeKind.WAITING)


def test_a_plan_of_a_domain_that_cannot_be_looked_at_says_why(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = StandIn(State())

    def fail(*_: object) -> None:
        raise GitHubError("it is down", "wait")

    monkeypatch.setattr(world, "read", fail)
    ((made,), risks) = plan_fleet([TARGET], world.outside, 1, shards=1)
    assert (made.stage, risks) == (None, ())
    assert made.obstacle is not None
    assert made.obstacle.sentence == "it is down"
