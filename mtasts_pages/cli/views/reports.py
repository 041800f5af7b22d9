"""What TLS reports say, as text."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator

from mtasts_pages.cli.console import Console, Style
from mtasts_pages.cli.setup.reports import JudgedReports
from mtasts_pages.cli.streams import speaks_utf8
from mtasts_pages.cli.views.reports_words import (
    describe_failure,
    describe_laggard,
    describe_left_out,
    describe_source,
    describe_verdict,
    describe_volume,
    draw_days,
    summarize,
)
from mtasts_pages.rollout.reports.judge import JudgedDomain, JudgedFailure
from mtasts_pages.text import escape_unprintable, join_some

_WIDTH = 100
_ROWS = 10
"""Organizations and failures of a domain that are shown without `-v`."""


def show_reports(console: Console, done: JudgedReports) -> None:
    """Write each domain with its organizations and failures, then the sources."""
    for each in done.domains:
        if each.summary.reports:
            for line in _render_domain(console, each):
                console.result(line)
            console.result()
    silent = [each.summary.domain for each in done.domains if not each.summary.reports]
    if silent:
        console.result(f"no reports about {join_some(silent)}")
    for line in describe_left_out(done):
        console.result(line)
    for source in done.summary.sources:
        console.result(describe_source(source))
        shown = source.examples if console.verbose else source.examples[:3]
        for name, reason in shown:
            console.result(f"  {escape_unprintable(name)}: {escape_unprintable(reason)}")
        if console.verbose:
            for oddity, count in source.oddities.items():
                console.result(f"  {oddity}: {count:,}")
    console.result()
    console.result(summarize(done))


def _render_domain(console: Console, judged: JudgedDomain) -> Iterator[str]:
    summary = judged.summary
    name = console.style(escape_unprintable(summary.domain), Style.STRONG)
    yield f"{name}  {describe_volume(summary)}"
    if speaks_utf8(sys.stdout) and len(summary.days) > 1:
        yield f"  sessions a day  {draw_days(summary)}"
    rows = summary.organizations if console.verbose else summary.organizations[:_ROWS]
    names = [escape_unprintable(each.organization)[:40] for each in rows]
    width = max(map(len, names))
    for text, each in zip(names, rows, strict=True):
        failed = f"{each.failed:,} failed" if each.failed else "none failed"
        style = Style.WARNING if each.failed else Style.QUIET
        count = f"{each.successful + each.failed:>9,} sessions"
        yield f"  {text.ljust(width)} {count}, {console.style(failed, style)}, last {each.last}"
    if len(rows) < len(summary.organizations):
        yield f"  and {len(summary.organizations) - len(rows):,} more organizations; -v shows them"
    failures = judged.failures if console.verbose else judged.failures[:_ROWS]
    for failure in failures:
        yield from _render_failure(console, failure)
    if len(failures) < len(judged.failures):
        yield f"  and {len(judged.failures) - len(failures):,} more failures; -v shows them"
    for laggard in judged.laggards[:_ROWS]:
        yield f"  {describe_laggard(laggard)}"


def _render_failure(console: Console, judged: JudgedFailure) -> Iterator[str]:
    style = Style.BAD if judged.blocks else Style.QUIET if judged.noise else Style.WARNING
    mark = "✗" if judged.blocks else "-"
    yield f"  {console.style(f'{mark} {describe_failure(judged)}', style)}"
    text = f"{judged.result.meaning}; {describe_verdict(judged)}"
    yield from _wrap(text, "      ")
    if judged.failure.reasons:
        reasons = [escape_unprintable(reason)[:80] for reason in judged.failure.reasons]
        yield from _wrap(f"reason given: {join_some(reasons, mark=chr(34))}", "      ")
    if judged.noise is None:
        hint = list(_wrap(judged.result.look_at, " " * 12))
        hint[0] = f"      {console.style('hint:', Style.STRONG)} {hint[0].lstrip()}"
        yield from hint


def _wrap(text: str, indent: str) -> Iterator[str]:
    yield from textwrap.wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=indent)
