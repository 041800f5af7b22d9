"""What a check has found, as one static page for the whole fleet."""

from __future__ import annotations

from dataclasses import dataclass

from mtasts_pages.checks import Finding, Severity
from mtasts_pages.checks.catalogue import KINDS
from mtasts_pages.checks.finding import worst
from mtasts_pages.checks.stage import Stage
from mtasts_pages.cli.views.check import describe_counts
from mtasts_pages.cli.views.due import say_due
from mtasts_pages.cli.views.page import load_page, read_inline
from mtasts_pages.rollout.checking.report import DomainReport, FleetReport

_STAGES = tuple(Stage)
_RANKS = {Severity.ERROR: 3, Severity.WARNING: 2, Severity.INFO: 1, None: 0}


@dataclass(frozen=True, slots=True)
class _Row:
    """One domain as the page shows it."""

    domain: str
    rank: int
    """How grave its worst finding is, 3 for an error, 0 without findings."""
    step: int
    """How many stages it has reached beyond the first; -1 when that is not known."""
    stage: str
    mode: str
    days: int | None
    counts: str
    findings: tuple[Finding, ...]
    due: str | None


def render_page(report: FleetReport) -> str:
    """Return the status page of *report*."""
    style, script = (read_inline(name) for name in ("status_page.css", "status_page.js"))
    rows = [_describe(each, report) for each in report.domains]
    present = {finding.code for each in report.domains for finding in each.findings}
    present |= {finding.code for finding in report.findings}
    return load_page("status_page.html.jinja").render(
        rows=rows,
        common=report.findings,
        checked=report.checked.strftime("%Y-%m-%d %H:%M UTC"),
        stages=[stage.value for stage in _STAGES],
        counted={
            name: sum(1 for row in rows if row.rank == rank)
            for name, rank in (("error", 3), ("warning", 2), ("info", 1), ("clean", 0))
        },
        due=sum(1 for row in rows if row.due is not None),
        kinds=[kind for code, kind in KINDS.items() if code in present],
        style=style.text,
        script=script.text,
        style_digest=style.digest,
        script_digest=script.digest,
    )


def _describe(report: DomainReport, fleet: FleetReport) -> _Row:
    expires = report.certificate_expires
    return _Row(
        domain=report.domain,
        rank=_RANKS[worst(report.findings)],
        step=-1 if report.stage is None else _STAGES.index(report.stage),
        stage=report.stage.value if report.stage else "unknown",
        mode=report.mode or "no policy",
        days=None if expires is None else (expires - fleet.checked).days,
        counts=describe_counts(report.findings),
        findings=report.findings,
        due=None if report.due is None else say_due(report.due),
    )
