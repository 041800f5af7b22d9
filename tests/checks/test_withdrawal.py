"""Nothing asks for records that a retirement has removed."""

from __future__ import annotations

from dataclasses import replace

from good import NOW, make_seen, make_target, missing, unanswered
from samples import make_domain

from mtasts_pages.checks.domain import judge_domain
from mtasts_pages.dns import Purpose
from mtasts_pages.rollout.publishing.planning import plan_domain
from mtasts_pages.standards.mtasts import Mode
from mtasts_pages.state import DomainSeen, FetchProblem, ServedPolicy, Target

RECORD, HOST = "_mta-sts.example.com", "mta-sts.example.com"


def retiring(mode: Mode = Mode.NONE) -> tuple[Target, DomainSeen]:
    """Return a domain whose policy record is gone."""
    target = make_target(make_domain(mode=mode))
    return target, replace(make_seen(target), policy_record=missing(RECORD, "TXT"))


def test_a_record_that_is_gone_is_not_asked_back() -> None:
    target, seen = retiring()
    judgement = judge_domain(target, seen, NOW)
    assert Purpose.POLICY_RECORD not in {each.record.purpose for each in judgement.records}
    assert Purpose.POLICY_HOST in {each.record.purpose for each in judgement.records}
    assert "record-missing" not in {each.code for each in judgement.findings}
    plan = plan_domain(target, seen, NOW)
    assert (plan.steps, plan.wait) == ((), None)


def test_nor_is_the_policy_host_that_is_gone_after_it() -> None:
    target, seen = retiring()
    seen = replace(
        seen,
        policy_host=missing(HOST, "CNAME"),
        ipv4=missing(HOST, "A"),
        ipv6=missing(HOST, "AAAA"),
        served=ServedPolicy(None, FetchProblem.UNRESOLVED),
    )
    judgement = judge_domain(target, seen, NOW)
    assert {each.record.purpose for each in judgement.records}.isdisjoint(
        {Purpose.POLICY_RECORD, Purpose.POLICY_HOST}
    )
    assert not [each for each in judgement.findings if each.severity == "error"]
    plan = plan_domain(target, seen, NOW)
    assert (plan.steps, plan.wait) == ((), None)


def test_a_policy_that_counts_needs_its_record() -> None:
    target, seen = retiring(Mode.TESTING)
    judgement = judge_domain(target, seen, NOW)
    assert Purpose.POLICY_RECORD in {each.record.purpose for each in judgement.records}
    assert "record-missing" in {each.code for each in judgement.findings}
    assert plan_domain(target, seen, NOW).wait is not None


def test_a_record_that_is_there_is_judged() -> None:
    target = make_target(make_domain(mode=Mode.NONE))
    judgement = judge_domain(target, make_seen(target), NOW)
    assert Purpose.POLICY_RECORD in {each.record.purpose for each in judgement.records}


def test_no_answer_is_not_an_absent_record() -> None:
    target, seen = retiring()
    seen = replace(seen, policy_record=unanswered(RECORD, "TXT"))
    judgement = judge_domain(target, seen, NOW)
    assert Purpose.POLICY_RECORD in {each.record.purpose for each in judgement.records}
