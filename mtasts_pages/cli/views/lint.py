"""What ``lint`` found, as text and as a document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from mtasts_pages.checks import Severity
from mtasts_pages.checks.lint import Effect, FileReport, LintFinding
from mtasts_pages.cli.console import Console, Style
from mtasts_pages.cli.views.excerpt import Excerpt, Line, lay_out, paint
from mtasts_pages.text import escape_unprintable

_KINDS = {
    Severity.ERROR: ("error", Style.BAD),
    Severity.WARNING: ("warning", Style.WARNING),
    Severity.INFO: ("note", Style.QUIET),
}
_EFFECTS = {
    Effect.NOT_SERVED: "not served",
    Effect.REFUSED: "refused by senders",
    Effect.RISKY: "risky",
    Effect.NOTABLE: "notable",
}


def show_report(console: Console, report: FileReport) -> None:
    """Write each finding on a file with its line, and the policy that was meant."""
    for finding in report.findings:
        console.result(paint(console, _render_finding(report.path, finding)) + "\n")
    if report.proposal is not None:
        console.result(f"{report.path} as it was evidently meant, for you to review:")
        for text in report.proposal.decode("ascii").splitlines():
            console.result("  " + console.style(text, Style.ADDED))
        console.result()


def summarize(reports: Sequence[FileReport]) -> str:
    """Return a line such as ``2 files: 1 finding not served, 3 notable``."""
    number = len(reports)
    effects = Counter(finding.effect for report in reports for finding in report.findings)
    counts = [f"{effects[effect]} {_EFFECTS[effect]}" for effect in Effect if effects[effect]]
    found = f"{sum(effects.values())} finding{'' if sum(effects.values()) == 1 else 's'}"
    what = f"{found}: {', '.join(counts)}" if counts else "no findings"
    return f"{number} file{'' if number == 1 else 's'}, {what}"


def describe_reports(reports: Iterable[FileReport]) -> dict[str, object]:
    """Return the ``lint`` document's content."""
    files = [_describe_report(report) for report in reports]
    severities = [finding.severity for report in reports for finding in report.findings]
    summary = {
        "files": len(files),
        "valid": sum(1 for report in reports if report.valid),
        **{severity.value: severities.count(severity) for severity in Severity},
    }
    return {"files": files, "summary": summary}


def _describe_report(report: FileReport) -> dict[str, object]:
    return {
        "path": report.path,
        "valid": report.valid,
        "findings": [_describe_finding(report.path, finding) for finding in report.findings],
        "proposal": None if report.proposal is None else report.proposal.decode("ascii"),
    }


def _describe_finding(path: str, finding: LintFinding) -> dict[str, object]:
    place = finding.place
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "effect": finding.effect.value,
        "subject": path,
        "line": None if place is None else place.line,
        "column": None if place is None else place.column,
        "message": finding.message,
        "hint": finding.hint,
        "repair": finding.repair,
    }


def _render_finding(path: str, finding: LintFinding) -> Iterator[Line]:
    place = finding.place
    where, excerpt = path, None
    if place is not None:
        where = f"{path}:{place.line}:{place.column}"
        if place.source:
            start = place.column - 1 - place.cut
            excerpt = Excerpt(place.line, place.source, start, place.width)
    message, hint = escape_unprintable(finding.message), escape_unprintable(finding.hint)
    return lay_out(where, _KINDS[finding.severity], message, excerpt, hint, finding.code)
