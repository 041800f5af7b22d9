"""The campaign: every trouble at every request, and what must be true afterwards."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from campaign.theatre import OWNER, Run, Stage, Theatre
from campaign.troubles import TROUBLES, Site, Trouble, record_sites

REPETITIONS = 2
"""Runs after the one that was troubled; the last must end ``current``."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """What the program has to do."""

    name: str
    prepare: Callable[[Stage], None]


def prepare_nothing(_: Stage) -> None:
    """Leave the domain as it is: nobody has done anything for it."""


def prepare_change(stage: Stage) -> None:
    """Publish the domain, then have the config want another MX."""
    assert stage.publish().outcome == "current"
    stage.hosts = ("mx1", "mx3")
    stage.runs.clear()


def prepare_repair(stage: Stage) -> None:
    """Publish the domain, then undo what can be undone by hand, and want another MX."""
    prepare_change(stage)
    stage.undo_pages()


SCENARIOS = (
    Scenario("bootstrap", prepare_nothing),
    Scenario("change", prepare_change),
    Scenario("repair", prepare_repair),
)


@dataclass(frozen=True, slots=True)
class Case:
    """One trouble at one request of one scenario."""

    scenario: Scenario
    site: Site
    trouble: Trouble

    def __str__(self) -> str:
        return f"{self.scenario.name}, {self.site}: {self.trouble.name}"


def plan_campaign(theatre: Theatre) -> list[Case]:
    """Return every case; the requests are those that an untroubled run makes."""
    cases = []
    for scenario in SCENARIOS:
        stage = theatre.open_stage()
        scenario.prepare(stage)
        sites = record_sites(stage)
        assert stage.publish().outcome == "current", stage.runs
        cases += [
            Case(scenario, site, trouble)
            for site in sites
            if not site.is_poll
            for trouble in TROUBLES
            if trouble.befalls(site)
        ]
    return cases


def choose_sample(cases: Sequence[Case], size: int) -> list[Case]:
    """Return about *size* of *cases*, in which each request and each trouble comes up.

    Each next case is one whose request, and then whose trouble, came up least so far.
    """
    left = list(cases)
    sites: dict[tuple[str, Site], int] = {}
    troubles: dict[str, int] = {}
    chosen = []
    while left and len(chosen) < size:
        case = min(
            left,
            key=lambda case: (
                sites.get((case.scenario.name, case.site), 0) + troubles.get(case.trouble.name, 0),
                troubles.get(case.trouble.name, 0),
            ),
        )
        left.remove(case)
        chosen.append(case)
        where = (case.scenario.name, case.site)
        sites[where] = sites.get(where, 0) + 1
        troubles[case.trouble.name] = troubles.get(case.trouble.name, 0) + 1
    return chosen


def try_case(theatre: Theatre, case: Case) -> list[str] | None:
    """Return what is wrong after *case*; ``None`` when the trouble found nothing to befall."""
    stage = theatre.open_stage()
    try:
        case.scenario.prepare(stage)
        has_struck = case.trouble.strike(stage, case.site)
        runs = [stage.publish()]
        if not has_struck():
            return None
        theatre.clear()
        while len(runs) <= REPETITIONS and (len(runs) == 1 or runs[-1].outcome != "current"):
            runs.append(stage.publish())
        return [*judge_runs(case, runs), *judge_world(case, stage)]
    except Exception:  # noqa: BLE001 - what nobody foresaw is what the campaign looks for
        return [traceback.format_exc()]


def judge_runs(case: Case, runs: Sequence[Run]) -> list[str]:
    """Return what is wrong with how the runs ended."""
    wrong = []
    first, last = runs[0], runs[-1]
    if last.outcome != "current":
        wrong.append(f"ends {last.outcome}: {last.said}")
    if case.trouble.is_passed(case.site) and first.outcome != "current":
        wrong.append(f"the first run ends {first.outcome}: {first.said}")
    if first.outcome not in {"current", "waiting"} and not first.hint:
        wrong.append(f"no hint: {first.said}")
    return wrong


def judge_world(case: Case, stage: Stage) -> list[str]:
    """Return what is wrong with what the runs have left."""
    github = stage.theatre.world.github
    wrong = [*stage.released_early, *stage.theatre.leaks]
    stage.theatre.leaks.clear()
    said = "\n".join([*(run.said for run in stage.runs), *stage.traced])
    if any(secret in said for secret in stage.theatre.secrets):
        wrong.append("the token is in what was said")
    names = stage.theatre.repositories(stage.domain)
    if names != [stage.repository]:
        wrong.append(f"repositories: {names}")
    history = stage.git("log", "--format=%H", "HEAD").split()
    for push in github.pushes:
        if push.repository == f"{OWNER}/{stage.repository}":
            if push.forced:
                wrong.append(f"a forced push: {push}")
            if push.new not in history:
                wrong.append(f"a lost commit: {push}")
    log = stage.git("log", "--format=%an|%s|%(trailers:key=MTA-STS-Id,valueonly,separator=)")
    ours = [line for line in log.splitlines() if line.startswith("mtasts-pages|")]
    wanted = 1 if case.scenario.name == "bootstrap" else 2
    if len(ours) != wanted and not case.trouble.adds_commits:
        wrong.append(f"{len(ours)} commits of ours, not {wanted}: {ours}")
    policy = stage.target().policy_file
    if stage.theatre.fetch_policy(f"mta-sts.{stage.domain}") != policy:
        wrong.append("the policy host serves something else")
    ids = [line.rpartition("|")[2] for line in ours if not line.endswith("|")]
    records = stage.theatre.world.names.records(f"_mta-sts.{stage.domain}", "TXT")
    if not ids or records != (f'"v=STSv1; id={ids[0]}"',):
        wrong.append(f"the record {records} is not the newest of {ids}")
    return wrong
