"""How GitHub is looked at: in bulk, and a second time only where that explains something."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from good import NOW, make_pages, make_repository, make_seen, make_target
from samples import make_domain

from mtasts_pages.errors import (
    AuthenticationError,
    GitHubError,
    MtaStsPagesError,
    PermissionDeniedError,
)
from mtasts_pages.rollout.looking.github import (
    GitHubLooks,
    look_at_existing,
    look_at_pages,
    look_at_repositories,
    look_closer,
)
from mtasts_pages.state import (
    CertificateState,
    FetchProblem,
    GitHubSeen,
    Owner,
    OwnerKind,
    PagesHealth,
    PagesSite,
    RemoteRepository,
    RepositoryName,
    ServedPolicy,
    Target,
)

TARGETS = [make_target(make_domain(f"d{number}.example")) for number in range(3)]
TARGET = TARGETS[0]
REPOSITORY = make_repository(TARGET)
PAGES = make_pages(TARGET)
HEALTH = PagesHealth(
    is_valid=True, is_https_eligible=True, reason="", is_proxied=False, caa_error=""
)
OWNER = Owner("example-org", OwnerKind.ORGANIZATION, is_viewer=False)


UNTRUSTED = ServedPolicy(None, FetchProblem.CERTIFICATE)


class Known:
    """A GitHub that has the repositories and the sites of some targets."""

    def __init__(
        self,
        targets: Sequence[Target],
        pages: PagesSite | MtaStsPagesError | None = PAGES,
        refusal: MtaStsPagesError | None = None,
    ) -> None:
        self.held = {target.repository: make_repository(target) for target in targets}
        self.pages_site = pages
        self.refusal = refusal
        self.calls: list[object] = []
        self.lacking: PermissionDeniedError | None = None

    @property
    def github(self) -> Any:
        health = SimpleNamespace(read=self.read_health)
        return SimpleNamespace(repositories=self, pages=self, health=health, now=lambda: NOW)

    @property
    def outside(self) -> Any:
        clock = SimpleNamespace(now=lambda: NOW, sleep=lambda _: None)
        return SimpleNamespace(require_github=lambda: self.github, clock=clock)

    def read_many(
        self, names: Sequence[RepositoryName], paths: Sequence[str]
    ) -> dict[RepositoryName, RemoteRepository]:
        assert ".well-known/mta-sts.txt" in paths
        self.calls.append(("repositories", len(names)))
        if self.refusal is not None:
            raise self.refusal
        return {name: self.held[name] for name in names if name in self.held}

    def read_owners(self, logins: Sequence[str]) -> dict[str, Owner]:
        self.calls.append(("owners", tuple(logins)))
        return {OWNER.login: OWNER}

    def find_lacking(self, _name: RepositoryName) -> PermissionDeniedError | None:
        return self.lacking

    def read(self, _name: RepositoryName) -> PagesSite | None:
        self.calls.append("pages")
        if isinstance(self.pages_site, MtaStsPagesError):
            raise self.pages_site
        return self.pages_site

    def find_failed_build(self, _name: RepositoryName, _head: str) -> None:
        self.calls.append("build")

    def read_health(self, _name: RepositoryName) -> PagesHealth:
        self.calls.append("health")
        return HEALTH


# ---- repositories ----


def test_repositories_are_read_together_and_owners_only_of_new_ones() -> None:
    known = Known(TARGETS)
    seen = look_at_repositories(TARGETS, known.outside)
    assert known.calls == [("repositories", 3)]
    assert [each.repository for each in seen] == list(known.held.values())
    assert {(each.read_pages, each.owner) for each in seen} == {(False, None)}
    known = Known(TARGETS[1:])
    first, *_ = look_at_repositories(TARGETS, known.outside)
    assert known.calls == [("repositories", 3), ("owners", ("example-org",))]
    assert (first.repository, first.read_pages, first.owner) == (None, True, OWNER)


def test_what_the_token_is_not_allowed_is_seen() -> None:
    known = Known(TARGETS)
    known.lacking = PermissionDeniedError("no")
    assert {each.lacking for each in look_at_repositories(TARGETS, known.outside)} == {
        known.lacking
    }


def test_a_repository_that_has_come_to_be_is_looked_for_again() -> None:
    assert look_at_existing(TARGET, Known(TARGETS).outside) == REPOSITORY
    with pytest.raises(GitHubError, match="does not show it to this token"):
        look_at_existing(TARGET, Known([]).outside)


# ---- Pages ----


@pytest.mark.parametrize(
    "repository",
    [None, RemoteRepository.empty(TARGET.repository), replace(REPOSITORY, refusal="hidden")],
)
def test_pages_are_not_asked_for_where_there_can_be_none(
    repository: RemoteRepository | None,
) -> None:
    known = Known(TARGETS)
    seen = look_at_pages(TARGET, GitHubSeen(repository, read_pages=False), known.github)
    assert (seen.pages, seen.read_pages, known.calls) == (None, True, [])


@pytest.mark.parametrize("pages", [None, PAGES])
def test_pages_are_read_of_a_repository_with_a_branch(pages: PagesSite | None) -> None:
    seen = look_at_pages(
        TARGET, GitHubSeen(REPOSITORY, read_pages=False), Known(TARGETS, pages).github
    )
    assert (seen.repository, seen.pages, seen.read_pages) == (REPOSITORY, pages, True)


@pytest.mark.parametrize("error", [GitHubError("it is down"), PermissionDeniedError("not you")])
def test_settings_that_cannot_be_read_are_a_problem_of_this_domain(
    error: MtaStsPagesError,
) -> None:
    seen = GitHubSeen(REPOSITORY, read_pages=False)
    assert look_at_pages(TARGET, seen, Known(TARGETS, error).github).problem is error


def test_a_token_that_is_refused_is_no_problem_of_one_domain() -> None:
    known = Known(TARGETS, AuthenticationError("the token is refused"))
    with pytest.raises(AuthenticationError):
        look_at_pages(TARGET, GitHubSeen(REPOSITORY), known.github)


@pytest.mark.parametrize(
    ("state", "age", "asks"),
    [
        (CertificateState.NEW, timedelta(minutes=5), False),
        (CertificateState.NEW, timedelta(hours=2), True),
        (CertificateState.BAD_AUTHZ, timedelta(0), True),
    ],
)
def test_github_looks_itself_when_a_certificate_is_overdue(
    state: CertificateState, age: timedelta, *, asks: bool
) -> None:
    known = Known(TARGETS)
    view = GitHubSeen(
        replace(REPOSITORY, head_committed=NOW - age), replace(PAGES, certificate=state)
    )
    seen = replace(make_seen(TARGET), served=UNTRUSTED, github=view)
    closer = look_closer(TARGET, seen, known.outside).github
    assert closer is not None
    assert closer.health == (HEALTH if asks else None)
    known_already = replace(seen, github=replace(view, health=HEALTH))
    assert look_closer(TARGET, known_already, known.outside) is known_already
    assert known.calls == ["health"] * asks


def test_github_is_not_asked_about_a_certificate_that_senders_trust() -> None:
    known = Known(TARGETS)
    late = replace(REPOSITORY, head_committed=NOW - timedelta(days=9))
    view = GitHubSeen(late, replace(PAGES, certificate=CertificateState.BAD_AUTHZ))
    seen = replace(make_seen(TARGET), github=view)
    assert look_closer(TARGET, seen, known.outside) is seen
    assert known.calls == []


def test_nothing_is_looked_at_closer_without_a_site() -> None:
    known = Known(TARGETS)
    for view in (GitHubSeen(), GitHubSeen(REPOSITORY)):
        seen = replace(make_seen(TARGET), served=UNTRUSTED, github=view)
        assert look_closer(TARGET, seen, known.outside) is seen
    assert known.calls == []


# ---- as a check looks ----


def look(known: Known, targets: Sequence[Target]) -> GitHubLooks:
    looks = GitHubLooks(targets, known.github)
    looks.start()
    looks.finish()
    return looks


def test_a_check_reads_a_hundred_repositories_with_one_request() -> None:
    targets = [make_target(make_domain(f"d{number}.example")) for number in range(101)]
    known = Known(targets)
    looks = look(known, targets)
    assert sorted(map(str, known.calls)) == [
        *["('repositories', 1)", "('repositories', 100)"],
        *["pages"] * 101,
    ]
    assert all(each is not None and each.pages == PAGES for each in looks.seen)


def test_domains_that_github_does_not_know_the_owner_of_are_told() -> None:
    unverified = replace(PAGES, protected_domain_state=None)
    assert look(Known(TARGETS, unverified), TARGETS).unverified == ["d0.example"]  # the others'
    assert look(Known(TARGETS, PAGES), TARGETS).unverified == []
    assert look(Known(TARGETS, None), TARGETS).unverified == []


def test_a_request_that_fails_is_a_problem_of_its_domains_alone() -> None:
    error = GitHubError("it is down")
    looks = look(Known(TARGETS, refusal=error), TARGETS)
    assert [each.problem if each else None for each in looks.seen] == [error] * 3


def test_a_domain_without_an_owner_is_not_looked_for() -> None:
    unowned = make_target(replace(make_domain(), owner=None))
    looks = look(Known(TARGETS), [unowned, *TARGETS])
    assert looks.seen[0] is None
    assert all(each is not None for each in looks.seen[1:])


def test_github_looks_closer_at_a_site_with_a_domain_only() -> None:
    known = Known(TARGETS, replace(PAGES, cname=None))
    looks = look(known, TARGETS)
    looks.look_closer(0)
    looks.finish()
    assert "health" not in known.calls
    looks.seen[0] = GitHubSeen(REPOSITORY, PAGES)
    looks.look_closer(0)
    looks.finish()
    first = looks.seen[0]
    assert first is not None
    assert first.health is HEALTH
