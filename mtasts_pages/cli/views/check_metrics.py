"""What a check has found, in the text format of Prometheus (exposition format 0.0.4)."""

from __future__ import annotations

from collections import Counter

from mtasts_pages.cli.views.due import measure_due
from mtasts_pages.cli.views.metrics import format_gauge
from mtasts_pages.rollout.checking.report import FleetReport

_DAY = 86_400


def format_metrics(report: FleetReport) -> str:
    """Return the metrics of *report*, all of them gauges."""
    domains = report.domains
    findings = Counter(
        (each.domain, finding.code, finding.severity.value)
        for each in domains
        for finding in each.findings
    )
    return "".join(
        (
            format_gauge(
                "check_timestamp_seconds",
                "When the check ended, in seconds since 1970.",
                [({}, report.checked.timestamp())],
            ),
            format_gauge("domains", "Domains that were checked.", [({}, len(domains))]),
            format_gauge(
                "findings",
                "Findings of a domain by code; a domain without findings has no sample.",
                (
                    ({"domain": domain, "code": code, "severity": severity}, number)
                    for (domain, code, severity), number in sorted(findings.items())
                ),
            ),
            format_gauge(
                "stage",
                "1 for the stage that a domain has reached.",
                (
                    ({"domain": each.domain, "stage": each.stage.value}, 1)
                    for each in domains
                    if each.stage is not None
                ),
            ),
            format_gauge(
                "certificate_days_left",
                "Days until the certificate of the policy host expires; none while it is not"
                " trusted.",
                (
                    (
                        {"domain": each.domain},
                        (each.certificate_expires - report.checked).total_seconds() / _DAY,
                    )
                    for each in domains
                    if each.certificate_expires is not None
                ),
            ),
            format_gauge(
                "policy_age_seconds",
                "Seconds since the policy was announced, read from its id.",
                (
                    ({"domain": each.domain}, (report.checked - each.announced).total_seconds())
                    for each in domains
                    if each.announced is not None
                ),
            ),
            format_gauge(
                "due_in_seconds",
                "Seconds until the next step in the life of a policy may be taken, 0 when it is"
                " due; a domain with nothing due has no sample.",
                (
                    (
                        {"domain": each.domain, "step": each.due.step},
                        measure_due(each.due, report.checked),
                    )
                    for each in domains
                    if each.due is not None
                ),
            ),
        )
    )
