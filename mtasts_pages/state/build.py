"""A build of a Pages site that failed, or that never began."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class BuildFault(StrEnum):
    """Why GitHub does not publish what was pushed."""

    FAILED = "failed"
    ACTIONS_DISABLED = "actions-disabled"
    NOT_BEGUN = "not-begun"


@dataclass(frozen=True, slots=True)
class FailedBuild:
    """Why GitHub does not publish the newest commit.

    Attributes:
        fault: What went wrong.
        reason: GitHub's own sentence, ``""`` where it gives none.
        began: When the build began, by GitHub's clock.

    """

    fault: BuildFault
    reason: str = ""
    began: datetime | None = None
