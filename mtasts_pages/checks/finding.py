"""One fault of one domain, as a value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mtasts_pages.checks.codes import Code, Severity
from mtasts_pages.checks.guidance import HINTS


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found wrong, or worth knowing.

    Attributes:
        code: The kind of fault.
        severity: How much it matters here.
        subject: What has the fault: the name of a record or a host, a repository.
        message: One sentence, names in backquotes.
        hint: What to do about it.

    """

    code: Code
    severity: Severity
    subject: str
    message: str
    hint: str


def find(
    code: Code,
    subject: str,
    message: str,
    *,
    hint: str | None = None,
    severity: Severity | None = None,
) -> Finding:
    """Return a finding, with the severity and the hint of its code unless others are given."""
    return Finding(code, severity or code.severity, subject, message, hint or HINTS[code])


def sort_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return *findings*, worst first; those of one severity in the order of their codes."""
    codes, severities = list(Code), list(Severity)
    return tuple(
        sorted(
            dict.fromkeys(findings),
            key=lambda finding: (
                severities.index(finding.severity),
                codes.index(finding.code),
                finding.subject,
            ),
        )
    )


def worst(findings: Iterable[Finding]) -> Severity | None:
    """Return the gravest severity among *findings*, ``None`` when there are none."""
    present = {finding.severity for finding in findings}
    return next((severity for severity in Severity if severity in present), None)
