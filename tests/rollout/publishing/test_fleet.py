"""Whose turn it is in a fleet, and how long it is waited for."""

from __future__ import annotations

from campaign.leaping_clock import LeapingClock
from samples import make_domain

from mtasts_pages.checks.stage import Stage
from mtasts_pages.errors import AuthenticationError, MtaStsPagesError
from mtasts_pages.rollout.publishing.fleet import Schedule
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
    """A listener that does nothing."""

    def forecast(self, seconds: float) -> None: ...

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
