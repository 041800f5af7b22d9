"""Many jobs at once: so many threads at most, none for a single one, and no error is lost."""

import threading
import time

import pytest

from mtasts_pages.rollout.workers import Workers, do_all


def test_every_job_is_done_by_so_many_threads_at_most() -> None:
    workers = Workers(3, "test")
    lock, seen, done = threading.Lock(), set(), []

    def job(number: int) -> None:
        time.sleep(0.002)
        with lock:
            seen.add(threading.get_ident())
            done.append(number)

    for number in range(50):
        workers.submit(lambda number=number: job(number))  # type: ignore[misc]  # bound now
    workers.finish()
    assert sorted(done) == list(range(50))
    assert len(seen) <= 3
    assert threading.get_ident() not in seen


def test_a_single_worker_is_the_caller() -> None:
    workers = Workers(1, "test")
    done: list[tuple[int, int]] = []
    for number in range(3):
        workers.submit(lambda number=number: done.append((number, threading.get_ident())))  # type: ignore[misc]  # bound now
        assert done[-1] == (number, threading.get_ident())
    workers.finish()


def test_what_a_job_raises_comes_out_and_ends_the_work() -> None:
    workers = Workers(2, "test")
    done: list[int] = []

    def job() -> None:
        time.sleep(0.01)
        done.append(1)

    workers.submit(lambda: (_ for _ in ()).throw(KeyError("x")))
    for _ in range(200):
        workers.submit(job)
    with pytest.raises(KeyError):
        workers.finish()
    assert len(done) < 200


def test_what_a_job_raises_comes_out_of_a_single_worker_at_once() -> None:
    workers = Workers(1, "test")
    with pytest.raises(KeyError):
        workers.submit(lambda: (_ for _ in ()).throw(KeyError("x")))


@pytest.mark.parametrize("size", [1, 2])
def test_a_job_may_submit_another_one(size: int) -> None:
    workers = Workers(size, "test")
    done: list[int] = []
    workers.submit(lambda: workers.submit(lambda: done.append(1)))
    workers.finish()
    assert done == [1]


def test_workers_that_have_finished_take_more_jobs() -> None:
    workers = Workers(2, "test")
    done: list[int] = []
    for number in range(5):
        workers.submit(lambda number=number: done.append(number))  # type: ignore[misc]  # bound now
        workers.finish()
    assert done == list(range(5))


@pytest.mark.parametrize("jobs", [0, 1, 4])
def test_results_come_in_the_order_of_the_items(jobs: int) -> None:
    def take_longer_first(number: int) -> int:
        time.sleep((8 - number) * 0.001)
        return number * number

    assert do_all(take_longer_first, iter(range(8)), jobs, "test") == [n * n for n in range(8)]
    assert do_all(take_longer_first, [], jobs, "test") == []


@pytest.mark.parametrize("jobs", [1, 4])
def test_the_first_error_of_many_comes_out(jobs: int) -> None:
    def divide(number: int) -> float:
        return 1 / number

    with pytest.raises(ZeroDivisionError):
        do_all(divide, [3, 2, 1, 0], jobs, "test")
