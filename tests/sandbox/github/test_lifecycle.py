"""A GitHub starts, stops, and starts again where it stopped."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sandbox.github.hands import QUICK, SITE, Clone, World, wait_until

from mtasts_pages.sandbox.github import GitHub, Ports

HOST = "mta-sts.example.com"
MAIN = {"source": {"branch": "main", "path": "/"}}


def test_another_run_goes_on_in_the_same_world(world: World, published: tuple[str, Clone]) -> None:
    repository, copy = published
    old = world.create("old")
    world.call("PATCH", f"/repos/{old}", {"name": "new", "has_wiki": False})
    fine = world.github.add_token(
        "octo", kind="fine-grained", permissions={"pages": "read"}, repositories=["new"]
    ).value
    world.cnames[HOST] = "octo-org.github.io"
    wait_until(lambda: "https_certificate" in world.pages(repository))
    before = world.call("GET", f"/repos/{repository}").body
    world.github.close()

    world.open()
    world.github.add_user("octo")
    after = world.call("GET", f"/repos/{repository}").body
    urls = {key for key, value in before.items() if "127.0.0.1" in str(value)}
    assert {k: v for k, v in after.items() if k not in urls} == {
        k: v for k, v in before.items() if k not in urls
    }
    wait_until(lambda: world.pages(repository)["https_certificate"]["state"] == "approved")
    assert world.page(HOST, "/.well-known/mta-sts.txt")[0].status == 200
    assert world.call("GET", "/repos/octo-org/old").status == 301
    assert world.call("GET", "/repos/octo-org/new", token=fine).body["has_wiki"] is False
    copy.git("remote", "set-url", "origin", world.remote(repository))
    copy.commit({"new.txt": "new"})
    copy.push()
    wait_until(lambda: world.page(HOST, "/new.txt")[0].status == 200)
    assert world.call("GET", f"/repos/{world.create('third')}").body["id"] > after["id"]


def test_what_was_under_way_goes_on(world: World, clone: Callable[..., Clone]) -> None:
    repository = world.create()
    copy = clone(repository)
    copy.commit(SITE)
    copy.push()
    world.call("POST", f"/repos/{repository}/pages", MAIN)
    world.call("PUT", f"/repos/{repository}/pages", {"cname": HOST})
    world.github.close()
    world.cnames[HOST] = "octo-org.github.io"
    world.open()
    wait_until(lambda: world.pages(repository)["status"] == "built")
    wait_until(
        lambda: world.pages(repository).get("https_certificate", {}).get("state") == "approved"
    )


def test_a_half_made_repository_is_made_again(world: World) -> None:
    leftover = world.directory / "repositories" / "octo-org" / "mta-sts.example.com.git"
    (leftover / "objects").mkdir(parents=True)
    assert world.create() == "octo-org/mta-sts.example.com"


def test_closing_is_quick_and_leaves_nothing(tmp_path: Path, authority: object) -> None:
    before = set(threading.enumerate())
    world = World(tmp_path / "github", authority)  # type: ignore[arg-type]
    with GitHub(
        world.directory,
        resolve_cname=world.cnames.get,
        server_context=world.server_context,
        lag=QUICK,
    ) as github:
        idle = [
            socket.create_connection(("127.0.0.1", port))
            for port in (int(github.url.rpartition(":")[2]), github.pages_port)
        ]
        time.sleep(0.1)
        start = time.monotonic()
    assert time.monotonic() - start < 0.5
    assert set(threading.enumerate()) <= before
    for connection in idle:
        connection.close()
    assert github.failures == []


def test_a_given_port_is_used(tmp_path: Path, world: World) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with GitHub(
        tmp_path / "other",
        resolve_cname=world.cnames.get,
        server_context=world.server_context,
        ports=Ports(api=port),
    ) as github:
        assert github.url == f"http://127.0.0.1:{port}"
        assert github.api_url == f"{github.url}/api/v3"


@pytest.mark.parametrize("sent", [b"", b"\x00\xff\r\n\r\n", b"GET", b"GET /user HTTP/1.1\r\n\r\n"])
def test_clients_that_vanish_or_babble_harm_nobody(
    world: World, capfd: pytest.CaptureFixture[str], sent: bytes
) -> None:
    for port in (int(world.github.url.rpartition(":")[2]), world.github.pages_port):
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(sent)
    assert world.call("GET", "/user").status == 200
    assert capfd.readouterr() == ("", "")


def test_many_clients_at_once_are_served(world: World, clone: Callable[..., Clone]) -> None:
    names = [f"r{number}" for number in range(12)]
    copies = {name: clone(f"octo-org/{name}") for name in names}
    failures: list[BaseException] = []

    def work(name: str) -> None:
        try:
            world.create(name)
            copies[name].commit({**SITE, "CNAME": f"{name}.example.com"})
            copies[name].push()
            pages = f"/repos/octo-org/{name}/pages"
            assert world.call("POST", pages, MAIN).status == 201
            assert world.call("PUT", pages, {"cname": f"{name}.example.org"}).status == 204
        except BaseException as error:  # noqa: BLE001 - looked at below, in the test's thread
            failures.append(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failures == []
    assert len(world.github.pushes) == 12
    for name in names:
        wait_until(lambda name=name: world.pages(f"octo-org/{name}")["status"] == "built")  # type: ignore[misc]
        assert world.pages(f"octo-org/{name}")["cname"] == f"{name}.example.org"
