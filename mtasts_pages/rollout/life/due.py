"""What is due next in the life of a domain, with the command for it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mtasts_pages.rollout.life.evidence import Evidence
from mtasts_pages.rollout.life.promotion import judge_promotion
from mtasts_pages.rollout.life.retirement import plan_retirement
from mtasts_pages.rollout.life.steps import StepState
from mtasts_pages.rollout.life.verdict import Verdict
from mtasts_pages.standards.mtasts import Mode


@dataclass(frozen=True, slots=True)
class Due:
    """The next step of one domain."""

    step: str
    message: str
    command: str
    not_before: datetime | None = None
    """When it may be taken; ``None`` for now."""


def find_due(evidence: Evidence, now: datetime) -> Due | None:
    """Return the next step that is due, or waits for a date alone; ``None`` without one."""
    domain = evidence.target.domain
    if evidence.ledger.error is not None or not evidence.ledger.history.announcements:
        return None
    if evidence.target.policy.mode is Mode.NONE:
        return _find_retirement(evidence)
    found = judge_promotion(evidence, now)
    command = f"mtasts-pages promote {domain} --write"
    if found.verdict is Verdict.READY:
        longer = evidence.target.policy.mode is Mode.ENFORCE
        what = "its max_age may be longer" if longer else "its policy may be enforced"
        return Due("promote", what, command)
    dates = [reason.until for reason in found.reasons if reason.until is not None]
    if found.verdict is Verdict.NOT_YET and dates and len(dates) == len(found.reasons):
        return Due("promote", found.reasons[0].message, command, max(dates))
    return None


def _find_retirement(evidence: Evidence) -> Due | None:
    for step in plan_retirement(evidence).steps:
        if step.state is StepState.DONE:
            continue
        not_before = None if step.not_before is None else step.not_before.safe
        command = f"mtasts-pages retire {evidence.target.domain}"
        return Due(f"retire: {step.name}", step.message, command, not_before)
    return None
