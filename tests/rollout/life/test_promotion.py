"""When a policy may be enforced: the rule, case by case."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from good import NOW, unanswered
from rollout.life.knowing import DAY, MX, WEEK, good_host, known, ledger_of, policy

from mtasts_pages.config.edit import Change
from mtasts_pages.errors import GitHubError
from mtasts_pages.rollout.life.evidence import Evidence
from mtasts_pages.rollout.life.promotion import (
    Promotion,
    ReportedFailure,
    ReportEvidence,
    hold_shared_entries,
    judge_promotion,
)
from mtasts_pages.rollout.life.verdict import Reason, Verdict
from mtasts_pages.standards.mtasts import Mode
from mtasts_pages.state import CertificateFault, Contact, MailHost, MailProblem, MailRoute

ENFORCE, DAYS = Mode.ENFORCE, timedelta(days=1)
REPORTS = ReportEvidence(500, 3, 10, NOW - DAYS, is_heard=True)


def judge(evidence: Evidence, reports: ReportEvidence | None = None) -> tuple[Verdict, list[str]]:
    found = judge_promotion(evidence, NOW, reports)
    assert (found.change is not None) == (found.verdict is Verdict.READY)
    return found.verdict, [reason.code for reason in found.reasons]


def test_all_good_is_ready_with_a_max_age_of_a_day() -> None:
    found = judge_promotion(known(), NOW)
    assert found.verdict is Verdict.READY
    assert found.change == Change(mode=ENFORCE, max_age=DAY)
    assert "probes only: no TLS reports are read" in found.evidence


def test_a_max_age_that_is_short_already_stays() -> None:
    found = judge_promotion(known(policy(max_age=600)), NOW)
    assert found.change == Change(mode=ENFORCE)


def test_one_that_was_enforced_before_keeps_its_max_age() -> None:
    announced = ((90, policy(ENFORCE)), (20, policy()))
    found = judge_promotion(known(policy(), *announced), NOW)
    assert found.change == Change(mode=ENFORCE)


# ---- blocked ----

EXPIRED = MailHost(
    "mx2.example.com",
    MailProblem.CERTIFICATE,
    contact=Contact("192.0.2.2", certificate_fault=CertificateFault.EXPIRED),
)
BLOCKED = {
    "a live host that the policy does not name": (
        known(live=(*MX, "mx.elsewhere.example")),
        "mx-not-covered",
    ),
    "a wildcard covers one label": (
        known(policy(mx=("*.mx.microsoft",)), live=("a.b-v1.mx.microsoft",)),
        "mx-not-covered",
    ),
    "a backup host with an expired certificate": (
        known(hosts=(good_host(MX[0]), EXPIRED)),
        "mx-certificate-expired",
    ),
    "one address of a good host": (
        known(hosts=(good_host(MX[0]), good_host(MX[1]), EXPIRED)),
        "mx-certificate-expired",
    ),
    "a certificate that ends soon": (
        known(hosts=(good_host(MX[0]), good_host(MX[1], days=5))),
        "mx-certificate-expiring",
    ),
    "no STARTTLS": (
        known(hosts=(good_host(MX[0]), MailHost(MX[1], MailProblem.NO_STARTTLS))),
        "mx-no-starttls",
    ),
}


@pytest.mark.parametrize("case", BLOCKED)
def test_mail_that_would_stop_blocks(case: str) -> None:
    evidence, code = BLOCKED[case]
    assert judge(evidence) == (Verdict.BLOCKED, [code])


def test_mx_records_that_nobody_answers_for_block() -> None:
    evidence = known()
    route = MailRoute(unanswered("example.com", "MX"))
    spoiled = replace(evidence, seen=replace(evidence.seen, mail=route))
    assert judge(spoiled) == (Verdict.BLOCKED, ["mx-unanswered"])


def test_a_policy_that_is_not_served_blocks() -> None:
    evidence = known()
    served = replace(evidence.seen.served, body=b"something else")
    spoiled = replace(evidence, seen=replace(evidence.seen, served=served))
    assert judge(spoiled)[0] is Verdict.BLOCKED


def test_a_history_that_cannot_be_read_blocks() -> None:
    evidence = known()
    spoiled = replace(evidence, ledger=replace(evidence.ledger, error=GitHubError("refused")))
    assert judge(spoiled) == (Verdict.BLOCKED, ["history-unread"])


@pytest.mark.parametrize(("organizations", "days"), [(2, 1), (1, 2)])
def test_failures_of_two_senders_or_on_two_days_block(organizations: int, days: int) -> None:
    failure = ReportedFailure(
        "certificate-expired", MX[0], organizations, days, NOW - 5 * DAYS, stops_mail=True
    )
    reports = replace(REPORTS, failures=(failure,))
    assert judge(known(), reports) == (Verdict.BLOCKED, ["reported-failures"])


# ---- not yet ----


def test_two_weeks_have_to_pass() -> None:
    found = judge_promotion(known(policy(), (10, policy())), NOW)
    assert found.verdict is Verdict.NOT_YET
    (reason,) = found.reasons
    assert (reason.code, reason.until) == ("too-new", NOW + 4 * DAYS)


def test_they_count_from_when_the_id_was_seen() -> None:
    evidence = known(policy(), (20, policy()))
    (only,) = evidence.ledger.history.announcements
    assert only.policy_id is not None
    history = replace(evidence.ledger.history, marks={only.policy_id: NOW - 13 * DAYS})
    late = replace(evidence, ledger=replace(evidence.ledger, history=history))
    assert judge(late) == (Verdict.NOT_YET, ["too-new"])


def test_another_max_age_does_not_begin_the_time_anew_and_another_host_does() -> None:
    longer = ((30, policy()), (2, policy(max_age=4 * WEEK)))
    assert judge(known(policy(max_age=4 * WEEK), *longer)) == (Verdict.READY, [])
    moved = ((30, policy(mx=("mx1.example.com",))), (2, policy()))
    assert judge(known(policy(), *moved)) == (Verdict.NOT_YET, ["too-new"])


def test_what_is_not_published_is_published_first() -> None:
    evidence = known(policy(max_age=DAY), (20, policy()))
    assert judge(evidence) == (Verdict.NOT_YET, ["not-published"])


def test_a_host_that_cannot_be_met_from_here_is_no_evidence() -> None:
    silent = MailHost(MX[1], MailProblem.UNREACHED, "no answer")
    assert judge(known(hosts=(good_host(MX[0]), silent))) == (Verdict.NOT_YET, ["mx-unknown"])


def test_one_address_of_a_host_that_answers_elsewhere_is_told() -> None:
    silent = MailHost(MX[1], MailProblem.UNREACHED, "no route")
    found = judge_promotion(known(hosts=(good_host(MX[0]), good_host(MX[1]), silent)), NOW)
    assert found.verdict is Verdict.READY
    assert any("one address of `mx2.example.com`" in each for each in found.evidence)


DOUBTS = {
    "a lone failure of yesterday": (
        replace(
            REPORTS,
            failures=(
                ReportedFailure("validation-failure", MX[0], 1, 1, NOW - DAYS, stops_mail=True),
            ),
        ),
        ["reported-lately"],
    ),
    "two senders that could not fetch": (
        replace(
            REPORTS,
            failures=(ReportedFailure("sts-policy-fetch-error", "", 2, 1, NOW, stops_mail=False),),
        ),
        ["reported-lately"],
    ),
    "reports that ceased": (replace(REPORTS, newest=NOW - 4 * DAYS), ["reports-missing"]),
    "reports for a few days": (replace(REPORTS, days=3), ["reports-few"]),
}


@pytest.mark.parametrize("case", DOUBTS)
def test_doubts_of_reports_have_to_pass(case: str) -> None:
    reports, codes = DOUBTS[case]
    assert judge(known(), reports) == (Verdict.NOT_YET, codes)


@pytest.mark.parametrize(
    "reports",
    [
        REPORTS,
        ReportEvidence(0, 0, 0, None, is_heard=False),
        replace(
            REPORTS,
            failures=(
                ReportedFailure("validation-failure", MX[0], 1, 1, NOW - 9 * DAYS, stops_mail=True),
            ),
        ),
    ],
    ids=["good ones", "nobody writes", "a lone failure long ago"],
)
def test_reports_do_not_hold_it_back(reports: ReportEvidence) -> None:
    assert judge(known(), reports) == (Verdict.READY, [])


# ---- the ladder ----

STEPS = {
    "a day, six days ago": (DAY, 6, Verdict.NOT_YET, None),
    "a day, seven days ago": (DAY, 7, Verdict.READY, WEEK),
    "a week, two weeks ago": (WEEK, 14, Verdict.READY, 4 * WEEK),
    "a week, thirteen days ago": (WEEK, 13, Verdict.NOT_YET, None),
    "four weeks": (4 * WEEK, 99, Verdict.NOTHING_TO_DO, None),
}


@pytest.mark.parametrize("case", STEPS)
def test_the_max_age_climbs(case: str) -> None:
    age, days, verdict, longer = STEPS[case]
    first = (100, policy(ENFORCE, DAY))
    now = policy(ENFORCE, age)
    found = judge_promotion(known(now, (120, policy()), first, (days, now)), NOW)
    if age == DAY:
        found = judge_promotion(known(now, (120, policy()), (days, now)), NOW)
    assert found.verdict is verdict
    assert (found.change.max_age if found.change else None) == longer


def test_who_began_with_another_max_age_has_chosen_it() -> None:
    assert judge(known(policy(ENFORCE, WEEK)))[0] is Verdict.NOTHING_TO_DO


def test_a_domain_without_a_policy_is_left_alone() -> None:
    assert judge(known(policy(Mode.NONE)))[0] is Verdict.NOTHING_TO_DO


# ---- entries that several domains share ----


def test_a_domain_is_ready_with_all_that_share_its_entry() -> None:
    ready = Promotion("example.com", Verdict.READY, change=Change(mode=ENFORCE))
    alias = replace(ready, domain="example.org")
    blocked = Promotion("example.net", Verdict.BLOCKED, (Reason("mx-not-covered", "x"),))
    aliases = {"example.org": "example.com", "example.net": "example.com"}
    held = hold_shared_entries([ready, alias, blocked], aliases)
    assert [each.verdict for each in held] == [Verdict.NOT_YET, Verdict.NOT_YET, Verdict.BLOCKED]
    assert held[0].reasons[0].code == "shared-entry"
    assert all(each.change is None for each in held)
    assert hold_shared_entries([ready, alias], aliases) == [ready, alias]


def test_without_marks_it_counts_from_the_commits() -> None:
    evidence = replace(known(), ledger=ledger_of((20, policy()), marked=False))
    assert judge(evidence) == (Verdict.READY, [])
