"""Requests against the sandbox's GitHub: limits, failures, and answers of another kind."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from campaign.leaping_clock import LeapingClock
from good import make_seen, make_target

from mtasts_pages.errors import AuthenticationError, GitHubError, MtaStsPagesError, NetworkError
from mtasts_pages.rollout.publishing.obstacle import find_obstacle
from mtasts_pages.sandbox.authority import Authority
from mtasts_pages.sandbox.github import Fault, GitHub, Hang, Reset, Respond, When
from mtasts_pages.state import GitHubSeen, Owner, OwnerKind, RepositoryName
from mtasts_pages.world.github import Pages, Repositories, Session
from mtasts_pages.world.github.credentials import FixedToken
from mtasts_pages.world.github.refusals import MovedError
from mtasts_pages.world.github.session import ATTEMPTS, OverloadedError, UncertainError

NAME = RepositoryName("octo", "mta-sts.example.com")
OCTO = Owner("octo", OwnerKind.USER, is_viewer=True)
SECONDARY = {"message": "You have exceeded a secondary rate limit."}
STUMBLED = {"data": None, "errors": [{"message": "Something went wrong while executing it."}]}
EXCEEDED = {
    "data": {"r0": None},
    "errors": [{"type": "RESOURCE_LIMITS_EXCEEDED", "message": "Resource limits exceeded."}],
}


@pytest.fixture
def github(tmp_path: Path, authority: Authority) -> Iterator[GitHub]:
    server = GitHub(
        tmp_path / "github",
        resolve_cname=lambda _: None,
        server_context=authority.server_context,
        limits=False,
    )
    with server:
        server.add_user("octo")
        yield server
    assert server.failures == []


@pytest.fixture
def clock() -> LeapingClock:
    return LeapingClock(moment=0)


@pytest.fixture
def session(github: GitHub, clock: LeapingClock) -> Session:
    token = github.add_token("octo", scopes=("repo",)).value
    return Session(github.api_url, FixedToken(token), clock, time_limit=1)


@pytest.mark.parametrize(
    ("effect", "least", "most"),
    [
        (Respond(403, SECONDARY, {"Retry-After": "90"}), 90, 95),
        (Respond(429, SECONDARY, {"Retry-After": "90"}), 90, 95),
        (Respond(403, SECONDARY), 60, 65),
        (Respond(429, {"message": "Slow down"}), 60, 65),
        (Respond(429, "<h1>Slow down</h1>"), 60, 65),
        (Respond(403, SECONDARY, {"X-RateLimit-Remaining": "0"}), 60, 65),
        (Respond(500), 0, 3),
        (Respond(502, "<h1>Bad gateway</h1>"), 0, 3),
        (Respond(200, "<h1>Sign in</h1>"), 0, 3),
        (Reset(), 0, 3),
    ],
)
def test_a_failure_that_passes_costs_a_wait_and_no_more(
    github: GitHub,
    session: Session,
    clock: LeapingClock,
    effect: Respond | Reset,
    least: float,
    most: float,
) -> None:
    github.faults.add(Fault("GET", "/user", effect))
    assert session.call("GET", "/user").status == 200
    assert least <= clock.slept <= most
    assert len(github.exchanges) == 2


def test_the_primary_limit_is_waited_for_until_it_is_reset(
    github: GitHub, session: Session, clock: LeapingClock
) -> None:
    headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(time.time()) + 300)}
    github.faults.add(Fault("GET", "/user", Respond(403, {"message": "Exceeded"}, headers)))
    assert session.call("GET", "/user").status == 200
    assert 295 <= clock.slept <= 310


def test_a_limit_that_lasts_too_long_is_an_error_at_once(
    github: GitHub, session: Session, clock: LeapingClock
) -> None:
    github.faults.add(Fault("GET", "/user", Respond(403, SECONDARY, {"Retry-After": "3000"})))
    with pytest.raises(GitHubError, match="3000 more seconds") as caught:
        session.call("GET", "/user")
    assert "continues where it stopped" in (caught.value.hint or "")
    assert clock.slept < 1


def test_a_limit_that_is_never_lifted_ends_after_a_bound(
    github: GitHub, session: Session, clock: LeapingClock
) -> None:
    github.faults.add(Fault("GET", "/user", Respond(403, SECONDARY), times=None))
    with pytest.raises(GitHubError, match="rate limit"):
        session.call("GET", "/user")
    assert len(github.exchanges) == ATTEMPTS
    assert 60 + 120 + 240 <= clock.slept < 60 + 120 + 240 + 60  # none after the last attempt


@pytest.mark.parametrize("body", [{"errors": [{"type": "RATE_LIMITED", "message": "Exceeded"}]}])
def test_a_limit_told_with_status_200_is_one(
    github: GitHub, session: Session, clock: LeapingClock, body: Mapping[str, object]
) -> None:
    github.faults.add(Fault("POST", "/graphql", Respond(200, body)))
    assert Repositories(session).read_owners(["octo"]) == {"octo": OCTO}
    assert 60 <= clock.slept <= 65


@pytest.mark.parametrize(
    ("effect", "kind"),
    [
        (Respond(401, {"message": "Bad credentials"}), AuthenticationError),
        (Respond(500, {"message": "Server Error"}), OverloadedError),
        (Reset(), NetworkError),
        (Hang(1.2), NetworkError),
        (Respond(200, "<h1>Sign in</h1>"), NetworkError),
        (Respond(301, None, {"Location": "https://api.example.net/user"}), GitHubError),
    ],
)
def test_a_failure_that_stays_is_an_error_with_a_hint(
    github: GitHub, session: Session, effect: Respond | Reset | Hang, kind: type[MtaStsPagesError]
) -> None:
    github.faults.add(Fault("GET", "/user", effect, times=None))
    with pytest.raises(kind) as caught:
        session.call("GET", "/user")
    assert caught.value.hint
    assert len(github.exchanges) <= ATTEMPTS


def test_nothing_can_stop_between_removing_a_domain_and_setting_it(
    github: GitHub, session: Session, clock: LeapingClock
) -> None:
    assert Repositories(session).create(NAME, OCTO, "", "")
    body = {"build_type": "legacy", "source": {"branch": "main", "path": "/"}}
    github.faults.add(Fault("POST", f"/repos/{NAME}/pages", Respond(201, body)))
    pages = f"/repos/{NAME}/pages"
    done = Respond(204, None, {"X-RateLimit-Limit": "5000"})
    github.faults.add(Fault("PUT", pages, done, times=2))
    session.call("POST", pages, body)
    session.budget.enforced = True
    session.budget.await_turn(write=True, creates=False)
    before = clock.slept
    Pages(session).set_domain_anew(NAME, "mta-sts.example.com")
    # The first write waits its turn, a second after the last one; the other follows at once.
    assert 0.5 < clock.slept - before < 1.5
    before = clock.slept
    session.budget.await_turn(write=True, creates=False)
    assert 1.5 < clock.slept - before < 2.5  # what it did not wait for is made up for


def test_a_failure_without_headers_does_not_end_the_limits(
    github: GitHub, session: Session
) -> None:
    github.faults.add(Fault("GET", "/user", Respond(502, "<h1>Bad gateway</h1>"), times=None))
    assert session.budget.enforced
    with pytest.raises(GitHubError):
        session.call("GET", "/user")
    assert session.budget.enforced


def test_a_post_that_is_harmful_twice_is_not_repeated(github: GitHub, session: Session) -> None:
    github.faults.add(Fault("POST", "/user/repos", Respond(502), when=When.AFTER))
    with pytest.raises(UncertainError):
        session.call("POST", "/user/repos", {"name": "x"})
    assert len(github.exchanges) == 1


@pytest.mark.parametrize("effect", [Respond(502), Reset(), Hang(1.2)])
def test_a_creation_whose_answer_was_lost_is_told_from_a_new_one(
    github: GitHub, session: Session, effect: Respond | Reset | Hang
) -> None:
    repositories = Repositories(session)
    github.faults.add(Fault("POST", "/user/repos", effect, when=When.AFTER))
    assert repositories.create(NAME, OCTO, "", "") is False
    assert repositories.read_many([NAME], ["CNAME"])[NAME].is_empty


def test_a_repository_that_was_renamed_is_never_written_to(
    session: Session,
) -> None:
    assert Repositories(session).create(NAME, OCTO, "", "")
    assert session.call("PATCH", f"/repos/{NAME}", {"name": "other"}).status == 200
    seen = Repositories(session).read_many([NAME], [])[NAME]
    assert seen.renamed_to == "octo/other"
    target = make_target()
    github = GitHubSeen(seen)
    obstacle = find_obstacle(
        target, replace(make_seen(target), github=github), adopt=False, announce_again=False
    )
    assert obstacle is not None
    assert "was renamed to `octo/other`" in obstacle.sentence
    with pytest.raises(MovedError, match="renamed") as caught:
        Pages(session).set_domain(NAME, "mta-sts.example.com")
    assert "config" in (caught.value.hint or "")


@pytest.mark.parametrize(
    "effect",
    [Respond(502, "<h1>Bad gateway</h1>"), Respond(504), Respond(200, STUMBLED),
     Respond(200, EXCEEDED)],
)  # fmt: skip
def test_a_query_that_is_too_much_is_halved(
    github: GitHub, session: Session, effect: Respond
) -> None:
    repositories = Repositories(session)
    assert repositories.create(NAME, OCTO, "", "")
    names = [RepositoryName("octo", f"absent-{number}") for number in range(7)]
    before = len(github.exchanges)
    # Twice for all eight, twice for the first four.
    github.faults.add(Fault("POST", "/graphql", effect, times=4))
    assert set(repositories.read_many([*names, NAME], ["CNAME"])) == {NAME}
    asked = [
        sum(key.startswith("n") for key in exchange.request_body["variables"])
        for exchange in github.exchanges[before:]
    ]
    assert asked == [8, 8, 4, 4, 2, 2, 4]


def test_a_query_that_fails_for_a_single_repository_ends(github: GitHub, session: Session) -> None:
    names = [RepositoryName("octo", f"absent-{number}") for number in range(4)]
    github.faults.add(Fault("POST", "/graphql", Respond(502), times=None))
    with pytest.raises(OverloadedError):
        Repositories(session).read_many(names, ["CNAME"])
    assert len(github.exchanges) == 2 + 2 + ATTEMPTS
