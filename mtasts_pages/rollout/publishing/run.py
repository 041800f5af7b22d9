"""Publishing one domain: look, plan, take the first step that may be taken now, look again.

A :class:`DomainRun` goes as far as it can, says what it waits for, and is asked again later. It
acts only on what it has seen in this run; what is done, and in which order, is the plan's.
"""

from __future__ import annotations

import math
from dataclasses import replace

from mtasts_pages.checks.pages_build import advise_on_build, describe_build, is_transient
from mtasts_pages.checks.stage import Stage
from mtasts_pages.checks.standing import https_is_enforced, policy_host_points
from mtasts_pages.errors import (
    GitHubError,
    MtaStsPagesError,
    OperationError,
    PermissionDeniedError,
)
from mtasts_pages.rollout.looking.fleet import look_at_publishing
from mtasts_pages.rollout.looking.github import look_at_build, look_at_pages, look_closer
from mtasts_pages.rollout.looking.proof import Proof
from mtasts_pages.rollout.looking.repositories import RepositoryLooks
from mtasts_pages.rollout.publishing.listener import Listener
from mtasts_pages.rollout.publishing.marking import mark_seen
from mtasts_pages.rollout.publishing.meanwhile import policy_is_same, require_same_will
from mtasts_pages.rollout.publishing.obstacle import Obstacle
from mtasts_pages.rollout.publishing.outcome import Outcome, OutcomeKind
from mtasts_pages.rollout.publishing.plan import Awaited, Plan, Step, Subject, Wait, Wishes
from mtasts_pages.rollout.publishing.planning import plan_domain
from mtasts_pages.rollout.publishing.steps import carry_out
from mtasts_pages.state import CertificateProgress, DomainSeen, GitHubSeen, Target
from mtasts_pages.world.outside import Outside

_SETTLING = 60.0
"""Seconds for which GitHub may still show what was there before this run changed it."""

_MOST_STEPS = 12
"""Steps of one domain: more would mean that carrying one out does not take it out of the plan."""


class DomainRun:
    """One domain on its way, in one run of the program."""

    def __init__(
        self,
        target: Target,
        github: GitHubSeen,
        outside: Outside,
        listener: Listener,
        wishes: Wishes,
        *,
        deep: bool = True,
        looks: RepositoryLooks | None = None,
    ) -> None:
        """Begin with what *github* says of owner and repository.

        Args:
            target: What should be.
            github: What GitHub holds, the Pages settings aside.
            outside: How to look, and where to act.
            listener: Is given every stage, and dangers, in the thread that works on it.
            wishes: What the operator asked for beyond the config.
            deep: Look at the Pages settings even when senders find everything current.
            looks: Shows the repository again when the domain has waited; ``None``: what is
                looked at once is enough.

        """
        self.target = target
        self._github = github
        self._outside = outside
        self._listener = listener
        self._wishes = replace(wishes, start_build=wishes.announce_again)
        self._deep = deep
        self._looks = looks
        self._has_waited = False
        self._before_push: str | None = None
        self._changed_at = -math.inf
        """When this run last changed the repository, by the clock's `monotonic`."""
        self._proof: Proof | None = None
        self._plan: Plan | None = None
        self._notes: list[str] = []
        self._is_explained = False
        self._hopeless: Obstacle | None = None
        """What waiting does not help against, though a build was started again all the same."""

    def advance(self) -> Outcome:
        """Go as far as possible now; never raises for what concerns this domain alone."""
        outcome = self._advance()
        if self._looks is not None and outcome.kind is not OutcomeKind.WAITING:
            self._looks.leave(self.target)
        return outcome

    def _advance(self) -> Outcome:
        try:
            if self._has_waited and self._looks is not None:
                self._look_at_repository(self._looks)
            self._has_waited = True
            plan = self._go_on()
        except OperationError as error:
            return self.fail(error)
        failure = plan.failure or (self._hopeless if plan.wait is not None else None)
        if failure is not None:
            return replace(self.fail(failure.make_error()), detail=failure.sentence)
        if plan.wait is not None:
            return self._outcome(OutcomeKind.WAITING)
        try:
            mark_seen(self.target, self._github.repository, self._outside)
        except (OperationError, PermissionDeniedError) as error:
            # The policy is current without it; only the dates of what went before stay rough.
            self._notes.append(f"the new id was not marked as seen: {error.message}")
        return self._outcome(OutcomeKind.CURRENT)

    def fail(self, error: MtaStsPagesError) -> Outcome:
        """Return the outcome of a run that *error* ended."""
        return self._outcome(OutcomeKind.FAILED, error)

    def _go_on(self) -> Plan:
        """Return the plan that is left when every step that may be taken now was taken."""
        if self._github.problem is not None:
            raise self._github.problem
        seen = self._look()
        for _ in range(_MOST_STEPS):
            plan = self._make_plan(seen)
            if plan.obstacle is not None:
                raise plan.obstacle.make_error()
            step = plan.next_step
            if step is not None:
                self._carry_out(step, plan)
            elif self._proof is None and plan.wait and plan.wait.awaited is Awaited.POLICY_SERVED:
                seen = self._look()  # what was read before the push says nothing about it
            elif not self._look_further(plan, seen):
                return plan
            seen = replace(seen, github=self._github, proven=self._is_proven)
        raise GitHubError(
            f"`{self.target.repository}` does not keep what is set there",
            "look at its settings on GitHub; then run the same command again",
        )

    def _look_at_repository(self, looks: RepositoryLooks) -> None:
        """Go by the repository as it is now: what was seen of it may be hours old."""
        before = self._github.repository
        if before is None:
            return
        found = looks.look(self.target, self._changed_at)
        if isinstance(found, MtaStsPagesError):
            raise found
        if self._outside.clock.monotonic() - self._changed_at < _SETTLING and (
            found is None or found.head in (None, self._before_push)
        ):
            return  # GitHub does not show everywhere yet what this run has done
        found = require_same_will(self.target, before, found)
        if not policy_is_same(before, found):
            self._proof = None
        self._github = replace(self._github, repository=found)
        if found.visibility is not before.visibility and self._github.read_pages:
            self._read_pages()

    def _look(self) -> DomainSeen:
        """Return what there is of the domain now; one read of its policy counts for the proof."""
        seen = look_at_publishing(self.target, self._github, self._outside)
        self._github = seen.github or self._github
        if self._github.problem is not None:
            raise self._github.problem
        pages = self._github.pages
        if pages is not None and policy_host_points(self.target.owner, seen.policy_host):
            # The certificate changes by itself, once the CNAME record is there; and so does the
            # build, until the policy is served.
            ready = pages.certificate_progress is CertificateProgress.READY
            if not (ready and pages.https_enforced and seen.served.serves(self.target.policy_file)):
                self._read_pages()
            self._look_at_build(seen)
        if self._proof is None:
            self._proof = Proof.begin(seen)
        at = self._outside.clock.monotonic()
        self._proof.add(seen.served, self.target.policy_file, at)
        return replace(seen, github=self._github, proven=self._is_proven)

    @property
    def _is_proven(self) -> bool:
        return self._proof is not None and self._proof.is_complete

    def _make_plan(self, seen: DomainSeen) -> Plan:
        plan = plan_domain(self.target, seen, self._outside.require_github().now(), self._wishes)
        # The first plan announces the policy again, or none does.
        self._wishes = replace(self._wishes, announce_again=False)
        if self._plan is None or self._plan.stage is not plan.stage:
            self._listener.step(self.target, plan.stage or Stage.ABSENT)
        self._plan = plan
        for danger in plan.notes:
            if danger not in self._notes:
                self._listener.warn(self.target, danger)
                self._notes.append(danger)
        return plan

    def _carry_out(self, step: Step, plan: Plan) -> None:
        before = self._github
        self._github = carry_out(step, plan, before, self._outside)
        if self._github.repository is not before.repository:
            self._changed_at = self._outside.clock.monotonic()
            self._before_push = None if before.repository is None else before.repository.head
        if step.subject is not Subject.PAGES or step.name == "cname":
            # What was read before a push proves nothing for what was pushed; what was read
            # before the domain was set, nothing for what GitHub serves there from now on.
            self._proof = None
        if step.subject is Subject.PAGES and step.name == "build":
            is_asked_for = self._wishes.start_build
            self._wishes = replace(self._wishes, start_build=False)
            build, repository = before.build, before.repository
            if build is not None and repository is not None:
                said = f"{describe_build(build)}; the build was started again"
                self._notes.append(said)
                if not is_asked_for and not is_transient(build):
                    hint = advise_on_build(build, self.target, repository)
                    self._hopeless = Obstacle(said, hint)
        if step.subject is Subject.PAGES and step.before == step.after:
            self._notes.append(
                "the domain was set anew at GitHub, to make it ask for the certificate again"
            )

    def _look_further(self, plan: Plan, seen: DomainSeen) -> bool:
        """Return whether there was more to look at, so that the plan may change."""
        if not self._github.read_pages:
            if plan.wait is None and not self._deep and https_is_enforced(self.target, seen):
                return False
            self._read_pages()
            self._look_at_build(seen)
            return True
        if plan.wait is None or plan.wait.awaited is not Awaited.CERTIFICATE:
            return False
        if self._github.health is not None or self._is_explained:
            return False
        seen = look_closer(self.target, seen, self._outside)
        if seen.github is None or seen.github.health is None:
            return False
        # Once a run: the answer takes GitHub seconds to find.
        self._is_explained = True
        self._github = replace(self._github, health=seen.github.health)
        return True

    def _look_at_build(self, seen: DomainSeen) -> None:
        """Ask GitHub why it does not publish what was pushed, where that is overdue."""
        seen = look_at_build(self.target, replace(seen, github=self._github), self._outside)
        self._github = seen.github or self._github

    def _tell_wait(self, wait: Wait) -> str:
        """Return what was seen of what is awaited, with a build that was started again."""
        again = [note for note in self._notes if note.endswith("started again")]
        return "; ".join(
            [wait.detail, *again] if wait.awaited is Awaited.POLICY_SERVED else [wait.detail]
        )

    @property
    def _is_read(self) -> bool:
        """Whether the intended policy was served at the last look."""
        return self._proof is not None and self._proof.agreed > 0

    def _read_pages(self) -> None:
        self._github = look_at_pages(self.target, self._github, self._outside.require_github())
        if self._github.problem is not None:
            error = self._github.problem
            self._github = replace(self._github, problem=None)
            raise error

    def _outcome(self, kind: OutcomeKind, error: MtaStsPagesError | None = None) -> Outcome:
        plan = self._plan
        if plan is None:
            stage = Stage.ABSENT if self._github.repository is None else Stage.CREATED
            return Outcome(self.target, kind, stage, None, error=error)
        wait = plan.wait if kind is OutcomeKind.WAITING else None
        again_in = None
        is_proving = self._is_read and not self._is_proven
        if wait is not None and wait.awaited is Awaited.POLICY_SERVED and is_proving:
            now = self._outside.clock.monotonic()
            again_in = self._proof.due_in(now) if self._proof is not None else None
        return Outcome(
            target=self.target,
            kind=kind,
            stage=plan.stage or Stage.ABSENT,
            policy_id=plan.policy_id,
            waiting_for=None if wait is None else wait.awaited,
            detail="" if wait is None else self._tell_wait(wait),
            step="" if wait is None else wait.step,
            again_in=again_in,
            records=plan.records,
            notes=tuple(self._notes),
            error=error,
        )
