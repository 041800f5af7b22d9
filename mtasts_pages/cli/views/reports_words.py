"""What TLS reports say in words: the clauses that text, page and Markdown share.

Names in reports are what strangers wrote: here they are made printable.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from mtasts_pages.cli.setup.reports import JudgedReports
from mtasts_pages.rollout.reports.catalogue import Effect
from mtasts_pages.rollout.reports.judge import JudgedFailure, Laggard, Still
from mtasts_pages.rollout.reports.summary import DomainSummary, SourceSummary
from mtasts_pages.text import escape_unprintable, join_some
from mtasts_pages.world.mail.signature import Belief

_BARS = "▁▂▃▄▅▆▇█"
_DAYS = 30
"""Days that the sparkline shows."""


def describe_volume(summary: DomainSummary) -> str:
    """Return a clause such as ``12 reports of 2 organizations, 2026-11-20 to 2026-11-26``."""
    days = list(summary.days)
    when = f"{days[0]} to {days[-1]}" if len(days) > 1 else str(days[0])
    sessions = summary.successful + summary.failed
    return (
        f"{count(summary.reports, 'report')} of"
        f" {count(len(summary.organizations), 'organization')}, {when}:"
        f" {count(sessions, 'session')}, {f'{summary.failed:,}' if summary.failed else 'none'}"
        " failed"
    )


def describe_failure(judged: JudgedFailure) -> str:
    """Return what failed, where, how often, by whom and when; every part made printable."""
    failure = judged.failure
    what = escape_unprintable(failure.text)[:60] or "no details"
    where = f" at {escape_unprintable(failure.mx)}" if failure.mx else ""
    who = join_some([escape_unprintable(each) for each in failure.organizations], 2, "")
    when = str(failure.first)
    if failure.last != failure.first:
        when = f"{failure.first} to {failure.last}"
    return f"{what}{where}: {count(failure.sessions, 'session')}, {who}, {when}"


def describe_verdict(judged: JudgedFailure) -> str:
    """Return a clause that says whether it is still there and whether it matters."""
    parts = []
    if judged.still is Still.YES:
        parts.append("`check` sees it too")
    elif judged.still is Still.NO:
        parts.append("`check` does not see it now")
    if judged.noise is not None:
        parts.append(f"{judged.noise.meaning}")
    elif judged.blocks:
        parts.append("it speaks against `enforce`")
    elif judged.result.effect is Effect.HIDES_POLICY:
        parts.append("mail is delivered all the same, but senders cannot learn of a new policy")
    elif judged.result.effect is Effect.STOPS_DANE:
        parts.append("MTA-STS has no part in it")
    else:
        parts.append("one organization on one day: wait for a second report")
    return ", ".join(parts)


def describe_laggard(laggard: Laggard) -> str:
    """Return a sentence about senders with a policy that is not today's."""
    policy, held = laggard.policy, laggard.held
    who = join_some([escape_unprintable(each) for each in policy.organizations], 2, "")
    if held is None:
        said = "; ".join(escape_unprintable(line)[:80] for line in policy.policy[:8])
        return f"{who} had another policy than the config's until {policy.last}: {said}"
    since = "" if held.since is None else f" of {held.since.date()}"
    days = count(laggard.days_behind, "day")
    return f"{who} still used the policy{since} {days} after it was replaced"


def describe_left_out(done: JudgedReports) -> Iterator[str]:
    """Yield what was left out, and why."""
    summary = done.summary
    if summary.foreign:
        names = [escape_unprintable(name) for name in summary.foreign]
        reports = count(sum(summary.foreign.values()), "report")
        yield f"left out: {reports} about domains that are not in the config: {join_some(names)}"
    if summary.nameless:
        yield f"left out: {count(summary.nameless, 'report')} that name no domain"
    if summary.reused:
        yield f"{count(summary.reused, 'report-id')} came again with other content; both count"
    failed = sum(each.beliefs.get(Belief.FAILED, 0) for each in summary.sources)
    if failed:
        yield f"left out: {count(failed, 'report')} whose signature is wrong"


def describe_source(source: SourceSummary) -> str:
    """Return a line about one source."""
    parts = [count(source.reports, "report")]
    for number, what in (
        (source.duplicates, "seen before"),
        (source.outside, "of other days"),
        (source.others, "not reports"),
        (source.unreadable, "unreadable"),
    ):
        if number:
            parts.append(f"{number:,} {what}")
    odd = sum(source.oddities.values())
    if odd:
        parts.append(f"{odd:,} {'oddity' if odd == 1 else 'oddities'}")
    if source.error:
        parts.append(f"not read to its end: {escape_unprintable(source.error)}")
    return f"{escape_unprintable(source.source)}: {', '.join(parts)}"


def summarize(done: JudgedReports) -> str:
    """Return the last line."""
    domains = [each for each in done.domains if each.summary.reports]
    reports = sum(each.summary.reports for each in domains)
    failed = sum(each.summary.failed for each in domains)
    sessions = sum(each.summary.successful for each in domains) + failed
    blocked = sum(1 for each in domains if any(one.blocks for one in each.failures))
    against = f"; failures at {count(blocked, 'domain')} speak against `enforce`"
    return (
        f"{count(reports, 'report')} about {count(len(domains), 'domain')}:"
        f" {count(sessions, 'session')}, {failed:,} failed{against if blocked else ''}"
    )


def draw_days(summary: DomainSummary) -> str:
    """Return a bar a day for the last month of reports; a day without one is a blank."""
    last = max(summary.days)
    first = max(min(summary.days), last - timedelta(days=_DAYS - 1))
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    counts = [
        None if day not in summary.days
        else summary.days[day].successful + summary.days[day].failed
        for day in days
    ]  # fmt: skip
    most = max((count for count in counts if count), default=1)
    top = len(_BARS) - 1
    return "".join(" " if count is None else _BARS[count * top // most] for count in counts)


def count(number: int, noun: str) -> str:
    """Return a number with its noun, such as ``2 reports``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
