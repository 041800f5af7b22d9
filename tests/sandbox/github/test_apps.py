"""GitHub Apps: who is let in by which signature, and what a token of theirs may do."""

from __future__ import annotations

import time
from collections.abc import Callable

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sandbox.github.hands import ALL_PERMISSIONS, SITE, Answer, Clone, World

from mtasts_pages.sandbox.github import App

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PUBLIC = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
LOOKUP = "/orgs/octo-org/installation"


def sign(
    app: App,
    key: rsa.RSAPrivateKey | str = KEY,
    *,
    algorithm: str = "RS256",
    without: str = "",
    **changes: object,
) -> str:
    now = int(time.time())
    claims = {"iss": str(app.id), "iat": now - 60, "exp": now + 300, **changes}
    claims.pop(without, None)
    return jwt.encode(claims, key, algorithm)


@pytest.fixture
def app(world: World) -> App:
    return world.github.add_app("policies", PUBLIC)


def make_token(world: World, app: App, number: int) -> Answer:
    return world.call("POST", f"/app/installations/{number}/access_tokens", token=sign(app))


def test_an_app_finds_its_installation_and_gets_a_token(world: World, app: App) -> None:
    made = world.github.install_app(app, "octo-org", permissions=ALL_PERMISSIONS)
    found = world.call("GET", LOOKUP, token=sign(app))
    assert found.status == 200
    assert (found.body["id"], found.body["app_slug"]) == (made.id, "policies")
    answer = make_token(world, app, made.id)
    assert answer.status == 201
    token = answer.body["token"]
    assert token.startswith("ghs_")
    created = world.call("POST", "/orgs/octo-org/repos", {"name": "new"}, token=token)
    assert created.status == 201
    assert world.call("GET", "/user", token=token).status == 403
    assert world.call("POST", "/user/repos", {"name": "x"}, token=token).status == 403
    answer = world.call("POST", "/graphql", {"query": "{viewer{login}}"}, token=token)
    assert answer.body["data"]["viewer"]["login"] == "policies[bot]"


def test_a_user_has_an_installation_of_another_path(world: World, app: App) -> None:
    made = world.github.install_app(app, "octo", permissions=ALL_PERMISSIONS)
    found = world.call("GET", "/users/octo/installation", token=sign(app))
    assert (found.status, found.body["id"]) == (200, made.id)
    assert world.call("GET", "/orgs/octo/installation", token=sign(app)).status == 404
    assert world.call("GET", LOOKUP, token=sign(app)).status == 404


def test_a_token_ends_for_api_and_git(world: World, clone: Callable[..., Clone]) -> None:
    app = world.github.add_app("policies", PUBLIC, token_life=1.5)
    made = world.github.install_app(app, "octo-org", permissions=ALL_PERMISSIONS)
    token = make_token(world, app, made.id).body["token"]
    copy = clone(world.create(), token)
    copy.commit(SITE)
    assert world.call("GET", "/orgs/octo-org/repos", token=token).status == 200
    time.sleep(1.6)
    assert "Authentication failed" in copy.push(check=False).stderr
    refused = world.call("GET", "/orgs/octo-org/repos", token=token)
    assert (refused.status, refused.body["message"]) == (401, "Bad credentials")
    assert make_token(world, app, made.id).status == 201


@pytest.mark.parametrize(
    ("make", "status", "said"),
    [
        (lambda app: sign(app, OTHER_KEY), 401, "A JSON web token could not be decoded"),
        (lambda _: "not.a.jwt", 401, "A JSON web token could not be decoded"),
        (
            lambda app: sign(app, "k" * 32, algorithm="HS256"),
            401,
            "A JSON web token could not be decoded",
        ),
        (lambda app: sign(app, iss="7"), 404, "Integration not found"),
        (lambda app: sign(app, without="iss"), 404, "Integration not found"),
        (lambda app: sign(app, exp=int(time.time()) - 1), 401, "'exp') must be a numeric"),
        (lambda app: sign(app, without="exp"), 401, "'exp') must be a numeric"),
        (lambda app: sign(app, exp=int(time.time()) + 660), 401, "is too far in the future"),
        (lambda app: sign(app, iat=int(time.time()) + 30), 401, "'iat') must be an Integer"),
        (lambda app: sign(app, without="iat"), 401, "'iat') must be an Integer"),
    ],
)
def test_a_signature_that_github_does_not_take(
    world: World, app: App, make: Callable[[App], str], status: int, said: str
) -> None:
    world.github.install_app(app, "octo-org", permissions=ALL_PERMISSIONS)
    answer = world.call("GET", LOOKUP, token=make(app))
    assert answer.status == status
    assert said in answer.body["message"]


def test_a_token_is_no_signature_and_a_signature_no_token(world: World, app: App) -> None:
    world.github.install_app(app, "octo-org", permissions=ALL_PERMISSIONS)
    assert world.call("GET", LOOKUP).status == 401
    assert world.call("GET", LOOKUP, token="").status == 401
    assert world.call("GET", "/orgs/octo-org/repos", token=sign(app)).status == 403


def test_another_app_and_a_suspended_one_get_no_token(world: World, app: App) -> None:
    other = world.github.add_app("other", PUBLIC)
    theirs = world.github.install_app(other, "octo-org", permissions=ALL_PERMISSIONS)
    assert make_token(world, app, theirs.id).status == 404
    mine = world.github.install_app(app, "octo-org", permissions=ALL_PERMISSIONS, suspended=True)
    assert world.call("GET", LOOKUP, token=sign(app)).body["suspended_at"] is not None
    refused = make_token(world, app, mine.id)
    assert (refused.status, refused.body["message"]) == (
        403,
        "This installation has been suspended",
    )


def test_apps_are_there_again_after_a_restart(world: World, app: App) -> None:
    made = world.github.install_app(
        app, "octo-org", permissions={"pages": "read"}, repositories=["one"]
    )
    world.github.close()
    world.open()
    found = world.call("GET", LOOKUP, token=sign(app))
    assert (found.body["id"], found.body["repository_selection"]) == (made.id, "selected")
    assert world.github.add_app("next", PUBLIC).id > made.id
