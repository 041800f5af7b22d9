"""The live MX hosts against policies that senders may still hold."""

from __future__ import annotations

from datetime import timedelta

from good import NOW
from rollout.life.knowing import WEEK, known, ledger_of, policy
from rollout.life.test_steps import BOTH, NEW, publish

from mtasts_pages.checks.held_policies import judge_held_policies
from mtasts_pages.standards.mtasts import Mode

ENFORCE, DAYS = Mode.ENFORCE, timedelta(days=1)


def test_a_host_that_an_older_policy_does_not_cover_is_told_with_its_date() -> None:
    moved = policy(ENFORCE, mx=BOTH)
    evidence = publish(known(moved, (99, policy(ENFORCE)), (3, moved), live=BOTH))
    ledger = evidence.ledger
    found = judge_held_policies(ledger.history, evidence.seen.mail, NOW, ledger.ttl)
    assert [(each.code, each.subject) for each in found] == [
        ("mx-not-held", NEW[0]),
        ("mx-not-held", NEW[1]),
    ]
    assert "until 2026-11-28 13:00 UTC at the latest" in found[0].message
    later = judge_held_policies(ledger.history, evidence.seen.mail, NOW + 5 * DAYS, ledger.ttl)
    assert later == ()


def test_a_policy_in_testing_refuses_nobody() -> None:
    ledger = ledger_of((99, policy()), (3, policy(ENFORCE, WEEK, BOTH)))
    mail = known(live=BOTH).seen.mail
    assert judge_held_policies(ledger.history, mail, NOW, ledger.ttl) == ()
