"""What a check has found, as text and as a document."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Hashable, Sequence

from mtasts_pages.checks import Finding, Severity
from mtasts_pages.cli.console import Console, Style
from mtasts_pages.cli.views.due import describe_due, show_due, show_dues
from mtasts_pages.cli.views.groups import (
    MOST_GROUPS,
    SMALL_FLEET,
    count_rest,
    group_alike,
    leave_out,
    name_group,
)
from mtasts_pages.rollout.checking.report import DomainReport, FleetReport
from mtasts_pages.text import escape_unprintable

_STYLES = {
    Severity.ERROR: Style.BAD,
    Severity.WARNING: Style.WARNING,
    Severity.INFO: Style.QUIET,
}
_PLURALS = {Severity.ERROR: "s", Severity.WARNING: "s", Severity.INFO: ""}
_WIDTH = 100


def show_report(console: Console, report: FleetReport, *, problems_only: bool = False) -> None:
    """Write what was found of each domain, and what concerns them all.

    Of a fleet, domains with the same findings are shown once, unless ``-v`` asks for each.
    """
    shown = report.domains
    if problems_only:
        shown = tuple(each for each in shown if _has_problem(each))
    if len(shown) > SMALL_FLEET and not console.verbose:
        _show_groups(console, shown)
    else:
        width = max((len(each.domain) for each in shown), default=0)
        for each in shown:
            stage = _name_stage(each).ljust(20)
            counts = _paint_counts(console, each.findings)
            console.result(f"{each.domain.ljust(width)}  {stage}  {counts}")
            if console.verbose:
                console.result(f"  {describe_evidence(each)}")
            for finding in each.findings:
                _show_finding(console, finding)
            if each.due is not None:
                show_due(console, each.due)
    for finding in report.findings:
        console.result()
        _show_finding(console, finding)
    console.result()
    console.result(_summarize(report))
    if report.unreached:
        console.result(f"not reached: {name_group(report.unreached)}")


def describe_evidence(report: DomainReport) -> str:
    """Return what was seen to be well, in a line."""
    expires = report.certificate_expires
    parts = [
        f"mode {report.mode}" if report.mode else "no policy read",
        f"policy id {report.policy_id}" if report.policy_id else "no policy id",
        f"certificate until {expires:%Y-%m-%d}" if expires else "no trusted certificate",
    ]
    if report.reached:
        parts.append(f"STARTTLS at {', '.join(report.reached)}")
    return escape_unprintable("; ".join(parts))


def _show_groups(console: Console, reports: Sequence[DomainReport]) -> None:
    groups = group_alike(reports, _liken)
    groups.sort(key=lambda group: (_rank(group[0]), -len(group)))
    for group in groups[:MOST_GROUPS]:
        first, counts = group[0], _paint_counts(console, group[0].findings)
        names = name_group([each.domain for each in group])
        console.result(f"{_name_stage(first)}  {counts}  {names}")
        for finding in first.findings:
            _show_finding(console, finding, () if len(group) == 1 else (first.domain,))
    rest = count_rest(groups)
    if rest:
        console.result(rest)
    show_dues(console, reports)


def _liken(report: DomainReport) -> Hashable:
    own = (report.domain,)
    found = tuple((each.code, leave_out(each.message, own)) for each in report.findings)
    return report.stage, found


def _rank(report: DomainReport) -> int:
    """Return 0 for the gravest, so that errors come first."""
    order = list(Severity)
    return min((order.index(each.severity) for each in report.findings), default=len(order))


def _has_problem(report: DomainReport) -> bool:
    due_now = report.due is not None and report.due.not_before is None
    return due_now or any(finding.severity is not Severity.INFO for finding in report.findings)


def _name_stage(report: DomainReport) -> str:
    return report.stage.value if report.stage else "stage unknown"


def _paint_counts(console: Console, findings: Sequence[Finding]) -> str:
    style = _STYLES[findings[0].severity] if findings else Style.GOOD
    return console.style(describe_counts(findings), style)


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
        **(
            {"interrupted": True, "not_reached": list(report.unreached)}
            if report.interrupted
            else {}
        ),
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
        "due": None if report.due is None else describe_due(report.due),
    }


def _describe_finding(finding: Finding) -> dict[str, object]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "subject": finding.subject,
        "message": finding.message,
        "hint": finding.hint,
    }


def _show_finding(console: Console, finding: Finding, names: Sequence[str] = ()) -> None:
    """Write *finding*; *names* are left out where it speaks for several domains."""
    severity = console.style(f"{finding.severity.value}:", _STYLES[finding.severity])
    code = console.style(f"[{finding.code}]", Style.QUIET)
    # Findings quote what strangers' servers said.
    console.result(f"  {severity} {escape_unprintable(leave_out(finding.message, names))} {code}")
    hint = textwrap.wrap(
        escape_unprintable(leave_out(finding.hint, names)),
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
    every = [finding for each in report.domains for finding in each.findings]
    severities = [finding.severity for finding in (*every, *report.findings)]
    return {severity.value: severities.count(severity) for severity in Severity}
