"""What every command about the life of a policy answers with: reasons, evidence, steps. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Verdict(StrEnum):
    """Whether the next step of a domain's life may be taken, in the order of how grave it is."""

    BLOCKED = "blocked"
    NOT_YET = "not-yet"
    READY = "ready"
    NOTHING_TO_DO = "nothing-to-do"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the next step may not be taken now."""

    code: str
    message: str
    """One sentence, names in backquotes."""
    until: datetime | None = None
    """When it ends by itself; ``None`` where somebody has to do something, or nobody knows."""


def find_gravest(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the gravest of *verdicts*, nothing to do without any."""
    found = set(verdicts)
    return next((each for each in Verdict if each in found), Verdict.NOTHING_TO_DO)
