"""What keeps a domain from being published is found before anything is done, with its exit code."""

from __future__ import annotations

from dataclasses import replace

import pytest
from good import NOW
from rollout.publishing.states import GOOD, TARGET, Pages, Record, Repository, State, see

from mtasts_pages.errors import (
    GitHubError,
    MtaStsPagesError,
    NetworkError,
    PermissionDeniedError,
)
from mtasts_pages.rollout.publishing.plan import Plan, Wishes
from mtasts_pages.rollout.publishing.planning import plan_domain, plan_unseen
from mtasts_pages.state import GitHubSeen, Owner, OwnerKind

NOT_ALLOWED = PermissionDeniedError("the token may not do this", "use another one")


@pytest.mark.parametrize(
    ("changes", "said", "error"),
    [
        ({"may_administer": False}, "may not administer", PermissionDeniedError),
        ({"archived": True}, "is archived", GitHubError),
        ({"renamed_to": "example-org/other"}, "was renamed", GitHubError),
        ({"refusal": "single sign-on"}, "single sign-on", PermissionDeniedError),
    ],
)
@pytest.mark.parametrize("repository", [Repository.OURS, Repository.OUTDATED, Repository.EMPTY])
def test_a_repository_that_cannot_be_written_to_is_an_obstacle(
    repository: Repository,
    changes: dict[str, object],
    said: str,
    error: type[MtaStsPagesError],
) -> None:
    seen = see(State(repository, Pages.NONE))
    assert seen.github is not None
    assert seen.github.repository is not None
    spoiled = replace(seen.github.repository, **changes)  # type: ignore[arg-type]
    seen = replace(seen, github=replace(seen.github, repository=spoiled))
    check_obstacle(plan_domain(TARGET, seen, NOW), said, error)


@pytest.mark.parametrize(
    ("owner", "said", "error"),
    [
        (None, "GitHub knows no user or organization", GitHubError),
        (Owner("o", OwnerKind.USER, is_viewer=False), "somebody else", GitHubError),
        (
            Owner("o", OwnerKind.USER, is_viewer=False, by_app=True),
            "a GitHub App cannot create",
            PermissionDeniedError,
        ),
        (
            Owner("o", OwnerKind.ORGANIZATION, is_viewer=False, may_create=False),
            "does not let you create",
            PermissionDeniedError,
        ),
    ],
)
def test_an_owner_under_whom_nothing_can_be_created_is_an_obstacle(
    owner: Owner | None, said: str, error: type[MtaStsPagesError]
) -> None:
    seen = replace(GOOD, github=GitHubSeen(owner=owner))
    check_obstacle(plan_domain(TARGET, seen, NOW), said, error)


def test_what_the_token_is_not_allowed_is_an_obstacle() -> None:
    assert GOOD.github is not None
    seen = replace(GOOD, github=replace(GOOD.github, lacking=NOT_ALLOWED))
    check_obstacle(plan_domain(TARGET, seen, NOW), NOT_ALLOWED.message, PermissionDeniedError)


@pytest.mark.parametrize(
    ("repository", "wishes"),
    [
        (Repository.FOREIGN, Wishes()),
        (Repository.FOREIGN_POLICY, Wishes()),
        (Repository.OURS, Wishes(announce_again=True)),
    ],
)
def test_an_id_that_only_the_dns_knows_is_not_guessed(
    repository: Repository, wishes: Wishes
) -> None:
    made = plan_domain(TARGET, see(State(repository, record=Record.UNANSWERED)), NOW, wishes)
    check_obstacle(made, TARGET.record_name, NetworkError)


def test_a_domain_that_could_not_be_looked_at_has_a_plan_that_says_so() -> None:
    made = plan_unseen(TARGET, NetworkError("nobody answers", "try again"))
    assert (made.stage, made.steps, made.is_sound) == (None, (), False)
    assert made.obstacle is not None
    assert (made.obstacle.sentence, made.obstacle.hint) == ("nobody answers", "try again")


def check_obstacle(made: Plan, said: str, error: type[MtaStsPagesError]) -> None:
    assert made.obstacle is not None
    assert said in made.obstacle.sentence
    assert type(made.obstacle.make_error()) is error
    assert made.next_step is None
    assert not made.is_current
