"""Statements counted as they come, each once; what is kept does not grow with their number.

Only the keys that tell duplicates do, by some hundred bytes a report.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from mtasts_pages.rollout.reports.statement import Entry, Statement
from mtasts_pages.rollout.reports.summary import (
    DomainSummary,
    FailureSummary,
    OrganizationSummary,
    PolicySummary,
    Sessions,
)
from mtasts_pages.standards.tls_report import Failure, PolicyType, ResultType
from mtasts_pages.world.mail.signature import Belief

ORGANIZATION_LIMIT = 500
"""Organizations of one domain that are told apart."""

OTHERS = "(others)"
"""All organizations beyond the limit: anybody may report, under any name."""

FAILURE_LIMIT = 500
POLICY_LIMIT = 200
DAY_LIMIT = 4_000
DOMAIN_LIMIT = 20_000
_REASONS = 5
_NAMES = 20
_TYPES = (PolicyType.STS, PolicyType.TLSA, PolicyType.NONE, PolicyType.OTHER)


@dataclass(slots=True)
class _Failed:
    sessions: int = 0
    organizations: set[str] = field(default_factory=set)
    days: set[date] = field(default_factory=set)
    first: date = date.max
    last: date = date.min
    reasons: dict[str, None] = field(default_factory=dict)
    policy: tuple[str, ...] = ()
    policy_type: PolicyType = PolicyType.OTHER


@dataclass(slots=True)
class _Held:
    first: date
    last: date
    sessions: int = 0
    organizations: set[str] = field(default_factory=set)
    proven: int = 0
    days: set[date] = field(default_factory=set)


@dataclass(slots=True)
class _Domain:
    reports: int = 0
    successful: int = 0
    failed: int = 0
    proven: int = 0
    days: dict[date, list[int]] = field(default_factory=dict)
    types: dict[PolicyType, list[int]] = field(default_factory=dict)
    organizations: dict[str, list[int]] = field(default_factory=dict)
    last: dict[str, date] = field(default_factory=dict)
    failures: dict[tuple[ResultType, str, str | None], _Failed] = field(default_factory=dict)
    policies: dict[tuple[PolicyType, tuple[str, ...]], _Held] = field(default_factory=dict)


class Tally:
    """Counts statements; ask for the summaries at the end."""

    def __init__(self, domains: Sequence[str] | None) -> None:
        """Begin with nothing.

        Args:
            domains: Those that count, in their order; ``None``: every one.

        """
        self._order = None if domains is None else tuple(domains)
        self._known = None if domains is None else frozenset(domains)
        self._seen: dict[int, int] = {}
        self._domains: dict[str, _Domain] = {}
        self.foreign: Counter[str] = Counter()
        self.nameless = 0
        self.reused = 0

    def add(self, statement: Statement) -> bool:
        """Count *statement*; return whether anything in it was new."""
        fresh = [entry for entry in statement.entries if self._is_new(entry)]
        if not fresh:
            return False
        if statement.domain is None:
            self.nameless += 1
        elif not self._is_ours(statement.domain):
            if len(self.foreign) < DOMAIN_LIMIT:
                self.foreign[statement.domain] += 1
        elif statement.belief is not Belief.FAILED:
            self._count(statement, fresh)
        return True

    def list_domains(self) -> tuple[DomainSummary, ...]:
        """Return what was counted, those domains without a report included that were asked for."""
        names = sorted(self._domains) if self._order is None else self._order
        return tuple(_freeze(name, self._domains.get(name) or _Domain()) for name in names)

    def _is_new(self, entry: Entry) -> bool:
        before = self._seen.get(entry.key)
        if before is None:
            self._seen[entry.key] = entry.content
            return True
        if before == entry.content:
            return False
        # The same id with other content, and that may come twice as well.
        other = entry.key ^ entry.content
        if other in self._seen:
            return False
        self._seen[other] = entry.content
        self.reused += 1
        return True

    def _is_ours(self, domain: str) -> bool:
        if self._known is not None:
            return domain in self._known
        return domain in self._domains or len(self._domains) < DOMAIN_LIMIT

    def _count(self, statement: Statement, entries: Iterable[Entry]) -> None:
        domain = self._domains.setdefault(statement.domain or "", _Domain())
        organization = statement.organization
        if organization not in domain.organizations and (
            len(domain.organizations) >= ORGANIZATION_LIMIT
        ):
            organization = OTHERS
        by_type: dict[PolicyType, list[int]] = {}
        for entry in entries:
            sums = by_type.setdefault(entry.type, [0, 0])
            sums[0] += entry.successful
            sums[1] += entry.failed
            _count_failures(domain, statement, entry, organization)
            _count_policy(domain, statement, entry, organization)
        # One session may be listed under MTA-STS and DANE both: the types are never added.
        successful, failed = max((by_type[each] for each in _TYPES if each in by_type), key=sum)
        domain.reports += 1
        domain.successful += successful
        domain.failed += failed
        if statement.belief.is_trusted:
            domain.proven += successful
        for each, sums in by_type.items():
            _add(domain.types.setdefault(each, [0, 0]), sums[0], sums[1])
        if statement.first in domain.days or len(domain.days) < DAY_LIMIT:
            _add(domain.days.setdefault(statement.first, [0, 0]), successful, failed)
        _add(domain.organizations.setdefault(organization, [0, 0]), successful, failed)
        domain.last[organization] = max(domain.last.get(organization, date.min), statement.last)


def _add(sums: list[int], successful: int, failed: int) -> None:
    sums[0] += successful
    sums[1] += failed


def _count_failures(domain: _Domain, statement: Statement, entry: Entry, organization: str) -> None:
    failures = entry.failures
    if entry.failed and not failures:
        nothing = (None,) * 5
        failures = (Failure(ResultType.OTHER, "", entry.failed, *nothing),)
    for failure in failures:
        key = (failure.result_type, failure.text, failure.mx_host)
        if key not in domain.failures and len(domain.failures) >= FAILURE_LIMIT:
            key = (ResultType.OTHER, OTHERS, None)
        kept = domain.failures.setdefault(key, _Failed())
        kept.sessions += failure.sessions
        if len(kept.organizations) < _NAMES:
            kept.organizations.add(organization)
        if len(kept.days) < DAY_LIMIT:
            kept.days.add(statement.first)
        kept.first = min(kept.first, statement.first)
        if statement.last >= kept.last:
            kept.last, kept.policy, kept.policy_type = statement.last, entry.policy, entry.type
        if failure.reason and len(kept.reasons) < _REASONS:
            kept.reasons[failure.reason] = None


def _count_policy(domain: _Domain, statement: Statement, entry: Entry, organization: str) -> None:
    if not entry.policy:
        return
    key = (entry.type, entry.policy)
    if key not in domain.policies and len(domain.policies) >= POLICY_LIMIT:
        return
    kept = domain.policies.setdefault(key, _Held(statement.first, statement.last))
    kept.first = min(kept.first, statement.first)
    kept.last = max(kept.last, statement.last)
    kept.sessions += entry.successful + entry.failed
    if statement.belief.is_trusted:
        kept.proven += entry.successful
        if len(kept.days) < DAY_LIMIT:
            kept.days.add(statement.first)
    if len(kept.organizations) < _NAMES:
        kept.organizations.add(organization)


def _freeze(name: str, counted: _Domain) -> DomainSummary:
    organizations = (
        OrganizationSummary(each, sums[0], sums[1], counted.last[each])
        for each, sums in counted.organizations.items()
    )
    failures = (
        FailureSummary(
            kind, text, mx, kept.sessions, tuple(sorted(kept.organizations)), len(kept.days),
            kept.first, kept.last, tuple(kept.reasons), kept.policy, kept.policy_type,
        )
        for (kind, text, mx), kept in counted.failures.items()
    )  # fmt: skip
    policies = (
        PolicySummary(
            kind, lines, kept.first, kept.last, kept.sessions, tuple(sorted(kept.organizations)),
            kept.proven, len(kept.days),
        )
        for (kind, lines), kept in counted.policies.items()
    )  # fmt: skip
    return DomainSummary(
        domain=name,
        reports=counted.reports,
        successful=counted.successful,
        failed=counted.failed,
        proven=counted.proven,
        days={day: Sessions(*counted.days[day]) for day in sorted(counted.days)},
        types={each: Sessions(*counted.types[each]) for each in _TYPES if each in counted.types},
        organizations=tuple(
            sorted(
                organizations, key=lambda each: (-each.failed, -each.successful, each.organization)
            )
        ),
        failures=tuple(
            sorted(failures, key=lambda each: (-each.sessions, each.text, each.mx or ""))
        ),
        policies=tuple(sorted(policies, key=lambda each: (each.first, each.last, each.policy))),
    )
