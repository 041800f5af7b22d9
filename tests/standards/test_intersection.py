"""Whatever is generated is read alike by every reader that could be had."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from standards import judges, values
from standards.judges import Mailauth, ReadPolicy

from mtasts_pages.standards import (
    MxPattern,
    Policy,
    PolicyRecord,
    TlsReportingRecord,
    find_policy_defects,
    find_record_defects,
    find_tls_reporting_defects,
    format_policy,
    format_policy_record,
    format_tls_reporting_record,
    is_refused,
    parse_domain,
    parse_mx_pattern,
    parse_policy,
    parse_policy_record,
    parse_rua,
    parse_tls_reporting_record,
)

many = settings(max_examples=400, deadline=None)
some = settings(max_examples=150, deadline=None)


def as_read(policy: Policy) -> ReadPolicy:
    return ReadPolicy(policy.mode.value, policy.max_age, tuple(p.text for p in policy.mx))


@many
@given(values.policies)
def test_a_policy_is_read_back_as_it_was(policy: Policy) -> None:
    data = format_policy(policy)
    assert parse_policy(data) == policy
    assert not is_refused(find_policy_defects(data))


@many
@given(values.policies)
def test_a_policy_is_read_alike_by_checkdmarc_and_a_senders_resolver(policy: Policy) -> None:
    data = format_policy(policy)
    assert judges.read_policy_by_checkdmarc(data) == as_read(policy)
    assert judges.read_policy_by_resolver(data) == as_read(policy)


@pytest.mark.parametrize("strict", [True, False])
def test_a_policy_is_read_alike_by_mailauth(mailauth: Mailauth, *, strict: bool) -> None:
    @many
    @given(values.policies)
    def read(policy: Policy) -> None:
        assert mailauth.read_policy(format_policy(policy), strict=strict) == as_read(policy)

    read()


@many
@given(values.policy_records)
def test_a_policy_record_is_read_alike_by_all(record: PolicyRecord) -> None:
    text = format_policy_record(record)
    assert parse_policy_record(text) == record
    assert find_record_defects(text) == ()
    assert judges.read_id_by_checkdmarc(text) == record.id
    assert judges.read_id_by_resolver(text) == record.id


@pytest.mark.parametrize("strict", [True, False])
def test_a_policy_record_is_read_alike_by_mailauth(mailauth: Mailauth, *, strict: bool) -> None:
    @some
    @given(values.policy_records)
    def read(record: PolicyRecord) -> None:
        assert mailauth.read_id(format_policy_record(record), strict=strict) == record.id

    read()


@many
@given(values.tls_reporting_records)
def test_a_tls_reporting_record_is_read_alike_by_checkdmarc(record: TlsReportingRecord) -> None:
    text = format_tls_reporting_record(record)
    assert parse_tls_reporting_record(text) == record
    assert find_tls_reporting_defects(text) == ()
    assert judges.read_rua_by_checkdmarc(text) == record.rua


@many
@given(values.rua)
def test_an_address_as_people_write_it_becomes_one_that_stays(uri: str) -> None:
    once = parse_rua(uri)
    assert parse_rua(once) == once


@many
@given(values.domains, st.sampled_from(("", ".")))
def test_a_domain_is_its_own_normal_form(name: str, dot: str) -> None:
    assert parse_domain(name.upper() + dot) == name == parse_domain(name)


@many
@given(values.patterns)
def test_a_pattern_is_its_own_normal_form(pattern: MxPattern) -> None:
    assert parse_mx_pattern(pattern.text.upper()) == pattern


@many
@given(values.patterns, st.lists(values.labels, max_size=2))
def test_a_pattern_covers_the_same_hosts_as_with_checkdmarc(
    pattern: MxPattern, labels: list[str]
) -> None:
    host = ".".join([*labels, pattern.text.removeprefix("*.")])
    assert pattern.matches(host) == judges.matches_by_checkdmarc(host, [pattern.text])
    assert pattern.matches(host.upper()) == pattern.matches(host)


def test_a_pattern_covers_the_same_hosts_as_with_mailauth(mailauth: Mailauth) -> None:
    @some
    @given(values.patterns, st.lists(values.labels, max_size=2))
    def compare(pattern: MxPattern, labels: list[str]) -> None:
        host = ".".join([*labels, pattern.text.removeprefix("*.")])
        assert pattern.matches(host) == mailauth.matches(host, [pattern.text])

    compare()
