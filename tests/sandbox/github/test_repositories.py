"""Repositories: created, found, changed, renamed, deleted, listed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from github_description.judge import judge_exchange
from sandbox.github.hands import SITE, Clone, World


@pytest.mark.parametrize("owner", ["octo", "octo-org"])
@pytest.mark.parametrize("version", ["2022-11-28", "2026-03-10"])
def test_a_new_repository_is_public_and_empty(world: World, owner: str, version: str) -> None:
    path = "/user/repos" if owner == "octo" else f"/orgs/{owner}/repos"
    sent = {"X-GitHub-Api-Version": version}
    body = {"name": "mta-sts.example.com", "description": "A policy", "has_wiki": False}
    created = world.call("POST", path, body, headers=sent)
    assert created.status == 201
    found = world.call("GET", f"/repos/{owner}/mta-sts.example.com", headers=sent)
    for answer in (created, found):
        assert answer.body["full_name"] == f"{owner}/mta-sts.example.com"
        assert (answer.body["visibility"], answer.body["default_branch"]) == ("public", "main")
        assert (answer.body["has_wiki"], answer.body["permissions"]["admin"]) == (False, True)
        assert ("has_downloads" in answer.body) is (version == "2022-11-28")
    assert [p for e in world.github.exchanges for p in judge_exchange(e)] == []


def test_a_name_is_taken_in_any_case(world: World) -> None:
    world.create("mta-sts")
    answer = world.call("POST", "/orgs/octo-org/repos", {"name": "MTA-STS"})
    assert answer.status == 422
    assert answer.body["errors"][0]["message"] == "name already exists on this account"


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("mta-sts.example.com", "mta-sts.example.com"),
        ("a policy!", "a-policy-"),
        ("bücher", "b-cher"),
        ("n" * 100, "n" * 100),
        ("n" * 101, None),
        ("", None),
        (".", None),
        ("..", None),
        ("x.git", None),
        ("x.wiki", None),
    ],
)
def test_names_keep_to_githubs_alphabet(world: World, asked: str, name: str | None) -> None:
    answer = world.call("POST", "/user/repos", {"name": asked})
    assert answer.status == (422 if name is None else 201)
    assert answer.body.get("name") == name


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        ({"name": "x", "vizibility": "public"}, 422, '"vizibility" is not a permitted key'),
        ({"name": 1}, 422, "1 is not of type string"),
        ({"name": "x", "private": "no"}, 422, '"no" is not of type boolean'),
        ({"name": "x", "visibility": "secret"}, 422, '"secret" is not a member of'),
        ({}, 422, '"name" wasn\'t supplied'),
        (["x"], 400, "Body should be a JSON object"),
    ],
)
def test_a_wrong_body_is_refused(world: World, body: object, status: int, message: str) -> None:
    answer = world.call("POST", "/user/repos", body)
    assert answer.status == status
    assert message in answer.body["message"]
    noted = [r.reason for r in world.github.unknown_requests]
    assert noted == (['unknown keys: "vizibility"'] if "permitted" in message else [])


def test_settings_change_one_by_one(world: World) -> None:
    repository = world.create()
    path = f"/repos/{repository}"
    changed = world.call("PATCH", path, {"description": "New", "has_issues": False})
    assert (changed.body["description"], changed.body["has_issues"]) == ("New", False)
    again = world.call("PATCH", path, {"homepage": "https://mta-sts.example.com"})
    assert (again.body["description"], again.body["homepage"]) == (
        "New",
        "https://mta-sts.example.com",
    )


def test_an_archived_repository_only_comes_back(world: World) -> None:
    path = f"/repos/{world.create()}"
    assert world.call("PATCH", path, {"archived": True}).body["archived"] is True
    assert world.call("PATCH", path, {"description": "New"}).status == 403
    assert world.call("PATCH", path, {"archived": False}).body["archived"] is False


def test_the_default_branch_must_exist(world: World, clone: Callable[..., Clone]) -> None:
    repository = world.create()
    assert world.call("PATCH", f"/repos/{repository}", {"default_branch": "next"}).status == 422
    copy = clone(repository)
    copy.commit(SITE)
    copy.push("origin", "main", "main:next")
    changed = world.call("PATCH", f"/repos/{repository}", {"default_branch": "next"})
    assert changed.body["default_branch"] == "next"


def test_a_renamed_repository_is_found_by_its_old_name(
    world: World, clone: Callable[..., Clone]
) -> None:
    old = world.create("old")
    copy = clone(old)
    head = copy.commit(SITE)
    copy.push()
    assert world.call("PATCH", f"/repos/{old}", {"name": "new"}).body["name"] == "new"

    read = world.call("GET", f"/repos/{old}/actions/permissions?x=1")
    assert read.status == 301
    assert read.headers["Location"].endswith("/actions/permissions?x=1")
    followed = read.headers["Location"].removeprefix(world.github.api_url)
    assert world.call("GET", followed).body["enabled"] is True
    write = world.call("PUT", f"/repos/{old}/pages", {"cname": "mta-sts.example.com"})
    assert write.status == 307
    assert world.query('{repository(owner: "octo-org", name: "old") {name}}')["data"] == {
        "repository": {"name": "new"}
    }
    assert head in copy.git("ls-remote", "origin").stdout

    world.create("old")  # takes the name over
    assert world.call("GET", f"/repos/{old}").body["name"] == "old"
    taken = world.call("PATCH", f"/repos/{old}", {"name": "new"})
    assert taken.status == 422


def test_a_deleted_repository_is_gone_and_its_name_free(world: World) -> None:
    repository = world.create()
    path = world.github.repository_path(*repository.split("/"))
    assert world.call("DELETE", f"/repos/{repository}").status == 204
    assert not path.exists()
    assert world.call("GET", f"/repos/{repository}").status == 404
    with pytest.raises(KeyError):
        world.github.repository_path(*repository.split("/"))
    assert world.create() == repository


def test_lists_come_in_pages(world: World) -> None:
    for number in range(5):
        world.create(f"r{number}")
    first = world.call("GET", "/orgs/octo-org/repos?per_page=2")
    assert [r["name"] for r in first.body] == ["r4", "r3"]
    assert 'rel="next"' in first.headers["Link"]
    assert 'rel="prev"' not in first.headers["Link"]
    last = world.call("GET", "/orgs/octo-org/repos?per_page=2&page=3")
    assert [r["name"] for r in last.body] == ["r0"]
    assert 'rel="next"' not in last.headers["Link"]
    assert world.call("GET", "/orgs/octo-org/repos?page=9").body == []
    assert world.call("GET", "/orgs/nobody/repos").status == 404


def test_a_users_public_repositories_are_listed_in_the_order_asked_for(world: World) -> None:
    for name in ("b", "c", "a"):
        world.create(name, "octo")
    world.call("POST", "/user/repos", {"name": "private", "private": True})

    def names(query: str = "") -> list[str]:
        return [each["name"] for each in world.call("GET", f"/users/octo/repos{query}").body]

    assert names() == ["a", "b", "c"]
    assert names("?sort=created") == ["a", "c", "b"]
    assert names("?sort=created&direction=asc") == ["b", "c", "a"]
    assert names("?direction=desc") == ["c", "b", "a"]
    assert names("?sort=created&per_page=1&page=2") == ["c"]


def test_auto_init_gives_a_first_commit(world: World) -> None:
    body = {"name": "with-readme", "auto_init": True}
    assert world.call("POST", "/user/repos", body).status == 201
    assert world.git("octo/with-readme", "log", "--format=%an %s") == "octo Initial commit\n"
