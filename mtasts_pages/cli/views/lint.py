"""What ``lint`` found, as text and as a document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from mtasts_pages.checks import Severity
from mtasts_pages.checks.lint import Effect, FileKind, FileReport, LintFinding, Verdict
from mtasts_pages.cli.console import Console, Style
from mtasts_pages.cli.views.excerpt import Excerpt, Line, lay_out, paint
from mtasts_pages.rollout.linting import LintRun
from mtasts_pages.standards import DefectKind
from mtasts_pages.standards.mistakes.defects import SAME_KIND_LIMIT
from mtasts_pages.text import escape_unprintable

_KINDS = {
    Severity.ERROR: ("error", Style.BAD),
    Severity.WARNING: ("warning", Style.WARNING),
    Severity.INFO: ("note", Style.QUIET),
}
# fmt: off
_A_LINE_EACH = frozenset((
    DefectKind.INDENTED, DefectKind.BLANK_LINE, DefectKind.COMMENT_LINE, DefectKind.GUIDE_TEXT,
    DefectKind.BAD_KEY, DefectKind.UNKNOWN_KEY, DefectKind.BARE_CR,
))
# fmt: on
"""What is one cause, however many lines of a text show it."""
_EFFECTS = {
    Effect.NOT_SERVED: "not served",
    Effect.REFUSED: "refused by senders",
    Effect.STOPS_MAIL: "stopping mail",
    Effect.RISKY: "risky",
    Effect.NOTABLE: "notable",
}


_VERDICTS = {
    Verdict.SERVED: "served",
    Verdict.NOT_SERVED: "not served",
    Verdict.REFUSED: "refused by senders",
    Verdict.UNKNOWN: "depending on what cannot be seen here",
}


def show_report(console: Console, report: FileReport) -> None:
    """Write each finding on a file with its line, and the policy that was meant.

    One that a whole file has line by line is shown once, with the other lines.
    """
    for finding, others in group_findings(report.findings):
        text = paint(console, _render_finding(report.path, finding))
        if others:
            text += f"\n  the same on line{'s' * (len(others) > 1)} {_list_lines(others)}"
        console.result(text + "\n")
    if report.proposal is not None:
        console.result(f"{report.path} as it was evidently meant, for you to review:")
        for text in report.proposal.decode("ascii").splitlines():
            console.result("  " + console.style(text, Style.ADDED))
        console.result()


def group_findings(
    findings: Iterable[LintFinding],
) -> list[tuple[LintFinding, list[LintFinding]]]:
    """Return *findings*, each with those that say the same of further lines."""
    groups: dict[object, tuple[LintFinding, list[LintFinding]]] = {}
    for number, finding in enumerate(findings):
        key = finding.kind if finding.kind in _A_LINE_EACH else number
        if key in groups:
            groups[key][1].append(finding)
        else:
            groups[key] = finding, []
    return list(groups.values())


def _list_lines(findings: Sequence[LintFinding]) -> str:
    lines = [finding.place.line for finding in findings if finding.place is not None]
    spans: list[list[int]] = []
    for line in lines:
        if spans and line == spans[-1][1] + 1:
            spans[-1][1] = line
        else:
            spans.append([line, line])
    said = ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in spans)
    return said if len(lines) + 1 < SAME_KIND_LIMIT else f"{said}, and perhaps on others"


def summarize(reports: Sequence[FileReport]) -> str:
    """Return a line such as ``2 files: 1 finding not served, 3 notable``."""
    number = sum(report.exists for report in reports if report.kind is not FileKind.REPOSITORY)
    effects = Counter(finding.effect for report in reports for finding in report.findings)
    counts = [f"{effects[effect]} {_EFFECTS[effect]}" for effect in Effect if effects[effect]]
    found = f"{sum(effects.values())} finding{'' if sum(effects.values()) == 1 else 's'}"
    what = f"{found}: {', '.join(counts)}" if counts else "no findings"
    return f"{number} file{'' if number == 1 else 's'}, {what}"


def count_verdicts(run: LintRun) -> str:
    """Return a line such as ``3 repositories: 2 served, 1 not served``."""
    verdicts = Counter(each.verdict for each in run.repositories)
    counts = [f"{verdicts[each]} {_VERDICTS[each]}" for each in Verdict if verdicts[each]]
    return f"{len(run.repositories)} repositories: {', '.join(counts)}"


def say_left_out(number: int, *, is_listed: bool) -> str:
    """Return a line that says how many folders hold nothing that is meant as a policy."""
    what = "1 folder holds" if number == 1 else f"{number} folders hold"
    which = "" if is_listed else "; `-v` names them"
    return f"left out: {what} nothing meant as a policy{which}"


def describe_run(run: LintRun) -> dict[str, object]:
    """Return the ``lint`` document's content."""
    reports = run.reports
    severities = [finding.severity for report in reports for finding in report.findings]
    verdicts = Counter(each.verdict for each in run.repositories)
    policies = [report for report in reports if report.kind is FileKind.POLICY and report.exists]
    there = [each for each in reports if each.exists and each.kind is not FileKind.REPOSITORY]
    summary = {
        "files": len(there),
        "policies": len(policies),
        "valid": sum(report.valid for report in policies),
        "repositories": {verdict.value.replace("-", "_"): verdicts[verdict] for verdict in Verdict},
        "left_out": len(run.left_out),
        **{severity.value: severities.count(severity) for severity in Severity},
    }
    return {
        "files": [_describe_report(report) for report in reports],
        "repositories": [
            {"path": each.path, "verdict": each.verdict.value} for each in run.repositories
        ],
        "left_out": run.left_out,
        "summary": summary,
    }


def _describe_report(report: FileReport) -> dict[str, object]:
    return {
        "path": report.path,
        "kind": report.kind.value,
        "exists": report.exists,
        "valid": report.valid if report.kind is FileKind.POLICY and report.exists else None,
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
