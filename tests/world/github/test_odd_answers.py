"""Answers of GitHub with one place altered: a sentence for what they describe, and nothing else."""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import git_helper
import pytest
from campaign.leaping_clock import LeapingClock
from github_description.graphql_judge import load_schema
from graphql import GraphQLNonNull, GraphQLObjectType
from world.loopback import ok, send, serving

from mtasts_pages.errors import GitHubError, MtaStsPagesError, NetworkError
from mtasts_pages.sandbox.authority import Authority
from mtasts_pages.sandbox.github import Alter, Fault, GitHub, Respond
from mtasts_pages.sandbox.github.serving import Reply
from mtasts_pages.state import Owner, OwnerKind, RemoteRepository, RepositoryName
from mtasts_pages.world.github import Pages, Repositories, Session, health
from mtasts_pages.world.github.credentials import FixedToken
from mtasts_pages.world.github.fields import UnreadableError

NAMES = [RepositoryName("octo-org", f"mta-sts.d{number}.example") for number in range(3)]
ODD = NAMES[1]
PATHS = [".well-known/mta-sts.txt", "CNAME"]
OCTO = Owner("octo-org", OwnerKind.ORGANIZATION, is_viewer=False)
ANNOUNCING = "Publish it\n\nMTA-STS-Id: 20261124120000a1b2c3d4e5f6"
MISSING = object()
OBJECTS: dict[str | int, str | None] = {"f0": None, "f1": None, "t0": "entries", "t1": "entries"}
"""What `object(expression:)` is asked for: files and folders, with what is asked of a folder."""
VALUES = [None, MISSING, "a new word\x1b[31m", 7, {}, [None]]
TYPES = {
    "": "Repository",
    "defaultBranchRef": "Ref",
    "defaultBranchRef.target": "Commit",
    "defaultBranchRef.target.history": "CommitHistoryConnection",
    "defaultBranchRef.target.history.pageInfo": "PageInfo",
    "defaultBranchRef.target.domain": "CommitHistoryConnection",
    "defaultBranchRef.target.domain.nodes": "Commit",
    "defaultBranchRef.target.policy": "CommitHistoryConnection",
    "defaultBranchRef.target.policy.nodes": "Commit",
    "refs": "RefConnection",
    "t0": "Tree",
    "t0.entries": "TreeEntry",
    "t1": "Tree",
    "t1.entries": "TreeEntry",
    "f0": "Blob",
    "f1": "Blob",
}
"""The types of GitHub's schema, by their place in the answer about one repository."""

Change = Callable[[Any], None]


@pytest.fixture(scope="module")
def github(tmp_path_factory: pytest.TempPathFactory, authority: Authority) -> Iterator[GitHub]:
    server = GitHub(
        tmp_path_factory.mktemp("odd") / "github",
        resolve_cname=lambda _: None,
        server_context=authority.server_context,
        limits=False,
    )
    with server:
        server.add_user("octo")
        server.add_organization("octo-org", owners=["octo"])
        yield server
    assert server.failures == []


@pytest.fixture(scope="module")
def session(github: GitHub, tmp_path_factory: pytest.TempPathFactory) -> Session:
    """Return a session after three repositories were published."""
    token = github.add_token("octo", scopes=("repo",)).value
    session = Session(github.api_url, FixedToken(token), LeapingClock(moment=0), time_limit=5)
    url = github.url.replace("//", f"//x-access-token:{token}@")
    for name in NAMES:
        assert Repositories(session).create(name, OCTO, "", "")
        files = {PATHS[0]: "version: STSv1\n", PATHS[1]: f"mta-sts.{name.name}"}
        clone = tmp_path_factory.mktemp("clone") / name.name
        git_helper.commit_by_hand(
            f"{url}/{name}.git", clone, files, ANNOUNCING, refspec="HEAD:main"
        )
        Pages(session).enable(name, "main")
    return session


@pytest.fixture(autouse=True)
def works_again(github: GitHub) -> Iterator[None]:
    yield
    github.faults.clear()


def alter(github: GitHub, pattern: str, change: Change) -> None:
    """Have every answer to calls of *pattern* changed by *change*, given its document."""

    def answer(reply: Reply) -> Reply:
        document = json.loads(reply.body)
        change(document)
        headers = {key: value for key, value in reply.headers.items() if key != "ETag"}
        return replace(reply, headers=headers, body=json.dumps(document).encode())

    github.faults.add(Fault("*", pattern, Alter(answer), times=None))


def say(act: Callable[[], object]) -> str:
    """Return the sentence that *act* fails with, ``""`` where it does not fail."""
    try:
        act()
    except MtaStsPagesError as error:
        return error.message
    return ""


def list_places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the place of each value in a document."""
    items = value.items() if isinstance(value, Mapping) else ()
    for key, inner in items if not isinstance(value, list) else enumerate(value):
        yield (*path, key)
        yield from list_places(inner, (*path, key))


def put(document: Any, place: tuple[str | int, ...], value: object) -> None:
    *way, last = place
    if place[0] not in document:
        return  # the answer to another question
    for key in way:
        document = document[key]
    if value is MISSING:
        del document[last]
    else:
        document[last] = copy.deepcopy(value)


def may_be_null(place: tuple[str | int, ...]) -> bool:
    """Return whether GitHub's schema lets the field at *place* of a repository be null."""
    *way, field = place
    if field in OBJECTS:
        return True
    named = ".".join(name for name in way if isinstance(name, str))
    above = load_schema().type_map.get(TYPES.get(named, ""))
    assert isinstance(above, GraphQLObjectType), place
    return not isinstance(above.fields[str(field)].type, GraphQLNonNull)


def read_answer(session: Session) -> Any:
    """Return what GitHub says of one repository, as it is."""
    answers: list[Any] = []
    query = session.query

    def listen(*args: Any, **options: Any) -> Any:
        answers.append(query(*args, **options))
        return answers[-1]

    session.query = listen  # type: ignore[method-assign]
    try:
        Repositories(session).read_many(NAMES, PATHS)
    finally:
        session.query = query  # type: ignore[method-assign]
    return answers[0].data["data"]["r1"]


def test_one_odd_description_fails_its_own_repository_alone(
    github: GitHub, session: Session
) -> None:
    repositories = Repositories(session)
    good = repositories.read_many(NAMES, PATHS)
    assert all(isinstance(each, RemoteRepository) for each in good.values())
    places = list(list_places(read_answer(session)))
    assert len(places) > 20
    page = ("defaultBranchRef", "target", "history", "pageInfo")  # read where nothing announces
    read_as_ever = []
    for place in places:
        for value in VALUES:
            if value is MISSING and isinstance(place[-1], int):
                continue  # a shorter list is as good a list
            github.faults.clear()
            alter(github, "/graphql", lambda d, p=place, v=value: put(d["data"], ("r1", *p), v))
            seen = repositories.read_many(NAMES, PATHS)
            assert {name: seen[name] for name in NAMES if name != ODD} == {
                name: good[name] for name in NAMES if name != ODD
            }
            odd = seen[ODD]
            if isinstance(odd, RemoteRepository):
                if odd == good[ODD] and place[:4] == page:
                    continue
                read_as_ever.append((place, value))
                continue
            assert isinstance(odd, UnreadableError)
            assert f"`{ODD}`" in odd.message
            assert odd.message.isprintable()
            assert odd.hint
    for place, value in read_as_ever:
        field = place[-1]
        if value is None:
            assert may_be_null(place), place
        else:  # another text where any text will do, or something that is no file
            other = isinstance(value, int) if field == "mode" else isinstance(value, str)
            # Of an object of another kind GitHub says nothing.
            nothing = field in OBJECTS or (value is MISSING and OBJECTS.get(place[0]) == field)
            nothing &= value in ({}, MISSING)
            assert other or nothing, (place, value)


def test_no_word_of_githubs_is_not_taken_for_a_repository_that_does_not_exist(
    github: GitHub, session: Session
) -> None:
    alter(github, "/graphql", lambda document: put(document["data"], ("r1",), None))
    odd = Repositories(session).read_many(NAMES, PATHS)[ODD]
    assert isinstance(odd, UnreadableError)
    absent = RepositoryName("octo-org", "absent")
    github.faults.clear()
    assert Repositories(session).read_many([absent, *NAMES], PATHS).get(absent) is None


@pytest.mark.parametrize("kind", ["SERVICE_UNAVAILABLE", None, 7])
def test_an_error_about_one_repository_is_its_own(
    github: GitHub, session: Session, kind: object
) -> None:
    def fail(document: Any) -> None:
        error = {"type": kind, "path": ["r1", "object"], "message": "It is \x1b[31mred."}
        document["data"]["r1"] = None
        document["errors"] = [error]

    alter(github, "/graphql", fail)
    seen = Repositories(session).read_many(NAMES, PATHS)
    odd = seen.pop(ODD)
    assert isinstance(odd, GitHubError)
    assert odd.message == f"GitHub does not describe the repository `{ODD}`: It is �[31mred."
    assert all(isinstance(each, RemoteRepository) for each in seen.values())


@pytest.mark.parametrize("errors", [7, "no", [None], [{"path": 7}], [{"path": "r1", "type": []}]])
def test_odd_errors_are_met_as_well(github: GitHub, session: Session, errors: object) -> None:
    alter(github, "/graphql", lambda document: document.update(errors=errors))
    said = say(lambda: Repositories(session).read_many(NAMES, PATHS))
    assert said.isprintable()


@pytest.mark.parametrize("document", [None, 7, "text", [], {}, {"data": 7}, {"data": {}}])
def test_an_answer_without_data_is_a_sentence(
    github: GitHub, session: Session, document: object
) -> None:
    def answer(reply: Reply) -> Reply:
        return replace(reply, body=json.dumps(document).encode())

    github.faults.add(Fault("*", "/graphql", Alter(answer), times=None))
    for each in Repositories(session).read_many(NAMES, PATHS).values():
        assert isinstance(each, UnreadableError)
    with pytest.raises(UnreadableError):
        Repositories(session).read_owners(["octo-org"])


def test_an_odd_owner_is_an_error_for_that_owner(github: GitHub, session: Session) -> None:
    for place in (("__typename",), ("login",), ("viewerCanCreateRepositories",)):
        for value in (None, MISSING, 7, "Enterprise" if place == ("__typename",) else []):
            github.faults.clear()
            alter(github, "/graphql", lambda d, p=place, v=value: put(d["data"], ("o0", *p), v))
            owners = Repositories(session).read_owners(["octo-org", "octo"])
            assert isinstance(owners["octo-org"], UnreadableError)
            assert isinstance(owners["octo"], Owner)


def test_odd_settings_of_a_site_are_a_sentence(github: GitHub, session: Session) -> None:
    name = NAMES[0]
    pages = Pages(session)
    give_up = time.monotonic() + 20
    while (good := pages.read(name)) is None or good.status != "built":
        assert time.monotonic() < give_up
        time.sleep(0.05)
    document = session.call("GET", f"/repos/{name}/pages").data
    document["https_certificate"] = {
        "state": "approved",
        "description": "",
        "domains": [],
        "expires_at": "2027-01-01",
    }
    read = {"build_type", "source", "cname", "https_enforced", "https_certificate", "status",
            "protected_domain_state"}  # fmt: skip
    for place in list_places(document):
        for value in VALUES:
            github.faults.clear()
            answer = copy.deepcopy(document)
            put(answer, place, value)
            path = f"/repos/{name}/pages"
            github.faults.add(Fault("GET", path, Respond(200, answer)))
            said = say(lambda: pages.read(name))
            assert said.isprintable()
            assert not said or place[0] in read
            if value in (7, [None]):
                assert said or place[0] not in read or place[-1] == "domains", (place, value)
    github.faults.clear()
    assert pages.read(name) == good


@pytest.mark.parametrize(
    "body",
    [[], 7, {"status": "errored", "error": []}, {"status": [], "error": None}, {"status": 7}],
)
def test_an_odd_build_is_explained(github: GitHub, session: Session, body: object) -> None:
    def answer(_: Reply) -> Reply:
        return Reply(200, {"Content-Type": "application/json"}, json.dumps(body).encode())

    github.faults.add(Fault("GET", "*/builds/latest", Alter(answer), times=None))
    found = Pages(session).find_failed_build(NAMES[0], "0" * 40)
    assert found is None or found.reason.isprintable()


@pytest.mark.parametrize("value", ["abc", "nan", "1e999", "²", ""])
@pytest.mark.parametrize("header", ["X-RateLimit-Remaining", "X-RateLimit-Reset", "Retry-After"])
def test_nonsense_in_a_header_is_no_traceback(
    github: GitHub, session: Session, header: str, value: str
) -> None:
    def answer(reply: Reply) -> Reply:
        headers = {**reply.headers, "X-RateLimit-Limit": "5000", "X-RateLimit-Remaining": "4000"}
        return replace(reply, headers={**headers, header: value})

    github.faults.add(Fault("*", "/graphql", Alter(answer)))  # once: the next answer is good
    seen = Repositories(session).read_many(NAMES, PATHS)
    assert all(isinstance(each, RemoteRepository) for each in seen.values())
    github.faults.clear()
    github.faults.add(Fault("*", "/user", Alter(answer), times=None))
    assert say(lambda: session.call("GET", "/user")).isprintable()


def test_an_answer_that_is_nested_too_deeply_is_a_sentence() -> None:
    deep = b'{"a":' * 200_000 + b"1" + b"}" * 200_000
    with serving(send(ok(deep, b"application/json")), None) as port:
        url = f"http://127.0.0.1:{port}"
        session = Session(url, FixedToken("t"), LeapingClock(moment=0), time_limit=9)
        with pytest.raises(UnreadableError, match="nested too deeply"):
            session.call("GET", "/user")


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n"])
def test_a_byte_a_second_is_bounded_as_a_whole(head: bytes) -> None:
    answer = send(head, b"H", pause=0.2, forever=True)
    with serving(answer, None) as port:
        clock = LeapingClock(moment=0)
        session = Session(f"http://127.0.0.1:{port}", FixedToken("t"), clock, time_limit=1)
        began = time.monotonic()
        with pytest.raises(NetworkError, match="within 1 seconds"):
            session.call("GET", "/user")
        assert time.monotonic() - began < 4 * 1 + 3


def test_a_health_check_of_a_byte_a_second_ends_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_TIME_LIMIT", 1)
    with serving(send(b"", b"H", pause=0.2, forever=True), None) as port:
        url = f"http://127.0.0.1:{port}"
        checks = health.HealthChecks(url, FixedToken("t"), LeapingClock(moment=0))
        began = time.monotonic()
        assert checks.read(NAMES[0]) is None
        assert time.monotonic() - began < 4
