"""The text of one policy file: every defect with its line, and the policy that is meant."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from mtasts_pages.checks.lint.documents import extract_text
from mtasts_pages.checks.lint.faults import EFFECTS, Fault
from mtasts_pages.checks.lint.finding import FileReport, LintFinding, Place, find
from mtasts_pages.checks.lint.strangers import identify_other, is_prose
from mtasts_pages.standards.mistakes.defects import (
    SAME_KIND_LIMIT,
    Defect,
    DefectLog,
    is_refused,
)
from mtasts_pages.standards.mistakes.host_roles import takes_no_mail
from mtasts_pages.standards.mistakes.kinds import DefectKind
from mtasts_pages.standards.mistakes.policy_lines import read_lines
from mtasts_pages.standards.mtasts import POLICY_SIZE_LIMIT, Mode, Policy, format_policy
from mtasts_pages.standards.reading import find_policy_defects, propose_policy
from mtasts_pages.state.folder import SeenFile
from mtasts_pages.text import blot_unprintable, quote

_SHOWN_LENGTH = 120
_SHOWN_BEFORE = 40
_FALLBACK = "check this line"


def judge_text(path: str, file: SeenFile) -> FileReport:
    """Return what is wrong with the text of the policy *file*, wherever it is."""
    other = identify_other(file.data)
    if other is not None:
        return FileReport(path, valid=False, findings=(other,))
    defects = find_policy_defects(file.data)
    lines = _split(file.data)
    findings = [_convert(_measure(defect, file), lines) for defect in defects]
    policy = propose_policy(file.data)
    if not is_refused(defects):
        stop = None if policy is None else _find_stop(policy, lines)
        return FileReport(path, valid=True, findings=(*([stop] if stop else []), *findings))
    if is_prose(defects, lines):
        message = f"this is no policy: {len(lines)} line{'s' * (len(lines) > 1)} of something else"
        hint = "replace it with the lines of a policy, which begins with `version: STSv1`"
        return FileReport(path, valid=False, findings=(find(Fault.NOT_A_POLICY, message, hint),))
    policy = policy or propose_policy(extract_text(file.data))
    proposal = None if policy is None else format_policy(policy)
    return FileReport(path, valid=False, findings=tuple(_say_limit(findings)), proposal=proposal)


def _find_stop(policy: Policy, lines: list[str]) -> LintFinding | None:
    """Return that the valid *policy* stops all mail, if it does."""
    patterns = [pattern.text for pattern in policy.mx]
    if policy.mode is not Mode.ENFORCE or not all(map(takes_no_mail, patterns)):
        return None
    names = quote(patterns[0]) + (f" and {len(patterns) - 1} more" if patterns[1:] else "")
    message = f"senders deliver only to {names}, which takes no mail: the domain gets none"
    hint = "name the MX hosts of the domain; until then, write `mode: testing`"
    at = next((n for n, line in enumerate(lines, 1) if line.startswith("mode")), 1)
    width = max(1, len(lines[at - 1][:_SHOWN_LENGTH]))
    place = Place(at, 1, width, blot_unprintable(lines[at - 1][:_SHOWN_LENGTH]))
    return LintFinding(Fault.NO_MAIL, Fault.NO_MAIL.effect, message, hint, place)


def _say_limit(findings: list[LintFinding]) -> list[LintFinding]:
    """Return *findings*, the last of a kind that was cut off saying so."""
    counts = Counter(finding.kind for finding in findings)
    said: list[LintFinding] = []
    for finding in reversed(findings):
        if counts.pop(finding.kind, 0) >= SAME_KIND_LIMIT:
            message = f"{finding.message} (the {SAME_KIND_LIMIT}th of its kind, and the last shown)"
            said.append(replace(finding, message=message))
        else:
            said.append(finding)
    return said[::-1]


def _convert(defect: Defect, lines: list[str]) -> LintFinding:
    place = _locate(defect, lines)
    effect = EFFECTS[defect.gravity]
    hint = defect.hint or _FALLBACK
    repair = defect.repair
    if repair and repair.isprintable() and repair not in hint:
        hint = f"{hint}; write {quote(repair)}"
    return LintFinding(defect.kind, effect, defect.message, hint, place, defect.repair)


def _measure(defect: Defect, file: SeenFile) -> Defect:
    if defect.kind is DefectKind.TOO_LARGE and not file.is_whole:
        limit = POLICY_SIZE_LIMIT
        message = f"the file has more than {limit} bytes, but senders read at most {limit}"
        return replace(defect, message=message)
    return defect


def _locate(defect: Defect, lines: list[str]) -> Place:
    line = lines[defect.line - 1] if defect.line <= len(lines) else ""
    cut = max(0, defect.column - 1 - _SHOWN_BEFORE) if len(line) > _SHOWN_LENGTH else 0
    source = line[cut : cut + _SHOWN_LENGTH]
    width = max(1, min(defect.width, cut + len(source) - defect.column + 1))
    return Place(defect.line, defect.column, width, blot_unprintable(source), cut)


def _split(data: bytes) -> list[str]:
    lines = read_lines(data, DefectLog())
    if lines:
        return [line.text for line in lines]
    # A document of another kind, or nothing at all.
    return data[:POLICY_SIZE_LIMIT].decode("utf-8", "replace").splitlines()
