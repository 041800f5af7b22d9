"""Which failures of a Pages build pass, and how patiently they are started again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from good import NOW, make_repository, make_target

from mtasts_pages.checks.pages_build import advise_on_build, is_transient, should_start_again
from mtasts_pages.state import BuildFault, FailedBuild

TARGET = make_target()
REPOSITORY = make_repository(TARGET)
PASSING = "Page build failed."
LASTING = (
    'Branch "main" is not allowed to deploy to github-pages due to environment protection rules.'
)


@pytest.mark.parametrize(
    ("reason", "passes"),
    [
        ("", True),
        (PASSING, True),
        ("Unable to build page. Please try again later.", True),
        ("Deployment failed, try again later.", True),
        ("Timeout reached, aborting!", True),
        ("Deployment request failed for 1 due to in progress deployment.", True),
        (LASTING, False),
        ("Invalid deployment branch and no branch protection rules set in the environment.", False),
        ("The submodule `x` could not be cloned.", False),
        ("Page build failed: the symbolic link `a` targets a file which does not exist.", False),
        ("Recent account payments have failed.", False),
    ],
)
def test_what_is_of_github_passes_and_what_is_of_the_operator_lasts(
    *, reason: str, passes: bool
) -> None:
    assert is_transient(FailedBuild(BuildFault.FAILED, reason)) is passes


@pytest.mark.parametrize(
    ("reason", "rebuilds", "minutes"),
    [
        (PASSING, 0, 0),
        (PASSING, 1, 10),
        (PASSING, 2, 60),
        (PASSING, 3, 720),
        (PASSING, 19, 720),
        (LASTING, 0, 60),
        (LASTING, 1, 720),
        (LASTING, 9, 720),
    ],
)
def test_patience_grows_with_every_time(reason: str, rebuilds: int, minutes: int) -> None:
    repository = replace(REPOSITORY, rebuilds=rebuilds)
    due = FailedBuild(BuildFault.FAILED, reason, NOW - timedelta(minutes=minutes))
    early = replace(due, began=NOW - timedelta(minutes=minutes - 1))
    assert should_start_again(due, repository, NOW)
    assert not should_start_again(early, repository, NOW)


def test_what_cannot_begin_is_not_started_again() -> None:
    disabled = FailedBuild(BuildFault.ACTIONS_DISABLED)
    assert not should_start_again(disabled, REPOSITORY, NOW + timedelta(days=9))


@pytest.mark.parametrize(
    ("build", "said"),
    [
        (FailedBuild(BuildFault.ACTIONS_DISABLED), "Settings, Actions"),
        (FailedBuild(BuildFault.FAILED, LASTING), "Environments, github-pages"),
        (FailedBuild(BuildFault.FAILED, "Recent account payments have failed"), "billing"),
        (FailedBuild(BuildFault.FAILED, "The submodule is odd"), "look at the deployments"),
        (FailedBuild(BuildFault.FAILED, PASSING), "a later run starts the build again"),
    ],
)
def test_the_operator_is_told_what_to_do_and_how_to_go_on(build: FailedBuild, said: str) -> None:
    advice = advise_on_build(build, TARGET, REPOSITORY)
    assert said in advice
    assert "`mtasts-pages bump example.com`" in advice
