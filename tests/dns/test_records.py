"""Which records a domain needs, and what they say."""

from dataclasses import replace

import pytest
from samples import make_domain

from mtasts_pages.dns import Purpose, describe_records, pages_target
from mtasts_pages.standards import parse_policy_record, parse_tls_reporting_record

POLICY_ID = "2026112312000048d2a7c19f0b"


def test_a_domain_has_its_records_in_the_order_of_publishing() -> None:
    records = describe_records(make_domain(ttl=300), "Example-Org", POLICY_ID)
    assert [(record.name, record.type, record.ttl, record.value) for record in records] == [
        ("mta-sts.example.com.", "CNAME", 300, "example-org.github.io."),
        ("_mta-sts.example.com.", "TXT", 300, f"v=STSv1; id={POLICY_ID}"),
        ("_smtp._tls.example.com.", "TXT", 300, "v=TLSRPTv1; rua=mailto:tls-reports@example.com"),
        ("_github-pages-challenge-Example-Org.example.com.", "TXT", 300, None),
    ]
    assert [record.purpose for record in records] == list(Purpose)


def test_the_records_are_read_back_by_the_standards() -> None:
    reports = ("mailto:a@example.com", "https://reports.example.net/tls")
    records = describe_records(make_domain(tls_reports=reports), "example-org", POLICY_ID)
    assert parse_policy_record(records[1].value or "").id == POLICY_ID
    assert parse_tls_reporting_record(records[2].value or "").rua == reports


def test_without_reports_there_is_no_reporting_record() -> None:
    records = describe_records(make_domain(tls_reports=()), "example-org", POLICY_ID)
    assert Purpose.TLS_REPORTING not in [record.purpose for record in records]


def test_without_an_owner_the_target_is_not_known() -> None:
    records = describe_records(replace(make_domain(), owner=None), None, POLICY_ID)
    assert records[0].value is None
    assert Purpose.DOMAIN_VERIFICATION not in [record.purpose for record in records]


@pytest.mark.parametrize("owner", ["example-org", "Example-Org"])
def test_the_target_is_the_pages_host_of_the_owner_in_lower_case(owner: str) -> None:
    assert pages_target(owner) == "example-org.github.io"
