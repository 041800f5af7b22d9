"""The rules of Pages: enabling, the custom domain, the certificate, builds, health."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from sandbox.github.hands import SITE, Clone, World, wait_until

from mtasts_pages.sandbox.github import ABSENT, Alter, BuildFault, Fault, Lag, change_fields

HOST = "mta-sts.example.com"
MAIN = {"source": {"branch": "main", "path": "/"}}
NO_CNAME = {path: content for path, content in SITE.items() if path != "CNAME"}


def certify(world: World, repository: str, host: str = HOST) -> None:
    world.cnames[host] = "octo-org.github.io"
    wait_until(
        lambda: world.pages(repository).get("https_certificate", {}).get("state") == "approved"
    )


def messages(world: World, repository: str) -> list[str]:
    return world.git(repository, "log", "--format=%s", "main").splitlines()


def test_pages_need_a_branch(world: World) -> None:
    answer = world.call("POST", f"/repos/{world.create()}/pages", MAIN)
    assert answer.status == 422
    assert answer.body["message"] == "The main branch must exist before GitHub Pages can be built."


def test_pages_are_enabled_once(world: World, published: tuple[str, Clone]) -> None:
    answer = world.call("POST", f"/repos/{published[0]}/pages", MAIN)
    assert (answer.status, answer.body["message"]) == (409, "GitHub Pages is already enabled.")


def test_a_private_repository_has_pages_on_a_paid_plan_only(world: World) -> None:
    world.github.add_organization("payer", owners=["octo"], plan="team")
    for owner, status in (("octo-org", 422), ("payer", 201)):
        body = {"name": "p", "private": True, "auto_init": True}
        world.call("POST", f"/orgs/{owner}/repos", body)
        answer = world.call("POST", f"/repos/{owner}/p/pages", MAIN)
        assert answer.status == status
        if status == 422:
            assert answer.body["message"] == (
                "Your current plan does not support GitHub Pages for this repository."
            )


@pytest.mark.parametrize(
    ("method", "body", "status"),
    [
        ("POST", {**MAIN, "cname": HOST}, 422),
        ("POST", {"source": "main"}, 422),
        ("POST", {"source": {"path": "/"}}, 422),
        ("POST", {"source": {"branch": "main", "path": "/site"}}, 422),
        ("POST", {"source": {"branch": "main", "dir": "/"}}, 422),
        ("POST", {}, 422),
        ("PUT", {"https_enforce": True}, 422),
        ("PUT", {"cname": HOST, "https_enforce": True}, 422),
        ("PUT", {}, 422),
        ("PUT", {"source": {"branch": "main"}}, 422),
        ("PUT", {"public": True}, 400),
        ("PUT", {"cname": "not a domain"}, 400),
    ],
)
def test_a_wrong_body_is_refused(
    world: World, published: tuple[str, Clone], method: str, body: object, status: int
) -> None:
    before = world.pages(published[0])
    assert world.call(method, f"/repos/{published[0]}/pages", body).status == status
    assert world.pages(published[0]) == before


def test_the_branchs_cname_becomes_the_domain_when_it_is_built(
    world: World, published: tuple[str, Clone]
) -> None:
    repository, copy = published
    assert world.pages(repository)["cname"] == HOST
    copy.commit({"CNAME": None})
    copy.push()
    wait_until(lambda: world.pages(repository)["cname"] is None)


def test_setting_the_domain_commits_unless_the_branch_says_it_already(
    world: World, clone: Callable[..., Clone]
) -> None:
    repository = world.create()
    copy = clone(repository)
    copy.commit(NO_CNAME)
    copy.push()
    pages = f"/repos/{repository}/pages"
    world.call("POST", pages, MAIN)
    answer = world.call("PUT", pages, {"cname": HOST})
    assert (answer.status, answer.body) == (204, b"")
    assert world.call("PUT", pages, {"cname": HOST}).status == 204
    assert messages(world, repository) == ["Create CNAME", "Change"]
    assert world.git(repository, "show", "main:CNAME") == HOST

    world.call("PUT", pages, {"cname": "MTA-STS.example.net"})
    assert world.git(repository, "show", "main:CNAME") == "mta-sts.example.net"
    world.call("PUT", pages, {"cname": None})
    assert messages(world, repository)[:2] == ["Delete CNAME", "Update CNAME"]
    assert world.git(repository, "log", "-1", "--format=%an %cn", "main") == "octo GitHub\n"

    copy.commit({"more.html": ""})
    refused = copy.push(check=False)
    assert refused.returncode != 0
    assert "fetch first" in refused.stderr
    copy.git("pull", "--quiet", "--rebase", "origin", "main")
    copy.push()


def test_a_file_with_a_line_end_is_not_what_github_would_write(
    world: World, clone: Callable[..., Clone]
) -> None:
    repository = world.create()
    copy = clone(repository)
    copy.commit({**SITE, "CNAME": HOST + "\n"})
    copy.push()
    world.call("POST", f"/repos/{repository}/pages", MAIN)
    world.call("PUT", f"/repos/{repository}/pages", {"cname": HOST})
    assert messages(world, repository) == ["Update CNAME", "Change"]


def test_the_domain_is_published_from_the_docs_folder_too(
    world: World, clone: Callable[..., Clone]
) -> None:
    repository = world.create()
    copy = clone(repository)
    copy.commit({f"docs/{path}": content for path, content in NO_CNAME.items()})
    copy.push()
    pages = f"/repos/{repository}/pages"
    assert world.call("POST", pages, {"source": {"branch": "main", "path": "/docs"}}).status == 201
    world.call("PUT", pages, {"cname": HOST})
    assert world.git(repository, "show", "main:docs/CNAME") == HOST
    certify(world, repository)
    assert world.page(HOST, "/.well-known/mta-sts.txt")[0].status == 200
    assert world.call("PUT", pages, MAIN).status == 204
    wait_until(lambda: world.page(HOST, "/docs/index.html")[0].status == 404)


def test_an_absent_folder_ends_in_a_failed_build(world: World, clone: Callable[..., Clone]) -> None:
    repository = world.create()
    copy = clone(repository)
    copy.commit(SITE)
    copy.push()
    source = {"source": {"branch": "main", "path": "/docs"}}
    world.call("POST", f"/repos/{repository}/pages", source)
    wait_until(lambda: world.pages(repository)["status"] == "errored")
    build = world.call("GET", f"/repos/{repository}/pages/builds/latest").body
    assert (build["status"], build["error"]["message"]) == ("errored", "Page build failed.")


def test_without_a_certificate_a_put_does_nothing_at_all(
    world: World, published: tuple[str, Clone]
) -> None:
    repository, _ = published
    before = world.pages(repository)
    for enforced in (True, False):
        body = {"cname": "mta-sts.example.net", "https_enforced": enforced}
        answer = world.call("PUT", f"/repos/{repository}/pages", body)
        assert answer.status == 404
        assert answer.body["message"] == "The certificate does not exist yet"
    assert world.pages(repository) == before
    assert messages(world, repository) == ["Change"]


def test_enforcing_ends_with_another_domain(world: World, published: tuple[str, Clone]) -> None:
    repository, _ = published
    pages = f"/repos/{repository}/pages"
    certify(world, repository)
    certificate = world.pages(repository)["https_certificate"]
    assert certificate["domains"] == [HOST]
    assert certificate["expires_at"]
    assert world.pages(repository)["https_enforced"] is False
    assert world.call("PUT", pages, {"https_enforced": True}).status == 204
    assert world.call("PUT", pages, {"cname": HOST}).status == 204
    assert world.pages(repository)["https_enforced"] is True

    assert world.call("PUT", pages, {"cname": "mta-sts.example.net"}).status == 204
    site = world.pages(repository)
    assert (site["cname"], site["https_enforced"]) == ("mta-sts.example.net", False)
    assert "https_certificate" not in site
    world.call("PUT", pages, {"cname": None})
    assert world.pages(repository)["https_enforced"] is True


@pytest.mark.parametrize("target", [None, "octo.github.io", "octo-org.github.io.example.net"])
def test_a_wrong_dns_record_gets_no_certificate(
    world: World, published: tuple[str, Clone], target: str | None
) -> None:
    if target:
        world.cnames[HOST] = target
    time.sleep(0.5)
    assert "https_certificate" not in world.pages(published[0])


def test_a_domain_has_one_holder(world: World, published: tuple[str, Clone]) -> None:
    for owner, whose in (
        ("octo-org", "another repository in your organization"),
        ("octo", "owner"),
    ):
        path = "/user/repos" if owner == "octo" else f"/orgs/{owner}/repos"
        world.call("POST", path, {"name": "second", "auto_init": True})
        world.call("POST", f"/repos/{owner}/second/pages", MAIN)
        answer = world.call("PUT", f"/repos/{owner}/second/pages", {"cname": HOST})
        assert answer.status == 400
        assert f"The custom domain `{HOST}` is already taken" in answer.body["message"]
        assert whose in answer.body["message"]
    assert world.call("DELETE", f"/repos/{published[0]}/pages").status == 204
    assert world.call("PUT", "/repos/octo/second/pages", {"cname": HOST}).status == 204


def test_a_pushed_cname_of_anothers_domain_is_ignored(
    world: World, published: tuple[str, Clone], clone: Callable[..., Clone]
) -> None:
    repository = world.create("second")
    copy = clone(repository)
    copy.commit(SITE)
    copy.push()
    world.call("POST", f"/repos/{repository}/pages", MAIN)
    wait_until(lambda: world.pages(repository)["status"] == "built")
    assert world.pages(repository)["cname"] is None
    assert world.pages(published[0])["cname"] == HOST


def test_a_workflow_site_takes_nothing_from_the_branch(
    world: World, clone: Callable[..., Clone]
) -> None:
    repository = world.create()
    pages = f"/repos/{repository}/pages"
    assert world.call("POST", pages, {"build_type": "workflow"}).status == 201
    copy = clone(repository)
    copy.commit(SITE)
    copy.push()
    assert world.call("PUT", pages, {"cname": "mta-sts.example.net"}).status == 204
    time.sleep(0.2)
    site = world.pages(repository)
    assert (site["status"], site["cname"]) == (None, "mta-sts.example.net")
    assert messages(world, repository) == ["Change"]
    assert world.call("GET", f"{pages}/builds/latest").status == 404
    assert world.call("PUT", pages, {"build_type": "legacy"}).status == 204
    wait_until(lambda: world.pages(repository)["status"] == "built")


def test_a_build_takes_its_time(
    make_world: Callable[..., World], clone: Callable[..., Clone]
) -> None:
    world = make_world(lag=Lag(pages_build=0.4))
    repository = world.create()
    world.call("PATCH", f"/repos/{repository}", {"description": "x"})
    pages = f"/repos/{repository}/pages"
    copy = clone(repository, world.token)
    copy.git("remote", "set-url", "origin", world.remote(repository))
    copy.commit(SITE)
    copy.push()
    assert world.call("POST", pages, MAIN).body["status"] == "building"
    wait_until(lambda: world.pages(repository)["status"] == "built")
    head = copy.commit({"new.txt": "new"})
    copy.push()
    latest = world.call("GET", f"{pages}/builds/latest").body
    assert (latest["commit"], latest["status"]) == (head, "building")
    assert latest["pusher"]["login"] == "octo"


def test_health_is_found_out_in_the_background(world: World, published: tuple[str, Clone]) -> None:
    path = f"/repos/{published[0]}/pages/health"
    first = world.call("GET", path)
    assert (first.status, first.body) == (202, {})
    wait_until(lambda: world.call("GET", path).status == 200)
    domain = world.call("GET", path).body["domain"]
    assert (domain["host"], domain["is_valid"]) == (HOST, False)

    world.cnames[HOST] = "octo-org.github.io"
    wait_until(lambda: world.call("GET", path).body.get("domain", {}).get("is_valid") is True)
    domain = world.call("GET", path).body["domain"]
    assert (domain["is_served_by_pages"], domain["is_https_eligible"]) == (True, True)
    certify(world, published[0])
    assert world.call("GET", path).body["domain"]["https_error"] is None


def test_health_needs_a_domain(world: World, clone: Callable[..., Clone]) -> None:
    repository = world.create()
    assert world.call("GET", f"/repos/{repository}/pages/health").status == 404
    copy = clone(repository)
    copy.commit(NO_CNAME)
    copy.push()
    world.call("POST", f"/repos/{repository}/pages", MAIN)
    answer = world.call("GET", f"/repos/{repository}/pages/health")
    assert (answer.status, answer.body["message"]) == (422, "There isn't a CNAME for this page")


def test_what_is_deleted_while_it_is_built_is_gone(
    world: World, clone: Callable[..., Clone]
) -> None:
    repository = world.create()
    copy = clone(repository)
    copy.commit(SITE)
    copy.push()
    world.call("POST", f"/repos/{repository}/pages", MAIN)
    assert world.call("DELETE", f"/repos/{repository}").status == 204
    time.sleep(0.2)
    assert world.github.failures == []
    assert not list(world.directory.glob("repositories/*/*"))


def test_an_older_build_does_not_take_a_newer_domain_away(
    make_world: Callable[..., World], clone: Callable[..., Clone]
) -> None:
    world = make_world(lag=Lag(pages_build=0.4))
    repository = world.create()
    copy = clone(repository, world.token)
    copy.git("remote", "set-url", "origin", world.remote(repository))
    copy.commit(NO_CNAME)
    copy.push()
    pages = f"/repos/{repository}/pages"
    world.call("POST", pages, MAIN)
    time.sleep(0.2)
    world.call("PUT", pages, {"cname": HOST})
    seen = set()

    def newest_built() -> bool:
        seen.add(world.pages(repository)["cname"])
        return world.call("GET", f"{pages}/builds/latest").body["status"] == "built"

    wait_until(newest_built)
    assert seen == {HOST}


def test_a_domain_set_in_the_middle_of_a_push_is_a_conflict(
    world: World, published: tuple[str, Clone]
) -> None:
    repository, _ = published
    path = world.github.repository_path(*repository.split("/"))
    lock = path / "refs" / "heads" / "main.lock"  # as git holds it while it updates the branch
    lock.touch()
    pages = f"/repos/{repository}/pages"
    assert world.call("PUT", pages, {"cname": "mta-sts.example.net"}).status == 409
    assert world.pages(repository)["cname"] == HOST
    lock.unlink()
    assert world.call("PUT", pages, {"cname": "mta-sts.example.net"}).status == 204


def test_a_build_fails_on_demand_and_again_for_the_same_commit(
    world: World, clone: Callable[..., Clone]
) -> None:
    repository = world.create()
    copy = clone(repository)
    copy.commit(SITE)
    copy.push()
    world.github.faults.add_build(BuildFault(repository, "Deployment failed, try again later."))
    pages = f"/repos/{repository}/pages"
    source = {"source": {"branch": "main", "path": "/"}}
    world.call("POST", pages, source)
    wait_until(lambda: world.pages(repository)["status"] == "errored")
    world.call("PUT", pages, source)  # begins a build of the same commit
    wait_until(lambda: world.pages(repository)["status"] == "building")
    wait_until(lambda: world.pages(repository)["status"] == "errored")
    build = world.call("GET", f"{pages}/builds/latest").body
    assert build["error"]["message"] == "Deployment failed, try again later."
    copy.git("commit", "--allow-empty", "-m", "Again")
    copy.push()
    wait_until(lambda: world.pages(repository)["status"] == "built")


def test_an_answer_is_altered_on_demand(world: World, clone: Callable[..., Clone]) -> None:
    repository = world.create()
    copy = clone(repository)
    copy.commit(SITE)
    copy.push()
    pages = f"/repos/{repository}/pages"
    world.call("POST", pages, {"source": {"branch": "main", "path": "/"}})
    changes = {"source.branch": "trunk", "public": ABSENT, "nowhere.at.all": 1, "status": None}
    world.github.faults.add(Fault("GET", pages, Alter(change_fields(changes))))
    altered = world.call("GET", pages).body
    assert altered["source"] == {"branch": "trunk", "path": "/"}
    assert (altered["status"], "public" in altered, "nowhere" in altered) == (None, False, False)
    assert world.github.exchanges[-1].fault is True
    assert world.call("GET", pages).body["public"] is True
