"""What each kind of token may do."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sandbox.github.hands import ALL_PERMISSIONS, SITE, Clone, World

PAGES = {"source": {"branch": "main", "path": "/"}}
NEEDS = [
    ("POST", "/orgs/octo-org/repos", {"name": "new"}, {"administration": "write"}, 201),
    ("PATCH", "/repos/{r}", {"description": "x"}, {"administration": "write"}, 200),
    ("DELETE", "/repos/{r}", None, {"administration": "write"}, 204),
    ("GET", "/repos/{r}/actions/permissions", None, {"administration": "read"}, 200),
    ("GET", "/repos/{r}/pages", None, {"pages": "read"}, 404),
    ("GET", "/repos/{r}/pages/builds/latest", None, {"pages": "read"}, 404),
    ("POST", "/repos/{r}/pages", PAGES, {"pages": "write", "administration": "write"}, 422),
    (
        "PUT",
        "/repos/{r}/pages",
        {"cname": None},
        {"pages": "write", "administration": "write"},
        404,
    ),
    ("DELETE", "/repos/{r}/pages", None, {"pages": "write", "administration": "write"}, 404),
    ("GET", "/repos/{r}/pages/health", None, {"pages": "write", "administration": "write"}, 404),
]


@pytest.mark.parametrize("kind", ["fine-grained", "app"])
@pytest.mark.parametrize(("method", "path", "body", "needs", "status"), NEEDS)
def test_each_permission_is_needed_and_all_are_enough(
    world: World,
    kind: str,
    method: str,
    path: str,
    body: object,
    needs: dict[str, str],
    status: int,
) -> None:
    path = path.format(r=world.create())
    who = "octo" if kind == "fine-grained" else "octo-org"
    subject = "personal access token" if kind == "fine-grained" else "integration"
    for lacking, level in needs.items():
        rest = dict(ALL_PERMISSIONS)
        del rest[lacking]
        if level == "write":
            rest[lacking] = "read"
        token = world.github.add_token(who, kind=kind, permissions=rest, owner="octo-org")
        refused = world.call(method, path, body, token=token.value)
        assert refused.status == 403
        assert refused.body["message"] == f"Resource not accessible by {subject}"
        accepted = ",".join(f"{name}={level}" for name, level in needs.items())
        assert refused.headers["X-Accepted-GitHub-Permissions"] == accepted
    token = world.github.add_token(who, kind=kind, permissions=needs, owner="octo-org")
    assert world.call(method, path, body, token=token.value).status == status


def test_an_app_creates_repositories_of_organisations_only(world: World) -> None:
    for login, path, status in (
        ("octo-org", "/orgs/octo-org/repos", 201),
        ("octo", "/user/repos", 403),
    ):
        token = world.github.add_token(login, kind="app", permissions=ALL_PERMISSIONS)
        assert world.call("POST", path, {"name": "x"}, token=token.value).status == status
        assert world.call("GET", "/user", token=token.value).status == 403


@pytest.mark.parametrize("limits", [{"owner": "octo"}, {"repositories": ["other"]}])
def test_a_fine_grained_token_ends_at_its_resource_owner_and_selection(
    world: World, limits: dict[str, object]
) -> None:
    repository = world.create()
    token = world.github.add_token(
        "octo",
        kind="fine-grained",
        permissions=ALL_PERMISSIONS,
        **{"owner": "octo-org", **limits},  # type: ignore[arg-type]
    ).value
    patch = world.call("PATCH", f"/repos/{repository}", {"description": "x"}, token=token)
    assert patch.status == 403
    create = world.call("POST", "/orgs/octo-org/repos", {"name": "new"}, token=token)
    assert create.status == 403
    assert world.call("GET", f"/repos/{repository}", token=token).status == 200


def test_a_classic_token_needs_its_scopes(world: World) -> None:
    repository = world.create()
    token = world.github.add_token("octo", scopes=["public_repo"]).value
    assert world.call("PATCH", f"/repos/{repository}", {"homepage": ""}, token=token).status == 200
    assert world.call("DELETE", f"/repos/{repository}", token=token).status == 403
    answer = world.call("PATCH", f"/repos/{repository}", {"private": True}, token=token)
    assert answer.headers["X-OAuth-Scopes"] == "public_repo"
    assert world.call("GET", f"/repos/{repository}", token=token).status == 404
    none = world.github.add_token("octo", scopes=[]).value
    assert world.call("POST", "/user/repos", {"name": "x"}, token=none).status == 404


def test_a_stranger_changes_nothing_and_sees_nothing_private(world: World) -> None:
    public, private = world.create("public"), world.create("private")
    world.call("PATCH", f"/repos/{private}", {"visibility": "private"})
    token = world.github.add_token("stranger").value
    assert world.call("GET", f"/repos/{public}", token=token).status == 200
    assert world.call("PATCH", f"/repos/{public}", {"homepage": ""}, token=token).status == 403
    assert world.call("POST", f"/repos/{public}/pages", PAGES, token=token).status == 403
    for who in (token, ""):
        assert world.call("GET", f"/repos/{private}", token=who).status == 404
        seen = world.call("GET", "/orgs/octo-org/repos", token=who).body
        assert [r["name"] for r in seen] == ["public"]
    assert world.call("POST", "/orgs/octo-org/repos", {"name": "x"}, token=token).status == 403


@pytest.mark.parametrize(("may", "status"), [(True, 201), (False, 403)])
def test_members_create_repositories_where_they_may(
    world: World, *, may: bool, status: int
) -> None:
    world.github.add_user("member")
    world.github.add_organization(
        "team", owners=["octo"], members=["member"], members_can_create_repositories=may
    )
    token = world.github.add_token("member").value
    answer = world.call("POST", "/orgs/team/repos", {"name": "x"}, token=token)
    assert answer.status == status


@pytest.mark.parametrize(
    ("permissions", "allowed"),
    [({"contents": "write"}, True), ({"contents": "read"}, False), ({"pages": "write"}, False)],
)
def test_pushing_needs_contents_write(
    world: World, clone: Callable[..., Clone], permissions: dict[str, str], *, allowed: bool
) -> None:
    repository = world.create()
    token = world.github.add_token(
        "octo", kind="fine-grained", permissions=permissions, owner="octo-org"
    )
    copy = clone(repository, token.value)
    copy.commit(SITE)
    done = copy.push(check=False)
    assert (done.returncode == 0) is allowed
    if not allowed:
        assert "403" in done.stderr
