"""GitHub's limits are kept, to the second, by all threads together."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from mtasts_pages.world.github.budget import HOUR, MINUTE, Budget, Limits

FREE = Limits(10**9, 10**9, 10**9, 0.0)


class FakeClock:
    """A clock that sleeping moves."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        return datetime(2026, 11, 24, tzinfo=UTC) + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += max(0.0, seconds)

    def stop(self) -> None:
        """Nobody sleeps for real."""


def spend(budget: Budget, clock: FakeClock, count: int, **kind: bool) -> list[float]:
    """Return when each of *count* requests was let through."""
    times = []
    for _ in range(count):
        budget.await_turn(**kind)
        times.append(clock.seconds)
    return times


@pytest.mark.parametrize(("size", "span"), [(80, MINUTE), (500, HOUR)], ids=["a minute", "an hour"])
def test_no_window_ever_holds_more_creations_than_allowed(size: int, span: float) -> None:
    clock = FakeClock()
    budget = Budget(clock)
    times = spend(budget, clock, 1200, write=True, creates=True)
    assert all(later - earlier >= 1.0 for earlier, later in itertools.pairwise(times))
    for earlier, later in zip(times, times[size:], strict=False):
        assert later - earlier >= span


def test_a_write_costs_five_points_and_a_read_one() -> None:
    clock = FakeClock()
    budget = Budget(clock, Limits(10**9, 10**9, 900, 0.0))
    spend(budget, clock, 100, write=True, creates=False)
    times = spend(budget, clock, 500, write=False, creates=False)
    assert times[399] == 0.0
    assert times[400] == MINUTE


def test_what_an_earlier_run_created_counts() -> None:
    clock = FakeClock()
    clock.seconds = HOUR
    budget = Budget(clock, Limits(10**9, 500, 10**9, 0.0))
    budget.remember(490, seconds_ago=HOUR - 100)
    times = spend(budget, clock, 12, write=True, creates=True)
    assert times[9] == HOUR
    assert times[10] == pytest.approx(HOUR + 100)


def test_a_server_without_limits_is_not_paced() -> None:
    clock = FakeClock()
    budget = Budget(clock)
    budget.enforced = False
    assert spend(budget, clock, 2000, write=True, creates=True)[-1] == 0.0
    assert budget.estimate(2000, 4000) == 0.0


def test_the_forecast_is_what_then_happens() -> None:
    clock = FakeClock()
    budget = Budget(clock)
    forecast = budget.estimate(2000, 4000)
    times = spend(budget, clock, 2000, write=True, creates=True)
    assert times[-1] <= forecast <= times[-1] + HOUR


def test_threads_share_the_budget() -> None:
    clock = FakeClock()
    budget = Budget(clock, Limits(10**9, 10**9, 10**9, 1.0))
    turns: list[float] = []

    def sleep(seconds: float) -> None:
        turns.append(seconds)

    clock.sleep = sleep  # type: ignore[method-assign]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: budget.await_turn(write=True, creates=False), range(100)))
    assert sorted(turns) == [float(number) for number in range(100)]
