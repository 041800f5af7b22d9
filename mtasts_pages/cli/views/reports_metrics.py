"""What TLS reports say, in the text format of Prometheus."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, time

from mtasts_pages.cli.setup.reports import JudgedReports
from mtasts_pages.cli.views.metrics import format_gauge
from mtasts_pages.text import escape_unprintable


def format_metrics(done: JudgedReports) -> str:
    """Return the metrics of *done*, all of them gauges: a run counts what its sources hold."""
    domains = [each.summary for each in done.domains]
    failures = Counter(
        {
            (judged.summary.domain, one.failure.text or "none", one.failure.mx or "", one.blocks):
            one.failure.sessions
            for judged in done.domains
            for one in judged.failures
        }
    )  # fmt: skip
    return "".join(
        (
            format_gauge(
                "reports_timestamp_seconds",
                "When the reports were read, in seconds since 1970.",
                [({}, done.now.timestamp())],
            ),
            format_gauge(
                "reports",
                "TLS reports about a domain, duplicates left out.",
                (({"domain": each.domain}, each.reports) for each in domains),
            ),
            format_gauge(
                "reported_sessions",
                "Sessions that senders reported, by outcome.",
                (
                    ({"domain": each.domain, "outcome": outcome}, count)
                    for each in domains
                    for outcome, count in (
                        ("successful", each.successful),
                        ("failed", each.failed),
                    )
                ),
            ),
            format_gauge(
                "reported_failures",
                "Failed sessions by result type and MX host; blocks is 1 where they speak against"
                " enforce.",
                (
                    (
                        {
                            "domain": domain,
                            "result_type": escape_unprintable(kind),
                            "mx": escape_unprintable(mx),
                            "blocks": str(int(blocks)),
                        },
                        sessions,
                    )
                    for (domain, kind, mx, blocks), sessions in sorted(failures.items())
                ),
            ),
            format_gauge(
                "report_newest_timestamp_seconds",
                "Begin of the newest day that a report is about; none without reports.",
                (
                    (
                        {"domain": each.domain},
                        datetime.combine(max(each.days), time(), UTC).timestamp(),
                    )
                    for each in domains
                    if each.days
                ),
            ),
            format_gauge(
                "reports_unreadable",
                "Files and mails of a source that could not be read.",
                (({"source": each.source}, each.unreadable) for each in done.summary.sources),
            ),
        )
    )
