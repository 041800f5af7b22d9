"""What carrying out one step leaves, as the next plan will see it; without a process."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from good import NOW
from rollout.publishing.stand_in import StandIn
from rollout.publishing.states import (
    GOOD,
    OWNER,
    PAGES,
    REPOSITORIES,
    TARGET,
    Cname,
    Pages,
    Repository,
    State,
    see,
)

from mtasts_pages.errors import GitHubError
from mtasts_pages.rollout.publishing import steps
from mtasts_pages.rollout.publishing.plan import Action, Plan, Step, Subject
from mtasts_pages.rollout.publishing.planning import plan_domain
from mtasts_pages.rollout.publishing.steps import carry_out
from mtasts_pages.state import GitHubSeen, PagesSite


def take(state: State) -> tuple[Step, GitHubSeen, StandIn]:
    """Return the next step of a domain, what is seen after it, and the world."""
    world, seen = StandIn(state), see(state)
    made = plan_domain(TARGET, seen, NOW)
    step = made.next_step
    assert step is not None
    assert seen.github is not None
    return step, carry_out(step, made, seen.github, world.outside), world


def test_a_repository_is_created_empty() -> None:
    _, after, world = take(State(Repository.ABSENT, Pages.NONE, cname=Cname.ABSENT))
    assert after.repository == REPOSITORIES[Repository.EMPTY]
    assert (after.pages, after.read_pages) == (None, True)
    assert world.done == ["repository"]


@pytest.mark.parametrize("held", [Repository.EMPTY, Repository.OURS])
def test_a_repository_that_came_to_be_meanwhile_is_looked_at_first(held: Repository) -> None:
    """An earlier request has created it, and its answer was lost; or somebody else has."""
    world, seen = StandIn(State(held)), see(State(Repository.ABSENT, Pages.NONE))
    repositories: Any = world.outside.require_github().repositories
    repositories.create = lambda *_, **__: False
    github = replace(world.outside.require_github(), repositories=repositories)
    outside = replace(world.outside, github=github)
    made = plan_domain(TARGET, seen, NOW)
    assert made.next_step is not None
    assert seen.github is not None
    after = carry_out(made.next_step, made, seen.github, outside)
    assert after.repository == REPOSITORIES[held]
    assert after.read_pages is (held is Repository.EMPTY)


def test_nothing_is_created_for_nobody() -> None:
    seen = GitHubSeen(owner=None)
    step = Step(Action.CREATE, Subject.REPOSITORY, "x", None, "public, empty", "")
    with pytest.raises(GitHubError, match="knows no user or organization"):
        carry_out(step, Plan(TARGET, None, (step,)), seen, StandIn(State()).outside)
    assert OWNER.login == TARGET.owner


@pytest.mark.parametrize(
    ("state", "name", "after"),
    [
        (State(pages=Pages.NONE), "source", PAGES[Pages.NO_DOMAIN]),
        (State(pages=Pages.OTHER_BRANCH), "source", PAGES[Pages.NO_DOMAIN]),
        (State(pages=Pages.WORKFLOW), "source", PAGES[Pages.ENFORCED]),
        (State(pages=Pages.NO_DOMAIN), "cname", PAGES[Pages.NOT_ASKED]),
        (State(pages=Pages.OTHER_DOMAIN), "cname", PAGES[Pages.NOT_ASKED]),
        (State(pages=Pages.READY), "https_enforced", PAGES[Pages.ENFORCED]),
    ],
    ids=str,
)
def test_settings_are_as_they_were_set(state: State, name: str, after: PagesSite) -> None:
    step, seen, world = take(state)
    assert (step.name, world.done) == (name, [name])
    assert seen.pages == after


def test_setting_the_domain_begins_the_wait_for_the_certificate_anew() -> None:
    """GitHub commits the file ``CNAME`` itself: how long ago bounds how often it is tried."""
    _, seen, _ = take(State(pages=Pages.NO_DOMAIN))
    assert seen.repository is not None
    assert seen.repository.head_committed == NOW
    assert GOOD.github is not None
    assert GOOD.github.repository is not None
    assert GOOD.github.repository.head_committed != NOW


@pytest.mark.parametrize(
    ("repository", "keeps"),
    [
        (Repository.EMPTY, False),
        (Repository.OUTDATED, False),
        (Repository.UNANNOUNCED, False),
        (Repository.SPOILED_README, True),
        (Repository.FOREIGN_POLICY, True),
    ],
)
def test_files_go_up_in_one_commit_that_keeps_the_id_of_the_same_policy(
    monkeypatch: pytest.MonkeyPatch, repository: Repository, *, keeps: bool
) -> None:
    pushed = []

    def push(_target: object, held: object, policy_id: str | None, _outside: object) -> object:
        pushed.append(policy_id)
        return held

    monkeypatch.setattr(steps, "push_site", push)
    pages = Pages.NONE if repository is Repository.EMPTY else Pages.ENFORCED
    take(State(repository, pages))
    assert [policy_id is not None for policy_id in pushed] == [keeps]
