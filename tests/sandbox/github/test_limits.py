"""GitHub's limits as a client meets them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sandbox.github.hands import World


@pytest.fixture
def limited(make_world: Callable[..., World]) -> World:
    return make_world(limits=True)


def test_every_answer_tells_what_is_left(limited: World) -> None:
    used = []
    for path in ("/user", "/user", "/nowhere"):
        headers = limited.call("GET", path).headers
        assert (headers["X-RateLimit-Limit"], headers["X-RateLimit-Resource"]) == ("5000", "core")
        used.append(int(headers["X-RateLimit-Used"]))
        assert int(headers["X-RateLimit-Remaining"]) == 5000 - used[-1]
    assert used == [1, 2, 3]
    graphql = limited.call("POST", "/graphql", {"query": "{viewer {login}}"})
    assert graphql.headers["X-RateLimit-Resource"] == "graphql"
    assert graphql.headers["X-RateLimit-Used"] == "1"


def test_graphql_tells_its_budget(limited: World) -> None:
    answer = limited.query("{rateLimit {limit cost remaining used resetAt}}")
    assert answer["data"]["rateLimit"]["used"] == 1


def test_a_spent_budget_refuses(limited: World) -> None:
    limited.github.limits.per_hour = 2
    statuses = [limited.call("GET", "/user").status for _ in range(3)]
    assert statuses == [200, 200, 403]
    refused = limited.call("GET", "/user")
    assert refused.body["message"].startswith("API rate limit exceeded for user ID")
    assert refused.headers["X-RateLimit-Remaining"] == "0"
    for _ in range(2):
        assert "errors" not in limited.query("{viewer {login}}")
    assert limited.query("{viewer {login}}")["errors"][0]["type"] == "RATE_LIMITED"


@pytest.mark.parametrize("window", ["content_per_minute", "content_per_hour"])
def test_too_much_content_is_refused_for_a_while(limited: World, window: str) -> None:
    assert (limited.github.limits.content_per_minute, limited.github.limits.content_per_hour) == (
        80,
        500,
    )
    setattr(limited.github.limits, window, 2)
    limited.create("a")
    limited.create("b")
    refused = limited.call("POST", "/user/repos", {"name": "c"})
    assert refused.status == 403
    assert refused.body["message"].startswith("You have exceeded a secondary rate limit")
    wait = int(refused.headers["Retry-After"])
    assert 0 < wait <= (61 if window == "content_per_minute" else 3601)
    assert limited.call("GET", "/user").status == 200


def test_too_many_points_in_a_minute_are_refused(limited: World) -> None:
    assert limited.github.limits.points_per_minute == 900
    limited.github.limits.points_per_minute = 7
    limited.create("a")  # a write: five points
    statuses = [limited.call("GET", "/user").status for _ in range(3)]
    assert statuses == [200, 200, 403]
    refused = limited.call("GET", "/user")
    assert refused.body["message"].startswith("You have exceeded a secondary rate limit.")
    assert 0 < int(refused.headers["Retry-After"]) <= 61
    assert "errors" not in limited.query("{viewer {login}}"), "GraphQL has points of its own"


def test_without_limits_nothing_speaks_of_them(world: World) -> None:
    headers = world.call("GET", "/user").headers
    assert not [name for name in headers if name.lower().startswith("x-ratelimit")]
    assert world.query("{rateLimit {cost}}")["data"] == {"rateLimit": None}
