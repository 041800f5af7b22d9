"""What holds of the plan in every state: above all, that a new id is never announced early."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest
from rollout.publishing.states import (
    ID,
    TARGET,
    Cname,
    Pages,
    Record,
    Repository,
    Served,
    State,
    carry_out,
    let_happen,
    list_states,
    plan,
)

from mtasts_pages.dns import Purpose, RecordStatus
from mtasts_pages.rollout.publishing.plan import Awaited, Plan, Step, Subject
from mtasts_pages.rollout.publishing.planning import NEW_ID

STATES = tuple(list_states())
MOST_STEPS = 12
HAS_DOMAIN = frozenset(Pages) - {
    Pages.NONE,
    Pages.OTHER_BRANCH,
    Pages.NO_DOMAIN,
    Pages.OTHER_DOMAIN,
}
ENDS = frozenset(
    State(repository, pages, read=read, record=record)
    for repository, record in [
        (Repository.OURS, Record.RIGHT),
        *((Repository.FOREIGN, each) for each in (Record.OLD, Record.RIGHT, Record.ELSEWHERE)),
    ]
    for pages, read in [
        (Pages.ENFORCED, True),
        (Pages.RENEWING, True),
        *((each, False) for each in Pages),
    ]
)
"""How a domain is left: as it should be, but for settings that a large fleet does not read.

A policy that somebody else has announced keeps their id.
"""
HAS_CERTIFICATE = frozenset({Pages.READY, Pages.ENFORCED, Pages.WORKFLOW})


@cache
def get_plan(state: State) -> Plan:
    """Return the plan of *state*; settings that were not read cannot change it."""
    return plan(state) if state.read else _plan_unread(replace(state, pages=Pages.NONE))


@cache
def _plan_unread(state: State) -> Plan:
    return plan(state)


def get_status(made: Plan, purpose: Purpose) -> RecordStatus:
    return next(status for status in made.records if status.record.purpose is purpose)


def fail_where(wrong: Iterator[State]) -> None:
    """Fail when there is a state in *wrong*, and show the first ones."""
    found = [str(state) for state in wrong]
    assert not found, f"{len(found)} states:\n" + "\n".join(found[:10])


# ---- the gate ----


def test_an_id_is_released_only_when_its_policy_was_proven() -> None:
    def is_early(state: State) -> bool:
        status = get_status(get_plan(state), Purpose.POLICY_RECORD)
        return status.is_open and not (state.proven and state.served is Served.NEW)

    fail_where(state for state in STATES if is_early(state))


def test_an_id_is_released_only_when_a_commit_announces_it() -> None:
    def is_made_up(state: State) -> bool:
        made = get_plan(state)
        status = get_status(made, Purpose.POLICY_RECORD)
        announced = state.repository in (Repository.OURS, Repository.SPOILED_README)
        return status.is_open and not (
            made.policy_id == ID and f"id={ID}" in str(status.record.value) and announced
        )

    fail_where(state for state in STATES if is_made_up(state))


def test_a_policy_that_is_not_announced_yet_gets_a_new_id() -> None:
    announced = (Repository.OURS, Repository.SPOILED_README)
    foreign = (Repository.FOREIGN, Repository.FOREIGN_POLICY)
    records = (Record.OLD, Record.RIGHT, Record.ELSEWHERE)

    def is_other(state: State) -> bool:
        made = get_plan(state)
        keeps = state.repository in announced
        keeps |= state.repository in foreign and state.record in records
        shown = any(step.after == NEW_ID for step in made.steps)
        unseen = state.record is Record.UNANSWERED
        return (made.policy_id is not None) != keeps or shown != (not keeps and not unseen)

    fail_where(state for state in STATES if is_other(state))


def test_the_policy_record_is_awaited_only_when_it_may_be_published() -> None:
    def is_asked_in_vain(state: State) -> bool:
        made = get_plan(state)
        if made.obstacle or made.next_step or made.wait is None:
            return False
        status = get_status(made, Purpose.POLICY_RECORD)
        # What no answer came of, and what somebody else publishes, only the operator can settle.
        settled = status.is_open or status.unseen or bool(status.delegated_to)
        return made.wait.awaited is Awaited.POLICY_RECORD and not settled

    fail_where(state for state in STATES if is_asked_in_vain(state))


def test_a_record_on_hold_leaves_what_is_there() -> None:
    def is_lost(state: State) -> bool:
        status = get_status(get_plan(state), Purpose.POLICY_RECORD)
        kept = status.is_open or status.delegated_to or status.standing
        return state.record in (Record.OLD, Record.RIGHT, Record.TWO) and not kept

    fail_where(state for state in STATES if is_lost(state))


# ---- the order at GitHub ----


def test_https_is_enforced_never_before_the_cname_record_and_the_certificate() -> None:
    def is_early(state: State) -> bool:
        step = get_plan(state).next_step
        if step is None or step.name != "https_enforced":
            return False
        pointed = state.cname is Cname.RIGHT and state.pages in HAS_DOMAIN
        is_met = state.served is not Served.NOTHING  # with a certificate that senders trust
        return not (pointed and (is_met or state.pages in HAS_CERTIFICATE))

    fail_where(state for state in STATES if is_early(state))


def test_the_cname_record_is_not_asked_for_before_pages_knows_the_domain() -> None:
    def is_early(state: State) -> bool:
        made = get_plan(state)
        asked = get_status(made, Purpose.POLICY_HOST).is_open
        return asked and not (state.read and state.pages in HAS_DOMAIN)

    fail_where(state for state in STATES if is_early(state))


def test_the_domain_is_set_before_the_cname_record_is_waited_for() -> None:
    def waits_early(state: State) -> bool:
        made = get_plan(state)
        if made.obstacle or made.next_step or made.wait is None or not state.read:
            return False
        awaited = made.wait.awaited is Awaited.POLICY_HOST_RECORD
        return awaited and state.pages not in HAS_DOMAIN

    fail_where(state for state in STATES if waits_early(state))


def test_steps_come_in_the_order_of_effects() -> None:
    order = [Subject.REPOSITORY, Subject.FILE, Subject.PAGES, Subject.DNS]

    def is_mixed(state: State) -> bool:
        subjects = [order.index(step.subject) for step in get_plan(state).steps]
        return subjects != sorted(subjects)

    fail_where(state for state in STATES if is_mixed(state))


# ---- ends ----


def test_nothing_is_done_where_there_is_an_obstacle() -> None:
    def acts(state: State) -> bool:
        made = get_plan(state)
        return made.obstacle is not None and (made.next_step is not None or made.is_current)

    assert any(get_plan(state).obstacle for state in STATES)
    fail_where(state for state in STATES if acts(state))


def test_an_unanswered_policy_record_is_an_obstacle_only_where_it_alone_has_the_id() -> None:
    def is_other(state: State) -> bool:
        foreign = state.repository in (Repository.FOREIGN, Repository.FOREIGN_POLICY)
        needed = foreign and state.record is Record.UNANSWERED
        return (get_plan(state).obstacle is not None) != needed

    fail_where(state for state in STATES if is_other(state))


def test_a_domain_that_is_current_has_no_steps() -> None:
    def has_steps(state: State) -> bool:
        made = get_plan(state)
        return made.is_current and bool(made.steps)

    fail_where(state for state in STATES if has_steps(state))


def test_a_domain_without_steps_is_current_or_awaits_what_was_not_seen() -> None:
    def is_idle(state: State) -> bool:
        made = get_plan(state)
        if made.steps or made.is_current or made.obstacle or not state.read:
            return False
        awaits_proof = made.wait is not None and made.wait.awaited in (
            Awaited.POLICY_SERVED,
            Awaited.CERTIFICATE,
        )
        return not (made.unseen or awaits_proof)

    fail_where(state for state in STATES if is_idle(state))


def go_on(state: State) -> tuple[State, Plan]:
    """Return the state after every step that may be taken now, as a run takes them."""
    for _ in range(MOST_STEPS):
        made = get_plan(state)
        step = made.next_step
        if step is not None:
            state = carry_out(state, made, step)
        elif not state.read and made.wait is not None and made.obstacle is None:
            state = replace(state, read=True)
        else:
            return state, made
    raise AssertionError(f"no end within {MOST_STEPS} steps: {state}")


def test_every_run_ends_current_or_waiting_within_twelve_steps() -> None:
    for state in STATES:
        _, made = go_on(state)
        assert made.is_current or made.wait is not None or made.obstacle is not None, state


def test_every_domain_becomes_current_when_what_it_waits_for_comes_about() -> None:
    for begin in STATES:
        state, made = go_on(begin)
        if made.obstacle is not None:
            continue
        awaited = []
        while made.wait is not None:
            awaited.append(made.wait.awaited)
            assert len(awaited) == len(set(awaited)), f"{begin}: {awaited}"
            state, made = go_on(let_happen(state, made.wait.awaited))
        assert made.is_current, begin
        assert replace(state, proven=True) in ENDS, f"{begin} ends in {state}"
        assert awaited == sorted(awaited, key=list(Awaited).index), begin


def test_a_step_that_was_taken_is_not_in_the_plan_any_more() -> None:
    def describe(step: Step) -> tuple[object, ...]:
        return step.action, step.subject, step.name, step.before, step.after

    def stays(state: State) -> bool:
        made = get_plan(state)
        step = made.next_step
        if step is None:
            return False
        after = get_plan(carry_out(state, made, step))
        return describe(step) in map(describe, after.steps)

    fail_where(state for state in STATES if stays(state))


@pytest.mark.parametrize("state", [State(), State(read=False)])
def test_the_good_state_is_current(state: State) -> None:
    made = get_plan(state)
    assert made.is_current
    assert made.steps == ()
    assert made.policy_id == ID
    assert made.target is TARGET
