"""What is kept for conditional requests."""

from __future__ import annotations

from mtasts_pages.world.github.memory import SIZE, Memory
from mtasts_pages.world.github.session import Reply


def test_the_newest_answer_with_an_etag_is_kept() -> None:
    memory = Memory()
    assert memory.recall("/a") is None
    for tag in ('"1"', '"2"'):
        memory.keep("/a", Reply(200, {"etag": tag}, {}))
    found = memory.recall("/a")
    assert found is not None
    assert found.headers["etag"] == '"2"'


def test_an_answer_without_an_etag_is_forgotten_with_the_one_before() -> None:
    memory = Memory()
    memory.keep("/a", Reply(200, {"etag": '"1"'}, {}))
    memory.keep("/a", Reply(200, {}, {}))
    assert memory.recall("/a") is None


def test_it_stays_small() -> None:
    memory = Memory()
    for number in range(SIZE + 10):
        memory.keep(f"/{number}", Reply(200, {"etag": f'"{number}"'}, {}))
    assert memory.recall("/9") is None
    assert memory.recall("/10") is not None
