"""The stage of a domain, from what a check has seen. Pure."""

from __future__ import annotations

from mtasts_pages.checks.stage import Stage, find_stage
from mtasts_pages.checks.standing import (
    announced_ids,
    policy_host_points,
    tls_reporting_stands,
)
from mtasts_pages.site import describes
from mtasts_pages.site.policy_id import has_our_form
from mtasts_pages.state import (
    Answer,
    AnswerKind,
    Answers,
    GitHubView,
    Lookup,
    LookupKind,
    Observation,
    SenderView,
)
from mtasts_pages.state.target import Target


def find_checked_stage(target: Target, view: SenderView, github: GitHubView | None) -> Stage | None:
    """Return how far *target* has come; ``None`` when that cannot be told without GitHub."""
    answers = _read_answers(view)
    if github is None or github.problem:
        return _find_outer_stage(target, view, answers)
    seen = Observation(github.repository, github.pages, answers, view.served)
    return find_stage(target, seen)


def _find_outer_stage(target: Target, view: SenderView, answers: Answers) -> Stage | None:
    """Return the last stage that shows to everybody."""
    points = not target.owner or policy_host_points(target.owner, answers.policy_host)
    if not points:
        return None
    if view.served.serves(target.policy_file):
        stands = _record_stands(target, answers) and tls_reporting_stands(target, answers)
        return Stage.CURRENT if stands else Stage.POLICY_SERVED
    contact = view.served.contact
    if contact is not None and contact.certificate is not None:
        return Stage.CERTIFICATE_APPROVED
    return Stage.DNS_POINTED if target.owner else None


def _record_stands(target: Target, answers: Answers) -> bool:
    ids = announced_ids(answers)
    if len(ids) != 1 or not ids[0]:
        return False
    return describes(ids[0], target.policy_file) or not has_our_form(ids[0])


def _read_answers(view: SenderView) -> Answers:
    cname = view.aliases[:1]
    return Answers(
        policy_host=Answer(AnswerKind.RECORDS if cname else AnswerKind.NOTHING, cname),
        policy_record=_read_answer(view.record),
        tls_reporting=_read_answer(view.reporting),
        verification=Answer(AnswerKind.NOTHING),
    )


def _read_answer(lookup: Lookup) -> Answer:
    if lookup.failed:
        return Answer(AnswerKind.FAILED, detail=lookup.detail)
    found = lookup.kind is LookupKind.RECORDS
    return Answer(AnswerKind.RECORDS if found else AnswerKind.NOTHING, lookup.values)
