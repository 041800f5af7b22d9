"""Publishing many domains, each at its own pace.

A domain that waits holds no thread: it is put back with the time of its next look, and
the threads go on with the others.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from mtasts_pages.errors import AuthenticationError, PermissionDeniedError
from mtasts_pages.rollout.looking.clients import Clients
from mtasts_pages.rollout.looking.observe import observe_repositories
from mtasts_pages.rollout.publishing.guard import Risk, find_risks
from mtasts_pages.rollout.publishing.listener import Listener
from mtasts_pages.rollout.publishing.outcome import Outcome, OutcomeKind
from mtasts_pages.rollout.publishing.run import DomainRun
from mtasts_pages.rollout.publishing.sending import Run, SendingRun
from mtasts_pages.state import Owner
from mtasts_pages.state.target import Target
from mtasts_pages.world.clock import Clock

DEEP_LOOKS = 25
"""Domains up to which Pages settings are always looked at: one request each.

Above, a domain that senders find current is taken as such. What could have been undone
behind their backs is the enforcement of HTTPS, which senders do not depend on, and the
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
    announce_again: bool = False
    """Give a new id to policies that have not changed."""
    adopt: bool = False
    """Take over repositories that hold something else."""
    deep: bool = False
    """Look at the Pages settings of every domain, however many there are."""
    shards: int = 1
    """Of how many parts of the fleet the targets are one."""


def publish_fleet(
    targets: Sequence[Target],
    clients: Clients,
    choices: Choices,
    *,
    approve: Callable[[Sequence[Risk]], None],
    listener: Listener,
) -> list[Outcome]:
    """Return the outcome of each target, in their order, when nothing can go on any more.

    Args:
        targets: What to publish.
        clients: The outside.
        choices: How.
        approve: Is told of risks before anything is written; raises to stop.
        listener: Is told how it goes.

    Raises:
        AuthenticationError: GitHub refuses the token itself before anything is done.
        StoppedError: the operator interrupted.

    """
    repositories = observe_repositories(targets, clients)
    risks = find_risks(targets, repositories, choices.shards)
    if risks:
        approve(risks)
    new = sum(repository is None for repository in repositories)
    owners: dict[str, Owner] = {}
    if new:
        owners = clients.repositories.read_owners(sorted({target.owner for target in targets}))
        listener.forecast(clients.repositories.forecast_creation(new, list(owners.values())))
    runs: list[Run] = [
        DomainRun(
            target,
            owners.get(target.owner),
            repository,
            clients,
            listener,
            announce_again=choices.announce_again,
            adopt=choices.adopt,
            deep=choices.deep or len(targets) <= DEEP_LOOKS,
        )
        for target, repository in zip(targets, repositories, strict=True)
    ]
    if clients.name_server is not None:
        runs = [SendingRun(run, clients.name_server) for run in runs]
    return Schedule(runs, clients.clock, choices.patience, listener).work_off(choices.jobs)


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
        working: dict[Future[Outcome], int] = {}
        pool = ThreadPoolExecutor(max_workers=max(1, jobs))
        try:
            while (self._new or self._due or working) and self._refused is None:
                now = self._clock.monotonic()
                while len(working) < jobs and (number := self._choose(now)) is not None:
                    working[pool.submit(self._turns[number].run.advance)] = number
                if working:
                    done, _ = wait(working, timeout=_TICK, return_when=FIRST_COMPLETED)
                    for future in done:
                        self._take(working.pop(future), future)
                else:
                    self._clock.sleep(min(_TICK, self._due[0][0] - now))
        except BaseException:
            # Interrupted, or the token is refused: nobody sleeps on, and nothing new begins.
            self._clock.stop()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
        if self._refused is not None:
            self._give_up(self._refused)
            pool.shutdown(wait=False, cancel_futures=True)
        else:
            pool.shutdown()
        return [turn.last for turn in self._turns if turn.last is not None]

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

    def _take(self, number: int, future: Future[Outcome]) -> None:
        turn = self._turns[number]
        try:
            outcome = future.result()
        except PermissionDeniedError as error:
            outcome = turn.run.fail(error)
        except AuthenticationError as error:
            outcome = turn.run.fail(error)
            self._refused = error
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
