"""Publishing one domain: look, plan, take the first step that may be taken now, look again.

A :class:`DomainRun` goes as far as it can, says what it waits for, and is asked again later. It
acts only on what it has seen in this run; what is done, and in which order, is the plan's.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from mtasts_pages.checks.pages_certificate import needs_diagnosis
from mtasts_pages.checks.stage import Stage
from mtasts_pages.checks.standing import https_is_enforced, policy_host_points
from mtasts_pages.errors import (
    GitHubError,
    MtaStsPagesError,
    OperationError,
    PermissionDeniedError,
)
from mtasts_pages.rollout.looking.fleet import look_at_publishing
from mtasts_pages.rollout.looking.github import look_at_pages
from mtasts_pages.rollout.looking.proof import Proof
from mtasts_pages.rollout.publishing.listener import Listener
from mtasts_pages.rollout.publishing.marking import mark_seen
from mtasts_pages.rollout.publishing.outcome import Outcome, OutcomeKind
from mtasts_pages.rollout.publishing.plan import Awaited, Plan, Step, Subject, Wishes
from mtasts_pages.rollout.publishing.planning import plan_domain
from mtasts_pages.rollout.publishing.steps import carry_out
from mtasts_pages.state import CertificateProgress, DomainSeen, GitHubSeen, Target
from mtasts_pages.world.outside import Outside

LATE_AFTER = timedelta(minutes=20)
"""After a commit: GitHub gives a deployment ten minutes, and its CDN forgets in ten more."""

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
    ) -> None:
        """Begin with what *github* says of owner and repository.

        Args:
            target: What should be.
            github: What GitHub holds, the Pages settings aside.
            outside: How to look, and where to act.
            listener: Is given every stage, and dangers, in the thread that works on it.
            wishes: What the operator asked for beyond the config.
            deep: Look at the Pages settings even when senders find everything current.

        """
        self.target = target
        self._github = github
        self._outside = outside
        self._listener = listener
        self._wishes = wishes
        self._deep = deep
        self._proof: Proof | None = None
        self._plan: Plan | None = None
        self._notes: list[str] = []
        self._explained: set[Awaited] = set()

    def advance(self) -> Outcome:
        """Go as far as possible now; never raises for what concerns this domain alone."""
        try:
            plan = self._go_on()
        except OperationError as error:
            return self.fail(error)
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

    def _look(self) -> DomainSeen:
        """Return what there is of the domain now; one read of its policy counts for the proof."""
        seen = look_at_publishing(self.target, self._github, self._outside)
        self._github = seen.github or self._github
        if self._github.problem is not None:
            raise self._github.problem
        pages = self._github.pages
        if pages is not None and policy_host_points(self.target.owner, seen.policy_host):
            # Only the certificate changes by itself, and only once the CNAME record is there.
            ready = pages.certificate_progress is CertificateProgress.READY
            if not (ready and pages.https_enforced):
                self._read_pages()
        if self._proof is None:
            self._proof = Proof.begin(seen)
        at = self._outside.clock.monotonic()
        self._proof.add(seen.served, self.target.policy_file, at)
        return replace(seen, github=self._github, proven=self._is_proven)

    @property
    def _is_proven(self) -> bool:
        return self._proof is not None and self._proof.is_complete

    def _make_plan(self, seen: DomainSeen) -> Plan:
        plan = plan_domain(self.target, seen, self._outside.clock.now(), self._wishes)
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
        self._github = carry_out(step, plan, self._github, self._outside)
        if step.subject is not Subject.PAGES:
            # What was read before a push proves nothing for what was pushed.
            self._proof = None
        elif step.before == step.after:
            self._notes.append(
                "the domain was set anew at GitHub, to make it ask for the certificate again"
            )

    def _look_further(self, plan: Plan, seen: DomainSeen) -> bool:
        """Return whether there was more to look at, so that the plan may change."""
        if not self._github.read_pages:
            if plan.wait is None and not self._deep and https_is_enforced(self.target, seen):
                return False
            self._read_pages()
            return True
        wait = plan.wait
        if wait is None or wait.awaited in self._explained or not self._is_late(wait.awaited):
            return False
        # Once a run: the answers take GitHub seconds to find.
        self._explained.add(wait.awaited)
        github, name = self._outside.require_github(), self.target.repository
        if wait.awaited is Awaited.CERTIFICATE:
            self._github = replace(self._github, health=github.health.read(name))
        else:
            problem = github.pages.find_build_problem(name)
            self._github = replace(self._github, build_problem=problem)
        return True

    def _is_late(self, awaited: Awaited) -> bool:
        """Return whether GitHub takes so long over what is awaited that it is asked why."""
        repository, pages = self._github.repository, self._github.pages
        now = self._outside.clock.now()
        if repository is None or pages is None:
            return False
        if awaited is Awaited.CERTIFICATE:
            return needs_diagnosis(pages, repository, now)
        unread = awaited is Awaited.POLICY_SERVED and not self._is_read
        return unread and repository.has_rested(now, LATE_AFTER)

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
        if wait is not None and wait.awaited is Awaited.POLICY_SERVED and self._is_read:
            now = self._outside.clock.monotonic()
            again_in = self._proof.due_in(now) if self._proof is not None else None
        return Outcome(
            target=self.target,
            kind=kind,
            stage=plan.stage or Stage.ABSENT,
            policy_id=plan.policy_id,
            waiting_for=None if wait is None else wait.awaited,
            detail="" if wait is None else wait.detail,
            step="" if wait is None else wait.step,
            again_in=again_in,
            records=plan.records,
            notes=tuple(self._notes),
            error=error,
        )
