"""The way of a site from an empty repository to enforced HTTPS."""

from __future__ import annotations

from collections.abc import Callable

from sandbox.github.hands import SITE, Clone, World, wait_until

HOST = "mta-sts.example.com"


def test_a_site_goes_from_nothing_to_enforced_https(
    world: World, clone: Callable[..., Clone]
) -> None:
    repository = world.create()
    pages = f"/repos/{repository}/pages"
    copy = clone(repository)
    head = copy.commit(SITE)
    copy.push()
    assert world.call("POST", pages, {"source": {"branch": "main", "path": "/"}}).status == 201
    assert world.call("PUT", pages, {"cname": HOST}).status == 204
    assert world.git(repository, "rev-parse", "main").strip() == head

    refused = world.call("PUT", pages, {"https_enforced": True})
    assert (refused.status, refused.body["message"]) == (404, "The certificate does not exist yet")
    assert "https_certificate" not in world.pages(repository)

    world.cnames[HOST] = "octo-org.github.io"
    seen = []

    def approved() -> bool:
        state = world.pages(repository).get("https_certificate", {}).get("state")
        if state not in {None, *seen[-1:]}:
            seen.append(state)
        return state == "approved"

    wait_until(approved)
    assert len(seen) > 2
    assert world.call("PUT", pages, {"https_enforced": True}).status == 204
    site = world.pages(repository)
    assert (site["status"], site["https_enforced"]) == ("built", True)

    answer, names = world.page(HOST, "/.well-known/mta-sts.txt")
    assert (answer.status, names) == (200, (HOST,))
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.body.decode() == SITE[".well-known/mta-sts.txt"]
    assert world.github.unknown_requests == []
