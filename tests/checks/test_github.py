"""GitHub's side of a domain, by the real program in a world where it was published."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from publishing.conftest import QUICK, Rehearsal

from mtasts_pages.sandbox import World
from mtasts_pages.sandbox.github import Fault as GitHubFault
from mtasts_pages.sandbox.github import Respond
from mtasts_pages.sandbox.name_server import Fault

REPOSITORY = "example-org/mta-sts.example.com"
PAGES = f"/repos/{REPOSITORY}/pages"
CONFIG = """\
github:
  owner: example-org
defaults:
  tls_reports: mailto:tls-reports@{domain}
domains:
  example.com:
    mx: [mx1.example.com, mx2.example.com]
"""
GOOD: dict[str, Any] = {
    "url": "https://example.com/",
    "status": "built",
    "cname": "mta-sts.example.com",
    "custom_404": False,
    "public": True,
    "build_type": "legacy",
    "source": {"branch": "main", "path": "/"},
    "https_enforced": True,
    "https_certificate": {"state": "approved", "description": "", "domains": []},
    "protected_domain_state": "verified",
}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    """Return a world in which one domain is current."""
    yield from publish(tmp_path_factory.mktemp("published"))


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Rehearsal]:
    """Return such a world for one test alone."""
    yield from publish(tmp_path)


def publish(folder: Path) -> Iterator[Rehearsal]:
    with World(folder / "world", lag=QUICK, limits=False) as world:
        login = world.add_owners(["example-org"])
        token = world.github.add_token(login, scopes=("repo",)).value
        (folder / "work").mkdir()
        environment = {**os.environ, **world.environment(token), "PYTHONWARNINGS": "error"}
        rehearsal = Rehearsal(world, folder / "work", token, environment)
        rehearsal.write_config(CONFIG)
        world.add_mail_domain("example.com", ["mx1.example.com", "mx2.example.com"])
        assert rehearsal.publish().returncode == 0
        yield rehearsal
        assert world.github.unknown_requests == []
        assert world.github.failures == []


@pytest.fixture
def mended(published: Rehearsal) -> Iterator[Rehearsal]:
    """Return the world of the module, in good order again afterwards."""
    yield published
    published.world.github.faults.clear()
    published.world.names.mend()


def codes(document: Any) -> set[str]:
    (domain,) = document["domains"]
    return {finding["code"] for finding in domain["findings"]}


def pretend(**changes: object) -> Callable[[Rehearsal], None]:
    """Let GitHub describe the site so."""
    return lambda rehearsal: rehearsal.world.github.faults.add(
        GitHubFault("GET", PAGES, Respond(200, {**GOOD, **changes}), times=None)
    )


def refuse(status: int, message: str, path: str = PAGES) -> Callable[[Rehearsal], None]:
    return lambda rehearsal: rehearsal.world.github.faults.add(
        GitHubFault("GET", path, Respond(status, {"message": message}), times=None)
    )


def certificate(state: str) -> dict[str, object]:
    return {"https_certificate": {"state": state, "description": "Why", "domains": []}}


def test_a_published_domain_has_no_finding(mended: Rehearsal) -> None:
    document = mended.ask("check")
    assert document["schema"] == "mtasts-pages/check@1"
    (domain,) = document["domains"]
    assert (domain["domain"], domain["stage"]) == ("example.com", "current")
    assert domain["findings"] == []
    assert domain["mode"] == "testing"
    assert document["summary"] == {"domains": 1, "error": 0, "warning": 0, "info": 1}
    assert [each["code"] for each in document["findings"]] == ["github-unverified"]
    assert mended.run("check", "--strict").returncode == 0


def test_a_verified_domain_leaves_nothing_to_say(mended: Rehearsal) -> None:
    pretend()(mended)
    assert mended.ask("check")["findings"] == []


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (pretend(build_type="workflow", source=None), "pages-source"),
        (pretend(source={"branch": "main", "path": "/docs"}), "pages-source"),
        (pretend(status="errored"), "pages-build-failed"),
        (pretend(cname="other.example.com"), "pages-domain"),
        (pretend(**certificate("authorization_pending")), "pages-certificate-pending"),
        (pretend(**certificate("bad_authz")), "pages-certificate-failed"),
        (pretend(https_enforced=False), "pages-https-not-enforced"),
        (refuse(403, "Resource not accessible by integration"), "github-unreadable"),
        (refuse(404, "Not Found"), "github-unreadable"),
    ],
)
def test_a_fault_of_the_pages_site_is_named(
    mended: Rehearsal, spoil: Callable[[Rehearsal], None], code: str
) -> None:
    spoil(mended)
    assert codes(mended.ask("check")) == {code}


def test_without_a_token_github_is_left_out_with_one_word(mended: Rehearsal) -> None:
    pretend(status="errored")(mended)
    document = mended.run("check", "--json", GITHUB_TOKEN="").stdout
    assert "pages-build-failed" not in document
    assert document.count('"github-left-out"') == 1
    assert '"stage": "current"' in document
    assert mended.run("check", "--no-github", "--json").stdout.count('"github-left-out"') == 1


def test_with_a_token_that_is_refused_senders_are_looked_at_all_the_same(
    mended: Rehearsal,
) -> None:
    done = mended.run("check", "--json", GITHUB_TOKEN="wrong")
    assert done.returncode == 0, done.stderr
    (domain,) = json.loads(done.stdout)["domains"]
    (finding,) = [each for each in domain["findings"] if each["code"] == "github-unreadable"]
    assert "refused the token" in finding["message"]
    assert "GITHUB_TOKEN" in finding["hint"]
    assert domain["stage"] == "current"


def test_a_renaming_is_a_finding(own: Rehearsal) -> None:
    own.api("PATCH", f"/repos/{REPOSITORY}", {"name": "other"})
    (domain,) = own.ask("check")["domains"]
    assert "repository-renamed" in [finding["code"] for finding in domain["findings"]]
    done = own.run("publish")
    assert "`repository: other`" in done.stdout + done.stderr


def test_a_fault_of_the_host_has_github_look_itself(mended: Rehearsal) -> None:
    mended.world.names.spoil(Fault.SERVFAIL, "mta-sts.example.com", "A")
    mended.world.names.spoil(Fault.SERVFAIL, "mta-sts.example.com", "AAAA")
    health = {"domain": {"is_valid": False, "reason": "Oddly", "is_proxied": True}}
    effects = [Respond(202, {}), Respond(200, health)]
    for nth, effect in enumerate(effects, 1):
        mended.world.github.faults.add(GitHubFault("GET", f"{PAGES}/health", effect, nth=nth))
    before = len(mended.world.github.exchanges)
    document = mended.run("check", "--json")
    assert document.returncode == 5
    assert '"host-proxied"' in document.stdout
    assert '"host-unanswered"' in document.stdout
    asked = [each.path for each in mended.world.github.exchanges[before:]].count(f"{PAGES}/health")
    assert asked == 2


def test_a_health_check_that_never_ends_is_given_up(mended: Rehearsal) -> None:
    mended.world.names.spoil(Fault.SERVFAIL, "mta-sts.example.com", "A")
    mended.world.names.spoil(Fault.SERVFAIL, "mta-sts.example.com", "AAAA")
    fault = GitHubFault("GET", f"{PAGES}/health", Respond(202, {}), times=None)
    mended.world.github.faults.add(fault)
    assert codes(mended.ask("check")) == {"host-unanswered"}


def test_what_is_taken_away_at_github_is_named_as_the_one_cause(own: Rehearsal) -> None:
    for method, path, body, code in (
        ("PUT", PAGES, {"cname": None}, "pages-domain"),
        ("DELETE", PAGES, None, "pages-disabled"),
        ("DELETE", f"/repos/{REPOSITORY}", None, "repository-missing"),
    ):
        if path.endswith(REPOSITORY):
            allowed = own.world.github.add_token("sandbox-operator", scopes=("repo", "delete_repo"))
            own.token = allowed.value
        own.api(method, path, body)
        done = own.run("check", "--json")
        assert done.returncode == 5
        assert f'"{code}"' in done.stdout
        assert done.stdout.count('"severity": "error"') == 1
    left_out = own.run("check", "--json", "--no-github")
    assert '"host-unclaimed"' in left_out.stdout
    assert left_out.returncode == 5


def test_an_announcement_that_was_not_released_is_named(own: Rehearsal) -> None:
    """`bump` commits a new id; the operator has not put it into the DNS yet."""
    done = own.run("bump", "--wait", "0")
    assert done.returncode == 6, done.stderr
    assert codes(own.ask("check")) == {"id-behind"}


def test_a_domain_that_was_never_published_has_everything_to_do(own: Rehearsal) -> None:
    own.write_config(own.config.read_text() + "  example.net:\n    mx: [mx1.example.com]\n")
    domain = own.ask("check", "example.net")["domains"][0]
    assert domain["stage"] == "absent"
    assert {"repository-missing", "record-missing", "host-missing"} <= {
        finding["code"] for finding in domain["findings"]
    }
