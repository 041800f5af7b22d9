"""Valid texts with mistakes: the verdict is checkdmarc's, but for the listed differences.

``MTASTS_FUZZ_CASES`` says how many texts of each sort are tried (`make fuzz` sets more), and
``MTASTS_FUZZ_SEED`` which ones.
"""

import os
from collections.abc import Callable

import pytest
from standards import judges, mutations
from standards.differences import (
    POLICY_TOLERANCES,
    RECORD_TOLERANCES,
    TLS_TOLERANCES,
    Tolerance,
    is_explained,
)
from standards.judges import Mailauth

from mtasts_pages.standards import (
    Defect,
    PolicyError,
    PolicyRecordError,
    TlsReportingError,
    find_policy_defects,
    find_record_defects,
    find_tls_reporting_defects,
    format_policy,
    is_refused,
    parse_policy,
    parse_policy_record,
    parse_tls_reporting_record,
    propose_policy,
)

CASES = int(os.environ.get("MTASTS_FUZZ_CASES", "8000"))
SEED = int(os.environ.get("MTASTS_FUZZ_SEED", "8461"))

pytestmark = pytest.mark.timeout(60 + CASES // 200)


def find_in_policy(text: str) -> tuple[Defect, ...]:
    return find_policy_defects(text.encode())


def find_disagreements(
    texts: tuple[str, ...],
    find: Callable[[str], tuple[Defect, ...]],
    judge: Callable[[str], object],
    tolerances: tuple[Tolerance, ...],
) -> list[tuple[str, str]]:
    found = []
    for text in mutations.mutations(texts, CASES, SEED):
        accepted = not is_refused(find(text))
        accepted_there = judge(text) is not None
        if accepted and not accepted_there:
            found.append(("checkdmarc refuses", text))
        elif accepted_there and not accepted and not is_explained(text, find, tolerances):
            found.append(("checkdmarc accepts", text))
    return found


def test_the_verdict_on_a_policy_is_that_of_checkdmarc() -> None:
    def judge(text: str) -> object:
        return judges.read_policy_by_checkdmarc(text.encode())

    assert not find_disagreements(mutations.POLICIES, find_in_policy, judge, POLICY_TOLERANCES)


def test_the_verdict_on_a_policy_record_is_that_of_checkdmarc() -> None:
    assert not find_disagreements(
        mutations.POLICY_RECORDS,
        find_record_defects,
        judges.read_id_by_checkdmarc,
        RECORD_TOLERANCES,
    )


def test_the_verdict_on_a_tls_reporting_record_is_that_of_checkdmarc() -> None:
    assert not find_disagreements(
        mutations.TLS_RECORDS,
        find_tls_reporting_defects,
        judges.read_rua_by_checkdmarc,
        TLS_TOLERANCES,
    )


def test_what_is_accepted_is_read_alike() -> None:
    """An accepted policy has the values that checkdmarc reads; the resolver differs on repeats."""
    accepted = 0
    for text in mutations.mutations(mutations.POLICIES, CASES, SEED + 1):
        try:
            policy = parse_policy(text.encode())
        except PolicyError as error:
            assert is_refused(error.defects)  # noqa: PT017 - refusals are the rule here
            continue
        accepted += 1
        read = judges.read_policy_by_checkdmarc(text.encode())
        assert read is not None, text
        assert (policy.mode, policy.max_age) == (read.mode, read.max_age), text
        names = tuple(dict.fromkeys(name.lower() for name in read.mx))
        assert tuple(pattern.text for pattern in policy.mx) == names, text
    assert accepted > CASES // 20


def test_accepted_records_are_read_alike() -> None:
    accepted = 0
    for text in mutations.mutations(mutations.POLICY_RECORDS, CASES // 2, SEED + 2):
        try:
            record = parse_policy_record(text)
        except PolicyRecordError:
            continue
        accepted += 1
        assert record.id == judges.read_id_by_checkdmarc(text), text
    for text in mutations.mutations(mutations.TLS_RECORDS, CASES // 2, SEED + 3):
        try:
            rua = parse_tls_reporting_record(text).rua
        except TlsReportingError:
            continue
        accepted += 1
        read = judges.read_rua_by_checkdmarc(text)
        assert read is not None, text
        assert {uri.lower() for uri in rua} == {uri.lower() for uri in read}, text
    assert accepted > CASES // 20


def test_a_proposed_policy_is_one_that_everybody_reads() -> None:
    """A repair may be wrong about what was meant, but never about what is valid."""
    proposed = 0
    for text in mutations.mutations(mutations.POLICIES, CASES // 2, SEED + 4):
        policy = propose_policy(text.encode())
        if policy is not None:
            proposed += 1
            assert parse_policy(format_policy(policy)) == policy, text
    assert proposed > CASES // 10


def test_mailauth_reads_what_is_accepted(mailauth: Mailauth) -> None:
    for text in mutations.mutations(mutations.POLICIES, CASES // 8, SEED + 5):
        if not is_refused(find_in_policy(text)):
            assert mailauth.read_policy(text.encode(), strict=True) is not None, text
