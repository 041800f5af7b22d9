"""States of the world in, the next step or the wait out; no process, no network."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from good import NOW, found, make_seen, make_target, missing
from rollout.publishing.states import (
    GOOD,
    ID,
    OLD_POLICY,
    TARGET,
    Cname,
    Pages,
    Record,
    Reporting,
    Repository,
    Served,
    State,
    plan,
    see,
)
from samples import make_domain

from mtasts_pages.rollout.publishing.plan import Action, Awaited, Plan, Subject, Wishes
from mtasts_pages.rollout.publishing.planning import NEW_ID, plan_domain
from mtasts_pages.standards import Mode
from mtasts_pages.state import BuildFault, FailedBuild, GitHubSeen, Lookup, MailRoute, PagesHealth

HOST = TARGET.policy_host
NEW = State(
    Repository.ABSENT,
    Pages.NONE,
    cname=Cname.ABSENT,
    served=Served.NOTHING,
    proven=False,
    record=Record.ABSENT,
    reporting=Reporting.MISSING,
)
PUSHED = replace(NEW, repository=Repository.OURS)
POINTED = replace(PUSHED, cname=Cname.RIGHT)
CHANGED = State(Repository.OUTDATED, record=Record.OLD, served=Served.OLD, proven=False)
ANNOUNCED = replace(CHANGED, repository=Repository.OURS)
HEALTHY = PagesHealth(
    is_valid=True, is_https_eligible=True, reason="", is_proxied=False, caa_error=""
)


def name_next(made: Plan) -> str | None:
    """Return what comes next: the subject of the step, or which of the settings it is about."""
    step = made.next_step
    if step is None:
        return None
    return step.name if step.subject is Subject.PAGES else step.subject.value


@pytest.mark.parametrize(
    ("state", "following", "awaited"),
    [
        # A new domain, from nothing to current.
        (NEW, "repository", Awaited.POLICY_HOST_RECORD),
        (replace(NEW, repository=Repository.EMPTY), "file", Awaited.POLICY_HOST_RECORD),
        (PUSHED, "source", Awaited.POLICY_HOST_RECORD),
        (replace(PUSHED, pages=Pages.NO_DOMAIN), "cname", Awaited.POLICY_HOST_RECORD),
        (replace(PUSHED, pages=Pages.NOT_ASKED), None, Awaited.POLICY_HOST_RECORD),
        (replace(POINTED, pages=Pages.NOT_ASKED), None, Awaited.CERTIFICATE),
        (replace(POINTED, pages=Pages.PENDING), None, Awaited.CERTIFICATE),
        (replace(POINTED, pages=Pages.READY), "https_enforced", Awaited.POLICY_SERVED),
        (replace(POINTED, pages=Pages.ENFORCED), None, Awaited.POLICY_SERVED),
        (State(record=Record.ABSENT, proven=False), None, Awaited.POLICY_SERVED),
        (State(record=Record.ABSENT), None, Awaited.POLICY_RECORD),
        (State(reporting=Reporting.MISSING), None, Awaited.TLS_REPORTING_RECORD),
        (State(), None, None),
        # A policy that changes.
        (CHANGED, "file", Awaited.POLICY_SERVED),
        (ANNOUNCED, None, Awaited.POLICY_SERVED),
        (replace(ANNOUNCED, served=Served.NEW), None, Awaited.POLICY_SERVED),
        (replace(ANNOUNCED, served=Served.NEW, proven=True), None, Awaited.POLICY_RECORD),
        (replace(CHANGED, read=False), "file", Awaited.POLICY_SERVED),
        # The repository.
        (State(Repository.SPOILED_README), "file", None),
        (State(Repository.UNANNOUNCED), "repository", Awaited.POLICY_RECORD),
        (State(Repository.FOREIGN), None, None),
        (State(Repository.FOREIGN, record=Record.OLD), None, None),
        (State(Repository.FOREIGN, record=Record.ABSENT), "repository", Awaited.POLICY_RECORD),
        (State(Repository.FOREIGN, record=Record.TWO), "repository", Awaited.POLICY_RECORD),
        (State(Repository.FOREIGN_POLICY), "file", None),
        (State(Repository.FOREIGN_OTHER), "file", Awaited.POLICY_RECORD),
        # Pages.
        (State(read=False), None, None),
        (State(pages=Pages.NONE), "source", Awaited.CERTIFICATE),
        (State(pages=Pages.WORKFLOW), "source", None),
        (State(pages=Pages.OTHER_BRANCH), "source", Awaited.CERTIFICATE),
        (State(pages=Pages.NO_DOMAIN), "cname", Awaited.CERTIFICATE),
        (State(pages=Pages.OTHER_DOMAIN), "cname", Awaited.CERTIFICATE),
        (State(pages=Pages.FAILED, served=Served.NOTHING), None, Awaited.CERTIFICATE),
        (State(pages=Pages.RENEWING, served=Served.NOTHING), None, Awaited.CERTIFICATE),
        # What senders are served is there, whatever GitHub calls its certificate.
        (State(pages=Pages.RENEWING), None, None),
        (State(pages=Pages.RENEWING, record=Record.OLD), None, Awaited.POLICY_RECORD),
        (State(pages=Pages.FAILED), "https_enforced", None),
        (State(pages=Pages.NOT_ASKED), "https_enforced", None),
        (State(pages=Pages.READY), "https_enforced", None),
        (State(pages=Pages.READY, cname=Cname.ABSENT), None, Awaited.POLICY_HOST_RECORD),
        # The DNS.
        (State(cname=Cname.ABSENT), None, Awaited.POLICY_HOST_RECORD),
        (State(cname=Cname.ELSEWHERE), None, Awaited.POLICY_HOST_RECORD),
        (State(cname=Cname.UNANSWERED), None, Awaited.POLICY_HOST_RECORD),
        (State(record=Record.OLD), None, Awaited.POLICY_RECORD),
        (State(record=Record.TWO), None, Awaited.POLICY_RECORD),
        (State(record=Record.OTHER_TEXT), None, Awaited.POLICY_RECORD),
        (State(record=Record.ELSEWHERE), None, Awaited.POLICY_RECORD),
        (State(record=Record.UNANSWERED), None, Awaited.POLICY_RECORD),
        (State(reporting=Reporting.OTHER), None, Awaited.TLS_REPORTING_RECORD),
        # What is served.
        (State(served=Served.NOTHING), None, Awaited.POLICY_SERVED),
        (State(served=Served.OLD), None, Awaited.POLICY_SERVED),
        (State(proven=False), None, None),  # it was released before: once is enough
    ],
    ids=str,
)
def test_the_next_step_or_what_is_awaited(
    state: State, following: str | None, awaited: Awaited | None
) -> None:
    made = plan(state)
    assert made.obstacle is None
    assert name_next(made) == following
    assert (made.wait.awaited if made.wait else None) is awaited
    assert made.is_current is (following is None and awaited is None)


def test_the_plan_of_a_new_domain_has_every_step_in_order() -> None:
    made = plan(NEW)
    assert [(step.subject, step.name, step.awaits) for step in made.steps] == [
        (Subject.REPOSITORY, str(TARGET.repository), None),
        *((Subject.FILE, path, None) for path in sorted(TARGET.site)),
        (Subject.PAGES, "source", None),
        (Subject.PAGES, "cname", None),
        (Subject.PAGES, "https_enforced", Awaited.POLICY_HOST_RECORD),
        (Subject.DNS, f"{HOST}.", None),
        (Subject.DNS, f"{TARGET.record_name}.", None),
        (Subject.DNS, f"{TARGET.reporting_name}.", None),
    ]
    assert [step.after for step in made.steps if step.name == f"{TARGET.record_name}."] == [NEW_ID]
    assert made.policy_id is None
    assert made.stage == "absent"


def test_a_change_shows_what_was_and_what_will_be() -> None:
    made = plan(CHANGED)
    step = made.next_step
    assert step is not None
    assert (step.before, step.after) == (OLD_POLICY.decode(), TARGET.policy_file.decode())
    assert (made.published_mode, made.policy_id) == (Mode.TESTING, None)


def test_a_wait_says_what_was_seen() -> None:
    def say(state: State) -> str:
        wait = plan(state).wait
        return wait.detail if wait is not None else ""

    assert say(State(cname=Cname.UNANSWERED)).endswith("it answers SERVFAIL")
    assert say(State(cname=Cname.ABSENT)) == ""
    unserved = State(served=Served.NOTHING)
    assert "has not asked for one" in say(replace(unserved, pages=Pages.NOT_ASKED))
    assert "bad_authz" in say(replace(unserved, pages=Pages.FAILED))
    assert say(State(served=Served.NOTHING)) == "status 404"
    assert say(State(served=Served.OLD)) == "another policy is served still"
    assert "several times" in say(State(record=Record.OLD, proven=False))
    seen = replace(
        see(State(served=Served.OLD)),
        github=with_github(build=FailedBuild(BuildFault.FAILED, "No")),
    )
    wait = plan_domain(TARGET, seen, NOW).wait
    assert wait is not None
    assert wait.detail == "another policy is served still; GitHub could not build the site: No"


@pytest.mark.parametrize(
    ("state", "unseen"),
    [
        (State(), []),
        (State(cname=Cname.UNANSWERED), [HOST]),
        (State(record=Record.UNANSWERED), [TARGET.record_name]),
    ],
)
def test_what_the_dns_did_not_answer_is_not_in_the_plan(state: State, unseen: list[str]) -> None:
    made = plan(state)
    assert [sentence.split("`")[1] for sentence in made.unseen] == unseen
    assert made.is_sound is not bool(unseen)
    assert {f"{name}." for name in unseen}.isdisjoint(step.name for step in made.steps)


# ---- a certificate that does not come ----


def with_github(**changes: object) -> GitHubSeen:
    github = GOOD.github
    assert github is not None
    return replace(github, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("hours", "health", "cname", "restarts"),
    [
        (13, HEALTHY, Cname.RIGHT, True),
        (11, HEALTHY, Cname.RIGHT, False),
        (13, None, Cname.RIGHT, False),
        (13, replace(HEALTHY, caa_error="no"), Cname.RIGHT, False),
        (13, HEALTHY, Cname.ABSENT, False),
    ],
)
def test_the_domain_is_set_anew_for_a_certificate_that_does_not_come(
    hours: int, health: PagesHealth | None, cname: Cname, *, restarts: bool
) -> None:
    unserved = State(pages=Pages.FAILED, served=Served.WRONG_CERTIFICATE, record=Record.ABSENT)
    seen = see(replace(unserved, cname=cname))
    github = seen.github
    assert github is not None
    assert github.repository is not None
    then = NOW - timedelta(hours=hours)
    rested = replace(github.repository, head_committed=then, domain_committed=then)
    seen = replace(seen, github=replace(github, repository=rested, health=health))
    step = plan_domain(TARGET, seen, NOW).next_step
    assert (step is not None) is restarts
    if step is not None:
        assert (step.name, step.before, step.after) == ("cname", HOST, HOST)


def test_a_certificate_that_is_gone_since_nobody_knows_when_is_left_to_the_operator() -> None:
    seen = see(State(pages=Pages.FAILED, served=Served.WRONG_CERTIFICATE))
    assert seen.github is not None
    assert seen.github.repository is not None
    then = NOW - timedelta(days=20)
    rested = replace(seen.github.repository, head_committed=then, domain_committed=then)
    github = replace(seen.github, repository=rested, health=HEALTHY)
    made = plan_domain(TARGET, replace(seen, github=github), NOW)
    assert made.next_step is None
    assert made.wait is not None
    assert "remove the custom domain in the Pages settings" in made.wait.detail


@pytest.mark.parametrize("record", [Record.OLD, Record.RIGHT])
def test_what_github_cannot_enforce_yet_waits_for_its_certificate(record: Record) -> None:
    seen = see(State(pages=Pages.PENDING, record=record))
    assert seen.github is not None
    refused = replace(seen.github, certificate_missing=True)
    made = plan_domain(TARGET, replace(seen, github=refused), NOW)
    assert made.next_step is None
    assert made.wait is not None
    assert made.wait.awaited is Awaited.CERTIFICATE


# ---- wishes ----


def test_an_id_that_senders_know_is_announced_again_on_request() -> None:
    made = plan_domain(TARGET, GOOD, NOW, Wishes(announce_again=True))
    step = made.next_step
    assert step is not None
    assert (step.action, step.subject, step.before) == (Action.UPDATE, Subject.REPOSITORY, ID)
    assert made.policy_id is None


@pytest.mark.parametrize("record", [Record.ABSENT, Record.OLD])
def test_an_id_that_is_not_released_yet_is_new_enough(record: Record) -> None:
    made = plan_domain(TARGET, see(State(record=record)), NOW, Wishes(announce_again=True))
    assert made.next_step is None
    assert made.policy_id == ID


def test_a_repository_that_holds_something_else_is_taken_over_on_request() -> None:
    seen = see(State(Repository.UNLIKE))
    refused = plan_domain(TARGET, seen, NOW).obstacle
    assert refused is not None
    assert "holds something else" in refused.sentence
    made = plan_domain(TARGET, seen, NOW, Wishes(adopt=True))
    assert made.obstacle is None
    assert name_next(made) == "file"


# ---- dangers ----


@pytest.mark.parametrize(
    "wildcard",
    [
        found("*.example.com", "A", "185.199.108.153"),
        found("*.example.com", "AAAA", "2606:50c0:8001::153"),
        found("*.example.com", "A", "185.199.108.153", alias="example-org.github.io"),
        missing("*.example.com", "A", alias="nobody.github.io"),
    ],
    ids=["A", "AAAA", "CNAME", "a CNAME to nowhere"],
)
def test_a_wildcard_to_github_is_noted_before_a_repository_is_created(wildcard: Lookup) -> None:
    made = plan_domain(TARGET, replace(see(NEW), wildcard=wildcard), NOW)
    (note,) = made.notes
    assert note.startswith("the wildcard `*.example.com` points at GitHub Pages")
    assert "claim" in note
    assert name_next(made) == "repository"


def test_a_wildcard_to_elsewhere_is_no_danger() -> None:
    elsewhere = found("*.example.com", "A", "192.0.2.1")
    assert plan_domain(TARGET, replace(see(NEW), wildcard=elsewhere), NOW).notes == ()


@pytest.mark.parametrize(
    ("hosts", "said"),
    [
        (("mx1.example.com",), None),
        (("mx1.example.com", "mx9.example.com"), "`mx9.example.com`"),
        (("",), None),  # RFC 7505: a null MX is no host
        ((), None),
    ],
)
def test_hosts_that_a_policy_to_be_enforced_does_not_cover_are_noted(
    hosts: tuple[str, ...], said: str | None
) -> None:
    target = make_target(make_domain(mode=Mode.ENFORCE))
    mx = found("example.com", "MX", *hosts) if hosts else missing("example.com", "MX")
    seen = replace(make_seen(target), github=see(NEW).github, mail=MailRoute(mx))
    notes = plan_domain(target, seen, NOW).notes
    start = f"the policy to be enforced does not cover {said}, where `example.com` takes mail"
    assert [note[: len(start)] for note in notes] == ([] if said is None else [start])
