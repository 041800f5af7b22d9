"""What a check has found, as text and as a document."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Sequence

from mtasts_pages.checks import Finding, Severity
from mtasts_pages.cli.console import Console, Style
from mtasts_pages.rollout.checking.report import DomainReport, FleetReport
from mtasts_pages.text import escape_unprintable

_STYLES = {
    Severity.ERROR: Style.BAD,
    Severity.WARNING: Style.WARNING,
    Severity.INFO: Style.QUIET,
}
_PLURALS = {Severity.ERROR: "s", Severity.WARNING: "s", Severity.INFO: ""}
_WIDTH = 100


def show_report(console: Console, report: FleetReport) -> None:
    """Write what was found of each domain, and what concerns them all."""
    width = max((len(each.domain) for each in report.domains), default=0)
    for each in report.domains:
        stage = (each.stage.value if each.stage else "stage unknown").ljust(20)
        counts = describe_counts(each.findings)
        style = _STYLES[each.findings[0].severity] if each.findings else Style.GOOD
        line = f"{each.domain.ljust(width)}  {stage}  {console.style(counts, style)}"
        console.result(line)
        for finding in each.findings:
            _show_finding(console, finding)
    for finding in report.findings:
        console.result()
        _show_finding(console, finding)
    console.result()
    console.result(_summarize(report))


def describe_counts(findings: Sequence[Finding]) -> str:
    """Return a clause such as ``1 error, 2 warnings``."""
    counts = Counter(finding.severity for finding in findings)
    parts = [
        f"{counts[severity]} {severity}{'' if counts[severity] == 1 else _PLURALS[severity]}"
        for severity in Severity
        if counts[severity]
    ]
    return ", ".join(parts) or "no findings"


def describe_report(report: FleetReport) -> dict[str, object]:
    """Return the ``check`` document's content."""
    return {
        "domains": [_describe_domain(each) for each in report.domains],
        "findings": [_describe_finding(finding) for finding in report.findings],
        "summary": {"domains": len(report.domains), **_count(report)},
    }


def _describe_domain(report: DomainReport) -> dict[str, object]:
    expires = report.certificate_expires
    return {
        "domain": report.domain,
        "stage": report.stage.value if report.stage else None,
        "findings": [_describe_finding(finding) for finding in report.findings],
        "policy_id": report.policy_id,
        "mode": report.mode,
        "certificate_expires": expires.isoformat() if expires else None,
    }


def _describe_finding(finding: Finding) -> dict[str, object]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "subject": finding.subject,
        "message": finding.message,
        "hint": finding.hint,
    }


def _show_finding(console: Console, finding: Finding) -> None:
    severity = console.style(f"{finding.severity.value}:", _STYLES[finding.severity])
    code = console.style(f"[{finding.code}]", Style.QUIET)
    # Findings quote what strangers' servers said.
    console.result(f"  {severity} {escape_unprintable(finding.message)} {code}")
    hint = textwrap.wrap(
        escape_unprintable(finding.hint),
        _WIDTH,
        initial_indent=" " * 10,
        subsequent_indent=" " * 10,
    )
    hint[0] = f"    {console.style('hint:', Style.STRONG)} {hint[0].lstrip()}"
    for line in hint:
        console.result(line)


def _summarize(report: FleetReport) -> str:
    number = len(report.domains)
    clean = sum(1 for each in report.domains if not each.findings)
    every = [finding for each in report.domains for finding in each.findings]
    checked = f"{number} domain{'' if number == 1 else 's'} checked"
    if not every:
        return (
            f"{checked}, {'none with a finding of its own' if report.findings else 'no findings'}"
        )
    return f"{checked}, {clean} without findings: {describe_counts(every)}"


def _count(report: FleetReport) -> dict[str, int]:
    severities = [finding.severity for each in report.domains for finding in each.findings]
    return {severity.value: severities.count(severity) for severity in Severity}
