"""A plan, as text, as Markdown and as a document."""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Sequence

from mtasts_pages.cli.console import Console, Style
from mtasts_pages.cli.views.groups import SMALL_FLEET
from mtasts_pages.cli.views.plan_summary import show_groups
from mtasts_pages.rollout.publishing.guard import Risk
from mtasts_pages.rollout.publishing.plan import Action, Plan, Step, Subject
from mtasts_pages.text import escape_unprintable

_SIGNS = {Action.CREATE: "+", Action.UPDATE: "~", Action.DELETE: "-"}
_STYLES = {
    Action.CREATE: Style.ADDED,
    Action.UPDATE: Style.WARNING,
    Action.DELETE: Style.REMOVED,
}
_LONGEST_DIFF = 40
INDEX_PATH = "index.html"


def show_plan(console: Console, plans: Sequence[Plan], risks: Sequence[Risk]) -> None:
    """Write the plan for people; that of a fleet in groups, unless ``-v`` asks for each domain."""
    if len(plans) > SMALL_FLEET and not console.verbose:
        show_groups(console, plans, {plan.target.domain: _headline(plan) for plan in plans})
    else:
        width = max((len(plan.target.domain) for plan in plans), default=0)
        for plan in plans:
            _show_domain(console, plan, width)
    counts = _count(plans)
    changed = sum(1 for plan in plans if plan.steps)
    console.result()
    for risk in risks:
        console.result(
            f"{console.style('!', Style.BAD)} {risk.sentence}: `publish` asks, or needs"
            f" --allow {risk.name}"
        )
    records = sum(step.subject is Subject.DNS for plan in plans for step in plan.steps)
    yours = f"; {records:,} of the changes are DNS records" if records else ""
    console.result(
        f"Plan: {counts['create']} to create, {counts['update']} to update,"
        f" {counts['delete']} to delete in {changed} of {len(plans)} domains{yours}"
    )
    if changed and not risks:
        console.note("Run `mtasts-pages publish` to carry it out")
    elif changed:
        names = "".join(f" --allow {name}" for name in dict.fromkeys(each.name for each in risks))
        console.note(f"Run `mtasts-pages publish{names}` to carry it out")


def _show_domain(console: Console, plan: Plan, width: int) -> None:
    name = console.style(plan.target.domain.ljust(width), Style.STRONG)
    if not plan.steps and plan.obstacle is None and plan.failure is None:
        console.result(f"{name}  no changes{' that could be seen' if plan.unseen else ''}")
    else:
        console.result(f"{name}  {plan.stage or 'stage unknown'} → {_headline(plan)}")
    for sentence in plan.unseen:
        console.result(f"  {console.style('unseen:', Style.BAD)} {sentence}")
    for note in plan.notes:
        console.result(f"  {console.style('note:', Style.WARNING)} {note}")
    if plan.failure is not None:
        console.result(f"  {console.style('next:', Style.STRONG)} {plan.failure.hint}")
    shown: list[list[str]] = []
    for step in plan.steps:
        sign = console.style(_SIGNS[step.action], _STYLES[step.action])
        console.result(f"  {sign} {_describe(step)}")
        lines = _diff(step)
        # The landing page shows the policy: its lines change as those of the policy do.
        if step.name == INDEX_PATH and lines and any(shown) and not console.verbose:
            console.result(f"      … {len(lines)} lines, -v shows them")
            continue
        shown.append(lines)
        for line in lines:
            style = Style.ADDED if line.startswith("+") else Style.REMOVED
            console.result(f"      {console.style(line, style)}")


def show_plan_as_markdown(console: Console, plans: Sequence[Plan], risks: Sequence[Risk]) -> None:
    """Write the plan for a pull request or a job summary."""
    counts = _count(plans)
    changed = [
        plan for plan in plans if plan.steps or plan.obstacle or plan.failure or not plan.is_sound
    ]
    console.result(
        f"**Plan:** {counts['create']} to create, {counts['update']} to update,"
        f" {counts['delete']} to delete in {len(changed)} of {len(plans)} domains"
    )
    for risk in risks:
        console.result(f"\n> **Needs `--allow {risk.name}`:** {risk.sentence}")
    for plan in changed:
        console.result(f"\n### {plan.target.domain}\n")
        console.result(f"{plan.stage or 'stage unknown'} → {_headline(plan)}\n")
        for sentence in plan.unseen:
            console.result(f"> **Not seen:** {sentence}\n")
        for note in plan.notes:
            console.result(f"> **Note:** {note}\n")
        if plan.failure is not None:
            console.result(f"> **Next:** {plan.failure.hint}\n")
        for step in plan.steps:
            console.result(f"- {step.action} {_describe(step)}")
            lines = list(_diff(step))
            if lines:
                # Longer than any fence inside, so that no file can end it.
                fence = "`" * (3 + max((_run_of_ticks(line) for line in lines), default=0))
                console.result("\n".join(f"  {line}" for line in [f"{fence}diff", *lines, fence]))


def describe_plans(plans: Sequence[Plan], risks: Sequence[Risk]) -> dict[str, object]:
    """Return the ``plan`` document's content."""
    return {
        "domains": [
            {
                "domain": plan.target.domain,
                "owner": plan.target.owner,
                "repository": plan.target.repository.name,
                "stage": plan.stage.value if plan.stage else None,
                "changes": [_document(step) for step in plan.steps],
                "obstacle": plan.obstacle.sentence if plan.obstacle else None,
                "failure": plan.failure.sentence if plan.failure else None,
                "notes": [*plan.notes, *plan.unseen],
            }
            for plan in plans
        ],
        "risks": [
            {"name": risk.name.value, "message": risk.sentence, "domains": list(risk.domains)}
            for risk in risks
        ],
        "summary": _count(plans),
    }


def _document(step: Step) -> dict[str, object]:
    return {
        "action": step.action.value,
        "subject": step.subject.value,
        "name": step.name,
        "before": step.before,
        "after": step.after,
        "reason": step.reason,
    }


def _count(plans: Sequence[Plan]) -> dict[str, int]:
    actions = [step.action for plan in plans for step in plan.steps]
    return {
        **{action.value: actions.count(action) for action in Action},
        "unchanged": sum(1 for plan in plans if not plan.steps),
    }


def _headline(plan: Plan) -> str:
    if plan.obstacle is not None:
        return f"refused: {plan.obstacle.sentence}"
    if plan.failure is not None:
        return f"failed: {plan.failure.sentence}"
    if any(_creates_repository(step) for step in plan.steps):
        return "to be published"
    before, after = plan.published_mode, plan.target.policy.mode
    if before is not None and before is not after:
        return f"{before} to {after}"
    count = len(plan.steps)
    return f"{count} change{'' if count == 1 else 's'}"


def _creates_repository(step: Step) -> bool:
    return step.subject is Subject.REPOSITORY and step.action is Action.CREATE


def _describe(step: Step) -> str:
    if step.subject is Subject.FILE:
        if step.action is not Action.UPDATE or _diff(step):
            return step.name
        what = "its mode differs" if step.before == step.after else "line ends differ"
        return f"{step.name}  (only {what})"
    if step.subject is Subject.REPOSITORY:
        shown = step.after if _creates_repository(step) else f"{step.after}: {step.reason}"
        return f"repository {step.name} ({shown})"
    if step.subject is Subject.PAGES:
        before = f"{step.before} → " if step.before else ""
        return f"Pages {step.name}: {before}{step.after}  ({step.reason})"
    before = f"{step.before} → " if step.before else ""
    return f"DNS {_type_of(step)} {step.name} {before}{step.after}  ({_say_when(step.reason)})"


def _type_of(step: Step) -> str:
    return "CNAME" if step.name.startswith("mta-sts.") else "TXT"


def _say_when(reason: str) -> str:
    """Return *reason* as it reads beside a change that is still to come.

    >>> _say_when("Hold it back: GitHub does not know it yet")
    'not yet: GitHub does not know it yet'
    """
    held = "Hold it back: "
    return f"not yet: {reason.removeprefix(held)}" if reason.startswith(held) else reason


def _diff(step: Step) -> list[str]:
    if step.subject is not Subject.FILE or step.action is not Action.UPDATE:
        return []
    before, after = (step.before or "").splitlines(), (step.after or "").splitlines()
    lines = difflib.unified_diff(before, after, n=0, lineterm="")
    # What is in the repository may be anybody's.
    shown = [escape_unprintable(line) for line in lines if line[:2] not in ("--", "++", "@@")]
    if len(shown) > _LONGEST_DIFF:
        return [*shown[:_LONGEST_DIFF], f"… and {len(shown) - _LONGEST_DIFF} more lines"]
    return shown


def _run_of_ticks(line: str) -> int:
    runs = (sum(1 for _ in group) for char, group in itertools.groupby(line) if char == "`")
    return max(runs, default=0)
