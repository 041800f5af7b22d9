"""A plan as values: the steps that turn what was seen into what should be, in their order.

It is shown, written as JSON, and carried out: `publish` takes its first step that may be taken
now, looks again, and plans anew, until nothing is left or something outside is awaited.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mtasts_pages.checks.stage import Stage
from mtasts_pages.dns import RecordStatus
from mtasts_pages.rollout.publishing.obstacle import Obstacle
from mtasts_pages.standards.mtasts import Mode
from mtasts_pages.standards.reading import parse_policy
from mtasts_pages.state import Target


class Action(StrEnum):
    """What happens to a thing."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"


class Subject(StrEnum):
    """What kind of thing changes."""

    REPOSITORY = "repository"
    FILE = "file"
    PAGES = "pages"
    DNS = "dns"


class Awaited(StrEnum):
    """What outside is waited for, in the order in which it comes up."""

    POLICY_HOST_RECORD = "policy-host-record"
    CERTIFICATE = "certificate"
    POLICY_SERVED = "policy-served"
    POLICY_RECORD = "policy-record"
    TLS_REPORTING_RECORD = "tls-reporting-record"

    @property
    def phrase(self) -> str:
        """What is waited for, for people."""
        return _PHRASES[self]


_PHRASES = {
    Awaited.POLICY_HOST_RECORD: "the CNAME record of the policy host",
    Awaited.CERTIFICATE: "the certificate from GitHub",
    Awaited.POLICY_SERVED: "the policy to be served",
    Awaited.POLICY_RECORD: "the policy record",
    Awaited.TLS_REPORTING_RECORD: "the TLS reporting record",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that changes. ``before`` and ``after`` are texts; ``None`` is absence."""

    action: Action
    subject: Subject
    name: str
    before: str | None
    after: str | None
    reason: str
    awaits: Awaited | None = None
    """What has to come about outside before; ``None`` when the step may be taken now."""


@dataclass(frozen=True, slots=True)
class Wait:
    """What is awaited once every step that may be taken now was taken."""

    awaited: Awaited
    detail: str = ""
    """What was seen of it."""
    step: str = ""
    """What the operator does about it, where that is not plain."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The way of one domain from what is to what should be."""

    target: Target
    stage: Stage | None
    """How far the domain has come; ``None`` where it could not be looked at."""
    steps: tuple[Step, ...]
    """What changes, in the order in which it is done. The operator does those of the DNS."""
    wait: Wait | None = None
    """What the domain waits for when no step of ours is left; ``None``: for nothing."""
    policy_id: str | None = None
    """The id that belongs to the intended policy; ``None`` while no commit announces it."""
    published: str | None = None
    """The policy file that the repository holds."""
    records: tuple[RecordStatus, ...] = ()
    """Each record, with its state."""
    obstacle: Obstacle | None = None
    """Why nothing of this is done."""
    failure: Obstacle | None = None
    """What has failed outside, so that waiting alone does not help."""
    notes: tuple[str, ...] = ()
    """What the operator should know before it is carried out, a sentence each."""
    unseen: tuple[str, ...] = ()
    """What could not be looked at, so that changes of it are not in the plan."""

    @property
    def published_mode(self) -> Mode | None:
        """The mode of the published policy; ``None`` without a valid one."""
        try:
            return None if self.published is None else parse_policy(self.published.encode()).mode
        except ValueError:
            return None

    @property
    def is_sound(self) -> bool:
        """Whether all that it rests on was seen."""
        return self.stage is not None and not self.unseen

    @property
    def next_step(self) -> Step | None:
        """The first step of ours, if it may be taken now."""
        if self.obstacle is not None:
            return None
        ours = [step for step in self.steps if step.subject is not Subject.DNS]
        return ours[0] if ours and ours[0].awaits is None else None

    @property
    def is_current(self) -> bool:
        """Whether everything is as it should be."""
        stopped = self.obstacle is not None or self.failure is not None
        return not stopped and self.next_step is None and self.wait is None


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the operator asked for beyond what the config says."""

    announce_again: bool = False
    """Give a new id to a policy that senders already know."""
    start_build: bool = False
    """Start a Pages build that failed again at once, however lately it was."""
    adopt: bool = False
    """Take over a repository that holds something else."""
