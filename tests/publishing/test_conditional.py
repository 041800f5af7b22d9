"""Polling asks for what has changed: what has not costs nothing of GitHub's hourly limit."""

from __future__ import annotations

import itertools
from collections.abc import Callable

from publishing.conftest import Rehearsal

from mtasts_pages.sandbox.github import Exchange, Lag

PAGES = "/repos/{owner}/{repo}/pages"
NEVER = 3600.0


def test_polling_is_not_counted_while_nothing_changes(begin: Callable[..., Rehearsal]) -> None:
    slow = Lag(pages_build=0.05, certificate=NEVER, cdn=0.0, dns_recheck=0.1)
    rehearsal = begin(lag=slow, limits=True)
    assert rehearsal.run("publish").returncode == 6
    rehearsal.world.names.paste("mta-sts.example.com. 60 IN CNAME example-org.github.io.\n")
    before = len(rehearsal.world.github.exchanges)
    assert rehearsal.run("publish", "--wait", "12s").returncode == 6
    rest = [e for e in rehearsal.world.github.exchanges[before:] if e.template != "/graphql"]
    assert {(e.method, e.template) for e in rest} == {("GET", PAGES)}
    assert rest[0].status == 200
    assert "if-none-match" not in rest[0].request_headers
    unchanged = [e for e in rest if e.status == 304]
    assert len(unchanged) >= 2
    for known, asked in itertools.pairwise(rest):
        if asked.status == 304:
            assert asked.request_headers["if-none-match"] == known.response_headers["ETag"]
            assert _spent(asked) == _spent(known)
        else:
            assert _spent(asked) == _spent(known) + 1


def test_what_has_changed_is_acted_on(begin: Callable[..., Rehearsal]) -> None:
    """An answer that is kept stands for a 304 only: the run goes on by what is new."""
    rehearsal = begin(lag=Lag(pages_build=0.05, certificate=6.0, cdn=0.0, dns_recheck=0.1))
    done = rehearsal.publish()
    assert done.returncode == 0, done.stderr
    asked = [e for e in rehearsal.world.github.exchanges if "if-none-match" in e.request_headers]
    assert any(e.status == 200 for e in asked)
    for e in asked:
        same = e.response_headers["ETag"] == e.request_headers["if-none-match"]
        assert e.status == (304 if same else 200)


def _spent(exchange: Exchange) -> int:
    return int(exchange.response_headers["X-RateLimit-Used"])
