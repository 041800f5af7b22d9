"""Publishing many domains, each at its own pace.

A domain that waits holds no thread: it is put back with the time of its next look, and
the threads go on with the others.
"""

from __future__ import annotations

import contextlib
import heapq
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from queue import Empty, SimpleQueue

from mtasts_pages.errors import AuthenticationError, MtaStsPagesError, PermissionDeniedError
from mtasts_pages.rollout.looking.binding import look_before_binding
from mtasts_pages.rollout.looking.fleet import look_at_fleet
from mtasts_pages.rollout.looking.github import look_at_repositories
from mtasts_pages.rollout.looking.repositories import RepositoryLooks
from mtasts_pages.rollout.publishing.dns_run import DnsRun, Run
from mtasts_pages.rollout.publishing.guard import Risk, find_risks
from mtasts_pages.rollout.publishing.listener import Listener
from mtasts_pages.rollout.publishing.outcome import Outcome, OutcomeKind
from mtasts_pages.rollout.publishing.plan import Plan, Wishes
from mtasts_pages.rollout.publishing.planning import plan_domain, plan_unseen
from mtasts_pages.rollout.publishing.run import DomainRun
from mtasts_pages.rollout.workers import Workers
from mtasts_pages.state import DomainSeen, Target
from mtasts_pages.world.clock import Clock
from mtasts_pages.world.outside import Outside

DEEP_LOOKS = 25
"""Domains up to which Pages settings are always looked at: one request each.

Above, a domain that senders find current is taken as such if plain HTTP leads to HTTPS, as
GitHub does where it enforces HTTPS. What could have been undone behind their backs is the
way of publishing, which the next change would show.
"""

FIRST_LOOK = 1.0
"""Seconds until the second look at something outside."""

LONGEST_LOOK = 30.0
"""Seconds between looks at something that takes long."""

_GROWTH = 1.5
_TICK = 0.5


@dataclass(slots=True)
class _Turn:
    run: Run
    pause: float = FIRST_LOOK
    last: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """How a fleet is published."""

    jobs: int = 8
    """How many domains are worked on at once."""
    patience: float = 0.0
    """Seconds to wait for what is outside; 0 goes as far as possible now."""
    wishes: Wishes = field(default_factory=Wishes)
    """What is done beyond what the config says."""
    deep: bool = False
    """Look at the Pages settings of every domain, however many there are."""
    shards: int = 1
    """Of how many parts of the fleet the targets are one."""


def plan_fleet(
    targets: Sequence[Target],
    outside: Outside,
    jobs: int,
    *,
    shards: int,
    listener: Callable[[Plan], None] = lambda _: None,
) -> tuple[list[Plan], tuple[Risk, ...]]:
    """Return the plan of each target, in their order, and what is risky in carrying them out.

    *listener* is given each plan as soon as it is made; from any thread.
    """
    plans: dict[str, Plan] = {}

    def plan(target: Target, seen: DomainSeen | MtaStsPagesError) -> None:
        if isinstance(seen, DomainSeen):
            made = plan_domain(target, seen, outside.require_github().now())
        else:
            made = plan_unseen(target, seen)
        plans[target.domain] = made
        listener(made)

    repositories = []
    routes = {}
    looks = look_at_fleet(targets, outside, jobs, listener=plan)
    for target, seen in zip(targets, looks, strict=True):
        github = seen.github if isinstance(seen, DomainSeen) else None
        repositories.append(None if github is None else github.repository)
        if isinstance(seen, DomainSeen) and seen.mail is not None and not seen.mail.mx.failed:
            routes[target.domain] = seen.mail
    mail = look_before_binding(targets, repositories, outside, routes)
    risks = find_risks(targets, repositories, shards, mail)
    return [plans[target.domain] for target in targets], risks


def publish_fleet(
    targets: Sequence[Target],
    outside: Outside,
    choices: Choices,
    *,
    approve: Callable[[Sequence[Risk]], None],
    listener: Listener,
) -> list[Outcome]:
    """Return the outcome of each target, in their order, when nothing can go on any more.

    Args:
        targets: What to publish.
        outside: How to look, and where to act.
        choices: How.
        approve: Is given risks before anything is written; raises to stop.
        listener: Is given the progress.

    Raises:
        AuthenticationError: GitHub refuses the token itself before anything is done.
        StoppedError: the operator interrupted.

    """
    seen = look_at_repositories(targets, outside)
    repositories = [each.repository for each in seen]
    mail = look_before_binding(targets, repositories, outside)
    risks = find_risks(targets, repositories, choices.shards, mail)
    if risks:
        approve(risks)
    new = sum(each.repository is None and each.problem is None for each in seen)
    if new:
        owners = {each.owner.login: each.owner for each in seen if each.owner is not None}
        forecast = outside.require_github().repositories.forecast_creation
        listener.forecast(forecast(new, list(owners.values())))
    deep = choices.deep or len(targets) <= DEEP_LOOKS
    looks = RepositoryLooks(targets, outside)
    runs: list[Run] = [
        DomainRun(target, each, outside, listener, choices.wishes, deep=deep, looks=looks)
        for target, each in zip(targets, seen, strict=True)
    ]
    if outside.name_server is not None:
        runs = [DnsRun(run, outside.name_server) for run in runs]
    return Schedule(runs, outside.clock, choices.patience, listener).work_off(choices.jobs)


class Schedule:
    """Who is looked at next."""

    def __init__(
        self, runs: Sequence[Run], clock: Clock, patience: float, listener: Listener
    ) -> None:
        self._clock = clock
        self._listener = listener
        self._patience = patience
        self._deadline: float | None = None  # counts from when every domain has had its first look
        self._turns = [_Turn(run) for run in runs]
        self._new = deque(range(len(runs)))
        self._due: list[tuple[float, int]] = []
        self._due_is_next = False
        self._refused: AuthenticationError | None = None

    def work_off(self, jobs: int) -> list[Outcome]:
        """Return the last outcome of every run."""
        working = 0
        ended: SimpleQueue[tuple[int, Outcome | BaseException]] = SimpleQueue()
        workers = Workers(jobs, "publish")
        try:
            while (self._new or self._due or working) and self._refused is None:
                now = self._clock.monotonic()
                while working < jobs and (number := self._choose(now)) is not None:
                    working += 1
                    workers.submit(partial(self._advance, number, ended))
                if working:
                    with contextlib.suppress(Empty):
                        self._take(*ended.get(timeout=_TICK))
                        working -= 1
                else:
                    self._clock.sleep(min(_TICK, self._due[0][0] - now))
        except BaseException:
            # Interrupted: nobody sleeps on, and nothing new begins.
            self._clock.stop()
            raise
        if self._refused is not None:
            self._give_up(self._refused)
        return [turn.last for turn in self._turns if turn.last is not None]

    def _advance(
        self, number: int, ended: SimpleQueue[tuple[int, Outcome | BaseException]]
    ) -> None:
        try:
            ended.put((number, self._turns[number].run.advance()))
        except BaseException as error:  # noqa: BLE001 - raised again by whoever takes it
            ended.put((number, error))

    def _choose(self, now: float) -> int | None:
        """Return whose turn it is: in turn a domain that is new and one whose look is due."""
        is_due = bool(self._due) and self._due[0][0] <= now
        if is_due and (self._due_is_next or not self._new):
            self._due_is_next = False
            return heapq.heappop(self._due)[1]
        if not self._new:
            return None
        self._due_is_next = True
        number = self._new.popleft()
        if not self._new:
            self._deadline = now + self._patience
        return number

    def _give_up(self, error: AuthenticationError) -> None:
        """Let what has not ended fail: the token itself is refused."""
        self._clock.stop()
        for turn in self._turns:
            if turn.last is None or turn.last.kind is OutcomeKind.WAITING:
                turn.last = turn.run.fail(error)
                self._listener.show(turn.last)

    def _take(self, number: int, outcome: Outcome | BaseException) -> None:
        turn = self._turns[number]
        if isinstance(outcome, AuthenticationError):
            if not isinstance(outcome, PermissionDeniedError):
                self._refused = outcome
            outcome = turn.run.fail(outcome)
        elif isinstance(outcome, BaseException):
            raise outcome
        turn.last = outcome
        self._listener.show(outcome)
        if outcome.kind is not OutcomeKind.WAITING:
            return
        now = self._clock.monotonic()
        if outcome.again_in is not None:
            heapq.heappush(self._due, (now + outcome.again_in, number))
            return
        pause = turn.pause
        turn.pause = min(LONGEST_LOOK, pause * _GROWTH)
        if self._patience <= 0:
            return
        if self._deadline is None or now + pause <= self._deadline:
            heapq.heappush(self._due, (now + pause, number))
        elif now < self._deadline:
            heapq.heappush(self._due, (self._deadline, number))
