"""What is due next in the life of a domain, and from when."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from good import NOW
from rollout.life.knowing import DAY, MX, known, policy
from rollout.life.test_steps import withdrawn, without_record

from mtasts_pages.rollout.life.due import find_due
from mtasts_pages.site.history import History
from mtasts_pages.standards.mtasts import Mode

ENFORCE, DAYS, HOUR = Mode.ENFORCE, timedelta(days=1), timedelta(hours=1)


def test_a_policy_that_may_be_enforced_is_due() -> None:
    due = find_due(known(), NOW)
    assert due is not None
    assert (due.step, due.not_before) == ("promote", None)
    assert due.command == "mtasts-pages promote example.com --write"


def test_one_that_waits_for_a_date_alone_is_due_then() -> None:
    due = find_due(known(policy(), (10, policy())), NOW)
    assert due is not None
    assert due.not_before == NOW + 4 * DAYS


def test_what_somebody_has_to_put_right_is_a_finding_and_not_due() -> None:
    assert find_due(known(live=(*MX, "mx.elsewhere.example")), NOW) is None
    assert find_due(known(policy(ENFORCE)), NOW) is None
    nothing = replace(known(), ledger=replace(known().ledger, history=History(())))
    assert find_due(nothing, NOW) is None


def test_the_ladder_and_a_retirement_are_followed() -> None:
    climbing = known(policy(ENFORCE, DAY), (90, policy()), (8, policy(ENFORCE, DAY)))
    due = find_due(climbing, NOW)
    assert due is not None
    assert "longer" in due.message
    waiting = find_due(withdrawn(2), NOW)
    assert waiting is not None
    assert waiting.step == "retire: wait-for-senders"
    assert waiting.not_before == NOW - 2 * DAYS + HOUR + 7 * DAYS
    last = find_due(without_record(withdrawn(8)), NOW)
    assert last is not None
    assert last.step == "retire: remove-policy-host"
