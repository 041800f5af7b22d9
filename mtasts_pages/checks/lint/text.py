"""The text of one policy file: every defect with its line, and the policy that is meant."""

from __future__ import annotations

from dataclasses import replace

from mtasts_pages.checks.lint.documents import extract_text
from mtasts_pages.checks.lint.faults import EFFECTS
from mtasts_pages.checks.lint.finding import FileReport, LintFinding, Place
from mtasts_pages.standards.mistakes.defects import Defect, DefectLog, is_refused
from mtasts_pages.standards.mistakes.kinds import DefectKind
from mtasts_pages.standards.mistakes.policy_lines import read_lines
from mtasts_pages.standards.mtasts import POLICY_SIZE_LIMIT, format_policy
from mtasts_pages.standards.reading import find_policy_defects, propose_policy
from mtasts_pages.state.folder import SeenFile
from mtasts_pages.text import blot_unprintable, quote

_SHOWN_LENGTH = 120
_SHOWN_BEFORE = 40
_FALLBACK = "check this line"


def judge_text(path: str, file: SeenFile) -> FileReport:
    """Return what is wrong with the text of the policy *file*, wherever it is."""
    defects = find_policy_defects(file.data)
    lines = _split(file.data)
    findings = tuple(_convert(_measure(defect, file), lines) for defect in defects)
    proposal = None
    if is_refused(defects):
        policy = propose_policy(file.data) or propose_policy(extract_text(file.data))
        proposal = None if policy is None else format_policy(policy)
    return FileReport(path, not is_refused(defects), findings, proposal)


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
