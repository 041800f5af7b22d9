"""The parts of this GitHub that its API, git and Pages share, in one value."""

from __future__ import annotations

from dataclasses import dataclass

from mtasts_pages.sandbox.github.faults import Faults
from mtasts_pages.sandbox.github.health import HealthChecks
from mtasts_pages.sandbox.github.journal import Journal
from mtasts_pages.sandbox.github.limits import Limits
from mtasts_pages.sandbox.github.publishing import Publishing
from mtasts_pages.sandbox.github.shapes import Urls
from mtasts_pages.sandbox.github.state import State


@dataclass(frozen=True, slots=True)
class Hub:
    """What handlers of API calls, git requests and Pages requests share."""

    state: State
    publishing: Publishing
    health: HealthChecks
    limits: Limits
    urls: Urls
    faults: Faults
    journal: Journal
