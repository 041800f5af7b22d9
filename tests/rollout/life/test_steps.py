"""Retirement, migration, rollback and what-if: what is due, since when, until when, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from good import NOW, missing, unanswered
from rollout.life.knowing import DAY, MX, WEEK, good_host, known, ledger_of, policy

from mtasts_pages.config.edit import Change
from mtasts_pages.errors import GitHubError
from mtasts_pages.rollout.life.evidence import Evidence
from mtasts_pages.rollout.life.migration import Destination, plan_migration
from mtasts_pages.rollout.life.retirement import plan_retirement
from mtasts_pages.rollout.life.rollback import plan_rollback
from mtasts_pages.rollout.life.simulation import simulate
from mtasts_pages.rollout.life.steps import LifePlan
from mtasts_pages.standards.mtasts import Mode, MxPattern
from mtasts_pages.state import MailHost, MailProblem

ENFORCE, NONE = Mode.ENFORCE, Mode.NONE
DAYS, HOUR = timedelta(days=1), timedelta(hours=1)
NEW = ("a.new.example", "b.new.example")


def states(plan: LifePlan) -> str:
    """Return the first letters of the states: done, due (u), waiting, blocked."""
    letters = {"done": "d", "due": "u", "waiting": "w", "blocked": "b"}
    return "".join(letters[step.state] for step in plan.steps)


def publish(evidence: Evidence) -> Evidence:
    """Return *evidence* where the id of the newest announcement is live."""
    current = evidence.ledger.history.current
    assert current is not None
    return replace(evidence, ledger=replace(evidence.ledger, live_id=current.policy_id))


# ---- retirement (RFC 8461, 8.3) ----

GONE = policy(NONE, DAY)


def withdrawn(days: float, max_age: int = WEEK) -> Evidence:
    """Return a domain whose policy says `none` since *days*."""
    return publish(known(GONE, (99, policy(ENFORCE, max_age)), (days, GONE)))


def without_record(evidence: Evidence) -> Evidence:
    record = missing("_mta-sts.example.com", "TXT")
    return replace(evidence, seen=replace(evidence.seen, policy_record=record))


def without_host(evidence: Evidence) -> Evidence:
    host = missing("mta-sts.example.com", "CNAME")
    return replace(evidence, seen=replace(evidence.seen, policy_host=host))


def test_a_policy_is_withdrawn_first() -> None:
    plan = plan_retirement(publish(known(policy(ENFORCE), (20, policy(ENFORCE)))))
    assert states(plan) == "uwwww"
    assert plan.change == Change(mode=NONE, max_age=DAY)
    assert plan.steps[1].not_before is not None
    assert plan.steps[1].not_before.safe == NOW + HOUR + 7 * DAYS


def test_the_config_alone_withdraws_nothing() -> None:
    plan = plan_retirement(publish(known(GONE, (20, policy(ENFORCE)))))
    assert states(plan) == "uwwww"
    assert plan.change is None
    assert plan.steps[0].command == "mtasts-pages publish example.com --allow withdraw"


def test_the_record_has_to_have_the_new_id() -> None:
    evidence = known(GONE, (99, policy(ENFORCE)), (2, GONE))
    older = evidence.ledger.history.announcements[0].policy_id
    late = replace(evidence, ledger=replace(evidence.ledger, live_id=older))
    assert states(plan_retirement(late)) == "wwwww"


def test_older_policies_are_waited_for() -> None:
    """The longest max_age counts, not that of the policy that says `none`."""
    plan = plan_retirement(withdrawn(2, max_age=4 * WEEK))
    assert states(plan) == "dwwww"
    assert plan.steps[1].not_before is not None
    assert plan.steps[1].not_before.safe == NOW - 2 * DAYS + HOUR + 28 * DAYS


def test_then_the_records_go_one_after_the_other() -> None:
    evidence = withdrawn(8)
    assert states(plan_retirement(evidence)) == "dduww"
    assert states(plan_retirement(without_record(evidence))) == "dddu" + "w"


def test_a_record_that_was_removed_too_early_is_no_step_done() -> None:
    assert states(plan_retirement(without_record(withdrawn(2)))) == "dwwww"


def test_at_last_the_domain_leaves_the_config() -> None:
    plan = plan_retirement(without_host(without_record(withdrawn(8))))
    assert states(plan) == "ddddu"
    assert plan.change == Change(remove=True)
    assert plan.steps[-1].command == "mtasts-pages retire example.com --write --archive"


def test_no_answer_of_the_dns_is_not_an_absent_record() -> None:
    evidence = withdrawn(8)
    record = unanswered("_mta-sts.example.com", "TXT")
    spoiled = replace(evidence, seen=replace(evidence.seen, policy_record=record))
    plan = plan_retirement(spoiled)
    assert states(plan) == "ddbww"
    assert plan.is_blocked


def test_without_a_mark_it_says_what_sets_one() -> None:
    evidence = withdrawn(30)
    ledger = ledger_of((99, policy(ENFORCE)), (30, GONE), marked=False)
    plan = plan_retirement(publish(replace(evidence, ledger=ledger)))
    assert states(plan) == "dwwww"
    assert "until `mtasts-pages publish` has marked" in plan.steps[1].message


# ---- migration ----

BOTH, AFTER = (*MX, *NEW), NEW
TO = Destination(tuple(map(MxPattern, NEW)), tuple(map(good_host, NEW)))


def moving(*announced: tuple[float, tuple[str, ...]], live: tuple[str, ...] = MX) -> Evidence:
    """Return a domain that enforces, with how many days ago it named which hosts."""
    policies = [(days, policy(ENFORCE, mx=hosts)) for days, hosts in announced]
    return publish(known(policies[-1][1], *policies, live=live))


WAY = {
    "the policy lacks the new hosts": (moving((99, MX)), TO, "duwwwww", Change(mx=TO.patterns)),
    "senders hold the old policy": (moving((99, MX), (3, BOTH)), TO, "ddwwwww", None),
    "nobody does any more": (moving((99, MX), (8, BOTH)), TO, "ddduwww", None),
    "both are in the MX records": (moving((99, MX), (8, BOTH), live=BOTH), TO, "dddduww", None),
    "the old ones are out": (moving((99, MX), (8, BOTH), live=AFTER), TO, "dddddww", None),
    "and were for six days": (
        moving((99, MX), (20, BOTH), live=AFTER),
        replace(TO, changed=NOW - 6 * DAYS),
        "ddddddu",
        Change(mx=TO.patterns),
    ),
    "and were for five": (
        moving((99, MX), (20, BOTH), live=AFTER),
        replace(TO, changed=NOW - 5 * DAYS),
        "dddddww",
        None,
    ),
    "only the new hosts are left": (
        moving((99, MX), (20, BOTH), (1, AFTER), live=AFTER),
        TO,
        "ddddddd",
        None,
    ),
}


@pytest.mark.parametrize("case", WAY)
def test_each_step_follows_the_one_before(case: str) -> None:
    evidence, to, letters, change = WAY[case]
    plan = plan_migration(evidence, to)
    assert states(plan) == letters
    if case == "the policy lacks the new hosts":
        change = Change(mx=tuple(map(MxPattern, BOTH)))
    assert plan.change == change


def test_the_dates_are_those_of_the_policy_without_the_new_hosts() -> None:
    step = plan_migration(moving((99, MX), (3, BOTH)), TO).steps[2]
    assert step.not_before is not None
    assert step.not_before.safe == NOW - 3 * DAYS + HOUR + 7 * DAYS
    assert step.not_before.typical == NOW - 3 * DAYS + 2 * HOUR


def test_a_policy_in_testing_keeps_nobody_from_the_new_hosts() -> None:
    wanted = policy(mx=BOTH)
    evidence = publish(known(wanted, (99, policy()), (1, wanted)))
    assert states(plan_migration(evidence, TO)) == "ddduwww"


def test_a_new_host_that_senders_would_refuse_blocks() -> None:
    bad = MailHost(NEW[0], MailProblem.NO_STARTTLS)
    plan = plan_migration(moving((99, MX)), replace(TO, met=(bad, good_host(NEW[1]))))
    assert states(plan) == "bwwwwww"
    assert plan.change is None


def test_a_new_host_that_cannot_be_met_does_not_get_the_mail() -> None:
    silent = MailHost(NEW[0], MailProblem.UNREACHED, "no answer")
    to = replace(TO, met=(silent, good_host(NEW[1])))
    assert states(plan_migration(moving((99, MX), (8, BOTH)), to)) == "wddwwww"


def test_mx_records_that_changed_too_early_are_told() -> None:
    plan = plan_migration(moving((99, MX), (1, BOTH), live=BOTH), TO)
    assert states(plan)[2] == "w"
    (warning,) = plan.warnings
    assert "refuse it" in warning


def test_a_history_that_cannot_be_read_blocks_every_way() -> None:
    evidence = moving((99, MX))
    spoiled = replace(evidence, ledger=replace(evidence.ledger, error=GitHubError("refused")))
    assert plan_migration(spoiled, TO).is_blocked
    assert plan_retirement(spoiled).is_blocked
    assert plan_rollback(spoiled).blocked


def test_microsoft_is_known_by_name() -> None:
    host = "example-com.a-v1.mx.microsoft"
    to = Destination((MxPattern(host),), (good_host(host),))
    assert any("Microsoft" in each for each in plan_migration(moving((99, MX)), to).warnings)


# ---- rollback ----


def test_the_policy_before_comes_back() -> None:
    before, now = policy(ENFORCE, mx=MX), policy(ENFORCE, mx=MX[:1])
    rollback = plan_rollback(known(now, (99, before), (2, now)))
    assert rollback.change == Change(ENFORCE, WEEK, before.mx)
    assert rollback.known_by is not None
    assert rollback.known_by.safe == NOW + HOUR + 7 * DAYS
    (faster,) = rollback.faster
    assert "away from `mx2.example.com`" in faster


def test_one_is_named_by_its_id() -> None:
    policies = [(90.0, policy(max_age=DAY)), (50.0, policy(ENFORCE)), (2.0, policy())]
    evidence = known(policy(), *policies)
    first = evidence.ledger.history.announcements[0].policy_id
    assert plan_rollback(evidence, first).change == Change(Mode.TESTING, DAY, policy().mx)
    assert [each.code for each in plan_rollback(evidence, "nothing").blocked] == ["not-announced"]


ROLLBACKS_REFUSED = {
    "nothing was before": (known(), "not-announced"),
    "it names no live host": (
        known(policy(), (9, policy(mx=("old.example",))), (2, policy())),
        "mx-not-covered",
    ),
    "it says none": (known(policy(), (9, GONE), (2, policy())), "retirement"),
}


@pytest.mark.parametrize("case", ROLLBACKS_REFUSED)
def test_a_rollback_that_helps_nobody_is_refused(case: str) -> None:
    evidence, code = ROLLBACKS_REFUSED[case]
    rollback = plan_rollback(evidence)
    assert [each.code for each in rollback.blocked] == [code]
    assert rollback.change is None


# ---- what if ----


def test_each_held_policy_says_where_its_senders_deliver() -> None:
    ledger = ledger_of((99, policy(ENFORCE)), (3, policy(ENFORCE, mx=BOTH)))
    old, new = simulate(ledger, NEW[:1], NOW)
    assert (old.hosts, new.hosts) == (((NEW[0], False),), ((NEW[0], True),))
    assert new.hold_until is None
    (only,) = simulate(ledger, NEW[:1], NOW + 5 * DAYS)
    assert only.policy_id == new.policy_id


def test_a_proposed_policy_takes_the_place_of_the_one_that_is_served() -> None:
    ledger = ledger_of((99, policy(ENFORCE)))
    served, proposed = simulate(ledger, NEW, NOW, policy(ENFORCE, mx=NEW))
    assert served.hold_until is not None
    assert served.hold_until.safe == NOW + HOUR + 7 * DAYS
    assert proposed.hosts == ((NEW[0], True), (NEW[1], True))


def test_who_tests_delivers_everywhere() -> None:
    (held,) = simulate(ledger_of((9, policy())), ["elsewhere.example"], NOW)
    assert held.hosts == (("elsewhere.example", True),)
