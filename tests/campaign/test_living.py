"""What changes under a domain that is served, by the judges of the campaign."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from campaign.campaign import SCENARIOS, Case, judge_world
from campaign.leaping_clock import LeapingClock
from campaign.theatre import OWNER, Stage, Theatre
from campaign.troubles import Site, Trouble

from mtasts_pages.sandbox.github import ABSENT, Alter, BuildFault, Fault, change_fields

NOTHING = Site("GET", "nothing")
BOOTSTRAP, CHANGE, _ = SCENARIOS
STATES = (
    "new",
    "authorization_created",
    "authorization_pending",
    "authorized",
    "authorization_revoked",
    "issued",
    "uploaded",
    "errored",
    "bad_authz",
    "destroy_pending",
    "dns_changed",
    "a_word_of_tomorrow",
)
DESCRIPTIONS = (
    *({"https_certificate.state": state} for state in STATES),
    {"https_certificate": ABSENT},
    {"https_certificate": None},
)


class WrongClock(LeapingClock):
    """A clock that is hours off."""

    def __init__(self, hours: float) -> None:
        super().__init__()
        self._off = timedelta(hours=hours)

    def now(self) -> datetime:
        return super().now() + self._off


@pytest.fixture
def theatre(tmp_path: Path) -> Iterator[Theatre]:
    theatre = Theatre(tmp_path)
    yield theatre
    theatre.close()


def count_settings(stage: Stage) -> int:
    """Return how often the settings of the Pages site were changed."""
    path = f"/repos/{OWNER}/{stage.repository}/pages"
    changes = stage.theatre.world.github.exchanges
    return sum(each.method == "PUT" and each.path == path for each in changes)


def judge(stage: Stage, scenario: int, *, adds_commits: bool = False) -> list[str]:
    trouble = Trouble("living", lambda _stage, _site: lambda: True, adds_commits=adds_commits)
    return judge_world(Case(SCENARIOS[scenario], NOTHING, trouble), stage)


@pytest.mark.timeout(300)
def test_certificate_states_that_change_under_a_served_site(theatre: Theatre) -> None:
    stage = theatre.open_stage()
    CHANGE.prepare(stage)
    before = count_settings(stage)
    path = f"/repos/{OWNER}/{stage.repository}/pages"
    for number, values in enumerate(DESCRIPTIONS):
        stage.hosts = ("mx1", f"mx{number + 3}")
        theatre.world.github.faults.add(
            Fault("GET", path, Alter(change_fields(values)), times=None)
        )
        run = stage.publish()
        assert run.outcome == "current", (values, run.said)
        theatre.clear()
    assert count_settings(stage) == before
    assert judge(stage, 1, adds_commits=True) == []


@pytest.mark.timeout(300)
@pytest.mark.parametrize("hours", [-9000, -13, -1, 1, 13, 9000])
def test_a_clock_that_is_wrong(theatre: Theatre, hours: float) -> None:
    stage = theatre.open_stage()
    stage.clock = WrongClock(hours)
    assert stage.publish().outcome == "current", stage.runs
    before = count_settings(stage)
    stage.hosts = ("mx1", "mx3")
    assert stage.publish().outcome == "current", stage.runs
    assert stage.publish().outcome == "current", stage.runs
    assert count_settings(stage) == before
    assert judge(stage, 1) == []


@pytest.mark.timeout(300)
@pytest.mark.parametrize("scenario", [0, 1])
def test_a_build_that_fails_for_a_moment(theatre: Theatre, scenario: int) -> None:
    stage = theatre.open_stage()
    SCENARIOS[scenario].prepare(stage)
    theatre.world.github.faults.add_build(BuildFault(f"{OWNER}/{stage.repository}"))
    assert stage.publish().outcome == "current", stage.runs
    assert judge(stage, scenario, adds_commits=True) == []


@pytest.mark.timeout(300)
def test_a_second_run_in_between(theatre: Theatre) -> None:
    stage = theatre.open_stage()
    CHANGE.prepare(stage)
    other = Stage(theatre, stage.domain, stage.hosts)
    runs = []

    def look(method: str, path: str, *, after: bool) -> None:
        if ".git/git-receive-pack" in path and method == "POST" and after and not runs:
            runs.append(None)
            runs.append(other.publish())

    theatre.listen(look)
    run = stage.publish()
    assert len(runs) == 2
    assert (run.outcome, runs[1].outcome) == ("current", "current"), (run.said, runs[1].said)
    assert judge(stage, 1) == []
