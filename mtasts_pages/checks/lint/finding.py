"""One fault of one file, and all that was found of it, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mtasts_pages.checks.finding import Severity
from mtasts_pages.checks.lint.candidates import CONFIGS
from mtasts_pages.checks.lint.faults import Effect, Fault
from mtasts_pages.checks.lint.likeness import is_like
from mtasts_pages.checks.lint.markers import is_marker
from mtasts_pages.site import CNAME
from mtasts_pages.site.files import NOJEKYLL
from mtasts_pages.standards.mistakes.kinds import DefectKind

WHOLE = "."
"""The path of a report on a repository as a whole."""


class FileKind(StrEnum):
    """What a file is in a policy repository."""

    POLICY = "policy"
    CNAME = "cname"
    NOJEKYLL = "nojekyll"
    JEKYLL_CONFIG = "jekyll-config"
    WORKFLOW = "workflow"
    HOST_CONFIG = "host-config"
    """What another host than Pages reads."""
    REPOSITORY = "repository"
    """No file: the repository as a whole."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a text something is.

    Attributes:
        line: The line, from 1.
        column: The column in characters, from 1.
        width: How many characters it takes; at least 1.
        source: The line, printable character by character; a long one is cut on both sides.
        cut: How many characters are missing at the start of `source`.

    """

    line: int
    column: int
    width: int
    source: str
    cut: int = 0


@dataclass(frozen=True, slots=True)
class LintFinding:
    """What was found wrong with a file, or worth knowing about it.

    Attributes:
        kind: The kind of fault: of the text, or of the repository.
        effect: What it means for senders.
        message: One sentence, names in backquotes.
        hint: What to do about it.
        place: Where in the file, unless it is about the file as such.
        repair: What should evidently be there instead.

    """

    kind: Fault | DefectKind
    effect: Effect
    message: str
    hint: str
    place: Place | None = None
    repair: str | None = None

    @property
    def code(self) -> str:
        """The code of its kind."""
        return self.kind.value

    @property
    def severity(self) -> Severity:
        """How much it matters."""
        return self.effect.severity


@dataclass(frozen=True, slots=True)
class FileReport:
    """What was found of one file, there or missing.

    Attributes:
        path: Its path in the repository, parts separated by ``/``.
        valid: Of a policy file, whether strict senders accept its text, wherever it is; of any
            other, whether it has no finding of severity error.
        findings: In the order of the file, those about the file as such first.
        proposal: The policy file as its author evidently meant it, when that is clear.
        kind: What the file is.
        exists: Whether it is there.

    """

    path: str
    valid: bool
    findings: tuple[LintFinding, ...] = ()
    proposal: bytes | None = None
    kind: FileKind = FileKind.POLICY
    exists: bool = True


def find(fault: Fault, message: str, hint: str, *, repair: str | None = None) -> LintFinding:
    """Return a finding about a file as such, with the effect of its kind."""
    return LintFinding(fault, fault.effect, message, hint, repair=repair)


def report(path: str, *findings: LintFinding) -> FileReport:
    """Return the report on a file that is no policy."""
    valid = all(finding.severity is not Severity.ERROR for finding in findings)
    return FileReport(path, valid, findings, kind=_sort(path))


def _sort(path: str) -> FileKind:
    name = path.rpartition("/")[2]
    if path == WHOLE:
        return FileKind.REPOSITORY
    if path.startswith(".github/workflows/"):
        return FileKind.WORKFLOW
    if name in CONFIGS:
        return FileKind.JEKYLL_CONFIG
    if is_like(name, CNAME):
        return FileKind.CNAME
    if is_like(name, NOJEKYLL, slips=2):
        return FileKind.NOJEKYLL
    return FileKind.HOST_CONFIG if is_marker(path) else FileKind.POLICY
