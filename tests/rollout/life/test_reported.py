"""What reports say for and against a promotion."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from reports.samples import POLICY

from mtasts_pages.rollout.life.reported import weigh_reports
from mtasts_pages.rollout.reports.held import KnownPolicy, list_known
from mtasts_pages.rollout.reports.judge import JudgedDomain, judge_reports
from mtasts_pages.rollout.reports.summary import (
    DomainSummary,
    FailureSummary,
    PolicySummary,
    Sessions,
)
from mtasts_pages.site.history import Announcement
from mtasts_pages.standards.mtasts import Mode, MxPattern, Policy
from mtasts_pages.standards.tls_report import PolicyType, ResultType

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
DAY = date(2026, 11, 22)
NEW = Policy(Mode.TESTING, 604_800, (MxPattern("mx1.example.com"),))
OLD = Policy(Mode.TESTING, 604_800, (MxPattern("old.example.com"),))
CHANGED = datetime(2026, 11, 3, tzinfo=UTC)
OLD_LINES = ("version: STSv1", "mode: testing", "mx: old.example.com", "max_age: 604800")
ABOUT_NEW = PolicySummary(PolicyType.STS, POLICY, DAY, DAY, 9, ("a", "b"), 7, 5)
ABOUT_OLD = PolicySummary(PolicyType.STS, OLD_LINES, DAY, DAY, 100, ("c",), 100, 9)


def announce(policy: Policy | None, policy_id: str, until: datetime | None) -> Announcement:
    return Announcement(policy_id, policy, b"", CHANGED, until, "c", "a", foreign=False)


KNOWN = list_known([announce(OLD, "old", CHANGED), announce(NEW, "new", None)], NEW)


def judge(
    *failures: FailureSummary,
    policies: tuple[PolicySummary, ...] = (ABOUT_NEW, ABOUT_OLD),
    day: date = DAY,
    known: tuple[KnownPolicy, ...] = KNOWN,
) -> JudgedDomain:
    summary = DomainSummary(
        "example.com", 3, 9, 0, 7, {day: Sessions(9, 0)}, {}, (), failures, policies
    )
    (judged,) = judge_reports([summary], {"example.com": known}, {}, NOW)
    return judged


def fail(
    result_type: ResultType, last: date = DAY, mx: str | None = "mx1.example.com"
) -> FailureSummary:
    return FailureSummary(
        result_type, result_type.value, mx, 2, ("a",), 1, last, last, (), POLICY, PolicyType.STS
    )


def test_only_trusted_reports_about_the_present_policy_are_evidence() -> None:
    evidence = weigh_reports(judge(), NEW, NOW)
    assert (evidence.sessions, evidence.organizations, evidence.days) == (7, 2, 5)
    assert evidence.newest == datetime(2026, 11, 23, tzinfo=UTC)
    untrusted = replace(ABOUT_NEW, proven=0, days=0)
    evidence = weigh_reports(judge(policies=(untrusted,)), NEW, NOW)
    assert (evidence.sessions, evidence.days, evidence.newest) == (0, 0, None)


def test_a_longer_max_age_is_the_same_policy_to_the_evidence() -> None:
    longer = replace(NEW, max_age=2_419_200)
    known = list_known([announce(NEW, "new", CHANGED), announce(longer, "longer", None)], longer)
    assert weigh_reports(judge(known=known), longer, NOW).days == 5


@pytest.mark.parametrize(("day", "is_heard"), [(DAY, True), (date(2026, 10, 1), False)])
def test_reporters_that_fell_silent_are_not_waited_for(day: date, *, is_heard: bool) -> None:
    assert weigh_reports(judge(day=day), NEW, NOW).is_heard is is_heard


def test_failures_count_but_for_noise_and_dane() -> None:
    judged = judge(
        fail(ResultType.CERTIFICATE_EXPIRED),
        fail(ResultType.STS_POLICY_FETCH_ERROR, mx=None),
        fail(ResultType.TLSA_INVALID),
        fail(ResultType.STARTTLS_NOT_SUPPORTED, date(2026, 11, 1)),
    )
    found = weigh_reports(judged, NEW, NOW).failures
    assert {(each.result_type, each.mx, each.stops_mail) for each in found} == {
        ("certificate-expired", "mx1.example.com", True),
        ("sts-policy-fetch-error", "example.com", False),
    }


def test_a_policy_that_is_not_announced_yet_stands_before_the_ledger() -> None:
    known = list_known([announce(OLD, "old", None), announce(None, "bad", None)], NEW)
    assert [each.policy_id for each in known] == [None, "old"]
