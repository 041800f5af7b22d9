"""Reports of real senders and of the RFC, each odd in its way, are read as they were meant."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from reports.samples import POLICY, make_failure, make_report

from mtasts_pages.standards.tls_report import (
    Oddity,
    PolicyType,
    ResultType,
    TlsReport,
    TlsReportError,
    parse_report,
)


def read(report: object) -> TlsReport:
    return parse_report(json.dumps(report).encode())


def change(path: str, value: object) -> dict[str, Any]:
    """Return a report in which the value at *path* is another; `None` leaves it out."""
    report = make_report(failures=[make_failure()])
    *steps, last = path.split("/")
    place: Any = report
    for step in steps:
        place = place[int(step)] if step.isdigit() else place[step]
    place[last] = value
    return report


def test_a_report_by_the_rfc_is_read_without_an_oddity() -> None:
    report = read(make_report(failures=[make_failure()]))
    assert report.oddities == frozenset()
    assert report.organization == "Sender Inc."
    assert report.start == datetime(2026, 11, 20, tzinfo=UTC)
    (policy,) = report.policies
    assert (policy.type, policy.domain, policy.policy) == (PolicyType.STS, "example.com", POLICY)
    assert (policy.successful, policy.failed) == (5, 2)
    (failure,) = policy.failures
    assert failure.result_type is ResultType.CERTIFICATE_EXPIRED
    assert failure.mx_host == "mx1.example.com"


ODD = {
    Oddity.CONTACT_MISSING: ("contact-info", None),
    Oddity.COUNT_AS_TEXT: ("policies/0/summary/total-successful-session-count", "5"),
    Oddity.COUNT_MISSING: ("policies/0/summary/total-successful-session-count", None),
    Oddity.COUNT_UNUSABLE: ("policies/0/summary/total-successful-session-count", -1),
    Oddity.DATE_BEYOND_DAY: ("date-range/end-datetime", "2026-12-20T00:00:00Z"),
    Oddity.DATE_MISSING: ("date-range/end-datetime", "soon"),
    Oddity.DATE_SWAPPED: ("date-range/end-datetime", "2026-11-19T00:00:00Z"),
    Oddity.DATE_WITHOUT_ZONE: ("date-range/start-datetime", "2026-11-20T00:00:00"),
    Oddity.DETAILS_DIFFER: ("policies/0/summary/total-failure-session-count", 1),
    Oddity.DETAILS_MISSING: ("policies/0/failure-details", []),
    Oddity.DOMAIN_MISSING: ("policies/0/policy/policy-domain", None),
    Oddity.EMPTY_FIELD: ("policies/0/failure-details/0/receiving-mx-hostname", ""),
    Oddity.MX_HOST_AS_TEXT: ("policies/0/policy/mx-host", "mx1.example.com"),
    Oddity.MX_HOST_PREFIX: ("policies/0/policy/mx-host", ["mx: mx1.example.com"]),
    Oddity.ORGANIZATION_MISSING: ("organization-name", None),
    Oddity.POLICY_STRING_AS_JSON: ("policies/0/policy/policy-string", [json.dumps(POLICY)]),
    Oddity.POLICY_STRING_AS_TEXT: ("policies/0/policy/policy-string", "\r\n".join(POLICY)),
    Oddity.POLICY_TYPE_UNKNOWN: ("policies/0/policy/policy-type", "new"),
    Oddity.REPORT_ID_MISSING: ("report-id", None),
    Oddity.RESULT_TYPE_UNKNOWN: ("policies/0/failure-details/0/result-type", "new"),
}


@pytest.mark.parametrize("oddity", ODD)
def test_an_oddity_is_named_and_the_rest_is_read(oddity: Oddity) -> None:
    report = read(change(*ODD[oddity]))
    assert oddity in report.oddities
    (policy,) = report.policies
    assert report.start.year == 2026
    assert policy.failed in (1, 2)


@pytest.mark.parametrize("oddity", [Oddity.POLICY_STRING_AS_JSON, Oddity.POLICY_STRING_AS_TEXT])
def test_a_policy_string_of_another_shape_has_the_same_lines(oddity: Oddity) -> None:
    assert read(change(*ODD[oddity])).policies[0].policy == POLICY


def test_every_oddity_of_the_table_is_tested() -> None:
    elsewhere = {
        Oddity.BYTE_ORDER_MARK,
        Oddity.NOT_UTF_8,
        Oddity.FIELD_ALIAS,
        Oddity.POLICIES_AS_OBJECT,
    }
    assert set(ODD) | elsewhere == set(Oddity)


@pytest.mark.parametrize(
    ("encoding", "oddities"),
    [
        ("utf-8-sig", {Oddity.BYTE_ORDER_MARK}),
        ("utf-16", {Oddity.BYTE_ORDER_MARK, Oddity.NOT_UTF_8}),
        ("latin-1", {Oddity.NOT_UTF_8}),
    ],
)
def test_other_encodings_are_read(encoding: str, oddities: set[Oddity]) -> None:
    text = json.dumps(make_report(organization="Sénder"), ensure_ascii=False)
    report = parse_report(text.encode(encoding))
    assert report.oddities == oddities
    assert report.policies[0].successful == 5


def test_another_name_for_the_mx_host_is_known() -> None:
    report = make_report(failures=[make_failure()])
    failure = report["policies"][0]["failure-details"][0]
    failure["receiving-mx-host-name"] = failure.pop("receiving-mx-hostname").upper() + "."
    seen = read(report)
    assert seen.oddities == {Oddity.FIELD_ALIAS}
    assert seen.policies[0].failures[0].mx_host == "mx1.example.com"


def test_a_single_policy_need_not_be_in_a_list() -> None:
    report = make_report()
    report["policies"] = report["policies"][0]
    assert read(report).oddities == {Oddity.POLICIES_AS_OBJECT}


def test_a_swapped_range_is_put_right() -> None:
    report = read(change(*ODD[Oddity.DATE_SWAPPED]))
    assert report.start < report.end


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "it is not JSON"),
        (b"{", "it is not JSON"),
        (b"[]", "it is JSON, but no report"),
        (b'{"policies": 1, "date-range": {}}', "it does not say what day it is about"),
        (b'{"policies": []}', "it does not say what day it is about"),
        (b"[" * 100_000, "its JSON is nested too deeply"),
        (b'{"a": ' + b"9" * 10_000 + b"}", "it is not JSON"),
        (b" " * (9 << 20), "it is larger than 8 MiB"),
    ],
)
def test_what_is_no_report_is_said_in_a_clause(data: bytes, message: str) -> None:
    with pytest.raises(TlsReportError, match=message):
        parse_report(data)


def test_numbers_of_policies_and_failures_are_bounded() -> None:
    report = make_report()
    report["policies"] *= 10_001
    with pytest.raises(TlsReportError, match="more than 10,000 policies"):
        read(report)
    with pytest.raises(TlsReportError, match="more than 10,000 failure details"):
        read(make_report(failures=[make_failure()] * 10_001))
