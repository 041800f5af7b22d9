"""What a check has found, domain by domain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mtasts_pages.checks import Finding
from mtasts_pages.checks.stage import Stage
from mtasts_pages.rollout.life.due import Due


@dataclass(frozen=True, slots=True)
class DomainReport:
    """What was found of one domain."""

    domain: str
    stage: Stage | None
    """``None`` when it does not show from outside, and GitHub was not asked."""
    findings: tuple[Finding, ...]
    policy_id: str | None = None
    """What the policy record announces."""
    mode: str | None = None
    """The mode that senders read, ``None`` while they read no policy."""
    announced: datetime | None = None
    """When the id was made, if it is one of ours."""
    certificate_expires: datetime | None = None
    """When the certificate of the policy host ends, if it is trusted."""
    reached: tuple[str, ...] = ()
    """The MX hosts that answered over STARTTLS."""
    due: Due | None = None
    """The next step of its life, as far as the history of its repository was read."""


@dataclass(frozen=True, slots=True)
class FleetReport:
    """All domains in the order of the config, and what concerns none of them alone."""

    domains: tuple[DomainReport, ...]
    findings: tuple[Finding, ...]
    checked: datetime
    unreached: tuple[str, ...] = ()
    """The domains that an interrupted check did not get to."""
    interrupted: bool = False
