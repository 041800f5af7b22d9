"""What the reports about one domain say for and against its promotion. Pure.

Failures count from every report but a wrongly signed one, successes only from trusted reports: a
forged failure delays, a forged success would do harm.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from mtasts_pages.rollout.life.promotion import ReportedFailure, ReportEvidence
from mtasts_pages.rollout.reports.catalogue import Effect
from mtasts_pages.rollout.reports.held import find_held
from mtasts_pages.rollout.reports.judge import JudgedDomain, JudgedFailure, Noise
from mtasts_pages.standards.mtasts import Policy

HEARD = timedelta(days=30)
"""Reporters that were silent for so long are not waited for."""

_COUNTING = (None, Noise.ONE_SENDER)  # one sender's report is no block, but a doubt


def weigh_reports(judged: JudgedDomain, policy: Policy, now: datetime) -> ReportEvidence:
    """Return what *judged* says about *policy*, the one of the config.

    Args:
        judged: The domain's reports of the last thirty days, judged.
        policy: What senders should hold.
        now: The moment of asking.

    """
    summary = judged.summary
    about = [
        each
        for each in summary.policies
        if (held := find_held(each.policy, judged.known)) is not None
        and (held.policy.mx, held.policy.mode) == (policy.mx, policy.mode)
    ]
    trusted = [each for each in about if each.days]
    newest = max((each.last for each in trusted), default=None)
    heard = max(summary.days, default=None)
    return ReportEvidence(
        sessions=sum(each.proven for each in trusted),
        organizations=len({name for each in trusted for name in each.organizations}),
        days=sum(each.days for each in trusted),
        newest=None if newest is None else _end_of(newest),
        is_heard=heard is not None and _end_of(heard) + HEARD > now,
        failures=tuple(
            _weigh(each, summary.domain)
            for each in judged.failures
            if each.noise in _COUNTING and each.result.effect is not Effect.STOPS_DANE
        ),
    )


def _weigh(judged: JudgedFailure, domain: str) -> ReportedFailure:
    failure = judged.failure
    return ReportedFailure(
        result_type=failure.text or "no details",
        mx=failure.mx or domain,
        organizations=len(failure.organizations),
        days=failure.days,
        last=_end_of(failure.last),
        stops_mail=judged.result.effect in (Effect.STOPS_MAIL, Effect.MAY_STOP_MAIL),
    )


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time(), UTC) + timedelta(days=1)
