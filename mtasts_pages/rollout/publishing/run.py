"""Publishing one domain: from whatever is there to the proven record.

A :class:`DomainRun` goes as far as it can, says what it waits for, and is asked again
later. It acts only on what it has seen in this run. The order of its steps is the
order in which nothing can go wrong for senders or be taken by strangers.
"""

from __future__ import annotations

from mtasts_pages.checks.stage import Stage
from mtasts_pages.checks.standing import (
    describe_silence,
    hangs_on_the_dns,
    intended_policy_id,
    judge_records,
    policy_host_points,
    record_is_present,
    tls_reporting_stands,
)
from mtasts_pages.dns import RecordStatus, policy_record_name, tls_reporting_name
from mtasts_pages.errors import (
    GitHubError,
    MtaStsPagesError,
    NetworkError,
    OperationError,
    PermissionDeniedError,
)
from mtasts_pages.rollout.looking.clients import Clients
from mtasts_pages.rollout.looking.observe import observe_existing
from mtasts_pages.rollout.looking.proof import Proof
from mtasts_pages.rollout.publishing.coverage import begins_to_enforce, describe_uncovered
from mtasts_pages.rollout.publishing.hosting import Hosting
from mtasts_pages.rollout.publishing.listener import Listener
from mtasts_pages.rollout.publishing.outcome import Awaited, Outcome, OutcomeKind
from mtasts_pages.rollout.publishing.plan import find_obstacle
from mtasts_pages.rollout.publishing.push import push_site
from mtasts_pages.rollout.publishing.wildcard import ask_for_wildcard, describe_wildcard
from mtasts_pages.state import (
    AnswerKind,
    Answers,
    Owner,
    RemoteRepository,
    Visibility,
)
from mtasts_pages.state.target import Target


class DomainRun:
    """One domain on its way, in one run of the program."""

    def __init__(
        self,
        target: Target,
        owner: Owner | None,
        repository: RemoteRepository | None,
        clients: Clients,
        listener: Listener,
        *,
        announce_again: bool = False,
        adopt: bool = False,
        deep: bool = True,
    ) -> None:
        """Begin with what GitHub said of *owner* and *repository*.

        Args:
            target: What should be.
            owner: Needed only to create the repository.
            repository: What GitHub holds, or ``None``.
            clients: The outside.
            listener: Is told of every stage, and of dangers, in the thread that works on it.
            announce_again: Give a new id to a policy that senders already know.
            adopt: Take over a repository that holds something else.
            deep: Look at the Pages settings even when senders find everything current.

        """
        self.target = target
        self.stage = Stage.ABSENT if repository is None else Stage.CREATED
        self._listener = listener
        self.policy_id: str | None = None
        self._owner = owner
        self._repository = repository
        self._clients = clients
        self._announce_again = announce_again
        self._adopt = adopt
        self._deep = deep
        self._hosting = Hosting(target, clients)
        self._created = False
        self._notes: list[str] = []
        self._proof: Proof | None = None
        self._answers: Answers | None = None

    def advance(self) -> Outcome:
        """Go as far as possible now; never raises for what concerns this domain alone."""
        try:
            return self._advance()
        except OperationError as error:
            return self._outcome(OutcomeKind.FAILED, error=error)

    def fail(self, error: MtaStsPagesError) -> Outcome:
        """Return the outcome of a run that *error* ended."""
        return self._outcome(OutcomeKind.FAILED, error=error)

    def _advance(self) -> Outcome:
        domain = self.target.domain.domain
        self._answers = answers = self._clients.resolver.ask_domain(domain, self.target.owner)
        repository = self._ensure_pushed(answers)
        if not self._deep and self._hosting.pages is None and self._is_current(answers):
            self._reach(Stage.CURRENT)
            return self._outcome(OutcomeKind.CURRENT)
        points = policy_host_points(self.target.owner, answers.policy_host)
        self._hosting.look(is_new=self._created, points=points)
        self._hosting.ensure_enabled(repository.default_branch or "")
        self._reach(Stage.PAGES_ENABLED)
        self._hosting.ensure_domain_set()
        self._reach(Stage.DOMAIN_SET)
        if not points:
            silence = describe_silence(answers.policy_host, self.target.domain.policy_host)
            return self._wait(Awaited.POLICY_HOST_RECORD, silence)
        self._reach(Stage.DNS_POINTED)
        if not self._hosting.has_certificate:
            return self._wait(Awaited.CERTIFICATE, self._hosting.pursue_certificate(repository))
        self._reach(Stage.CERTIFICATE_APPROVED)
        self._hosting.ensure_https_enforced()
        self._reach(Stage.HTTPS_ENFORCED)
        return self._release(answers, repository)

    def _ensure_pushed(self, answers: Answers) -> RemoteRepository:
        self._clients.repositories.require_permissions(self.target.name)
        if self._repository is None:
            self._repository = self._create()
        repository = self._repository
        obstacle = find_obstacle(repository, adopt=self._adopt)
        if obstacle is not None:
            error = GitHubError if repository.refusal is None else PermissionDeniedError
            raise error(obstacle.sentence, obstacle.hint)
        if not repository.may_administer:
            raise PermissionDeniedError(
                f"the token's user may not administer `{repository.name}`",
                "Pages settings need the role Admin or Maintain on the policy repository",
            )
        domain = self.target.domain.domain
        unknown = answers.policy_record.kind is AnswerKind.FAILED
        if hangs_on_the_dns(self.target, repository, answers) or (self._announce_again and unknown):
            raise NetworkError(
                describe_silence(answers.policy_record, policy_record_name(domain)),
                "which policy id senders know depends on it; run the same command again when the"
                " name server answers",
            )
        self.policy_id = intended_policy_id(self.target, repository, answers)
        if self._announce_again:
            # Only an id that senders can have seen is worth replacing. One that is not in the
            # DNS yet, perhaps from a run cut short, is new enough.
            if self.policy_id is not None and record_is_present(self.policy_id, answers):
                self.policy_id = None
            self._announce_again = False
        if begins_to_enforce(self.target, repository):
            mx = self._clients.resolver.find_mx(domain)
            self._tell(describe_uncovered(self.target, mx))
        if self.policy_id is None or not repository.holds(self.target.site):
            repository = push_site(self.target, repository, self.policy_id, self._clients)
            self._repository = repository
            self.policy_id = intended_policy_id(self.target, repository, answers)
        self._reach(Stage.PUSHED)
        return repository

    def _reach(self, stage: Stage) -> None:
        self.stage = stage
        self._listener.step(self.target, stage)

    def _create(self) -> RemoteRepository:
        target = self.target
        if self._owner is None:
            raise GitHubError(
                f"GitHub knows no user or organization `{target.owner}`",
                "correct `owner` in the config; the token must be able to see it",
            )
        self._warn_of_wildcard()
        self._created = self._clients.repositories.create(
            target.name,
            self._owner,
            homepage=f"https://{target.domain.policy_host}/",
            description=f"MTA-STS policy of {target.domain.domain}",
        )
        self._reach(Stage.CREATED)
        if not self._created:
            return observe_existing(target, self._clients)
        return RemoteRepository(
            target.name,
            Visibility.PUBLIC,
            archived=False,
            default_branch=None,
            head=None,
            files={},
            texts={},
            ledger=None,
        )

    def _warn_of_wildcard(self) -> None:
        """Say before anything is created that the zone points every name at GitHub Pages."""
        domain = self.target.domain.domain
        self._tell(describe_wildcard(domain, ask_for_wildcard(domain, self._clients.resolver)))

    def _tell(self, danger: str | None) -> None:
        """Say at once what the operator should know before it goes on, and again at the end."""
        if danger is not None and danger not in self._notes:
            self._listener.warn(self.target, danger)
            self._notes.append(danger)

    def _is_current(self, answers: Answers) -> bool:
        """Return whether senders find everything as it should be, without asking GitHub."""
        stands = (
            self.policy_id is not None
            and record_is_present(self.policy_id, answers)
            and tls_reporting_stands(self.target, answers)
            and policy_host_points(self.target.owner, answers.policy_host)
        )
        if not stands:
            return False
        served = self._clients.policy_hosts.fetch(self.target.domain.policy_host)
        return served.serves(self.target.policy_file)

    def _release(self, answers: Answers, repository: RemoteRepository) -> Outcome:
        domain = self.target.domain.domain
        if self._proof is None:
            self._proof = Proof.for_answers(answers)
        served = self._clients.policy_hosts.fetch(self.target.domain.policy_host)
        self._proof.add(served, self.target.policy_file)
        if self._proof.agreed == 0:
            seen = served.detail or "an older policy is served still"
            why = self._hosting.explain_unserved(repository)
            return self._wait(Awaited.POLICY_SERVED, f"{seen}; {why}" if why else seen)
        released = self.policy_id is not None and record_is_present(self.policy_id, answers)
        if not released and not self._proof.is_complete:
            return self._wait(Awaited.POLICY_SERVED, again_in=self._proof.apart)
        self._reach(Stage.POLICY_SERVED)
        if not released:
            silence = describe_silence(answers.policy_record, policy_record_name(domain))
            return self._wait(Awaited.POLICY_RECORD, silence)
        if not tls_reporting_stands(self.target, answers):
            silence = describe_silence(answers.tls_reporting, tls_reporting_name(domain))
            return self._wait(Awaited.TLS_REPORTING_RECORD, silence)
        self._reach(Stage.CURRENT)
        return self._outcome(OutcomeKind.CURRENT)

    def _wait(
        self, awaited: Awaited, detail: str = "", *, again_in: float | None = None
    ) -> Outcome:
        return self._outcome(
            OutcomeKind.WAITING, waiting_for=awaited, detail=detail, again_in=again_in
        )

    def _outcome(
        self,
        kind: OutcomeKind,
        *,
        waiting_for: Awaited | None = None,
        detail: str = "",
        again_in: float | None = None,
        error: MtaStsPagesError | None = None,
    ) -> Outcome:
        return Outcome(
            target=self.target,
            kind=kind,
            stage=self.stage,
            policy_id=self.policy_id,
            waiting_for=waiting_for,
            detail=detail,
            again_in=again_in,
            records=self._statuses(),
            notes=(*self._notes, *self._hosting.notes),
            error=error,
        )

    def _statuses(self) -> tuple[RecordStatus, ...]:
        if self._answers is None:
            return ()
        proven = self._proof is not None and self._proof.is_complete
        return judge_records(
            self.target,
            self.policy_id or "0",
            self._answers,
            self._hosting.pages,
            proven=proven or self.stage is Stage.CURRENT,
            announced=self.policy_id is not None,
        )
