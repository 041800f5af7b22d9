"""How deep `plan`, `publish` and `dns` look at a domain; without a process."""

from __future__ import annotations

from dataclasses import replace

import pytest
from good import make_id, make_repository, make_seen, make_target
from rollout.publishing.stand_in import StandIn
from rollout.publishing.states import TARGET, Cname, Pages, Record, Repository, Served, State
from samples import make_domain

from mtasts_pages.errors import GitHubError
from mtasts_pages.rollout.looking.fleet import look_at_fleet, look_at_publishing
from mtasts_pages.rollout.looking.proof import CHANGE_APART, FIRST_APART, READS
from mtasts_pages.standards import Mode
from mtasts_pages.state import DomainSeen, GitHubSeen, Target

ENFORCED = make_target(make_domain(mode=Mode.ENFORCE))


def look(state: State, *, prove: bool = False) -> tuple[DomainSeen, StandIn]:
    world = StandIn(state)
    (seen,) = look_at_fleet([TARGET], world.outside, 1, prove=prove)
    assert isinstance(seen, DomainSeen)
    assert world.done in ([], ["health"], ["build"])  # only where something is overdue
    return seen, world


def test_a_domain_in_order_is_seen_as_it_is() -> None:
    seen, world = look(State())
    good = make_seen(TARGET)
    assert seen.github == good.github
    assert seen.policy_record.values == (f"v=STSv1; id={make_id(TARGET)}",)
    assert seen.served == good.served
    assert (seen.wildcard, seen.mail, seen.around) == (None, None, None)
    assert len(world.asked) == len(set(world.asked)) == 6


@pytest.mark.parametrize("repository", [Repository.ABSENT, Repository.EMPTY, Repository.OURS])
def test_a_wildcard_is_looked_for_before_a_repository_is_created(repository: Repository) -> None:
    seen, world = look(State(repository, Pages.NONE))
    looks = repository is Repository.ABSENT
    assert (seen.wildcard is not None) is looks
    assert (("*.example.com", "A") in world.asked) is looks


@pytest.mark.parametrize(
    ("target", "held", "asks"),
    [
        (TARGET, False, False),
        (ENFORCED, False, True),
        (ENFORCED, True, False),
    ],
)
def test_mail_is_looked_at_only_when_a_policy_begins_to_be_enforced(
    target: Target, *, held: bool, asks: bool
) -> None:
    world = StandIn(State())
    repository = make_repository(target)
    github = GitHubSeen(repository if held else replace(repository, files={}))
    seen = look_at_publishing(target, github, world.outside)
    assert (seen.mail is not None) is asks
    assert (("example.com", "MX") in world.asked) is asks


def test_settings_that_cannot_be_read_are_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    world = StandIn(State())
    error = GitHubError("it is down")

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(world, "read", fail)
    assert look_at_fleet([TARGET], world.outside, 1) == [error]


# ---- the proof ----


@pytest.mark.parametrize(
    ("record", "apart"), [(Record.ABSENT, FIRST_APART), (Record.OLD, CHANGE_APART)]
)
def test_a_policy_is_read_several_times_where_its_record_waits_for_that(
    record: Record, apart: float
) -> None:
    seen, world = look(State(record=record), prove=True)
    assert seen.proven
    assert (world.agreed, world.elapsed) == (READS, apart * (READS - 1))


@pytest.mark.parametrize(
    "state",
    [
        State(),
        State(record=Record.OLD, served=Served.OLD),
        State(Repository.OUTDATED, record=Record.OLD),
        State(Repository.ABSENT, Pages.NONE, cname=Cname.ABSENT, record=Record.ABSENT),
    ],
    ids=str,
)
def test_nothing_else_is_read_twice(state: State) -> None:
    seen, world = look(state, prove=True)
    assert not seen.proven
    assert world.elapsed == 0


def test_a_plan_is_made_of_one_read() -> None:
    seen, world = look(State(record=Record.OLD))
    assert not seen.proven
    assert (world.agreed, world.elapsed) == (1, 0)
