"""What `plan` shows is what `publish` does, and nothing is done too early; without a process."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from types import SimpleNamespace

import pytest
from good import make_target
from rollout.publishing.stand_in import StandIn
from rollout.publishing.states import (
    ID,
    OLD_POLICY,
    REPOSITORIES,
    TARGET,
    Cname,
    Pages,
    Record,
    Reporting,
    Repository,
    Served,
    State,
    let_happen,
    list_states,
)
from samples import make_domain

from mtasts_pages.checks.stage import Stage
from mtasts_pages.dns import Purpose
from mtasts_pages.errors import GitHubError, NetworkError
from mtasts_pages.rollout.looking.github import look_at_repositories
from mtasts_pages.rollout.looking.proof import READS
from mtasts_pages.rollout.looking.repositories import BATCH, RepositoryLooks
from mtasts_pages.rollout.publishing import steps
from mtasts_pages.rollout.publishing.fleet import plan_fleet
from mtasts_pages.rollout.publishing.outcome import Outcome, OutcomeKind
from mtasts_pages.rollout.publishing.plan import Awaited, Plan, Subject, Wishes
from mtasts_pages.rollout.publishing.run import DomainRun
from mtasts_pages.site import LedgerEntry, make_policy_id
from mtasts_pages.state import BuildFault, FailedBuild, PagesHealth

EFFECTS = ["repository", "push", "source", "cname", "https_enforced"]
STATES = tuple(dict.fromkeys(replace(state, proven=False, read=True) for state in list_states()))


STAGES = {
    Awaited.POLICY_HOST_RECORD: {Stage.DOMAIN_SET},
    Awaited.CERTIFICATE: {Stage.DNS_POINTED},
    # Once it was read, it is served; that it is everywhere takes a few reads more.
    Awaited.POLICY_SERVED: {Stage.HTTPS_ENFORCED, Stage.POLICY_SERVED},
    Awaited.POLICY_RECORD: {Stage.POLICY_SERVED},
    Awaited.TLS_REPORTING_RECORD: {Stage.POLICY_SERVED},
}
"""How far a domain has come that waits."""


class Told:
    """A listener that keeps what it is told."""

    def __init__(self) -> None:
        self.stages: list[Stage] = []
        self.warnings: list[str] = []

    def forecast(self, seconds: float) -> None: ...

    def step(self, _target: object, stage: Stage) -> None:
        self.stages.append(stage)

    def warn(self, _target: object, sentence: str) -> None:
        self.warnings.append(sentence)

    def show(self, outcome: Outcome) -> None: ...


Begin = Callable[..., tuple[DomainRun, StandIn]]


@pytest.fixture
def begin(monkeypatch: pytest.MonkeyPatch) -> Begin:
    """Return what begins a run in a state; git is left out."""

    def push(target: object, repository: object, policy_id: object, outside: object) -> object:
        return outside.clock.push_site(target, repository, policy_id, outside)  # type: ignore[attr-defined]

    monkeypatch.setattr(steps, "push_site", push)

    def start(
        state: State, wishes: Wishes | None = None, *, deep: bool = True
    ) -> tuple[DomainRun, StandIn]:
        world = StandIn(state)
        (seen,) = look_at_repositories([TARGET], world.outside)
        outside, wishes = world.outside, wishes or Wishes()
        looks = RepositoryLooks([TARGET], outside)
        run = DomainRun(TARGET, seen, outside, Told(), wishes, deep=deep, looks=looks)
        return run, world

    return start


def name_effects(made: Plan) -> list[str]:
    """Return what carrying out *made* does now: files go up in one commit."""
    ours = [step for step in made.steps if step.subject is not Subject.DNS]
    if made.obstacle is not None:
        return []
    names = []
    for step in ours:
        if step.awaits is None:
            creates = step.subject is Subject.REPOSITORY and step.before is None
            is_commit = step.subject is not Subject.PAGES and not creates
            names.append("push" if is_commit else step.name if not creates else "repository")
    return [name for name, _ in groupby(names)]


def list_effects(world: StandIn) -> list[str]:
    return [name for name in world.done if name in EFFECTS]


def wait_for_proof(run: DomainRun, world: StandIn) -> Outcome:
    """Return the outcome when nothing can go on that does not depend on others."""
    outcome = run.advance()
    for _ in range(READS):
        check_outcome(outcome, world)
        if outcome.again_in is None:
            break
        world.sleep(outcome.again_in)
        outcome = run.advance()
    return outcome


def check_outcome(outcome: Outcome, world: StandIn) -> None:
    """Check that no record is asked for too early."""
    for status in outcome.open_records:
        if status.record.purpose is Purpose.POLICY_RECORD:
            assert world.state.served is Served.NEW
            assert world.agreed >= READS
            assert f"id={world.announced}" in str(status.record.value)
        if status.record.purpose is Purpose.POLICY_HOST:
            assert "cname" in world.done or world.state.pages in HAS_DOMAIN


HAS_DOMAIN = frozenset(Pages) - {
    Pages.NONE,
    Pages.OTHER_BRANCH,
    Pages.NO_DOMAIN,
    Pages.OTHER_DOMAIN,
}


def pick(states: Iterable[State], every: int) -> list[State]:
    """Return one of *every* so many states, of each kind in turn."""
    return [state for number, state in enumerate(states) if number % every == 0]


def test_publish_does_what_plan_shows(begin: Begin) -> None:
    for state in pick(STATES, 7):
        run, world = begin(state)
        ((made,), _) = plan_fleet([TARGET], world.outside, 1, shards=1)
        assert list_effects(world) == [], "plan changes nothing"
        outcome = run.advance()
        assert list_effects(world) == name_effects(made), state
        if made.obstacle is not None:
            assert outcome.kind is OutcomeKind.FAILED
            assert outcome.error is not None
            assert outcome.error.message == made.obstacle.sentence


def test_every_domain_is_published_in_the_order_of_effects(begin: Begin) -> None:
    for state in pick(STATES, 11):
        run, world = begin(state)
        outcome = wait_for_proof(run, world)
        awaited: list[Awaited] = []
        while outcome.kind is OutcomeKind.WAITING:
            assert outcome.waiting_for is not None
            assert outcome.waiting_for not in awaited, f"{state}: {awaited}"
            awaited.append(outcome.waiting_for)
            assert outcome.stage in STAGES[outcome.waiting_for], f"{state}: {outcome.stage}"
            world.state = let_happen(world.state, outcome.waiting_for)
            outcome = wait_for_proof(run, world)
        if outcome.kind is OutcomeKind.FAILED:
            assert state.record is Record.UNANSWERED, outcome.error
            continue
        assert (outcome.kind, outcome.stage) == (OutcomeKind.CURRENT, Stage.CURRENT), state
        effects = list_effects(world)
        assert effects == sorted(set(effects), key=EFFECTS.index), f"{state}: {effects}"


def test_a_domain_that_is_current_is_left_alone(begin: Begin) -> None:
    run, world = begin(State())
    outcome = run.advance()
    assert outcome.kind is OutcomeKind.CURRENT
    assert (outcome.policy_id, outcome.open_records, world.done) == (ID, (), [])


@pytest.mark.parametrize(("deep", "reads"), [(True, 1), (False, 0)])
def test_settings_of_a_current_domain_are_read_only_when_asked(
    begin: Begin, monkeypatch: pytest.MonkeyPatch, *, deep: bool, reads: int
) -> None:
    run, world = begin(State(), deep=deep)
    asked = []
    read = world.read
    monkeypatch.setattr(world, "read", lambda name: (asked.append(name), read(name))[1])
    assert run.advance().kind is OutcomeKind.CURRENT
    assert len(asked) == reads


@pytest.mark.parametrize("deep", [True, False])
def test_a_domain_that_senders_find_current_is_not_without_enforced_https(
    begin: Begin, *, deep: bool
) -> None:
    run, world = begin(State(pages=Pages.READY), deep=deep)
    assert run.advance().kind is OutcomeKind.CURRENT
    assert world.done == ["https_enforced"]


def test_settings_are_read_where_anything_is_awaited(begin: Begin) -> None:
    run, world = begin(State(pages=Pages.NO_DOMAIN, cname=Cname.ABSENT), deep=False)
    outcome = run.advance()
    assert outcome.waiting_for is Awaited.POLICY_HOST_RECORD
    assert world.done == ["cname"]


# ---- the proof ----


def test_reads_that_come_too_soon_do_not_count(begin: Begin) -> None:
    run, world = begin(State(record=Record.OLD))
    for _ in range(READS):
        outcome = run.advance()
        assert outcome.waiting_for is Awaited.POLICY_SERVED
    assert outcome.again_in == 5.0
    world.sleep(5)
    assert run.advance().waiting_for is Awaited.POLICY_SERVED
    world.sleep(5)
    assert run.advance().waiting_for is Awaited.POLICY_RECORD


def test_a_read_that_differs_begins_the_count_anew(begin: Begin) -> None:
    run, world = begin(State(record=Record.OLD))
    run.advance()
    world.sleep(5)
    run.advance()
    world.state = replace(world.state, served=Served.OLD)
    world.sleep(5)
    outcome = run.advance()
    assert (outcome.waiting_for, outcome.again_in) == (Awaited.POLICY_SERVED, None)
    world.state = replace(world.state, served=Served.NEW)
    for awaited in (Awaited.POLICY_SERVED, Awaited.POLICY_SERVED, Awaited.POLICY_RECORD):
        world.sleep(5)
        assert run.advance().waiting_for is awaited


def test_what_was_read_before_a_push_proves_nothing(begin: Begin) -> None:
    run, world = begin(State(Repository.UNANNOUNCED, record=Record.OLD))
    outcome = run.advance()
    assert world.done == ["push"]
    assert (outcome.waiting_for, outcome.again_in) == (Awaited.POLICY_SERVED, 5.0)
    assert outcome.open_records == ()


# ---- what takes long ----

FAULTY = PagesHealth(
    is_valid=True, is_https_eligible=True, reason="", is_proxied=False, caa_error="no"
)


def test_github_is_asked_once_why_there_is_no_certificate(begin: Begin) -> None:
    run, world = begin(State(pages=Pages.FAILED, served=Served.NOTHING))
    world.health = FAULTY
    outcome = run.advance()
    assert outcome.waiting_for is Awaited.CERTIFICATE
    assert outcome.detail.startswith("a CAA record keeps")
    run.advance()
    assert world.done == ["health"]


def test_a_domain_is_set_anew_once_when_that_can_help(begin: Begin) -> None:
    unserved = State(pages=Pages.FAILED, served=Served.WRONG_CERTIFICATE, record=Record.ABSENT)
    run, world = begin(unserved)
    world.health = replace(FAULTY, caa_error="")
    world.sleep(13 * 3600)
    outcome = run.advance()
    assert world.done == ["health", "cname"]
    assert outcome.waiting_for is Awaited.CERTIFICATE
    assert any("set anew at GitHub" in note for note in outcome.notes)
    run.advance()
    assert world.done == ["health", "cname"]


@pytest.mark.parametrize(("minutes", "asks"), [(-4.5, False), (30, True)])
def test_github_is_asked_why_it_does_not_publish(
    begin: Begin, minutes: float, *, asks: bool
) -> None:
    run, world = begin(State(served=Served.OLD, record=Record.OLD))
    world.failed_build = FailedBuild(BuildFault.FAILED, "The file is odd.")
    world.sleep(minutes * 60)
    outcome = run.advance()
    assert world.done == (["build"] if asks else [])
    assert outcome.detail.endswith("The file is odd.") is asks
    assert (outcome.kind is OutcomeKind.FAILED) is asks


# ---- what happens meanwhile ----


def test_an_id_that_was_replaced_meanwhile_is_not_brought_back(begin: Begin) -> None:
    run, world = begin(State(pages=Pages.PENDING, served=Served.NOTHING, record=Record.OLD))
    assert run.advance().waiting_for is Awaited.CERTIFICATE
    world.sleep(60)
    # Another run bumps the policy, and the operator sets the new id in the DNS.
    world.announced = make_policy_id(TARGET.policy_file, world.now(), ID)
    assert world.announced != ID
    world.state = State()
    outcome = wait_for_proof(run, world)
    assert (outcome.kind, outcome.policy_id) == (OutcomeKind.CURRENT, world.announced)
    assert world.done == []


def test_a_repository_that_is_gone_ends_the_wait_for_its_record(begin: Begin) -> None:
    run, world = begin(State(cname=Cname.ABSENT, record=Record.ABSENT))
    assert run.advance().open_records
    world.sleep(60)
    world.state = replace(world.state, repository=Repository.ABSENT)
    outcome = run.advance()
    assert outcome.kind is OutcomeKind.FAILED
    assert outcome.error is not None
    assert "is gone" in outcome.error.message
    (step,) = outcome.next_steps
    assert "take the CNAME record `mta-sts.example.com.` out of the DNS" in step
    assert "Create the CNAME" not in step


def test_a_policy_that_another_run_has_announced_is_not_undone(begin: Begin) -> None:
    run, world = begin(State(pages=Pages.PENDING, served=Served.NOTHING, record=Record.OLD))
    run.advance()
    world.sleep(60)
    newer = make_policy_id(OLD_POLICY, world.now(), ID)
    held = REPOSITORIES[Repository.OUTDATED]
    assert held is not None
    world.held = replace(held, ledger=LedgerEntry(newer, "2" * 40, world.now()))
    outcome = run.advance()
    assert outcome.error is not None
    assert "another run has announced another policy" in outcome.error.message
    assert world.done == []


def test_a_foreign_edit_meanwhile_is_repaired(begin: Begin) -> None:
    run, world = begin(State(pages=Pages.PENDING, served=Served.NOTHING, record=Record.OLD))
    run.advance()
    world.sleep(60)
    world.state = replace(world.state, repository=Repository.OUTDATED)
    outcome = run.advance()
    assert outcome.error is None
    assert world.done == ["push"]


def test_what_this_run_has_just_pushed_is_not_taken_for_gone(begin: Begin) -> None:
    run, world = begin(State(Repository.OUTDATED, served=Served.OLD, record=Record.OLD))
    run.advance()
    assert list_effects(world) == ["push"]
    world.sleep(5)
    world.held = REPOSITORIES[Repository.OUTDATED]  # GitHub does not show the push everywhere yet
    outcome = run.advance()
    assert outcome.error is None
    assert list_effects(world) == ["push"]


def test_waiting_costs_few_queries_whatever_the_size_of_the_fleet() -> None:
    def count(size: int, seconds: int) -> int:
        world = StandIn(State())
        queries: list[int] = []

        def read_many(names: Sequence[object], _paths: object) -> dict[object, None]:
            queries.append(len(names))
            assert len(names) <= BATCH
            return {}

        github = replace(
            world.outside.require_github(), repositories=SimpleNamespace(read_many=read_many)
        )
        targets = [make_target(make_domain(domain=f"d{number}.example")) for number in range(size)]
        looks = RepositoryLooks(targets, replace(world.outside, github=github))
        for moment in range(0, seconds, 30):
            for number, target in enumerate(targets):
                world.elapsed = moment + 30 * number / size
                looks.look(target, -math.inf)
        return len(queries)

    assert count(1, 600) == 20
    assert count(40, 600) <= 60
    assert count(500, 600) <= 330


# ---- wishes and failures ----


def test_a_policy_is_announced_again_once(begin: Begin) -> None:
    run, world = begin(State(), Wishes(announce_again=True))
    assert run.advance().again_in == 5.0, "a run without patience waits for the proof alone"
    outcome = wait_for_proof(run, world)
    assert (world.done, outcome.waiting_for) == (["push"], Awaited.POLICY_RECORD)
    world.state = replace(world.state, record=Record.RIGHT)
    assert run.advance().kind is OutcomeKind.CURRENT
    assert world.done == ["push"]


def test_an_obstacle_is_the_outcome(begin: Begin) -> None:
    run, world = begin(State(Repository.FOREIGN, record=Record.UNANSWERED))
    outcome = run.advance()
    assert (outcome.kind, outcome.waiting_for, world.done) == (OutcomeKind.FAILED, None, [])
    assert isinstance(outcome.error, NetworkError)


def test_settings_that_do_not_stick_end_the_run(
    begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, world = begin(State(pages=Pages.READY))
    name = "mtasts_pages.rollout.publishing.run.carry_out"
    monkeypatch.setattr(name, lambda _step, _plan, seen, _outside: seen)
    outcome = run.advance()
    assert isinstance(outcome.error, GitHubError)
    assert "does not keep what is set there" in outcome.error.message
    assert world.state.pages is Pages.READY


def test_stages_are_told_as_they_are_reached(begin: Begin) -> None:
    run, _ = begin(
        State(
            Repository.ABSENT,
            Pages.NONE,
            cname=Cname.ABSENT,
            served=Served.NOTHING,
            record=Record.ABSENT,
            reporting=Reporting.MISSING,
        )
    )
    run.advance()
    assert isinstance(run._listener, Told)
    assert run._listener.stages == [
        Stage.ABSENT,
        Stage.CREATED,
        Stage.PUSHED,
        Stage.PAGES_ENABLED,
        Stage.DOMAIN_SET,
    ]
