"""Leaving out what only follows from something else that was found.

A Pages site without its domain shows as a wrong certificate too; setting the domain fixes both.
The cause takes over the severity of what it explains, so that nothing gets less grave by it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from mtasts_pages.checks.catalogue import sort_findings
from mtasts_pages.checks.finding import Finding, Severity


def leave_out_consequences(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return *findings* without those that another one of them explains, worst first."""
    findings = list(findings)
    explained = {code for finding in findings for code in finding.kind.explains}
    severities = list(Severity)
    kept = []
    for finding in findings:
        if finding.code in explained:
            continue
        follow = [each.severity for each in findings if each.code in finding.kind.explains]
        gravest = min([finding.severity, *follow], key=severities.index)
        kept.append(replace(finding, severity=gravest))
    return sort_findings(kept)
