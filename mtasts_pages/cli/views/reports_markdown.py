"""What TLS reports say, as Markdown for the summary of a job or an issue."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtasts_pages.cli.setup.reports import JudgedReports
from mtasts_pages.cli.views.reports_words import (
    describe_failure,
    describe_laggard,
    describe_left_out,
    describe_source,
    describe_verdict,
    describe_volume,
    summarize,
)
from mtasts_pages.rollout.reports.judge import JudgedDomain
from mtasts_pages.text import escape_unprintable

LIMIT = 60_000
"""Characters; GitHub takes 65,536 in a comment."""

_ROWS = 50
_SPECIAL = re.compile(r"([\\*_\[\]<>|#~`&@!])")


def format_markdown(done: JudgedReports) -> str:
    """Return the summary, cut between domains where GitHub would not take all of it."""
    head = f"## TLS reports\n\n{_escape(summarize(done))}\n"
    tail = "\n".join(
        f"- {_escape(line)}"
        for line in (*describe_left_out(done), *map(describe_source, done.summary.sources))
    )
    parts = [head]
    room = LIMIT - len(head) - len(tail)
    domains = [each for each in done.domains if each.summary.reports]
    domains.sort(key=lambda each: not any(one.blocks for one in each.failures))
    for number, each in enumerate(domains):
        part = "\n".join(_render(each))
        room -= len(part) + 2
        if room < 0:
            parts.append(f"\nand {len(domains) - number:,} more domains\n")
            break
        parts.append(part)
    parts.append(f"\n{tail}")
    return "\n".join(parts)


def _render(judged: JudgedDomain) -> Iterator[str]:
    summary = judged.summary
    yield f"\n### {_escape(escape_unprintable(summary.domain))}\n"
    yield f"{_escape(describe_volume(summary))}\n"
    for failure in judged.failures[:_ROWS]:
        mark = "**against `enforce`** " if failure.blocks else ""
        yield (
            f"- {mark}{_escape(describe_failure(failure))}. "
            f"{_escape(failure.result.meaning)}; {_escape(describe_verdict(failure))}"
        )
    for laggard in judged.laggards[:_ROWS]:
        yield f"- {_escape(describe_laggard(laggard))}"
    yield "\n<details><summary>Reporting organizations</summary>\n"
    yield "| organization | sessions | failed | last report |\n| --- | ---: | ---: | --- |"
    for each in summary.organizations[:_ROWS]:
        name = _escape(escape_unprintable(each.organization)[:80])
        yield f"| {name} | {each.successful + each.failed:,} | {each.failed:,} | {each.last} |"
    yield "\n</details>"


def _escape(text: str) -> str:
    r"""Return *text* as it is to be read, nothing in it a mark-up or a mention.

    >>> _escape("<b>@all`")
    '\\<b\\>\\@all\\`'
    """
    return _SPECIAL.sub(r"\\\1", text)
