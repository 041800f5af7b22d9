"""A plan, as text, as Markdown and as a document."""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Sequence

from mtasts_pages.cli.console import Console, Style
from mtasts_pages.rollout.publishing.guard import Risk
from mtasts_pages.rollout.publishing.plan import Action, Change, DomainPlan, Subject
from mtasts_pages.standards.policy import Mode
from mtasts_pages.text import escape_unprintable

_SIGNS = {Action.CREATE: "+", Action.UPDATE: "~", Action.DELETE: "-"}
_STYLES = {
    Action.CREATE: Style.ADDED,
    Action.UPDATE: Style.WARNING,
    Action.DELETE: Style.REMOVED,
}
_LONGEST_DIFF = 40


def show_plan(console: Console, plans: Sequence[DomainPlan], risks: Sequence[Risk]) -> None:
    """Write the plan for people."""
    width = max((len(plan.target.domain.domain) for plan in plans), default=0)
    for plan in plans:
        name = console.style(plan.target.domain.domain.ljust(width), Style.STRONG)
        if not plan.changes and plan.obstacle is None:
            console.result(f"{name}  no changes{' that could be seen' if plan.unseen else ''}")
        else:
            console.result(f"{name}  {plan.stage or 'stage unknown'} → {_headline(plan)}")
        for sentence in plan.unseen:
            console.result(f"  {console.style('unseen:', Style.BAD)} {sentence}")
        for note in plan.notes:
            console.result(f"  {console.style('note:', Style.WARNING)} {note}")
        for change in plan.changes:
            sign = console.style(_SIGNS[change.action], _STYLES[change.action])
            console.result(f"  {sign} {_describe(change)}")
            for line in _diff(change):
                style = Style.ADDED if line.startswith("+") else Style.REMOVED
                console.result(f"      {console.style(line, style)}")
    counts = _count(plans)
    changed = sum(1 for plan in plans if plan.changes)
    console.result()
    for risk in risks:
        console.result(
            f"{console.style('!', Style.BAD)} {risk.sentence}: `publish` asks, or needs --force"
        )
    console.result(
        f"Plan: {counts['create']} to create, {counts['update']} to update,"
        f" {counts['delete']} to delete in {changed} of {len(plans)} domains"
    )
    if changed:
        force = " --force" if risks else ""
        console.note(f"Run `mtasts-pages publish{force}` to carry it out")


def show_plan_as_markdown(
    console: Console, plans: Sequence[DomainPlan], risks: Sequence[Risk]
) -> None:
    """Write the plan for a pull request or a job summary."""
    counts = _count(plans)
    changed = [plan for plan in plans if plan.changes or plan.obstacle or not plan.is_sound]
    console.result(
        f"**Plan:** {counts['create']} to create, {counts['update']} to update,"
        f" {counts['delete']} to delete in {len(changed)} of {len(plans)} domains"
    )
    for risk in risks:
        console.result(f"\n> **Needs `--force`:** {risk.sentence}")
    for plan in changed:
        console.result(f"\n### {plan.target.domain.domain}\n")
        console.result(f"{plan.stage or 'stage unknown'} → {_headline(plan)}\n")
        for sentence in plan.unseen:
            console.result(f"> **Not seen:** {sentence}\n")
        for note in plan.notes:
            console.result(f"> **Note:** {note}\n")
        for change in plan.changes:
            console.result(f"- {change.action} {_describe(change)}")
            lines = list(_diff(change))
            if lines:
                # Longer than any fence inside, so that no file can end it.
                fence = "`" * (3 + max((_run_of_ticks(line) for line in lines), default=0))
                console.result("\n".join(f"  {line}" for line in [f"{fence}diff", *lines, fence]))


def describe_plans(plans: Sequence[DomainPlan], risks: Sequence[Risk]) -> dict[str, object]:
    """Return the ``plan`` document's content."""
    return {
        "domains": [
            {
                "domain": plan.target.domain.domain,
                "owner": plan.target.owner,
                "repository": plan.target.domain.repository,
                "stage": plan.stage.value if plan.stage else None,
                "changes": [_document(change) for change in plan.changes],
                "obstacle": plan.obstacle.sentence if plan.obstacle else None,
                "notes": [*plan.notes, *plan.unseen],
            }
            for plan in plans
        ],
        "risks": [{"message": risk.sentence, "domains": list(risk.domains)} for risk in risks],
        "summary": _count(plans),
    }


def _document(change: Change) -> dict[str, object]:
    return {
        "action": change.action.value,
        "subject": change.subject.value,
        "name": change.name,
        "before": change.before,
        "after": change.after,
        "reason": change.reason,
    }


def _count(plans: Sequence[DomainPlan]) -> dict[str, int]:
    actions = [change.action for plan in plans for change in plan.changes]
    return {
        **{action.value: actions.count(action) for action in Action},
        "unchanged": sum(1 for plan in plans if not plan.changes),
    }


def _headline(plan: DomainPlan) -> str:
    if plan.obstacle is not None:
        return f"refused: {plan.obstacle.sentence}"
    for change in plan.changes:
        if change.subject is Subject.REPOSITORY:
            return "to be published"
        before, after = _mode_of(change.before), _mode_of(change.after)
        if change.subject is Subject.FILE and before and after and before != after:
            return f"{before} to {after}"
    count = len(plan.changes)
    return f"{count} change{'' if count == 1 else 's'}"


def _mode_of(text: str | None) -> str:
    words = (line.removeprefix("mode: ") for line in (text or "").splitlines())
    return next((word for word in words if word in set(Mode)), "")


def _describe(change: Change) -> str:
    if change.subject is Subject.FILE:
        same = change.action is Action.UPDATE and not _diff(change)
        return f"{change.name}   only line ends differ" if same else change.name
    if change.subject is Subject.REPOSITORY:
        return f"repository {change.name} ({change.after})"
    if change.subject is Subject.PAGES:
        before = f"{change.before} → " if change.before else ""
        return f"Pages {change.name}: {before}{change.after}   {change.reason}"
    return f"DNS {change.name} {change.after}   {change.reason}"


def _diff(change: Change) -> list[str]:
    if change.subject is not Subject.FILE or change.action is not Action.UPDATE:
        return []
    before, after = (change.before or "").splitlines(), (change.after or "").splitlines()
    lines = difflib.unified_diff(before, after, n=0, lineterm="")
    # What stands in the repository may be anybody's.
    shown = [escape_unprintable(line) for line in lines if line[:2] not in ("--", "++", "@@")]
    if len(shown) > _LONGEST_DIFF:
        return [*shown[:_LONGEST_DIFF], f"… and {len(shown) - _LONGEST_DIFF} more lines"]
    return shown


def _run_of_ticks(line: str) -> int:
    runs = (sum(1 for _ in group) for char, group in itertools.groupby(line) if char == "`")
    return max(runs, default=0)
