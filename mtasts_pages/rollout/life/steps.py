"""Steps of a change that takes weeks: which is done, which is due, which waits for what. Pure.

Nothing is remembered between runs: each step is seen to be done, or it is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mtasts_pages.config.edit import Change
from mtasts_pages.rollout.life.ledger import Ledger
from mtasts_pages.site.history import Announcement, HoldUntil
from mtasts_pages.standards.mtasts import Mode
from mtasts_pages.state import Target


class StepState(StrEnum):
    """Where a step stands."""

    DONE = "done"
    DUE = "due"
    """It may be taken now."""
    WAITING = "waiting"
    BLOCKED = "blocked"
    """Something has to be put right first."""


@dataclass(frozen=True, slots=True)
class LifeStep:
    """One step on the way."""

    name: str
    state: StepState
    message: str
    """What it is, or what it waits for, in one sentence."""
    since: datetime | None = None
    not_before: HoldUntil | None = None
    command: str | None = None
    """What carries it out, or looks again."""


@dataclass(frozen=True, slots=True)
class LifePlan:
    """The steps of one domain, in their order, and the edit of the config that is due."""

    domain: str
    steps: tuple[LifeStep, ...]
    change: Change | None = None
    warnings: tuple[str, ...] = ()

    @property
    def is_blocked(self) -> bool:
        """Whether something has to be put right before it can go on."""
        return any(step.state is StepState.BLOCKED for step in self.steps)

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        return all(step.state is StepState.DONE for step in self.steps)


def find_latest(announcements: Iterable[Announcement], ledger: Ledger) -> HoldUntil | None:
    """Return by when no sender can hold any of *announcements*, ``None`` without any."""
    holds = [each.hold_until(ledger.now, ledger.ttl) for each in announcements if each.policy]
    if not holds:
        return None
    return HoldUntil(max(each.typical for each in holds), max(each.safe for each in holds))


def say_unmarked(ledger: Ledger) -> str:
    """Return a clause on an id of which no mark says since when it is seen, ``""`` with one."""
    current = ledger.history.current
    mark = (ledger.history.marks or {}).get((current.policy_id if current else None) or "")
    if current is None or (mark is not None and mark < ledger.now):
        return ""
    return (
        "; the time counts from now until `mtasts-pages publish` has marked that every name server"
        " has the new id"
    )


def judge_publication(target: Target, ledger: Ledger, name: str, done: str) -> LifeStep:
    """Return whether senders can learn the policy of *target*: published, and its id in the DNS."""
    current = ledger.history.current
    allowed = " --allow withdraw" if target.policy.mode is Mode.NONE else ""
    command = f"mtasts-pages publish {target.domain}{allowed}"
    if current is None or current.policy != target.policy:
        message = "the config says so; what it says is not published yet"
        return LifeStep(name, StepState.DUE, message, command=command)
    if current.policy_id is not None and ledger.live_id not in (None, current.policy_id):
        message = f"the record `{target.record_name}` has to get the id `{current.policy_id}`"
        return LifeStep(name, StepState.WAITING, message, command=command)
    return LifeStep(name, StepState.DONE, done, since=current.since)


def is_settled(steps: Sequence[LifeStep]) -> bool:
    """Return whether all of *steps* are done, so that the next may begin."""
    return all(step.state is StepState.DONE for step in steps)
