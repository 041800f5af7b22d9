"""What TLS reports say, as the document of ``--json``."""

from __future__ import annotations

from collections.abc import Sequence

from mtasts_pages.cli.setup.reports import JudgedReports
from mtasts_pages.rollout.reports.judge import JudgedDomain, JudgedFailure
from mtasts_pages.rollout.reports.summary import SourceSummary


def describe_reports(done: JudgedReports) -> dict[str, object]:
    """Return the ``reports`` document's content."""
    domains = [_describe_domain(each) for each in done.domains]
    summaries = [each.summary for each in done.domains]
    return {
        "sources": [_describe_source(each) for each in done.summary.sources],
        "domains": domains,
        "left_out": {"foreign": dict(done.summary.foreign), "nameless": done.summary.nameless},
        "summary": {
            "reports": sum(each.reports for each in summaries),
            "successful": sum(each.successful for each in summaries),
            "failed": sum(each.failed for each in summaries),
        },
    }


def _describe_source(source: SourceSummary) -> dict[str, object]:
    return {
        "source": source.source,
        "reports": source.reports,
        "duplicates": source.duplicates,
        "outside": source.outside,
        "others": source.others,
        "unreadable": source.unreadable,
        "examples": [{"name": name, "reason": reason} for name, reason in source.examples],
        "oddities": dict(source.oddities),
        "signatures": {belief.value: count for belief, count in source.beliefs.items()},
        "error": source.error,
    }


def _describe_domain(judged: JudgedDomain) -> dict[str, object]:
    summary = judged.summary
    return {
        "domain": summary.domain,
        "reports": summary.reports,
        "successful": summary.successful,
        "failed": summary.failed,
        "proven": summary.proven,
        "types": {
            kind.value: {"successful": each.successful, "failed": each.failed}
            for kind, each in summary.types.items()
        },
        "days": [
            {"day": day.isoformat(), "successful": each.successful, "failed": each.failed}
            for day, each in summary.days.items()
        ],
        "organizations": [
            {
                "organization": each.organization,
                "successful": each.successful,
                "failed": each.failed,
                "last": each.last.isoformat(),
            }
            for each in summary.organizations
        ],
        "failures": [_describe_failure(each) for each in judged.failures],
        "policies": _describe_policies(judged),
    }


def _describe_failure(judged: JudgedFailure) -> dict[str, object]:
    failure = judged.failure
    return {
        "result_type": failure.text or None,
        "mx": failure.mx,
        "sessions": failure.sessions,
        "organizations": list(failure.organizations),
        "first": failure.first.isoformat(),
        "last": failure.last.isoformat(),
        "policy_id": None if judged.held is None else judged.held.policy_id,
        "still": judged.still.value,
        "blocks": judged.blocks,
        "noise": None if judged.noise is None else judged.noise.value,
        "reasons": list(failure.reasons),
        "meaning": judged.result.meaning,
        "hint": judged.result.look_at,
    }


def _describe_policies(judged: JudgedDomain) -> Sequence[dict[str, object]]:
    return [
        {
            "type": each.type.value,
            "policy": list(each.policy),
            "first": each.first.isoformat(),
            "last": each.last.isoformat(),
            "sessions": each.sessions,
            "organizations": list(each.organizations),
        }
        for each in judged.summary.policies
    ]
