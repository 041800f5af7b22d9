"""What the failures of a domain come to: still there, noise, in the way of `enforce`. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from mtasts_pages.checks.mail import MX_UNANSWERED, MX_UNKNOWN
from mtasts_pages.rollout.reports.catalogue import RESULTS, Effect, Result
from mtasts_pages.rollout.reports.held import (
    KnownPolicy,
    count_days_behind,
    find_held,
    read_reported_policy,
)
from mtasts_pages.rollout.reports.live import Live
from mtasts_pages.rollout.reports.summary import DomainSummary, FailureSummary, PolicySummary
from mtasts_pages.standards.tls_report import PolicyType, ResultType

WINDOW = timedelta(days=14)
"""How long a failure counts against `enforce`."""

_SEVERAL = 2
"""Organizations or days from which on a failure is no accident of one sender."""


class Still(StrEnum):
    """Whether `check` sees the failure too."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Noise(StrEnum):
    """Why a failure says nothing about the policy of today."""

    NOT_AN_MX = "not-an-mx"
    EARLIER_POLICY = "earlier-policy"
    BEFORE_CHANGE = "before-change"
    ONE_SENDER = "one-sender"
    OLD = "old"

    @property
    def meaning(self) -> str:
        """A clause for people."""
        return _MEANINGS[self]


_MEANINGS = {
    Noise.NOT_AN_MX: "the host is no MX host of the domain any more",
    Noise.EARLIER_POLICY: "the sender went by an earlier policy",
    Noise.BEFORE_CHANGE: "it was before the policy was last changed",
    Noise.ONE_SENDER: "one organization on one day, and `check` does not see it",
    Noise.OLD: f"it is more than {WINDOW.days} days old",
}


@dataclass(frozen=True, slots=True)
class JudgedFailure:
    """A failure with what is to be thought of it."""

    failure: FailureSummary
    result: Result
    still: Still
    noise: Noise | None
    blocks: bool
    """Whether it speaks against `enforce`."""
    held: KnownPolicy | None
    """The announcement that the sender went by, where it is known."""


@dataclass(frozen=True, slots=True)
class Laggard:
    """A policy that senders went by after it was replaced, or that nobody announced."""

    policy: PolicySummary
    held: KnownPolicy | None
    days_behind: int


@dataclass(frozen=True, slots=True)
class JudgedDomain:
    """A domain's reports with what is to be thought of them."""

    summary: DomainSummary
    failures: tuple[JudgedFailure, ...]
    """Those that speak against `enforce` first, noise last."""
    laggards: tuple[Laggard, ...]
    known: tuple[KnownPolicy, ...] = ()
    """The policies that it was held against."""


def judge_reports(
    domains: Sequence[DomainSummary],
    known: Mapping[str, Sequence[KnownPolicy]],
    live: Mapping[str, Live],
    now: datetime,
) -> tuple[JudgedDomain, ...]:
    """Return what the reports of each domain come to.

    Args:
        domains: What senders saw.
        known: The announcements of each domain, oldest first; the last is the intended one.
        live: The domains as they are now, as far as they were looked at.
        now: The moment of asking.

    """
    return tuple(
        _judge_domain(each, tuple(known.get(each.domain, ())), live.get(each.domain), now.date())
        for each in domains
    )


def _judge_domain(
    summary: DomainSummary, known: tuple[KnownPolicy, ...], live: Live | None, today: date
) -> JudgedDomain:
    failures = [_judge_failure(each, known, live, today) for each in summary.failures]
    failures.sort(key=lambda each: (not each.blocks, each.noise is not None))
    return JudgedDomain(summary, tuple(failures), tuple(_find_laggards(summary, known)), known)


def _judge_failure(
    failure: FailureSummary, known: tuple[KnownPolicy, ...], live: Live | None, today: date
) -> JudgedFailure:
    result = RESULTS[failure.result_type]
    still = _see(failure, result, live)
    held = find_held(failure.policy, known)
    noise = None
    if still is not Still.YES:
        noise = _find_noise(failure, held, known, live, still, today)
    stops = result.effect in (Effect.STOPS_MAIL, Effect.MAY_STOP_MAIL)
    several = len(failure.organizations) >= _SEVERAL or failure.days >= _SEVERAL
    return JudgedFailure(
        failure=failure,
        result=result,
        still=still,
        noise=noise,
        blocks=stops and noise is None and (several or still is Still.YES),
        held=held,
    )


def _see(failure: FailureSummary, result: Result, live: Live | None) -> Still:
    if live is None or not result.codes:
        return Still.UNKNOWN
    about_host = result.effect is not Effect.HIDES_POLICY
    same = [
        finding
        for finding in live.findings
        if not about_host or failure.mx is None or finding.subject.lower() == failure.mx
    ]
    codes = {finding.code for finding in same}
    if codes & result.codes:
        return Still.YES
    unsure = {MX_UNKNOWN.code, MX_UNANSWERED.code}
    if about_host and codes & unsure:
        return Still.UNKNOWN
    if about_host and (live.mx_hosts is None or failure.mx not in {None, *live.mx_hosts}):
        return Still.UNKNOWN
    return Still.NO


def _find_noise(
    failure: FailureSummary,
    held: KnownPolicy | None,
    known: tuple[KnownPolicy, ...],
    live: Live | None,
    still: Still,
    today: date,
) -> Noise | None:
    hosts = None if live is None else live.mx_hosts
    if hosts is not None and failure.mx is not None and failure.mx not in hosts:
        return Noise.NOT_AN_MX
    if failure.result_type is ResultType.VALIDATION_FAILURE and held and not held.is_current:
        return Noise.EARLIER_POLICY
    since = known[-1].since if known else None
    if since is not None and failure.last < since.date():
        return Noise.BEFORE_CHANGE
    if today - failure.last > WINDOW:
        return Noise.OLD
    alone = len(failure.organizations) == 1 and failure.days == 1
    if alone and still is Still.NO:
        return Noise.ONE_SENDER
    return None


def _find_laggards(summary: DomainSummary, known: tuple[KnownPolicy, ...]) -> list[Laggard]:
    if not known:
        return []
    found = []
    for policy in summary.policies:
        if policy.type is not PolicyType.STS or read_reported_policy(policy.policy) is None:
            continue
        held = find_held(policy.policy, known)
        if held is None:
            found.append(Laggard(policy, None, 0))
        elif days := count_days_behind(held, policy.last):
            found.append(Laggard(policy, held, days))
    return found
