"""What becomes of the policy of a repository, in a word."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from mtasts_pages.checks.lint.faults import Effect, Fault
from mtasts_pages.checks.lint.finding import FileReport, LintFinding

_OPEN = frozenset(
    (Fault.DEPLOYED_OTHERWISE, Fault.SOURCE_IS_DOCS, Fault.SERVED_BY_OWNER, Fault.CNAME_PLACEHOLDER)
)


class Verdict(StrEnum):
    """What senders get from a repository."""

    SERVED = "served"
    """A policy that they accept, once the DNS is in place."""
    NOT_SERVED = "not-served"
    REFUSED = "refused"
    """A policy that they refuse, wherever it is published."""
    UNKNOWN = "unknown"
    """It depends on what cannot be seen in the repository."""


def find_verdict(reports: Sequence[FileReport]) -> Verdict:
    """Return what becomes of the policy of the repository with these *reports*."""
    findings = [finding for report in reports for finding in report.findings]
    if any(finding.effect is Effect.NOT_SERVED for finding in findings):
        return Verdict.NOT_SERVED
    if any(finding.effect is Effect.REFUSED for finding in findings):
        return Verdict.REFUSED
    return Verdict.UNKNOWN if any(map(_is_open, findings)) else Verdict.SERVED


def _is_open(finding: LintFinding) -> bool:
    kind = finding.kind
    if not isinstance(kind, Fault):
        return False
    # What is an error elsewhere depends here on who publishes the repository.
    return kind in _OPEN or (kind.effect is Effect.NOT_SERVED and finding.effect is Effect.RISKY)
