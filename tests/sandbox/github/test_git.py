"""Git over HTTP: fetching, pushing, and what GitHub makes of a push."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from http.client import HTTPConnection

import pytest
from sandbox.github.hands import SITE, Clone, World

ZERO = "0" * 40


def test_the_first_pushed_branch_becomes_the_default(
    world: World, clone: Callable[..., Clone]
) -> None:
    repository = world.create()
    copy = clone(repository)
    head = copy.commit(SITE)
    copy.push("origin", "main:trunk")
    assert world.call("GET", f"/repos/{repository}").body["default_branch"] == "trunk"
    copy.push("origin", "main")
    assert world.call("GET", f"/repos/{repository}").body["default_branch"] == "trunk"
    pushes = [(p.ref, p.old, p.new, p.forced, p.by) for p in world.github.pushes]
    assert pushes == [
        ("refs/heads/trunk", ZERO, head, False, "octo"),
        ("refs/heads/main", ZERO, head, False, "octo"),
    ]


def test_every_kind_of_ref_update_is_noted(world: World, clone: Callable[..., Clone]) -> None:
    repository = world.create()
    copy = clone(repository)
    first = copy.commit(SITE)
    copy.push()
    second = copy.commit({"CNAME": "mta-sts.example.net"})
    copy.push("origin", "main", "main:next")
    copy.git("reset", "--quiet", "--hard", first)
    other = copy.commit({"other": ""})
    refused = copy.push("origin", "main", check=False)
    assert "[rejected]" in refused.stderr
    copy.push("--force", "origin", "main")
    copy.push("origin", ":next")
    copy.push("origin", "main:main")  # nothing to do
    noted = [(p.ref, p.old, p.new, p.forced) for p in world.github.pushes]
    assert noted == [
        ("refs/heads/main", ZERO, first, False),
        ("refs/heads/main", first, second, False),
        ("refs/heads/next", ZERO, second, False),
        ("refs/heads/main", second, other, True),
        ("refs/heads/next", second, ZERO, False),
    ]
    assert {p.repository for p in world.github.pushes} == {repository}


def test_anyone_fetches_what_is_public(world: World, clone: Callable[..., Clone]) -> None:
    repository = world.create()
    copy = clone(repository)
    head = copy.commit(SITE)
    copy.push()
    reader = clone(repository, "")
    reader.git("fetch", "--quiet", "origin")
    assert reader.git("rev-parse", "origin/main").stdout.strip() == head
    without_suffix = reader.remote.removesuffix(".git")
    assert head in reader.git("ls-remote", without_suffix).stdout

    world.call("PATCH", f"/repos/{repository}", {"private": True})
    refused = reader.git("ls-remote", "origin", check=False)
    assert "Authentication failed" in refused.stderr
    assert head in copy.git("ls-remote", "origin").stdout


@pytest.mark.parametrize("token", ["", "ghp_wrong"])
def test_pushing_needs_a_good_token(world: World, clone: Callable[..., Clone], token: str) -> None:
    copy = clone(world.create(), token)
    copy.commit(SITE)
    done = copy.push(check=False)
    assert done.returncode != 0
    assert "Authentication failed" in done.stderr
    assert world.github.pushes == []


@pytest.mark.usefixtures("world")
def test_a_missing_repository_is_hidden_from_strangers(clone: Callable[..., Clone]) -> None:
    known = clone("octo-org/none").git("ls-remote", "origin", check=False)
    assert "not found" in known.stderr
    unknown = clone("octo-org/none", "").git("ls-remote", "origin", check=False)
    assert "Authentication failed" in unknown.stderr


def test_a_stranger_does_not_push(world: World, clone: Callable[..., Clone]) -> None:
    token = world.github.add_token("stranger").value
    repository = world.create()
    copy = clone(repository, token)
    copy.commit(SITE)
    assert f"Permission to {repository}.git denied to stranger" in copy.push(check=False).stderr


def test_an_archived_repository_takes_no_push(world: World, clone: Callable[..., Clone]) -> None:
    repository = world.create()
    world.call("PATCH", f"/repos/{repository}", {"archived": True})
    copy = clone(repository)
    copy.commit(SITE)
    assert "archived so it is read-only" in copy.push(check=False).stderr


def test_a_large_push_arrives_in_chunks_and_stays_readable(
    world: World, clone: Callable[..., Clone]
) -> None:
    repository = world.create()
    copy = clone(repository)
    copy.git("config", "http.postBuffer", "65536")
    files = {f"f{number:03}": f"{number}" * 50 for number in range(300)}
    copy.commit({**SITE, **files, "large.bin": bytes(range(256)) * 8000})
    copy.git("config", "core.compression", "0")
    copy.push()
    query = 'query($o:String!,$n:String!){repository(owner:$o,name:$n){object(expression:"HEAD:"){'
    query += "... on Tree{entries{name size}}}}}"
    owner, name = repository.split("/")
    listing = world.query(query, o=owner, n=name)["data"]["repository"]["object"]["entries"]
    assert len(listing) == 305
    sizes = {entry["name"]: entry["size"] for entry in listing}
    assert sizes["large.bin"] == 256 * 8000


def test_a_compressed_request_is_understood(world: World, clone: Callable[..., Clone]) -> None:
    repository = world.create()
    copy = clone(repository)
    head = copy.commit(SITE)
    copy.push()
    want = f"0032want {head}\n".encode() + b"0000" + b"0009done\n"
    connection = HTTPConnection("127.0.0.1", int(world.github.url.rpartition(":")[2]), timeout=10)
    connection.request(
        "POST",
        f"/{repository}.git/git-upload-pack",
        gzip.compress(want),
        {
            "Content-Type": "application/x-git-upload-pack-request",
            "Content-Encoding": "gzip",
        },
    )
    response = connection.getresponse()
    assert (response.status, b"PACK" in response.read()) == (200, True)
    connection.close()


def test_a_broken_object_is_refused(world: World, clone: Callable[..., Clone]) -> None:
    repository = world.create()
    copy = clone(repository)
    copy.commit(SITE)
    tree = copy.git("rev-parse", "HEAD^{tree}").stdout.strip()
    raw = f"tree {tree}\nauthor a <a@example.com> 1 +0000\ncommitter broken\n\nx\n"
    file = copy.directory / "raw"
    file.write_text(raw)
    oid = copy.git("hash-object", "-t", "commit", "-w", "--literally", str(file)).stdout.strip()
    done = copy.push("origin", f"{oid}:refs/heads/main", check=False)
    assert done.returncode != 0
    assert world.github.pushes == []
