"""What ``lint`` found, as text and as a document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from mtasts_pages.checks import Severity
from mtasts_pages.checks.lint import Effect, FileReport, Finding
from mtasts_pages.cli.console import Console, Style
from mtasts_pages.cli.views.problems import STYLES
from mtasts_pages.config.problems import Line, render_excerpt
from mtasts_pages.config.problems import Style as Part
from mtasts_pages.text import escape_unprintable

_WORDS = {Severity.INFO: "note"}
_PARTS = {
    Severity.ERROR: Part.ERROR,
    Severity.WARNING: Part.WARNING,
    Severity.INFO: Part.INFO,
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
        for line in _render_finding(report.path, finding):
            console.result("".join(console.style(text, STYLES[part]) for part, text in line))
        console.result()
    if report.proposal is not None:
        console.result(f"{report.path} as it was evidently meant, for you to look at:")
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


def _describe_finding(path: str, finding: Finding) -> dict[str, object]:
    place = finding.place
    return {
        "code": finding.code.value,
        "severity": finding.severity.value,
        "effect": finding.effect.value,
        "subject": path,
        "line": None if place is None else place.line,
        "column": None if place is None else place.column,
        "message": finding.message,
        "hint": finding.hint,
        "repair": finding.repair,
    }


def _render_finding(path: str, finding: Finding) -> list[Line]:
    part, place = _PARTS[finding.severity], finding.place
    where = path if place is None else f"{path}:{place.line}:{place.column}"
    word = _WORDS.get(finding.severity, finding.severity.value)
    lines: list[Line] = [
        (
            (Part.PLACE, f"{where}: "),
            (part, f"{word}: "),
            (Part.MESSAGE, escape_unprintable(finding.message)),
            (Part.GUTTER, f" [{finding.code.value}]"),
        )
    ]
    if place is not None and place.source:
        start = place.column - 1 - place.cut
        lines += render_excerpt(part, place.line, place.source, start, place.width)
    lines.append(((Part.HINT, "  hint: "), (Part.MESSAGE, escape_unprintable(finding.hint))))
    return lines
