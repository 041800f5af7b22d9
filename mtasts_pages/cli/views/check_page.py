"""What a check has found, as one static page for the whole fleet.

The page loads nothing: its style and its script are in it, and its content security policy
allows exactly these two by their digests. Every value goes through Jinja's escaping.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path

import jinja2
from markupsafe import Markup

from mtasts_pages.checks import Finding, Severity
from mtasts_pages.checks.catalogue import KINDS
from mtasts_pages.checks.finding import worst
from mtasts_pages.checks.stage import Stage
from mtasts_pages.cli.views.check import describe_counts
from mtasts_pages.cli.views.due import say_due
from mtasts_pages.cli.views.marked_names import mark_names
from mtasts_pages.rollout.checking.report import DomainReport, FleetReport

_FOLDER = Path(__file__).parent
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
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"names": mark_names, "sentence": _begin_sentence}
    style, script = (_read(name) for name in ("status_page.css", "status_page.js"))
    template = environment.get_template("status_page.html.jinja")
    rows = [_describe(each, report) for each in report.domains]
    present = {finding.code for each in report.domains for finding in each.findings}
    present |= {finding.code for finding in report.findings}
    return template.render(
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
        # Our own files, and no value in them: they must stay as they were digested.
        style=Markup(style),  # noqa: S704 - as above
        script=Markup(script),  # noqa: S704 - as above
        style_digest=_digest(style),
        script_digest=_digest(script),
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


def _begin_sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    """Return the source expression for an inline element (CSP Level 3, 6.7.3.3)."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"
