"""Accounts, credentials, and what GitHub says about itself."""

from __future__ import annotations

from http.client import HTTPConnection

import pytest
from sandbox.github.hands import World


def test_a_token_tells_whose_it_is(world: World) -> None:
    answer = world.call("GET", "/user")
    assert (answer.status, answer.body["login"], answer.body["type"]) == (200, "octo", "User")


@pytest.mark.parametrize("token", ["ghp_wrong", "x"])
@pytest.mark.parametrize("path", ["/user", "/repos/octo/x", "/graphql"])
def test_a_wrong_token_is_refused_everywhere(world: World, token: str, path: str) -> None:
    answer = world.call("POST" if path == "/graphql" else "GET", path, token=token)
    assert (answer.status, answer.body["message"]) == (401, "Bad credentials")


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/user"), ("POST", "/user/repos"), ("POST", "/graphql")]
)
def test_without_a_token_there_is_nothing_but_public_data(
    world: World, method: str, path: str
) -> None:
    assert world.call(method, path, {"name": "x"}, token="").status == 401
    assert world.call("GET", "/users/octo/repos", token="").status == 200


def test_a_revoked_token_is_worthless(world: World) -> None:
    world.github.revoke_token(world.token)
    assert world.call("GET", "/user").status == 401


def test_users_and_organisations_are_found_in_any_case(world: World) -> None:
    for path in ("/users/OCTO", "/users/octo-org", "/orgs/Octo-Org"):
        assert world.call("GET", f"{path}/repos").status == 200
    for path in ("/orgs/octo", "/users/nobody"):
        assert world.call("GET", f"{path}/repos").status == 404


def test_a_login_has_one_kind_and_is_added_once(world: World) -> None:
    assert world.github.add_user("Octo").id == world.github.add_user("octo").id
    with pytest.raises(ValueError, match="another kind"):
        world.github.add_organization("octo")
    with pytest.raises(ValueError, match="no account"):
        world.github.add_token("nobody")


@pytest.mark.parametrize(
    ("kind", "prefix"), [("classic", "ghp_"), ("fine-grained", "github_pat_"), ("app", "ghs_")]
)
def test_a_token_looks_like_its_kind_and_hides_in_its_repr(
    world: World, kind: str, prefix: str
) -> None:
    token = world.github.add_token("octo", kind=kind)
    assert token.value.startswith(prefix)
    assert token.value not in repr(token)


def test_an_unknown_endpoint_is_noted(world: World) -> None:
    answer = world.call("GET", "/repos/octo-org/x/hooks")
    assert (answer.status, answer.body["message"]) == (404, "Not Found")
    assert world.call("GET", "/elsewhere", token="").status == 404
    assert [r.path for r in world.github.unknown_requests] == [
        "/repos/octo-org/x/hooks",
        "/elsewhere",
    ]


@pytest.mark.parametrize("path", ["/", "/elsewhere", "/api", "/api/v4/user"])
def test_a_path_of_neither_api_nor_git_is_noted(world: World, path: str) -> None:
    connection = HTTPConnection("127.0.0.1", int(world.github.url.rpartition(":")[2]), timeout=5)
    connection.request("GET", path, headers={"User-Agent": "tests"})
    assert connection.getresponse().status == 404
    connection.close()
    assert [r.path for r in world.github.unknown_requests] == [path]


def test_a_client_must_name_itself(world: World) -> None:
    connection = HTTPConnection("127.0.0.1", int(world.github.url.rpartition(":")[2]), timeout=5)
    connection.request("GET", "/api/v3/user")
    assert connection.getresponse().status == 403
    connection.close()


def test_only_known_api_versions_are_spoken(world: World) -> None:
    old, new, bad = (
        world.call("GET", "/user", headers={"X-GitHub-Api-Version": version})
        for version in ("2022-11-28", "2026-03-10", "2020-01-01")
    )
    assert (old.status, new.status, bad.status) == (200, 200, 400)
    assert new.headers["X-GitHub-Api-Version-Selected"] == "2026-03-10"


def test_what_has_not_changed_costs_nothing_and_is_not_sent_again(world: World) -> None:
    world.github.limits.enabled = True
    first = world.call("GET", "/user")
    again = world.call("GET", "/user", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status, again.body) == (304, b"")
    assert again.headers["X-RateLimit-Used"] == first.headers["X-RateLimit-Used"] == "1"


def test_the_token_is_in_no_record_and_in_no_file(world: World) -> None:
    heard = []
    world.github.on_exchange(heard.append)
    world.create()
    assert world.github.exchanges[-1:] == heard
    assert heard[0].by == "octo"
    assert heard[0].request_body == {"name": "mta-sts.example.com"}
    assert heard[0].template == "/orgs/{org}/repos"
    assert world.token not in repr(world.github.exchanges)
    files = [path for path in world.directory.rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if world.token.encode() in path.read_bytes()]
