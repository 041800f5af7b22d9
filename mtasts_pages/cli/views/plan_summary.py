"""The plan of a fleet on one screen: domains that change alike are one entry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from mtasts_pages.cli.console import Console, Style
from mtasts_pages.cli.views.groups import (
    MOST_GROUPS,
    count_rest,
    group_alike,
    leave_out,
    name_group,
)
from mtasts_pages.rollout.publishing.plan import Action, Plan, Subject

_VERBS = {Action.CREATE: "create", Action.UPDATE: "update", Action.DELETE: "delete"}
_MOST_NOTES = 2


def show_groups(console: Console, plans: Sequence[Plan], headline: dict[str, str]) -> None:
    """Write each kind of plan once, with how many domains have it, the graver ones first.

    Args:
        console: Where.
        plans: What was planned.
        headline: What happens to each domain, in a clause.

    """
    groups = group_alike(plans, lambda plan: _describe(plan, headline[plan.target.domain]))
    groups.sort(key=lambda group: (not _is_bad(group[0]), -len(group)))
    for group in groups[:MOST_GROUPS]:
        said, *lines = _describe(group[0], headline[group[0].target.domain])
        names = name_group([plan.target.domain for plan in group])
        console.result(f"{console.style(said, Style.STRONG)}  {names}")
        for line in lines:
            console.result(f"  {line}")
    rest = count_rest(groups)
    if rest:
        console.result(rest)


def _describe(plan: Plan, headline: str) -> tuple[str, ...]:
    own = (str(plan.target.repository), plan.target.domain)
    lines = []
    if not plan.steps and not _is_stopped(plan):
        said = "no changes that could be seen" if plan.unseen else "no changes"
    else:
        said = f"{plan.stage or 'stage unknown'} → {headline}"
    if plan.steps:
        lines.append(_list_steps(plan))
    if plan.failure is not None:
        lines.append(f"next: {plan.failure.hint}")
    lines += [f"unseen: {sentence}" for sentence in plan.unseen[:_MOST_NOTES]]
    lines += [f"note: {sentence}" for sentence in plan.notes[:_MOST_NOTES]]
    return tuple(leave_out(line, own) for line in (said, *lines))


def _is_stopped(plan: Plan) -> bool:
    return plan.obstacle is not None or plan.failure is not None


def _is_bad(plan: Plan) -> bool:
    return _is_stopped(plan) or not plan.is_sound


def _list_steps(plan: Plan) -> str:
    """Return one line such as ``create repository, 6 files; DNS records for you: 3``."""
    parts = []
    for action, verb in _VERBS.items():
        ours = [step for step in plan.steps if step.action is action]
        kinds = Counter(step.subject for step in ours)
        named = ["repository"] if kinds[Subject.REPOSITORY] else []
        files = [step.name for step in ours if step.subject is Subject.FILE]
        named += files if len(files) <= _MOST_NOTES else [f"{len(files)} files"]
        named += [f"Pages {step.name}" for step in ours if step.subject is Subject.PAGES]
        if named:
            parts.append(f"{verb} {', '.join(named)}")
    records = sum(step.subject is Subject.DNS for step in plan.steps)
    if records:
        parts.append(f"{records} DNS record{'' if records == 1 else 's'}")
    return "; ".join(parts)
