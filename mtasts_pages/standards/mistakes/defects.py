"""What is wrong with a policy, a record or a name, as values.

A `DefectKind` is the rule that was broken, with a stable code for documents and machines; a
`Defect` is one place where it was. `DefectLog` gathers them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mtasts_pages.standards.mistakes.kinds import Gravity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mtasts_pages.standards.mistakes.kinds import DefectKind, Reaction

SAME_KIND_LIMIT = 20
"""Defects of one kind that are reported for one text; a further one says nothing new."""

HOPELESS = 100
"""Refused places after which a text is not read further: it is something else altogether."""

LONGEST_EXAMINED = 1000
"""Characters of a value or a line that are searched for what its author may have meant."""


@dataclass(frozen=True, slots=True)
class Defect:
    """One place where a text breaks a rule or invites trouble.

    Attributes:
        kind: The rule, with its RFC section, its gravity and what senders do.
        line: Line of the text, from 1.
        column: Column of `text` in that line, in characters, from 1.
        text: What is written there; empty when something is missing.
        message: One sentence about this place, names in backquotes.
        hint: What to do about it.
        repair: The whole value, key or line as it was evidently meant, where that is clear.

    """

    kind: DefectKind
    line: int
    column: int
    text: str
    message: str
    hint: str | None = None
    repair: str | None = None

    @property
    def gravity(self) -> Gravity:
        """How much it matters."""
        return self.kind.gravity

    @property
    def section(self) -> str:
        """The section that says so, such as ``RFC 8461, 3.2``."""
        return self.kind.section

    @property
    def strict(self) -> Reaction:
        """What a sender does that keeps to the grammar."""
        return self.kind.strict

    @property
    def lenient(self) -> bool:
        """Whether some sender in use accepts the text nevertheless."""
        return self.kind.lenient

    @property
    def width(self) -> int:
        """How many characters `text` covers; at least 1, so that a caret has a place."""
        return max(len(self.text), 1)


class DefectLog:
    """The defects of one text, in the order they were found."""

    __slots__ = ("_counts", "_defects", "_refused")

    def __init__(self) -> None:
        self._refused = 0
        self._defects: list[Defect] = []
        self._counts: dict[DefectKind, int] = {}

    def is_hopeless(self) -> bool:
        """Return whether so much is refused that reading on would tell nobody anything."""
        return self._refused >= HOPELESS

    def is_full(self, kind: DefectKind) -> bool:
        """Return whether another defect of *kind* would be dropped: then no work goes into it."""
        return self._counts.get(kind, 0) >= SAME_KIND_LIMIT

    def note(
        self,
        kind: DefectKind,
        line: int,
        column: int,
        text: str,
        message: str,
        hint: str | None = None,
        repair: str | None = None,
    ) -> None:
        """Note a defect with these fields, unless there are already enough of its kind."""
        self.add(Defect(kind, line, column, text, message, hint, repair))

    def add(self, defect: Defect) -> None:
        """Note *defect*, unless there are already enough of its kind."""
        self._refused += defect.gravity is Gravity.REFUSED
        count = self._counts.get(defect.kind, 0)
        if count < SAME_KIND_LIMIT:
            self._counts[defect.kind] = count + 1
            self._defects.append(defect)

    def add_shifted(self, defects: Iterable[Defect], line: int, column: int) -> None:
        """Note the *defects* of a value that begins at *line* and *column* of the text."""
        for defect in defects:
            self.add(replace(defect, line=line, column=column + defect.column - 1))

    def sorted_defects(self) -> tuple[Defect, ...]:
        """Return the defects by line and column; those of one place as they were found."""
        return tuple(sorted(self._defects, key=lambda defect: (defect.line, defect.column)))


def is_refused(defects: Iterable[Defect]) -> bool:
    """Return whether any of *defects* makes the text one that senders refuse."""
    return any(defect.gravity is Gravity.REFUSED for defect in defects)
