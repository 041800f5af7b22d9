"""What is wrong with a text, by offsets: a problem before its line and column are counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mtasts_pages.config.problems import Severity

if TYPE_CHECKING:
    from mtasts_pages.config.keys.mistakes import Beyond

REMARK_LIMIT: Final = 10_000
"""Remarks on one file; nobody reads more of them, and time and memory stay bounded."""

EARLIER_LINE: Final = "\ue000"
"""Stands in a sentence for a line number that is not counted yet; no quoted value holds it."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that is wrong, or risky, at one place of the text.

    Attributes:
        start: Offset of the value in the text, in characters.
        end: Offset behind it.
        message: One sentence.
        hint: What to do about it.
        severity: Whether it stops the program.
        earlier: Offset of another place; its line is put where the sentence has `EARLIER_LINE`.
        beyond: The rule that was broken, when the JSON Schema cannot say it.

    """

    start: int
    end: int
    message: str
    hint: str | None = None
    severity: Severity = Severity.ERROR
    earlier: int | None = None
    beyond: Beyond | None = None


class Refused(Exception):  # noqa: N818 - it carries a remark and never leaves this package
    """The text cannot be read on from here."""

    def __init__(self, remark: Remark) -> None:
        super().__init__(remark.message)
        self.remark = remark


class RemarkLog:
    """Gathers remarks, up to a limit."""

    def __init__(self) -> None:
        self.remarks: list[Remark] = []

    def note(self, remark: Remark) -> None:
        """Note *remark*.

        Raises:
            Refused: There are as many already as anyone can use.

        """
        if len(self.remarks) >= REMARK_LIMIT:
            message = f"there are more than {REMARK_LIMIT:,} problems, and this is the next"
            raise Refused(Remark(remark.start, remark.end, message, "mend the others first"))
        self.remarks.append(remark)
