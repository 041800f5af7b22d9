"""Published sites as a client on the network sees them."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable
from http.client import HTTPSConnection

import pytest
from sandbox.github.hands import SITE, Clone, World, wait_until

from mtasts_pages.sandbox.github import Lag

HOST = "mta-sts.example.com"
POLICY = "/.well-known/mta-sts.txt"
MAIN = {"source": {"branch": "main", "path": "/"}}


def publish(world: World, clone: Callable[..., Clone], files: dict[str, str | None]) -> Clone:
    repository = world.create()
    copy = clone(repository)
    copy.git("remote", "set-url", "origin", world.remote(repository))
    copy.commit(files)
    copy.push()
    world.call("POST", f"/repos/{repository}/pages", MAIN)
    wait_until(lambda: world.pages(repository)["status"] == "built")
    return copy


@pytest.mark.usefixtures("published")
def test_a_file_is_served_as_pages_serves_it(world: World) -> None:
    answer, _ = world.page(HOST, POLICY)
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Cache-Control"] == "max-age=600"
    assert answer.headers["Last-Modified"].endswith("GMT")
    head, _ = world.page(HOST, POLICY, method="HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["Content-Length"] == str(len(answer.body))
    for condition in (
        {"If-None-Match": answer.headers["ETag"]},
        {"If-Modified-Since": answer.headers["Last-Modified"]},
    ):
        again, _ = world.page(HOST, POLICY, headers=condition)
        assert (again.status, again.body) == (304, b"")
    bad = {"If-Modified-Since": "yesterday"}
    assert world.page(HOST, POLICY, headers=bad)[0].status == 200
    assert world.page(HOST, POLICY, method="POST")[0].status == 405


@pytest.mark.usefixtures("published")
def test_one_connection_carries_many_requests(world: World) -> None:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    connection = HTTPSConnection("127.0.0.1", world.github.pages_port, context=context, timeout=5)
    for method in ("GET", "HEAD", "GET"):
        connection.request(method, POLICY, headers={"Host": HOST})
        response = connection.getresponse()
        assert response.status == 200
        response.read()
    assert connection.sock is not None
    connection.close()
    assert [r.server_name for r in world.github.pages_requests] == [None] * 3


@pytest.mark.usefixtures("published")
def test_the_certificate_is_githubs_until_the_domains_own_is_approved(world: World) -> None:
    assert world.page(HOST, POLICY)[1] == ("*.github.io",)
    world.cnames[HOST] = "octo-org.github.io"
    wait_until(lambda: world.page(HOST, POLICY)[1] == (HOST,))
    assert world.page("mta-sts.example.net", "/")[1] == ("*.github.io",)
    request = world.github.pages_requests[-2]
    assert (request.server_name, request.host, request.status) == (HOST, HOST, 200)


@pytest.mark.parametrize(
    ("host", "path"),
    [
        (HOST, "/nothing"),
        (HOST, "/.git/config"),
        (HOST, "/.well-known/mta-sts.txt/"),
        ("mta-sts.example.net", POLICY),
        ("octo-org.github.io", "/nothing/"),
        ("github.io", "/"),
    ],
)
@pytest.mark.usefixtures("published")
def test_what_is_not_there_is_a_page_of_html(world: World, host: str, path: str) -> None:
    answer, _ = world.page(host, path)
    assert (answer.status, answer.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert b"<!DOCTYPE html>" in answer.body


def test_directories_have_an_index(world: World, clone: Callable[..., Clone]) -> None:
    publish(world, clone, {**SITE, "a/index.html": "A", "404.html": "Mine", "b.html": "B"})
    assert world.page(HOST, "/")[0].body.decode() == SITE["index.html"]
    assert world.page(HOST, "/a/")[0].body == b"A"
    moved = world.page(HOST, "/a")[0]
    assert (moved.status, moved.headers["Location"]) == (301, "/a/")
    assert world.page(HOST, "/b")[0].body == b"B"
    assert (world.page(HOST, "/c")[0].status, world.page(HOST, "/c")[0].body) == (404, b"Mine")
    assert world.pages("octo-org/mta-sts.example.com")["custom_404"] is True


@pytest.mark.parametrize(
    ("config", "served"),
    [
        (None, False),
        ("title: x\n", False),
        ('include: [".well-known"]\n', True),
        ("title: x\ninclude: [_a, '.well-known']\n", True),
        ("include:\n  - _a\n  - .well-known\ntitle: x\n", True),
        ("include:\n- .other\n", False),
        ("exclude: [.well-known]\n", False),
    ],
)
def test_jekyll_hides_dot_directories_unless_told_otherwise(
    world: World, clone: Callable[..., Clone], config: str | None, *, served: bool
) -> None:
    files: dict[str, str | None] = {**SITE}
    del files[".nojekyll"]
    if config is not None:
        files["_config.yml"] = config
    copy = publish(world, clone, files)
    assert world.page(HOST, POLICY)[0].status == (200 if served else 404)
    copy.commit({".nojekyll": ""})
    copy.push()
    wait_until(lambda: world.page(HOST, POLICY)[0].status == 200)


def test_the_shared_address_leads_to_the_domain(world: World, published: tuple[str, Clone]) -> None:
    answer, names = world.page("octo-org.github.io", f"/mta-sts.example.com{POLICY}")
    assert (answer.status, names) == (301, ("*.github.io",))
    assert answer.headers["Location"] == f"http://{HOST}{POLICY}"
    world.call("PUT", f"/repos/{published[0]}/pages", {"cname": None})
    answer, _ = world.page("octo-org.github.io", f"/mta-sts.example.com{POLICY}")
    assert answer.status == 200
    assert world.page(HOST, POLICY)[0].status == 404


def test_replaced_bytes_are_seen_a_while_longer(
    make_world: Callable[..., World], clone: Callable[..., Clone]
) -> None:
    world = make_world(lag=Lag(pages_build=0.05, cdn=1.0))
    copy = publish(world, clone, dict(SITE))
    new = "version: STSv1\r\nmode: none\r\nmax_age: 1\r\n"
    copy.commit({".well-known/mta-sts.txt": new, "new.txt": "new"})
    copy.push()
    start = time.monotonic()
    path = "/repos/octo-org/mta-sts.example.com/pages"
    wait_until(lambda: world.call("GET", path).body["status"] == "built")
    seen = [world.page(HOST, POLICY)[0].body.decode() for _ in range(4)]
    assert seen == [SITE[".well-known/mta-sts.txt"], new] * 2
    assert world.page(HOST, "/new.txt")[0].body == b"new"
    assert world.page(HOST, "/")[0].body.decode() == SITE["index.html"]
    time.sleep(max(0.0, start + 1.3 - time.monotonic()))
    assert {world.page(HOST, POLICY)[0].body.decode() for _ in range(4)} == {new}


def test_a_push_to_another_branch_deploys_nothing(
    world: World, published: tuple[str, Clone]
) -> None:
    repository, copy = published
    copy.commit({"new.txt": "new"})
    copy.push("origin", "main:next")
    time.sleep(0.2)
    assert world.page(HOST, "/new.txt")[0].status == 404
    latest = world.call("GET", f"/repos/{repository}/pages/builds/latest").body
    assert latest["commit"] == copy.git("rev-parse", "HEAD^").stdout.strip()
