"""Reports are counted once each, and what they say is summed up by domain."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from reports.samples import POLICY, make_failure, make_mail, make_report, pack

from mtasts_pages.rollout.reports.gather import BATCH, PathSource, gather_reports
from mtasts_pages.rollout.reports.reading import MAIL_DISAGREES, How
from mtasts_pages.rollout.reports.summary import DomainSummary, ReportSummary, Sessions
from mtasts_pages.rollout.reports.tally import ORGANIZATION_LIMIT, OTHERS
from mtasts_pages.standards.tls_report import PolicyType, ResultType
from mtasts_pages.world.mail.signature import Belief

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
DAY = date(2026, 11, 20)


def gather(
    folder: Path, *reports: dict[str, Any] | bytes, domains: list[str] | None = None, **how: Any
) -> ReportSummary:
    for number, report in enumerate(reports):
        data = report if isinstance(report, bytes) else pack(report)
        (folder / f"{number:05}.bin").write_bytes(data)
    asked = How(NOW, with_keys=False, **how)
    return gather_reports(
        [PathSource(str(folder))], domains, asked, jobs=1, listener=lambda _: None
    )


def only(summary: ReportSummary) -> DomainSummary:
    (domain,) = summary.domains
    return domain


def test_sessions_are_added_by_day_and_organization(tmp_path: Path) -> None:
    later = DAY + timedelta(days=1)
    domain = only(
        gather(
            tmp_path,
            make_report(failures=[make_failure()]),
            make_report(day=later),
            make_report(day=later, organization="Other"),
        )
    )
    assert (domain.reports, domain.successful, domain.failed) == (3, 15, 2)
    assert domain.days == {DAY: Sessions(5, 2), later: Sessions(10, 0)}
    assert [(each.organization, each.failed, each.last) for each in domain.organizations] == [
        ("Sender Inc.", 2, later),
        ("Other", 0, later),
    ]
    (failure,) = domain.failures
    assert failure.result_type is ResultType.CERTIFICATE_EXPIRED
    assert (failure.mx, failure.sessions, failure.days) == ("mx1.example.com", 2, 1)
    assert domain.policies[0].policy == POLICY


def test_a_report_counts_once_however_it_came(tmp_path: Path) -> None:
    report = make_report()
    summary = gather(tmp_path, report, json.dumps(report).encode(), make_mail(report))
    assert only(summary).successful == 5
    assert (summary.sources[0].reports, summary.sources[0].duplicates) == (1, 2)


def test_an_organization_in_other_letters_is_the_same(tmp_path: Path) -> None:
    summary = gather(tmp_path, make_report(), make_report(organization="SENDER INC."))
    assert summary.sources[0].duplicates == 1


def test_a_report_id_with_other_content_counts_again_and_is_named(tmp_path: Path) -> None:
    changed = make_report(successful=7)
    summary = gather(tmp_path, make_report(), changed, changed)
    assert only(summary).successful == 12
    assert (summary.reused, summary.sources[0].duplicates) == (1, 1)


def test_the_same_sessions_under_two_policy_types_are_not_added(tmp_path: Path) -> None:
    report = make_report(successful=5)
    dane = make_report(successful=4, policy=["3 1 1 00"], policy_type="tlsa")
    report["policies"] += dane["policies"]
    domain = only(gather(tmp_path, report))
    assert (domain.reports, domain.successful) == (1, 5)
    assert domain.types == {PolicyType.STS: Sessions(5, 0), PolicyType.TLSA: Sessions(4, 0)}


def test_several_policies_of_one_type_are_added(tmp_path: Path) -> None:
    report = make_report(successful=5)
    report["policies"] += make_report(successful=4, policy=POLICY[:3])["policies"]
    assert only(gather(tmp_path, report)).successful == 9


def test_a_domain_that_is_not_ours_is_named_and_left_out(tmp_path: Path) -> None:
    summary = gather(
        tmp_path, make_report(), make_report("other.example"), domains=["example.com", "b.example"]
    )
    assert [(each.domain, each.reports) for each in summary.domains] == [
        ("example.com", 1),
        ("b.example", 0),
    ]
    assert summary.foreign == {"other.example": 1}


def without_domain(**changes: Any) -> dict[str, Any]:
    report = make_report(report_id="r1", **changes)
    del report["policies"][0]["policy"]["policy-domain"]
    return report


def test_a_missing_domain_is_taken_from_what_is_around_the_report(tmp_path: Path) -> None:
    by_id = without_domain()
    by_id["report-id"] = "2026-11-20T00:00:00Z_by-id.example"
    (tmp_path / "a!by-name.example!1!2.json").write_bytes(json.dumps(without_domain()).encode())
    by_subject = make_mail(without_domain(), "by-mail.example")
    summary = gather(tmp_path, by_id, by_subject, without_domain())
    assert [each.domain for each in summary.domains] == [
        "by-id.example",
        "by-mail.example",
        "by-name.example",
    ]
    assert summary.nameless == 1


def test_a_mail_that_names_another_domain_than_its_report_is_odd(tmp_path: Path) -> None:
    summary = gather(tmp_path, make_mail(make_report(), "other.example"))
    assert only(summary).domain == "example.com"
    assert summary.sources[0].oddities[MAIL_DISAGREES] == 1


def test_days_that_were_not_asked_for_are_left_out(tmp_path: Path) -> None:
    reports = [make_report(day=DAY + timedelta(days=number)) for number in range(5)]
    summary = gather(
        tmp_path, *reports, since=DAY + timedelta(days=1), until=DAY + timedelta(days=3)
    )
    assert list(only(summary).days) == [DAY + timedelta(days=number) for number in (1, 2, 3)]
    assert summary.sources[0].outside == 2


def test_what_cannot_be_read_is_named_and_leaves_the_rest(tmp_path: Path) -> None:
    cut = pack(make_report())[:-9]
    summary = gather(tmp_path, cut, make_report(), b"read me", b'{"a": 1}')
    (source,) = summary.sources
    assert (source.reports, source.unreadable, source.others) == (1, 2, 1)
    assert dict(source.examples) == {
        str(tmp_path / "00000.bin"): "it is damaged or cut off",
        str(tmp_path / "00003.bin"): "it is JSON, but no report",
    }


def test_a_source_that_is_not_there_leaves_the_others(tmp_path: Path) -> None:
    (tmp_path / "r.json").write_bytes(pack(make_report()))
    sources = [PathSource(str(tmp_path / "nowhere")), PathSource(str(tmp_path))]
    summary = gather_reports(sources, None, How(NOW), jobs=1, listener=lambda _: None)
    assert "cannot be read: No such file" in (summary.sources[0].error or "")
    assert only(summary).reports == 1


def test_a_failure_without_details_is_one_all_the_same(tmp_path: Path) -> None:
    report = make_report(failures=[make_failure(sessions=3)])
    report["policies"][0]["failure-details"] = []
    (failure,) = only(gather(tmp_path, report)).failures
    assert (failure.result_type, failure.text, failure.sessions) == (ResultType.OTHER, "", 3)


def test_only_what_is_trusted_proves_a_success(tmp_path: Path) -> None:
    summary = gather(tmp_path, make_report(), make_mail(make_report(organization="Unsigned")))
    assert (only(summary).successful, only(summary).proven) == (10, 5)
    assert summary.sources[0].beliefs == {Belief.NONE: 1, Belief.UNSIGNED: 1}


def test_names_that_anybody_may_make_up_do_not_fill_the_memory(tmp_path: Path) -> None:
    reports = [make_report(organization=f"o{n}") for n in range(ORGANIZATION_LIMIT + 20)]
    domain = only(gather(tmp_path, *reports))
    assert len(domain.organizations) == ORGANIZATION_LIMIT + 1
    others = next(each for each in domain.organizations if each.organization == OTHERS)
    assert others.successful == 20 * 5


@pytest.mark.timeout(300)
def test_processes_count_as_one_does(tmp_path: Path) -> None:
    for number in range(5 * BATCH):
        report = make_report(
            f"d{number % 7}.example", DAY + timedelta(days=number % 9), f"o{number % 11}"
        )
        (tmp_path / f"{number}.json.gz").write_bytes(pack(report))
    (tmp_path / "broken.json").write_bytes(b"{")
    sources, how = [PathSource(str(tmp_path))], How(NOW)
    alone = gather_reports(sources, None, how, jobs=1, listener=lambda _: None)
    both = gather_reports(sources, None, how, jobs=2, listener=lambda _: None)
    assert alone == both
    assert alone.sources[0].reports + alone.sources[0].duplicates == 5 * BATCH
