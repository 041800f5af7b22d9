import threading
import time
from datetime import UTC, datetime

import pytest

from mtasts_pages.world.clock import StoppedError, SystemClock


def test_now_is_the_present_moment_in_utc() -> None:
    now = SystemClock().now()
    assert now.tzinfo is UTC
    assert abs((datetime.now(UTC) - now).total_seconds()) < 5


@pytest.mark.parametrize("seconds", [-1.0, 0.0])
def test_no_time_is_not_slept(seconds: float) -> None:
    began = time.monotonic()
    SystemClock().sleep(seconds)
    assert time.monotonic() - began < 0.5


def test_sleeping_takes_its_time() -> None:
    clock = SystemClock()
    began = clock.monotonic()
    clock.sleep(0.05)
    assert clock.monotonic() - began >= 0.05


def test_stopping_wakes_every_sleeper_for_good() -> None:
    clock = SystemClock()
    stopped = []

    def sleep() -> None:
        try:
            clock.sleep(60)
        except StoppedError as error:
            stopped.append(error.hint)

    sleepers = [threading.Thread(target=sleep) for _ in range(3)]
    for sleeper in sleepers:
        sleeper.start()
    clock.stop()
    for sleeper in sleepers:
        sleeper.join(5)
    assert len(stopped) == 3
    with pytest.raises(StoppedError):
        clock.sleep(0)
