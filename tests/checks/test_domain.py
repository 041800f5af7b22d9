"""The one judgement: a domain in good order, and what the commands used to judge differently."""

from __future__ import annotations

from dataclasses import replace

import pytest
from good import NOW, found, make_id, make_seen, make_target, missing, unanswered
from samples import make_domain

from mtasts_pages.checks.coverage import begins_to_enforce, describe_uncovered, find_uncovered
from mtasts_pages.checks.domain import Judgement, judge_domain
from mtasts_pages.checks.policy_record import read_announced_id
from mtasts_pages.checks.stage import Stage
from mtasts_pages.checks.standing import read_ids
from mtasts_pages.dns import Purpose, RecordState
from mtasts_pages.errors import GitHubError
from mtasts_pages.standards import Mode
from mtasts_pages.state import GitHubSeen, Lookup, MailRoute

TARGET = make_target(make_domain(mode=Mode.ENFORCE))
GOOD = make_seen(TARGET)
ID = make_id(TARGET)
NAME = TARGET.record_name


def judge(**changes: object) -> Judgement:
    """Return the judgement of the good domain with these parts of it seen otherwise."""
    return judge_domain(TARGET, replace(GOOD, **changes), NOW)  # type: ignore[arg-type]


def list_codes(judgement: Judgement) -> list[str]:
    return [finding.code for finding in judgement.findings]


def find_states(judgement: Judgement) -> dict[Purpose, RecordState]:
    return {status.record.purpose: status.state for status in judgement.records}


def test_a_domain_in_good_order_is_current_and_has_no_finding() -> None:
    judgement = judge()
    assert judgement.findings == ()
    assert (judgement.stage, judgement.policy_id) == (Stage.CURRENT, ID)
    assert find_states(judgement) == {
        Purpose.POLICY_HOST: RecordState.PRESENT,
        Purpose.POLICY_RECORD: RecordState.PRESENT,
        Purpose.TLS_REPORTING: RecordState.PRESENT,
        Purpose.DOMAIN_VERIFICATION: RecordState.UNKNOWN,
    }


def test_what_was_not_looked_at_is_not_judged() -> None:
    judgement = judge(github=None, mail=None, around=None, wildcard=None, verification=None)
    assert judgement.findings == ()
    assert judgement.stage is Stage.CURRENT
    assert judgement.policy_id is None  # only the history of the repository has it


def test_what_github_does_not_say_is_one_finding() -> None:
    judgement = judge(github=GitHubSeen(problem=GitHubError("it is down")))
    assert list_codes(judgement) == ["github-unreadable"]
    assert judgement.stage is Stage.CURRENT


# ---- a null MX (RFC 7505) ----

NULL_MX = MailRoute(found("example.com", "MX", ""))


def test_a_null_mx_is_no_host_that_is_not_covered() -> None:
    assert NULL_MX.refuses_mail
    assert NULL_MX.hosts == ()
    assert find_uncovered(TARGET.policy, NULL_MX.hosts) == ()
    assert describe_uncovered(TARGET, replace(GOOD, mail=NULL_MX)) is None


def test_a_null_mx_is_named_as_such() -> None:
    judgement = judge(mail=NULL_MX)
    assert list_codes(judgement) == ["mx-missing"]
    assert "has a null MX record" in judgement.findings[0].message


def test_hosts_beside_a_root_are_hosts() -> None:
    """RFC 7505, 3 forbids it; whoever does it takes mail at the other hosts."""
    mixed = MailRoute(found("example.com", "MX", "", "mx1.example.com", "mx2.example.com"))
    assert not mixed.refuses_mail
    assert list_codes(judge(mail=mixed)) == []


# ---- what is a policy record ----

STRANGER = "v=STSv10; id=b"


def test_a_longer_version_beside_the_record_is_no_second_record() -> None:
    beside = found(NAME, "TXT", f"v=STSv1; id={ID}", STRANGER)
    judgement = judge(policy_record=beside)
    assert find_states(judgement)[Purpose.POLICY_RECORD] is RecordState.PRESENT
    assert judgement.findings == ()
    assert (judgement.stage, judgement.policy_id) == (Stage.CURRENT, ID)
    assert (read_ids(beside), read_announced_id(beside)) == ((ID,), ID)


def test_a_longer_version_alone_is_no_record() -> None:
    judgement = judge(policy_record=found(NAME, "TXT", STRANGER))
    assert find_states(judgement)[Purpose.POLICY_RECORD] is RecordState.MISSING
    assert list_codes(judgement) == ["record-invalid"]
    assert judgement.stage is Stage.POLICY_SERVED


def test_two_records_are_two_everywhere() -> None:
    two = found(NAME, "TXT", f"v=STSv1; id={ID}", "v=STSv1 ; id=b")
    judgement = judge(policy_record=two)
    assert find_states(judgement)[Purpose.POLICY_RECORD] is RecordState.DIFFERENT
    assert list_codes(judgement) == ["record-several"]
    assert judgement.stage is Stage.POLICY_SERVED


@pytest.mark.parametrize("text", ["v=TLSRPTv10; rua=mailto:b@example.com", "v=spf1 -all"])
def test_a_foreign_text_beside_the_reporting_record_is_no_second_one(text: str) -> None:
    (right,) = GOOD.tls_reporting.values
    judgement = judge(tls_reporting=found(TARGET.reporting_name, "TXT", right, text))
    assert find_states(judgement)[Purpose.TLS_REPORTING] is RecordState.PRESENT
    assert judgement.findings == ()
    assert judgement.stage is Stage.CURRENT


# ---- a wildcard ----


@pytest.mark.parametrize(
    "wildcard",
    [
        found("*.example.com", "A", "185.199.108.153"),
        found("*.example.com", "A", "192.0.2.1", "185.199.111.153"),
        found("*.example.com", "AAAA", "2606:50c0:8003::153"),
        found("*.example.com", "A", "192.0.2.1", alias="somebody.github.io"),
        missing("*.example.com", "A", alias="somebody.github.io"),
    ],
)
def test_a_wildcard_that_leads_to_github_is_found(wildcard: Lookup) -> None:
    assert list_codes(judge(wildcard=wildcard)) == ["wildcard-to-github"]


@pytest.mark.parametrize(
    "wildcard",
    [
        found("*.example.com", "A", "192.0.2.1"),
        found("*.example.com", "AAAA", "2001:db8::1", alias="www.example.net"),
        unanswered("*.example.com", "A"),
    ],
)
def test_a_wildcard_that_leads_elsewhere_is_no_danger(wildcard: Lookup) -> None:
    assert judge(wildcard=wildcard).findings == ()


# ---- enforcing ----


def test_only_a_policy_that_senders_do_not_have_begins_to_be_enforced() -> None:
    assert GOOD.github is not None
    repository = GOOD.github.repository
    assert repository is not None
    assert not begins_to_enforce(TARGET, repository)
    assert begins_to_enforce(TARGET, None)
    assert begins_to_enforce(TARGET, replace(repository, files={}))
    testing = make_target(make_domain(mode=Mode.TESTING))
    assert not begins_to_enforce(testing, None)


def test_uncovered_hosts_are_named_a_few_of_them() -> None:
    hosts = [f"mx{number}.example.net" for number in range(5)]
    said = describe_uncovered(
        TARGET, replace(GOOD, mail=MailRoute(found("example.com", "MX", *hosts)))
    )
    assert said is not None
    assert "`mx0.example.net`, `mx1.example.net`, `mx2.example.net` and 2 more" in said
