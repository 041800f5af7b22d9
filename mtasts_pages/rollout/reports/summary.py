"""What many reports say together, domain by domain, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from mtasts_pages.standards.tls_report import PolicyType, ResultType
from mtasts_pages.world.mail.signature import Belief


@dataclass(frozen=True, slots=True)
class SourceSummary:
    """What one source held."""

    source: str
    reports: int
    duplicates: int
    """Reports that were read before, here or in another source."""
    outside: int
    """Reports of days that were not asked for."""
    others: int
    """Files and mails that are no reports, and need not be."""
    unreadable: int
    examples: tuple[tuple[str, str], ...]
    """Some of the unreadable: a name, and the reason as a clause."""
    oddities: Mapping[str, int]
    beliefs: Mapping[Belief, int]
    names: tuple[str, ...] = ()
    """What held reports, where that was asked for."""
    error: str | None = None
    """Why the source could not be read to its end."""
    is_refused: bool = False
    """Whether that is for want of the right to read it."""


@dataclass(frozen=True, slots=True)
class Sessions:
    """Sessions that succeeded and that failed."""

    successful: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class OrganizationSummary:
    """What one reporting organization saw of a domain."""

    organization: str
    successful: int
    failed: int
    last: date


@dataclass(frozen=True, slots=True)
class FailureSummary:
    """Sessions that failed at one MX host for one reason."""

    result_type: ResultType
    text: str
    """The result type as written; empty where the report gives no details."""
    mx: str | None
    sessions: int
    organizations: tuple[str, ...]
    days: int
    """On how many days; never more than are kept."""
    first: date
    last: date
    reasons: tuple[str, ...]
    policy: tuple[str, ...]
    """The policy that the newest such report speaks of, by lines; often none."""
    policy_type: PolicyType


@dataclass(frozen=True, slots=True)
class PolicySummary:
    """One policy that senders were seen to hold."""

    type: PolicyType
    policy: tuple[str, ...]
    first: date
    last: date
    sessions: int
    organizations: tuple[str, ...]
    proven: int = 0
    """Those of the sessions that succeeded and that a trusted report tells of."""
    days: int = 0
    """Days for which there is such a report."""


@dataclass(frozen=True, slots=True)
class DomainSummary:
    """What senders saw of one domain."""

    domain: str
    reports: int
    successful: int
    failed: int
    proven: int
    """Successful sessions that a trusted report tells of (`Belief.is_trusted`)."""
    days: Mapping[date, Sessions]
    types: Mapping[PolicyType, Sessions]
    """By type of policy; the same session may be under two, so they are never added."""
    organizations: tuple[OrganizationSummary, ...]
    failures: tuple[FailureSummary, ...]
    """Most sessions first."""
    policies: tuple[PolicySummary, ...]
    """In the order of their first day."""


@dataclass(frozen=True, slots=True)
class ReportSummary:
    """What all sources say together."""

    sources: tuple[SourceSummary, ...]
    domains: tuple[DomainSummary, ...]
    """In the order of the config, or by name without one."""
    foreign: Mapping[str, int]
    """Reports about domains that are not in the config; they are left out."""
    nameless: int
    """Reports of which nobody can tell what domain they are about; left out."""
    reused: int
    """Statements whose report-id came with other content before; both count."""
