"""How publishing went, as text and as a document."""

from __future__ import annotations

from collections.abc import Sequence

from mtasts_pages.cli.console import Console, Style
from mtasts_pages.cli.views.groups import SMALL_FLEET
from mtasts_pages.dns import Purpose, RecordState, format_record
from mtasts_pages.rollout.publishing.outcome import Outcome, OutcomeKind
from mtasts_pages.site import POLICY_PATH
from mtasts_pages.text import join_some

_STYLES = {
    OutcomeKind.CURRENT: Style.GOOD,
    OutcomeKind.WAITING: Style.WARNING,
    OutcomeKind.FAILED: Style.BAD,
}
_MOST_SHOWN = 15
"""Domains of a fleet that are shown one by one, because they failed."""


def show_outcomes(
    console: Console, outcomes: Sequence[Outcome], *, problems_only: bool = False
) -> None:
    """Write where each domain stands, and what to do next.

    Of a fleet the end sums up who is current, who waits for what, and why the others failed; each
    domain, and what proves that it is current, is shown with ``-v`` there.
    """
    is_small = len(outcomes) <= SMALL_FLEET
    shown = [each for each in outcomes if _is_shown(each, problems_only=problems_only)]
    if not is_small and not console.verbose:
        shown = [each for each in shown if each.kind is OutcomeKind.FAILED or each.notes]
        hidden = max(len(shown) - _MOST_SHOWN, 0)
        shown = shown[:_MOST_SHOWN]
    else:
        hidden = 0
    width = max((len(outcome.target.domain) for outcome in shown), default=0)
    for outcome in shown:
        _show_outcome(console, outcome, width, is_small=is_small)
    if hidden:
        console.result(f"… and {hidden:,} more; -v shows each")
    if shown:
        console.result()
    if not is_small:
        _show_fleet(console, outcomes, problems_only=problems_only)
    console.result(summarize_counts(outcomes))


def _show_fleet(console: Console, outcomes: Sequence[Outcome], *, problems_only: bool) -> None:
    """Write what the domains of a fleet have in common, and what to do next."""
    current = [each.target.domain for each in outcomes if each.kind is OutcomeKind.CURRENT]
    if current and not problems_only and not console.verbose:
        console.result(f"{len(current):>6,}  current: {join_some(current, mark='')}")
    for line in summarize(outcomes):
        console.result(line)
    if any(each.kind is OutcomeKind.WAITING for each in outcomes):
        _show_next(console, outcomes)


def summarize_counts(outcomes: Sequence[Outcome]) -> str:
    """Return a clause such as ``3 current, 1 waiting, 0 failed``."""
    return ", ".join(f"{number} {kind}" for kind, number in _count(outcomes).items())


def _is_shown(outcome: Outcome, *, problems_only: bool) -> bool:
    return not problems_only or outcome.kind is not OutcomeKind.CURRENT or bool(outcome.notes)


def _show_outcome(console: Console, outcome: Outcome, width: int, *, is_small: bool) -> None:
    name = outcome.target.domain.ljust(width)
    kind = console.style(outcome.kind.value.ljust(7), _STYLES[outcome.kind])
    console.result(f"{name}  {kind}  {_describe(outcome)}".rstrip())
    if outcome.kind is OutcomeKind.CURRENT and (is_small or console.verbose):
        for line in _proofs(outcome):
            console.result(f"    {line}")
    for note in outcome.notes:
        console.result(f"    {console.style('note:', Style.WARNING)} {note}")
    for step in outcome.next_steps if is_small else outcome.own_steps:
        console.result(f"    {console.style('next:', Style.STRONG)} {step}")


def _show_next(console: Console, outcomes: Sequence[Outcome]) -> None:
    """Say once what a fleet that waits needs."""
    mark = console.style("next:", Style.STRONG)
    if any(outcome.open_records for outcome in outcomes):
        console.result(f"        {mark} Create or change the records: `mtasts-pages dns` has them")
    console.result(
        f"        {mark} Run the same command again after that; it goes on where it stopped"
    )


def summarize(outcomes: Sequence[Outcome]) -> list[str]:
    """Return who waits for what and who failed for which reason, a line each; most first."""
    groups: dict[str, list[str]] = {}
    for outcome in outcomes:
        if outcome.kind is OutcomeKind.WAITING and outcome.waiting_for is not None:
            why = f"waiting for {outcome.waiting_for.phrase}"
        elif outcome.kind is OutcomeKind.FAILED and outcome.error is not None:
            own = str(outcome.target.repository), outcome.target.domain
            message = outcome.error.message
            for name in own:  # the same failure of many is one line
                message = message.replace(f"`{name}`", "…")
            why = f"failed: {message}"
        else:
            continue
        groups.setdefault(why, []).append(outcome.target.domain)
    ordered = sorted(groups.items(), key=lambda group: -len(group[1]))
    return [f"{len(domains):>6,}  {why}: {join_some(domains, mark='')}" for why, domains in ordered]


def describe_outcomes(outcomes: Sequence[Outcome]) -> dict[str, object]:
    """Return the ``publish`` document's content."""
    return {
        "domains": [
            {
                "domain": outcome.target.domain,
                "owner": outcome.target.owner,
                "repository": outcome.target.repository.name,
                "outcome": outcome.kind.value,
                "stage": outcome.stage.value,
                "policy_id": outcome.policy_id,
                "waiting_for": outcome.waiting_for.value if outcome.waiting_for else None,
                "detail": outcome.detail or None,
                "next_steps": list(outcome.next_steps),
                "notes": list(outcome.notes),
                "error": outcome.error.message if outcome.error else None,
            }
            for outcome in outcomes
        ],
        "summary": _count(outcomes),
    }


def describe_progress(outcome: Outcome) -> str:
    """Return one clause for a progress line."""
    if outcome.kind is OutcomeKind.WAITING and outcome.waiting_for is not None:
        detail = f" ({outcome.detail})" if outcome.detail else ""
        return f"{outcome.stage}, waiting for {outcome.waiting_for.phrase}{detail}"
    if outcome.error is not None:
        return outcome.error.message
    return outcome.stage.value


def _describe(outcome: Outcome) -> str:
    if outcome.kind is OutcomeKind.CURRENT:
        return f"policy id {outcome.policy_id}"
    return describe_progress(outcome)


def _proofs(outcome: Outcome) -> list[str]:
    """Return what was seen: the policy as senders get it, and the records as they find them."""
    host = outcome.target.policy_host
    size = len(outcome.target.policy_file)
    lines = [f"https://{host}/{POLICY_PATH} serves the {size} bytes that the config gives"]
    lines += [
        format_record(status.record)
        for status in outcome.records
        if status.state is RecordState.PRESENT
        and status.record.purpose is not Purpose.DOMAIN_VERIFICATION
    ]
    return lines


def _count(outcomes: Sequence[Outcome]) -> dict[str, int]:
    kinds = [outcome.kind for outcome in outcomes]
    return {kind.value: kinds.count(kind) for kind in OutcomeKind}
