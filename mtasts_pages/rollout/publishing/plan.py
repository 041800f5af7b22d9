"""The plan: what would change, and why, as data. Pure.

A plan is shown, written as JSON, or carried out. After it was carried out, planning
again gives no changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mtasts_pages.checks.stage import Stage, find_stage
from mtasts_pages.checks.standing import (
    describe_silence,
    hangs_on_the_dns,
    intended_policy_id,
    judge_records,
    record_is_present,
)
from mtasts_pages.dns import (
    Purpose,
    RecordState,
    RecordStatus,
    policy_record_name,
    tls_reporting_name,
)
from mtasts_pages.errors import MtaStsPagesError
from mtasts_pages.rollout.publishing.coverage import describe_uncovered
from mtasts_pages.rollout.publishing.wildcard import describe_wildcard
from mtasts_pages.site import POLICY_PATH, blob_id
from mtasts_pages.state import Answers, Observation, PagesSite, RemoteRepository
from mtasts_pages.state.target import Target

NEW_ID = "v=STSv1; id=(a new one)"
"""What stands for the id that a commit still to be made will give."""


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


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that would change. ``before`` and ``after`` are texts; ``None`` is absence."""

    action: Action
    subject: Subject
    name: str
    before: str | None
    after: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why ``publish`` refuses a domain, and what the operator can do."""

    sentence: str
    hint: str


@dataclass(frozen=True, slots=True)
class DomainPlan:
    """What would change for one domain."""

    target: Target
    stage: Stage | None
    """``None`` where it could not be looked at."""
    changes: tuple[Change, ...]
    obstacle: Obstacle | None = None
    notes: tuple[str, ...] = ()
    """What the operator should know before it is carried out, a sentence each."""
    unseen: tuple[str, ...] = ()
    """What could not be looked at, so that changes of it are not in the plan."""

    @property
    def is_sound(self) -> bool:
        """Whether all that it rests on was seen."""
        return self.stage is not None and not self.unseen


def plan_domain(target: Target, seen: Observation) -> DomainPlan:
    """Return what turns *seen* into *target*."""
    changes = [
        *_plan_repository(target, seen.repository),
        *_plan_files(target, seen.repository),
        *_plan_pages(target, seen.repository, seen.pages),
        *_plan_records(target, seen),
    ]
    obstacle = None if seen.repository is None else find_obstacle(seen.repository)
    dangers = (
        describe_wildcard(target.domain.domain, seen.wildcard),
        describe_uncovered(target, seen.mx),
    )
    return DomainPlan(
        target,
        find_stage(target, seen),
        tuple(changes),
        obstacle,
        notes=tuple(danger for danger in dangers if danger is not None),
        unseen=_list_unseen(target, seen.answers),
    )


def plan_unseen(target: Target, error: MtaStsPagesError) -> DomainPlan:
    """Return the plan of a domain that could not be looked at, for the reason that *error* says."""
    return DomainPlan(target, None, (), Obstacle(error.message, error.hint or ""))


def _list_unseen(target: Target, answers: Answers) -> tuple[str, ...]:
    domain = target.domain.domain
    asked = {
        target.domain.policy_host: answers.policy_host,
        policy_record_name(domain): answers.policy_record,
        tls_reporting_name(domain): answers.tls_reporting,
    }
    said = (describe_silence(answer, name) for name, answer in asked.items())
    return tuple(sentence for sentence in said if sentence)


def find_obstacle(repository: RemoteRepository, *, adopt: bool = False) -> Obstacle | None:
    """Return why *repository* must not or cannot be written to, or ``None``.

    With *adopt* a repository that holds something else may be taken over.
    """
    if repository.refusal is not None:
        return Obstacle(
            f"GitHub does not show `{repository.name}`: {repository.refusal}",
            "the token needs access to all repositories of the owner, and an authorization where"
            " the organization asks for single sign-on",
        )
    if repository.renamed_to is not None:
        # Under the old name GitHub would create a second one, and forget where it led.
        return Obstacle(
            f"`{repository.name}` was renamed to `{repository.renamed_to}`",
            "put the new name into the config as `repository`, or give it the old one back",
        )
    if repository.archived:
        return Obstacle(
            f"`{repository.name}` is archived",
            "unarchive it in its settings at GitHub",
        )
    if not adopt and not repository.is_policy_repository:
        return Obstacle(
            f"`{repository.name}` holds something else: it has no `{POLICY_PATH}` and no commit of"
            " this program",
            "give the domain another `repository` in the config, or take this one over by"
            " `mtasts-pages publish --adopt`; its other files stay",
        )
    return None


def _plan_repository(target: Target, repository: RemoteRepository | None) -> list[Change]:
    if repository is not None:
        return []
    after = "public, empty"
    name = str(target.name)
    return [Change(Action.CREATE, Subject.REPOSITORY, name, None, after, "it does not exist")]


def _plan_files(target: Target, repository: RemoteRepository | None) -> list[Change]:
    changes = []
    for path, data in sorted(target.site.items()):
        after = data.decode("utf-8", "replace")
        if repository is None or path not in repository.files:
            reason = "the site needs it"
            changes.append(Change(Action.CREATE, Subject.FILE, path, None, after, reason))
        elif repository.files[path] != blob_id(data):
            before = repository.texts.get(path, "")
            reason = "it differs from what the config gives"
            changes.append(Change(Action.UPDATE, Subject.FILE, path, before, after, reason))
    return changes


def _plan_pages(
    target: Target, repository: RemoteRepository | None, pages: PagesSite | None
) -> list[Change]:
    host = target.domain.policy_host
    branch = (repository.default_branch if repository is not None else None) or "main"
    source = f"branch {branch}, root"
    changes = []
    if pages is None:
        changes.append(
            Change(Action.CREATE, Subject.PAGES, "source", None, source, "Pages is not enabled")
        )
    elif not pages.publishes(branch):
        before = (
            "a workflow"
            if pages.build_type == "workflow"
            else f"branch {pages.branch}, path {pages.path}"
        )
        reason = "senders get what the default branch holds only when Pages publishes it"
        changes.append(Change(Action.UPDATE, Subject.PAGES, "source", before, source, reason))
    cname = None if pages is None else pages.cname
    if cname != host:
        action = Action.CREATE if cname is None else Action.UPDATE
        reason = "Pages serves the policy host only as its custom domain"
        changes.append(Change(action, Subject.PAGES, "cname", cname, host, reason))
    if pages is None or not pages.https_enforced or cname != host:
        reason = "after the certificate, which GitHub gets once the CNAME record stands"
        changes.append(
            Change(Action.UPDATE, Subject.PAGES, "https_enforced", "false", "true", reason)
        )
    return changes


def _plan_records(target: Target, seen: Observation) -> list[Change]:
    """Return the changes to the DNS, whether they may be made now or only later."""
    policy_id = intended_policy_id(target, seen.repository, seen.answers)
    unknown = hangs_on_the_dns(target, seen.repository, seen.answers)
    statuses = judge_records(
        target, policy_id or "0", seen.answers, seen.pages, proven=policy_id is not None
    )
    changes = []
    for status in statuses:
        if status.record.purpose is Purpose.DOMAIN_VERIFICATION:
            continue
        if status.state is RecordState.UNKNOWN:
            continue  # what is there was not seen: the notes say so
        if status.record.purpose is Purpose.POLICY_RECORD:
            if unknown:
                continue
            if policy_id is not None and record_is_present(policy_id, seen.answers):
                continue
            after = NEW_ID if policy_id is None else status.record.value
            changes.append(_dns_change(status, after, "after the policy is served"))
        elif status.state is not RecordState.PRESENT:
            changes.append(_dns_change(status, status.record.value, status.reason.rstrip(".")))
    return changes


def _dns_change(status: RecordStatus, after: str | None, reason: str) -> Change:
    before = ", ".join(status.found) or None
    action = Action.CREATE if before is None else Action.UPDATE
    return Change(action, Subject.DNS, status.record.name, before, after, reason or "it is missing")
