"""The metrics, read back by Prometheus's own parser."""

from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from mtasts_pages.checks.catalogue import KINDS
from mtasts_pages.checks.finding import find
from mtasts_pages.checks.stage import Stage
from mtasts_pages.cli.views.check_metrics import format_metrics
from mtasts_pages.rollout.checking.report import DomainReport, FleetReport
from mtasts_pages.rollout.life.due import Due

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

Samples = dict[str, dict[tuple[tuple[str, str], ...], float]]


def read(report: FleetReport) -> Samples:
    found: Samples = {}
    for family in text_string_to_metric_families(format_metrics(report)):
        assert family.type == "gauge"
        assert family.documentation
        found[family.name.removeprefix("mtasts_pages_")] = {
            tuple(sorted(sample.labels.items())): sample.value for sample in family.samples
        }
    return found


def test_everything_that_a_report_holds_is_measured() -> None:
    findings = (
        find(KINDS["host-missing"], "mta-sts.example.com", "x"),
        find(KINDS["mx-unknown"], "mx1.example.com", "x"),
        find(KINDS["mx-unknown"], "mx2.example.com", "x"),
    )
    domains = (
        DomainReport(
            "example.com",
            Stage.CURRENT,
            findings,
            announced=NOW - timedelta(hours=1),
            certificate_expires=NOW + timedelta(days=10, hours=12),
        ),
        DomainReport("example.net", None, ()),
    )
    found = read(FleetReport(domains, (), NOW))
    example = ("domain", "example.com")
    assert found["domains"] == {(): 2}
    assert found["check_timestamp_seconds"] == {(): NOW.timestamp()}
    assert found["findings"] == {
        (("code", "host-missing"), example, ("severity", "error")): 1,
        (("code", "mx-unknown"), example, ("severity", "info")): 2,
    }
    assert found["stage"] == {(example, ("stage", "current")): 1}
    assert found["certificate_days_left"] == {(example,): pytest.approx(10.5)}
    assert found["policy_age_seconds"] == {(example,): 3600}
    assert found["due_in_seconds"] == {}


def test_what_is_due_is_measured_by_its_date() -> None:
    steps = (Due("promote", "x", "y"), Due("retire: hold", "x", "y", NOW + timedelta(hours=2)))
    domains = tuple(
        DomainReport(f"d{place}.example.com", Stage.CURRENT, (), due=step)
        for place, step in enumerate((*steps, None))
    )
    assert read(FleetReport(domains, (), NOW))["due_in_seconds"] == {
        (("domain", "d0.example.com"), ("step", "promote")): 0,
        (("domain", "d1.example.com"), ("step", "retire: hold")): 7200,
    }


@pytest.mark.parametrize("name", ['a"b', "a\\b", "a\nb", 'a\\"b\\n', "a{b}=1,c"])
def test_no_label_breaks_out_of_its_line(name: str) -> None:
    found = read(FleetReport((DomainReport(name, Stage.CURRENT, ()),), (), NOW))
    assert found["stage"] == {(("domain", name), ("stage", "current")): 1}


def test_a_fleet_of_none_is_measured_too() -> None:
    assert read(FleetReport((), (), NOW))["domains"] == {(): 0}
