"""The one judgement of a domain: its stage, its records, what is wrong with it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mtasts_pages.checks.causes import leave_out_consequences
from mtasts_pages.checks.coverage import describe_uncovered
from mtasts_pages.checks.finding import Finding
from mtasts_pages.checks.github import judge_github
from mtasts_pages.checks.mail import judge_mail
from mtasts_pages.checks.policy_file import judge_policy_file
from mtasts_pages.checks.policy_host import judge_policy_host
from mtasts_pages.checks.policy_id import judge_announcement, judge_policy_id
from mtasts_pages.checks.policy_record import judge_policy_record
from mtasts_pages.checks.stage import Stage, find_stage
from mtasts_pages.checks.standing import find_intended_id, judge_records
from mtasts_pages.checks.tls_reporting import judge_tls_reporting
from mtasts_pages.checks.withdrawal import host_is_withdrawn, list_withdrawn, record_is_withdrawn
from mtasts_pages.checks.zone import judge_wildcard, judge_zone
from mtasts_pages.dns import RecordStatus
from mtasts_pages.state import DomainSeen, Target


@dataclass(frozen=True, slots=True)
class Judgement:
    """How one domain is.

    What was not looked at is not judged: there is no finding about it.
    """

    target: Target
    seen: DomainSeen
    now: datetime
    stage: Stage | None
    """How far it has come; ``None`` when that cannot be told without GitHub."""
    policy_id: str | None
    """The id that belongs to the intended policy; ``None`` while no commit announces it."""
    records: tuple[RecordStatus, ...]
    """Each of its records, with its state."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong or worth knowing, worst first, without the consequences of a cause.

        Found when it is asked for: most commands go by stage and records alone.
        """
        target, seen = self.target, self.seen
        with_record = not record_is_withdrawn(target, seen)
        with_host = not host_is_withdrawn(target, seen)
        return leave_out_consequences(
            [
                *(judge_policy_record(target, seen) if with_record else ()),
                *(judge_policy_host(target, seen, self.now) if with_host else ()),
                *(judge_policy_file(target, seen.served) if with_host else ()),
                *judge_policy_id(target, seen),
                *judge_announcement(target, seen),
                *judge_tls_reporting(target, seen.tls_reporting),
                *judge_zone(target, seen),
                *judge_mail(target, seen, self.now),
                *judge_github(target, seen),
            ]
        )

    @property
    def dangers(self) -> tuple[str, ...]:
        """What the operator should know before the domain is published, a sentence each."""
        found = [f"{finding.message}; {finding.hint}" for finding in judge_wildcard(self.seen)]
        uncovered = describe_uncovered(self.target, self.seen)
        return tuple(found if uncovered is None else [*found, uncovered])


def judge_domain(target: Target, seen: DomainSeen, now: datetime) -> Judgement:
    """Return how *target* is, by what was *seen* of it, at the moment *now*."""
    repository = None if seen.github is None else seen.github.repository
    return Judgement(
        target,
        seen,
        now,
        stage=find_stage(target, seen),
        policy_id=find_intended_id(target, repository, seen.policy_record),
        records=tuple(
            status
            for status in judge_records(target, seen, now)
            if status.record.purpose not in list_withdrawn(target, seen)
        ),
    )
