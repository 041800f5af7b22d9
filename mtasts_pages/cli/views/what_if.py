"""Which senders would deliver where, as text and as a document."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from mtasts_pages.cli.console import Console, Style
from mtasts_pages.cli.views.life_steps import describe_dates
from mtasts_pages.cli.views.moments import format_moment
from mtasts_pages.rollout.life.simulation import HeldPolicy


def show_held(console: Console, domain: str, moment: datetime, held: Sequence[HeldPolicy]) -> None:
    """Write each policy that may be held at *moment*, and each host with what becomes of it."""
    head = console.style(domain, Style.STRONG)
    console.result(f"{head}  at {format_moment(moment)}")
    if not held:
        console.result("  no sender can hold a policy: they deliver everywhere")
    for each in held:
        name = each.policy_id or "without an id of its own"
        until = (
            "for as long as it is served"
            if each.hold_until is None
            else f"until {format_moment(each.hold_until.safe)} at the latest"
        )
        console.result(f"  policy {name}, mode {each.policy.mode.value}: held {until}")
        for host, delivers in each.hosts:
            said = (
                console.style("deliver", Style.GOOD)
                if delivers
                else console.style("do not deliver", Style.BAD)
            )
            console.result(f"    {host}: they {said}")


def describe_held(domain: str, moment: datetime, held: Sequence[HeldPolicy]) -> dict[str, object]:
    """Return the ``what-if`` document's content."""
    return {
        "domain": domain,
        "at": moment.isoformat(),
        "policies": [
            {
                "policy_id": each.policy_id,
                "mode": each.policy.mode.value,
                "hold_until": describe_dates(each.hold_until),
                "hosts": [{"host": host, "delivers": delivers} for host, delivers in each.hosts],
            }
            for each in held
        ],
    }
