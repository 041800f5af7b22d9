"""Failures on demand."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from http.client import RemoteDisconnected
from threading import Thread

import pytest
from sandbox.github.hands import SITE, Clone, World

from mtasts_pages.sandbox.github import Fault, Hang, Reset, Respond, When

CREATE = "/orgs/octo-org/repos"


@pytest.mark.parametrize(("when", "done"), [(When.BEFORE, False), (When.AFTER, True)])
def test_a_gateway_fails_before_or_after_the_work(world: World, when: When, *, done: bool) -> None:
    effect = Respond(502, "<html>Bad gateway</html>", {"Retry-After": "7"})
    world.github.faults.add(Fault("POST", CREATE, effect, when))
    answer = world.call("POST", CREATE, {"name": "x"})
    assert (answer.status, answer.headers["Retry-After"]) == (502, "7")
    assert answer.body == b"<html>Bad gateway</html>"
    assert world.github.exchanges[-1].fault is True
    assert world.call("GET", "/repos/octo-org/x").status == (200 if done else 404)
    assert world.call("POST", CREATE, {"name": "x"}).status == (422 if done else 201)


@pytest.mark.parametrize(("when", "done"), [(When.BEFORE, False), (When.AFTER, True)])
def test_a_connection_breaks_off(world: World, when: When, *, done: bool) -> None:
    world.github.faults.add(Fault("POST", "/orgs/*/repos", Reset(), when))
    with pytest.raises(ConnectionResetError) as caught:
        world.call("POST", CREATE, {"name": "x"})
    assert not isinstance(caught.value, RemoteDisconnected)  # that is an end, not a reset
    assert world.github.exchanges[-1].status == 0
    assert world.call("GET", "/repos/octo-org/x").status == (200 if done else 404)


@pytest.mark.parametrize("when", list(When))
def test_an_answer_is_late(world: World, when: When) -> None:
    world.github.faults.add(Fault("GET", "/user", Hang(0.3), when))
    start = time.monotonic()
    assert world.call("GET", "/user").status == 200
    assert time.monotonic() - start >= 0.3
    start = time.monotonic()
    assert world.call("GET", "/user").status == 200
    assert time.monotonic() - start < 0.3


def test_the_nth_calls_are_struck(world: World) -> None:
    world.github.faults.add(
        Fault("*", "/user", Respond(503), nth=2, times=2),
        Fault("GET", "/users/octo/repos", Respond(429, {"message": "Slow down"}), times=None),
    )
    assert [world.call("GET", "/user").status for _ in range(4)] == [200, 503, 503, 200]
    answers = [world.call("GET", "/users/octo/repos") for _ in range(3)]
    assert [a.status for a in answers] == [429] * 3
    assert answers[0].body == {"message": "Slow down"}
    world.github.faults.clear()
    assert world.call("GET", "/users/octo/repos").status == 200


def test_a_redirect_points_elsewhere(world: World) -> None:
    location = {"Location": f"{world.github.api_url}/repositories/1"}
    effect = Respond(307, {"message": "Temporary Redirect"}, location)
    world.github.faults.add(Fault("PUT", "/repos/*/pages", effect))
    answer = world.call("PUT", "/repos/octo-org/x/pages", {"cname": None})
    assert (answer.status, answer.headers["Location"]) == (307, location["Location"])


@pytest.mark.parametrize(("when", "pushed"), [(When.BEFORE, 0), (When.AFTER, 1)])
@pytest.mark.parametrize("effect", [Respond(500), Reset()])
def test_a_push_fails(
    world: World,
    clone: Callable[..., Clone],
    effect: Respond | Reset,
    when: When,
    pushed: int,
) -> None:
    repository = world.create()
    path = f"/{repository}.git/git-receive-pack"
    world.github.faults.add(Fault("POST", path, effect, when, times=2))
    copy = clone(repository)
    copy.commit(SITE)
    assert copy.push(check=False).returncode != 0  # curl tries twice on a reset by itself
    assert len(world.github.pushes) == pushed
    world.github.faults.clear()
    assert copy.push(check=False).returncode == 0
    assert len(world.github.pushes) == 1


def test_closing_does_not_wait_for_a_silence(make_world: Callable[..., World]) -> None:
    world = make_world()
    world.github.faults.add(Fault("GET", "/user", Hang(30)))

    def ask() -> None:
        with contextlib.suppress(OSError, ValueError):  # an answer, or none, is the same to us
            world.call("GET", "/user")

    thread = Thread(target=ask)
    thread.start()
    time.sleep(0.1)
    start = time.monotonic()
    world.github.close()
    assert time.monotonic() - start < 0.5
    thread.join(5)
    assert not thread.is_alive()
