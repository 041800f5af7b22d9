"""The tables of ``docs/reports.md``, for its cog blocks."""

from __future__ import annotations

from mtasts_pages.rollout.reports.catalogue import RESULTS, Effect
from mtasts_pages.rollout.reports.judge import Noise
from mtasts_pages.world.mail.signature import Belief

_EFFECTS = {
    Effect.STOPS_MAIL: "stops mail to that host",
    Effect.MAY_STOP_MAIL: "may stop mail",
    Effect.HIDES_POLICY: "none, but senders cannot learn of a new policy",
    Effect.STOPS_DANE: "none: DANE is another matter",
}


def results() -> str:
    """Return the table of the result types."""
    rows = [
        f"| `{kind}` | {each.meaning} | {_EFFECTS[each.effect]} | {each.look_at} |"
        for kind, each in RESULTS.items()
    ]
    head = "| result type | meaning | under `enforce` | what to do |\n| --- | --- | --- | --- |"
    return "\n".join([head, *rows])


def noise() -> str:
    """Return the list of the reasons for which a failure does not count."""
    return "\n".join(f"- `{each}`: {each.meaning}" for each in Noise)


def beliefs() -> str:
    """Return the table of how far reports are believed."""
    rows = [
        f"| `{each}` | {each.meaning} | {'yes' if each.is_trusted else 'no'} |" for each in Belief
    ]
    head = "| class | meaning | its successes are evidence |\n| --- | --- | --- |"
    return "\n".join([head, *rows])
