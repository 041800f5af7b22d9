"""What TLS reports say, as one static page: a chart a domain, with the policies behind the days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from mtasts_pages.cli.setup.reports import JudgedReports
from mtasts_pages.cli.views.page import load_page, read_inline
from mtasts_pages.cli.views.reports_words import (
    describe_failure,
    describe_laggard,
    describe_left_out,
    describe_source,
    describe_verdict,
    describe_volume,
    summarize,
)
from mtasts_pages.rollout.reports.held import read_reported_policy
from mtasts_pages.rollout.reports.judge import JudgedDomain, JudgedFailure
from mtasts_pages.rollout.reports.summary import DomainSummary
from mtasts_pages.standards.tls_report import PolicyType
from mtasts_pages.text import escape_unprintable

_DAYS = 90
_STEP = 10
_ROWS = 100
_BANDS = 6


@dataclass(frozen=True, slots=True)
class _Bar:
    kind: str
    x: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class _Band:
    shade: int
    x: int
    width: int
    text: str


def render_page(done: JudgedReports) -> str:
    """Return the page of *done*."""
    style = read_inline("reports_page.css")
    return load_page("reports_page.html.jinja").render(
        rows=[_describe(each) for each in done.domains if each.summary.reports],
        total=summarize(done),
        read=done.now.strftime("%Y-%m-%d %H:%M UTC"),
        left_out=list(describe_left_out(done)),
        sources=[describe_source(each) for each in done.summary.sources],
        style=style.text,
        style_digest=style.digest,
    )


def _describe(judged: JudgedDomain) -> dict[str, object]:
    summary = judged.summary
    last = max(summary.days)
    first = max(min(summary.days), last - timedelta(days=_DAYS - 1))
    return {
        "domain": escape_unprintable(summary.domain),
        "volume": describe_volume(summary),
        "bars": list(_draw(summary, first)),
        "bands": list(_draw_bands(summary, first, last)),
        "width": ((last - first).days + 1) * _STEP,
        "label": f"Sessions a day from {first} to {last}: {summary.failed:,} of"
        f" {summary.successful + summary.failed:,} failed",
        "failures": [_describe_failure(each) for each in judged.failures[:_ROWS]],
        "laggards": [describe_laggard(each) for each in judged.laggards[:_ROWS]],
        "organizations": [
            {
                "name": escape_unprintable(each.organization)[:200],
                "sessions": f"{each.successful + each.failed:,}",
                "failed": f"{each.failed:,}",
                "last": each.last.isoformat(),
            }
            for each in summary.organizations[:_ROWS]
        ],
    }


def _describe_failure(judged: JudgedFailure) -> dict[str, str]:
    return {
        "kind": "blocks" if judged.blocks else "noise" if judged.noise else "counts",
        "what": describe_failure(judged),
        "meaning": judged.result.meaning,
        "verdict": describe_verdict(judged),
        "hint": "" if judged.noise else judged.result.look_at,
    }


def _draw(summary: DomainSummary, first: date) -> Iterator[_Bar]:
    """Yield the bars, failed sessions on top of successful ones; a failure is never invisible."""
    shown = {day: each for day, each in summary.days.items() if day >= first}
    most = max((each.successful + each.failed for each in shown.values()), default=0) or 1
    for day, each in shown.items():
        x = (day - first).days * _STEP + 2
        failed = max(each.failed * 96 / most, 4.0) if each.failed else 0.0
        good = max(each.successful * (96 - failed) / most, 1.0) if each.successful else 0.0
        if good:
            yield _Bar("ok", x, round(100 - good, 2), round(good, 2))
        if failed:
            yield _Bar("no", x, round(100 - good - failed, 2), round(failed, 2))


def _draw_bands(summary: DomainSummary, first: date, last: date) -> Iterator[_Band]:
    """Yield the policies that senders went by, each from its first to its last day."""
    policies = [
        each
        for each in summary.policies
        if each.type is PolicyType.STS and each.last >= first and each.first <= last
    ]
    for number, each in enumerate(policies[-_BANDS:]):
        begin = (max(each.first, first) - first).days * _STEP
        end = ((min(each.last, last) - first).days + 1) * _STEP
        policy = read_reported_policy(each.policy)
        meant = "an unreadable policy"
        if policy is not None:
            hosts = ", ".join(pattern.text for pattern in policy.mx[:3])
            meant = f"{policy.mode}, {hosts}{' …' if len(policy.mx) > 3 else ''}"  # noqa: PLR2004
        yield _Band(number % 2, begin, end - begin, f"{each.first} to {each.last}: {meant}")
