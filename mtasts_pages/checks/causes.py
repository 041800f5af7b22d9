"""Leaving out what only follows from something else that was found.

A Pages site without its domain shows as a wrong certificate too; who sets the domain mends both.
The cause takes over the severity of what it explains, so that nothing gets less grave by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from mtasts_pages.checks.codes import Code, Severity
from mtasts_pages.checks.finding import Finding, sort_findings

_NO_SITE = frozenset({Code.HOST_UNCLAIMED, Code.CERTIFICATE_NAME, Code.POLICY_STATUS})

EXPLAINS: Final[Mapping[Code, frozenset[Code]]] = {
    Code.ID_TOO_EARLY: frozenset({Code.POLICY_DIFFERS}),
    Code.REPOSITORY_MISSING: _NO_SITE,
    Code.PAGES_DISABLED: _NO_SITE,
    Code.PAGES_DOMAIN: _NO_SITE,
    Code.PAGES_SOURCE: frozenset({Code.POLICY_STATUS, Code.POLICY_DIFFERS}),
    Code.PAGES_BUILD_FAILED: frozenset({Code.POLICY_STATUS, Code.POLICY_DIFFERS}),
    Code.PAGES_CERTIFICATE_PENDING: frozenset({Code.CERTIFICATE_NAME, Code.HOST_UNCLAIMED}),
    Code.PAGES_CERTIFICATE_FAILED: frozenset({Code.CERTIFICATE_NAME, Code.CERTIFICATE_EXPIRED}),
    Code.HOST_PROXIED: frozenset({Code.HOST_WITHOUT_CNAME, Code.PAGES_UNHEALTHY}),
    Code.HOST_MISSING: frozenset({Code.PAGES_UNHEALTHY, Code.PAGES_CERTIFICATE_PENDING}),
    Code.HOST_UNANSWERED: frozenset(
        {Code.PAGES_UNHEALTHY, Code.PAGES_CERTIFICATE_PENDING, Code.CAA_UNANSWERED}
    ),
}
"""Each cause with what it explains. No cause is explained by another one that it explains."""


def leave_out_consequences(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return *findings* without those that another one of them explains, worst first."""
    findings = list(findings)
    present = {finding.code for finding in findings}
    severities = list(Severity)
    kept = []
    for finding in findings:
        if any(finding.code in EXPLAINS.get(code, frozenset()) for code in present):
            continue
        explained = EXPLAINS.get(finding.code, frozenset())
        gravest = min(
            [finding.severity, *(each.severity for each in findings if each.code in explained)],
            key=severities.index,
        )
        kept.append(replace(finding, severity=gravest))
    return sort_findings(kept)
