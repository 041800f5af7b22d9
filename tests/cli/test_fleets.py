"""What a person reads of a large fleet fits a screen, and says what is not well."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from samples import make_domain

from mtasts_pages.checks.finding import Finding, find
from mtasts_pages.checks.github import GITHUB_UNVERIFIED
from mtasts_pages.checks.mail import SMTP_BLOCKED
from mtasts_pages.checks.stage import Stage
from mtasts_pages.cli.console import Console
from mtasts_pages.cli.views.check import describe_report, show_report
from mtasts_pages.cli.views.check_progress import show_count
from mtasts_pages.cli.views.log import begin_log
from mtasts_pages.cli.views.plan import show_plan
from mtasts_pages.cli.views.progress import Progress, _Row, describe_rows
from mtasts_pages.cli.views.publish import show_outcomes
from mtasts_pages.errors import GitHubError
from mtasts_pages.rollout.checking.report import DomainReport, FleetReport
from mtasts_pages.rollout.life.due import Due
from mtasts_pages.rollout.publishing import fleet
from mtasts_pages.rollout.publishing.obstacle import Obstacle
from mtasts_pages.rollout.publishing.outcome import Awaited, Outcome, OutcomeKind
from mtasts_pages.rollout.publishing.plan import Action, Plan, Step, Subject
from mtasts_pages.site import POLICY_PATH
from mtasts_pages.state import Target

SCREEN = 24
NOW = datetime(2026, 11, 28, tzinfo=UTC)


class Ticking:
    """A clock on which a minute goes by at each look."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        self.seconds += 60
        return self.seconds


def make_target(number: int) -> Target:
    domain = make_domain(f"d{number}.example")
    return Target(domain, "example-org", {POLICY_PATH: b"policy"})


def make_plan(number: int) -> Plan:
    target = make_target(number)
    steps = [
        Step(Action.CREATE, Subject.REPOSITORY, str(target.repository), None, "public, empty", ""),
        *(
            Step(Action.CREATE, Subject.FILE, f"file{each}", None, target.domain, "")
            for each in range(6)
        ),
        Step(Action.UPDATE, Subject.PAGES, "https_enforced", "false", "true", ""),
        Step(Action.CREATE, Subject.DNS, target.policy_host, None, "example-org.github.io.", "x"),
    ]
    return Plan(target, Stage.ABSENT, tuple(steps))


def test_a_plan_of_thousands_fits_a_screen(capsys: pytest.CaptureFixture[str]) -> None:
    plans = [make_plan(number) for number in range(5000)]
    why = Obstacle("`example-org/mta-sts.d7.example` is archived", "unarchive it")
    plans[7] = Plan(plans[7].target, Stage.CREATED, (), obstacle=why)
    plans[8] = Plan(plans[8].target, Stage.CURRENT, ())
    failure = Obstacle("the build of `example-org/mta-sts.d9.example` failed", "see Actions")
    plans[9] = Plan(plans[9].target, Stage.DOMAIN_SET, (), failure=failure)
    show_plan(Console(), plans, [])
    shown = capsys.readouterr().out.splitlines()
    assert len(shown) < SCREEN
    assert shown[0] == "created → refused: `…` is archived  1 domain: d7.example"
    assert shown[1:3] == [
        "domain-set → failed: the build of `…` failed  1 domain: d9.example",
        "  next: see Actions",
    ]
    assert shown[3].startswith("absent → to be published  4,997 domains: d0.example, d1.example, ")
    assert shown[4] == "  create repository, 6 files; update Pages https_enforced; 1 DNS record"
    assert shown[-1].startswith("Plan: 39976 to create, 4997 to update, 0 to delete in 4997 of")
    show_plan(Console(verbose=True), plans, [])
    assert len(capsys.readouterr().out.splitlines()) > 40_000


def test_many_kinds_of_plans_fit_a_screen(capsys: pytest.CaptureFixture[str]) -> None:
    plans = [
        Plan(make_target(number), Stage.CREATED, (), obstacle=Obstacle(f"reason {number % 40}", ""))
        for number in range(400)
    ]
    show_plan(Console(), plans, [])
    shown = capsys.readouterr().out.splitlines()
    assert len(shown) < SCREEN
    assert "… and 300 more domains of 30 other kinds: -v shows each" in shown


def test_a_few_domains_are_shown_one_by_one(capsys: pytest.CaptureFixture[str]) -> None:
    show_plan(Console(), [make_plan(1), make_plan(2)], [])
    shown = capsys.readouterr().out
    assert "d1.example  absent → to be published" in shown
    assert "  + DNS CNAME mta-sts.d2.example example-org.github.io.  (x)" in shown


def test_the_landing_page_does_not_repeat_the_policy(capsys: pytest.CaptureFixture[str]) -> None:
    steps = tuple(
        Step(Action.UPDATE, Subject.FILE, name, "mode: testing\n", "mode: enforce\n", "it differs")
        for name in (POLICY_PATH, "index.html")
    )
    host = Step(
        Action.UPDATE, Subject.DNS, "mta-sts.d1.example.", "old.github.io.", "new.github.io.",
        "Hold it back: nobody holds it",
    )  # fmt: skip
    show_plan(Console(), [Plan(make_target(1), Stage.CURRENT, (*steps, host))], [])
    shown = capsys.readouterr().out
    assert shown.count("+mode: enforce") == 1
    assert "  ~ index.html\n      … 2 lines, -v shows them\n" in shown
    assert (
        "  ~ DNS CNAME mta-sts.d1.example. old.github.io. → new.github.io."
        "  (not yet: nobody holds it)\n"
    ) in shown


def make_outcome(number: int, kind: OutcomeKind) -> Outcome:
    waits = Awaited.POLICY_HOST_RECORD if kind is OutcomeKind.WAITING else None
    error = GitHubError("it failed", "do that") if kind is OutcomeKind.FAILED else None
    return Outcome(make_target(number), kind, Stage.CURRENT, "id", waits, error=error)


def test_an_idle_fleet_is_a_few_lines(capsys: pytest.CaptureFixture[str]) -> None:
    outcomes = [make_outcome(number, OutcomeKind.CURRENT) for number in range(40)]
    progress = Progress(Console(), Ticking(), [each.target.domain for each in outcomes])  # type: ignore[arg-type]
    for outcome in outcomes:
        progress.show(outcome)
    show_outcomes(Console(), outcomes)
    written = capsys.readouterr()
    assert written.err == ""
    assert written.out.splitlines() == [
        "    40  current: d0.example, d1.example, d2.example and 37 more",
        "40 current, 0 waiting, 0 failed",
    ]


def test_what_failed_in_a_fleet_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    kinds = [OutcomeKind.FAILED] * 30 + [OutcomeKind.WAITING] * 30 + [OutcomeKind.CURRENT] * 30
    show_outcomes(
        Console(), [make_outcome(n, kind) for n, kind in enumerate(kinds)], problems_only=True
    )
    shown = capsys.readouterr().out
    assert "d0.example   failed   it failed\n    next: do that\n" in shown
    assert "… and 15 more; -v shows each" in shown
    assert "    30  waiting for the CNAME record of the policy host: d30.example" in shown
    assert "current: " not in shown


def test_a_log_names_time_and_domain(capsys: pytest.CaptureFixture[str]) -> None:
    outcomes = [make_outcome(number, OutcomeKind.WAITING) for number in range(40)]
    progress = Progress(Console(), Ticking(), [each.target.domain for each in outcomes])  # type: ignore[arg-type]
    progress.show(outcomes[0])
    said = capsys.readouterr().err
    assert said.startswith("2026-11-28T00:00:00Z d0.example: current, waiting for the CNAME")


def test_a_log_begins_with_version_and_config(capsys: pytest.CaptureFixture[str]) -> None:
    begin_log(Console(), "publish", Path("mta-sts.yaml"), 1200)
    said = capsys.readouterr().err
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ mtasts-pages \d\S+ publish: 1,200 domains of"
        r" `/.*/mta-sts.yaml`\n",
        said,
    )
    begin_log(Console(quiet=True), "publish", Path("mta-sts.yaml"), 1200)
    assert capsys.readouterr().err == ""


def test_a_long_look_leaves_a_line_now_and_then_in_a_log(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with show_count(Console(), 300, Ticking()) as count:  # type: ignore[arg-type]
        count(100)
        count(300)
    assert capsys.readouterr().err == (
        "2026-11-28T00:00:00Z looked at 100 of 300 domains in 1 min 0 s, about 2 min 0 s left\n"
    )


def test_the_live_line_counts_by_stage() -> None:
    rows = [
        _Row("current", OutcomeKind.CURRENT),
        _Row("it failed", OutcomeKind.FAILED),
        *[_Row("pushed, waiting for the CNAME record of the policy host", waits=True)] * 3,
        _Row("pages-enabled"),
    ]
    assert describe_rows(rows) == "2 of 6 done, 1 failed, 3 pushed, 1 pages-enabled"


def make_report(number: int, *codes: str) -> DomainReport:
    findings: list[Finding] = []
    for code in codes:
        kind = {"info": GITHUB_UNVERIFIED, "warning": SMTP_BLOCKED}[code]
        findings.append(find(kind, "x", f"something with `d{number}.example`"))
    return DomainReport(f"d{number}.example", Stage.CURRENT, tuple(findings))


def test_a_check_of_a_fleet_says_once_what_many_have(capsys: pytest.CaptureFixture[str]) -> None:
    reports = [make_report(number) for number in range(30)]
    reports += [make_report(number, "warning") for number in range(30, 40)]
    common = find(GITHUB_UNVERIFIED, "GitHub", "nobody is known")
    report = FleetReport(tuple(reports), (common,), NOW)
    show_report(Console(), report)
    shown = capsys.readouterr().out
    assert len(shown.splitlines()) < SCREEN
    first = shown.splitlines()[0]
    assert first.startswith("current  1 ")
    assert first.endswith("10 domains: d30.example, d31.example, d32.example and 7 more")
    assert "something with `…`" in shown
    assert "current  no findings  30 domains: d0.example" in shown
    summary = describe_report(report)["summary"]
    assert isinstance(summary, dict)
    assert summary["info"] == 1 + 10 * (SMTP_BLOCKED.severity.value == "info")


def test_what_is_due_in_a_fleet_is_said_once_a_step(capsys: pytest.CaptureFixture[str]) -> None:
    reports = []
    for number in range(30):
        name = f"d{number}.example"
        date = NOW + timedelta(days=number) if number >= 20 else None
        command = f"mtasts-pages promote {name} --write"
        due = Due("promote", f"`{name}` may go on", command, date)
        reports.append(replace(make_report(number), due=due if number < 29 else None))
    reports.append(
        replace(make_report(30), due=Due("retire: hold", "hold it", "retire d30.example"))
    )
    show_report(Console(), FleetReport(tuple(reports), (), NOW))
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("due: ")]
    assert len(lines) == 3
    assert lines[0] == (
        "due: `…` may go on: `mtasts-pages promote … --write`"
        "  20 domains: d0.example, d1.example, d2.example and 17 more"
    )
    assert lines[1] == "due: hold it: `retire d30.example`  1 domain: d30.example"
    assert ", from 2026-12-18 " in lines[2]
    assert "9 domains: d20.example" in lines[2]


def test_a_step_that_is_due_is_a_problem_and_one_that_waits_is_none(
    capsys: pytest.CaptureFixture[str],
) -> None:
    due = Due("promote", "x", "y")
    later = replace(due, not_before=NOW + timedelta(days=1))
    reports = (
        replace(make_report(1), due=due),
        replace(make_report(2), due=later),
        make_report(3),
    )
    show_report(Console(), FleetReport(reports, (), NOW), problems_only=True)
    shown = capsys.readouterr().out
    assert "d1.example" in shown
    assert "d2.example" not in shown
    assert "d3.example" not in shown


def test_an_interrupted_check_names_what_it_did_not_reach(
    capsys: pytest.CaptureFixture[str],
) -> None:
    report = FleetReport((make_report(1),), (), NOW, ("d2.example",), interrupted=True)
    show_report(Console(), report)
    assert capsys.readouterr().out.endswith("not reached: 1 domain: d2.example\n")
    document = describe_report(report)
    assert (document["interrupted"], document["not_reached"]) == (True, ["d2.example"])


def test_an_interrupted_plan_shows_what_was_reached(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def plan_two(*_: object, listener: Callable[[Plan], None], **__: object) -> None:
        listener(make_plan(1))
        listener(make_plan(2))
        raise KeyboardInterrupt

    monkeypatch.setattr(fleet, "plan_fleet", plan_two)
    monkeypatch.setenv("GITHUB_TOKEN", "ghp_x")
    config = tmp_path / "mta-sts.yaml"
    domains = "".join(f"  d{each}.example: {{mx: [mx.d{each}.example]}}\n" for each in range(4))
    config.write_text(f"github: {{owner: example-org}}\ndomains:\n{domains}")
    code, out, err = run("plan", "-c", str(config), "--json")
    document = json.loads(out)
    assert code == 130
    assert "the same command again" in err
    assert [each["domain"] for each in document["domains"]] == ["d1.example", "d2.example"]
    assert (document["interrupted"], document["not_reached"]) == (
        True,
        ["d0.example", "d3.example"],
    )
    assert "d2.example  absent → to be published" in run("plan", "-c", str(config))[1]
