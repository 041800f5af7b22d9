"""What the API reads from git."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest
from sandbox.github.hands import SITE, Clone, World


@pytest.fixture
def repository(world: World, clone: Callable[..., Clone]) -> str:
    name = world.create()
    copy = clone(name)
    copy.commit(SITE, "First")
    copy.commit({"docs/a b.txt": "ü", "index.html": None}, "Second\n\nwith a body")
    (copy.directory / "link").symlink_to("CNAME")
    copy.commit({}, "Third")
    copy.push()
    return name


def test_a_file_comes_in_base64_or_raw(world: World, repository: str) -> None:
    path = f"/repos/{repository}/contents/.well-known/mta-sts.txt"
    body = world.call("GET", path).body
    assert (body["type"], body["encoding"]) == ("file", "base64")
    assert base64.b64decode(body["content"]).decode() == SITE[".well-known/mta-sts.txt"]
    assert body["size"] == len(SITE[".well-known/mta-sts.txt"])
    raw = world.call("GET", path, headers={"Accept": "application/vnd.github.raw+json"})
    assert raw.body.decode() == SITE[".well-known/mta-sts.txt"]


def test_a_path_may_hold_what_urls_escape(world: World, repository: str) -> None:
    body = world.call("GET", f"/repos/{repository}/contents/docs/a%20b.txt").body
    assert base64.b64decode(body["content"]).decode() == "ü"


@pytest.mark.parametrize("root", ["contents", "contents/"])
def test_a_directory_is_listed(world: World, repository: str, root: str) -> None:
    body = world.call("GET", f"/repos/{repository}/{root}").body
    assert {entry["path"]: entry["type"] for entry in body} == {
        ".nojekyll": "file",
        ".well-known": "dir",
        "CNAME": "file",
        "docs": "dir",
        "link": "symlink",
    }
    inside = world.call("GET", f"/repos/{repository}/contents/.well-known").body
    assert [entry["path"] for entry in inside] == [".well-known/mta-sts.txt"]
    assert world.call("GET", f"/repos/{repository}/contents/link").body["target"] == "CNAME"


def test_an_older_commit_is_read_by_ref(world: World, repository: str) -> None:
    commits = world.call("GET", f"/repos/{repository}/commits").body
    path = f"/repos/{repository}/contents/index.html"
    assert world.call("GET", path).status == 404
    assert world.call("GET", f"{path}?ref={commits[-1]['sha']}").status == 200
    assert world.call("GET", f"{path}?ref=nowhere").status == 404


def test_commits_are_listed_newest_first(world: World, repository: str) -> None:
    path = f"/repos/{repository}/commits"
    commits = world.call("GET", path).body
    assert [c["commit"]["message"] for c in commits] == ["Third", "Second\n\nwith a body", "First"]
    assert [p["sha"] for p in commits[0]["parents"]] == [commits[1]["sha"]]
    assert commits[2]["commit"]["author"]["email"] == "operator@example.com"
    assert commits[2]["author"] is None
    assert world.call("GET", f"{path}?per_page=1&page=2").body == [commits[1]]
    assert world.call("GET", f"{path}?sha={commits[1]['sha']}").body == commits[1:]
    assert world.call("GET", f"{path}?path=.well-known").body == commits[2:]
    assert world.call("GET", f"{path}?path=index.html").body == commits[1:]
    assert world.call("GET", f"{path}?since=2100-01-01T00:00:00Z").body == []
    assert world.call("GET", f"{path}?until=2100-01-01T00:00:00Z").body == commits
    assert world.call("GET", f"{path}?until=never").status == 400
    assert world.call("GET", f"{path}?sha=nowhere").status == 404


def test_refs_and_branches_are_read_by_name(world: World, repository: str) -> None:
    branch = world.call("GET", f"/repos/{repository}/branches/main").body
    ref = world.call("GET", f"/repos/{repository}/git/ref/heads/main").body
    assert ref["ref"] == "refs/heads/main"
    assert ref["object"]["sha"] == branch["commit"]["sha"]
    assert world.call("GET", f"/repos/{repository}/branches/next").status == 404
    assert world.call("GET", f"/repos/{repository}/git/ref/heads/next").status == 404
    assert world.call("GET", f"/repos/{repository}/git/ref/heads/../HEAD").status == 404


def test_an_empty_repository_says_so(world: World) -> None:
    repository = world.create("empty")
    for path, status in (
        ("contents/CNAME", 404),
        ("commits", 409),
        ("git/ref/heads/main", 409),
        ("branches/main", 404),
    ):
        assert world.call("GET", f"/repos/{repository}/{path}").status == status
    answer = world.call("GET", f"/repos/{repository}/commits")
    assert answer.body["message"] == "Git Repository is empty."


def test_actions_are_on(world: World, repository: str) -> None:
    body = world.call("GET", f"/repos/{repository}/actions/permissions").body
    assert (body["enabled"], body["allowed_actions"]) == (True, "all")
