"""Planning a domain: the steps in the order in which nothing can go wrong for senders.

What is seen comes in, what is to be done goes out; nothing is asked or done here. Pure.
"""

from __future__ import annotations

from datetime import datetime

from mtasts_pages.checks.domain import Judgement, judge_domain
from mtasts_pages.checks.pages_build import (
    advise_on_build,
    describe_build,
    should_start_again,
)
from mtasts_pages.checks.pages_certificate import (
    SET_ANEW_BY_HAND,
    describe_certificate,
    is_lost,
    should_restart,
)
from mtasts_pages.checks.standing import (
    https_is_enforced,
    id_is_unknown,
    policy_host_points,
    record_is_present,
    reporting_is_right,
)
from mtasts_pages.checks.withdrawal import host_is_withdrawn, record_is_withdrawn
from mtasts_pages.dns import Purpose, RecordState, RecordStatus
from mtasts_pages.errors import MtaStsPagesError
from mtasts_pages.rollout.publishing.obstacle import Obstacle, find_obstacle
from mtasts_pages.rollout.publishing.plan import Action, Awaited, Plan, Step, Subject, Wait, Wishes
from mtasts_pages.site import POLICY_PATH, blob_id
from mtasts_pages.state import (
    BuildFault,
    CertificateProgress,
    DomainSeen,
    FailedBuild,
    FetchProblem,
    GitHubSeen,
    PagesSite,
    RemoteRepository,
    Target,
)

_WHEN_ENFORCED = {
    Awaited.POLICY_HOST_RECORD: (
        "after the certificate, which GitHub gets once the CNAME record exists"
    ),
    Awaited.CERTIFICATE: "once GitHub has the certificate",
    None: "GitHub has the certificate",
}
_CHANGED_BACK = (
    "others changed the policy and changed it back: senders may hold what was served in between"
    " under the present id"
)

NEW_ID = "v=STSv1; id=(a new one)"
"""What is shown for the id that a commit still to be made will give."""


def plan_domain(
    target: Target, seen: DomainSeen, now: datetime, wishes: Wishes | None = None
) -> Plan:
    """Return the plan that turns *seen* into *target*, at the moment *now*.

    The Pages settings may be left unread only where senders find everything as it should be.
    """
    wishes = wishes or Wishes()
    judgement = judge_domain(target, seen, now)
    github = seen.github or GitHubSeen()
    repository, pages = github.repository, github.pages
    # Only an id that senders can have seen is worth replacing. One that is not in the DNS yet,
    # perhaps from a run cut short, is new enough.
    announces = judgement.policy_id is None or (
        wishes.announce_again and record_is_present(judgement.policy_id, seen.policy_record)
    )
    steps = [*_plan_repository(target, repository), *_plan_files(target, repository)]
    if announces and not steps and not id_is_unknown(target, repository, seen.policy_record):
        steps.append(_plan_announcement(target, repository))
    failure = None
    if not steps and repository is not None and github.build is not None:
        build = github.build
        if wishes.start_build or should_start_again(build, repository, now):
            steps.append(_plan_build(build))
        elif build.fault is not BuildFault.NOT_BEGUN and not seen.served.serves(target.policy_file):
            failure = Obstacle(describe_build(build), advise_on_build(build, target, repository))
    if github.read_pages:
        steps += _plan_pages(target, seen, repository, pages, now)
    steps += _plan_records(target, seen, judgement, announces=announces)
    return Plan(
        target,
        judgement.stage,
        tuple(steps),
        wait=_find_wait(target, seen, judgement, now),
        policy_id=None if announces else judgement.policy_id,
        published=None if repository is None else repository.texts.get(POLICY_PATH),
        records=judgement.records,
        obstacle=find_obstacle(
            target, seen, adopt=wishes.adopt, announce_again=wishes.announce_again
        ),
        failure=failure,
        notes=judgement.dangers,
        unseen=_list_unseen(seen),
    )


def plan_unseen(target: Target, error: MtaStsPagesError) -> Plan:
    """Return the plan of a domain that could not be looked at, for the reason that *error* says."""
    return Plan(target, None, (), obstacle=Obstacle(error.message, error.hint or ""))


def _list_unseen(seen: DomainSeen) -> tuple[str, ...]:
    said = (each.silence for each in (seen.policy_host, seen.policy_record, seen.tls_reporting))
    return tuple(sentence for sentence in said if sentence)


def _plan_repository(target: Target, repository: RemoteRepository | None) -> list[Step]:
    if repository is not None:
        return []
    after = "public, empty"
    name = str(target.repository)
    return [Step(Action.CREATE, Subject.REPOSITORY, name, None, after, "it does not exist")]


def _plan_files(target: Target, repository: RemoteRepository | None) -> list[Step]:
    steps = []
    for path, data in sorted(target.site.items()):
        after = data.decode("utf-8", "replace")
        if repository is None or path not in repository.files:
            reason = "the site needs it"
            steps.append(Step(Action.CREATE, Subject.FILE, path, None, after, reason))
        elif repository.files[path] != blob_id(data):
            before = repository.texts.get(path, "")
            reason = "it differs from what the config gives"
            steps.append(Step(Action.UPDATE, Subject.FILE, path, before, after, reason))
    return steps


def _plan_announcement(target: Target, repository: RemoteRepository | None) -> Step:
    """Return the commit that announces a policy which is there already."""
    known = None if repository is None else repository.announced_id
    return Step(
        Action.UPDATE,
        Subject.REPOSITORY,
        str(target.repository),
        known or "no policy id",
        "a commit with a new policy id",
        _CHANGED_BACK
        if repository is not None and repository.changed_back
        else "it announces the policy that is there",
    )


def _plan_build(build: FailedBuild) -> Step:
    """Return the commit without a change that starts a build again."""
    reason = describe_build(build)
    return Step(Action.UPDATE, Subject.PAGES, "build", "failed", "started again", reason)


def _plan_pages(
    target: Target,
    seen: DomainSeen,
    repository: RemoteRepository | None,
    pages: PagesSite | None,
    now: datetime,
) -> list[Step]:
    host = target.policy_host
    branch = (repository.default_branch if repository is not None else None) or "main"
    source = f"branch {branch}, root"
    steps = []
    if pages is None:
        steps.append(
            Step(Action.CREATE, Subject.PAGES, "source", None, source, "Pages is not enabled")
        )
    elif not pages.publishes(branch):
        before = (
            "a workflow"
            if pages.build_type == "workflow"
            else f"branch {pages.branch}, path {pages.path}"
        )
        reason = "senders get what the default branch holds only when Pages publishes it"
        steps.append(Step(Action.UPDATE, Subject.PAGES, "source", before, source, reason))
    points = policy_host_points(target.owner, seen.policy_host)
    cname = None if pages is None else pages.cname
    if cname != host:
        # Before anybody is asked for the CNAME record: a CNAME to a site that nobody holds can
        # be taken over.
        action = Action.CREATE if cname is None else Action.UPDATE
        reason = "Pages serves the policy host only as its custom domain"
        steps.append(Step(action, Subject.PAGES, "cname", cname, host, reason))
    elif points and should_restart(seen, now):
        reason = "removed and set anew, to make GitHub ask for the certificate again"
        steps.append(Step(Action.UPDATE, Subject.PAGES, "cname", host, host, reason))
    if pages is None or not pages.https_enforced or cname != host:
        awaits = _await_certificate(target, seen)
        reason = _WHEN_ENFORCED[awaits]
        steps.append(
            Step(Action.UPDATE, Subject.PAGES, "https_enforced", "false", "true", reason, awaits)
        )
    return steps


def _await_certificate(target: Target, seen: DomainSeen) -> Awaited | None:
    """Return what keeps GitHub from having the certificate of the policy host, if anything.

    One that senders meet is there, whatever GitHub calls it.
    """
    if not policy_host_points(target.owner, seen.policy_host):
        return Awaited.POLICY_HOST_RECORD
    github = seen.github or GitHubSeen()
    pages = github.pages
    if pages is None or pages.cname != target.policy_host or github.certificate_missing:
        return Awaited.CERTIFICATE
    ready = pages.certificate_progress is CertificateProgress.READY
    return None if ready or seen.served.is_trusted else Awaited.CERTIFICATE


def _plan_records(
    target: Target, seen: DomainSeen, judgement: Judgement, *, announces: bool
) -> list[Step]:
    """Return the changes to the DNS, whether they may be made now or only later."""
    repository = None if seen.github is None else seen.github.repository
    unknown = id_is_unknown(target, repository, seen.policy_record)
    steps = []
    for status in judgement.records:
        if status.record.purpose is Purpose.DOMAIN_VERIFICATION:
            continue
        if status.unseen or status.state is RecordState.UNKNOWN:
            continue  # what is there was not seen: `unseen` says so
        if status.record.purpose is Purpose.POLICY_RECORD:
            present = judgement.policy_id is not None and record_is_present(
                judgement.policy_id, seen.policy_record
            )
            if unknown or (present and not announces):
                continue
            after = NEW_ID if announces else status.record.value
            reason = status.reason.rstrip(".") if status.is_delegated else ""
            when = "the policy is served" if seen.proven else "after the policy is served"
            steps.append(_change_record(status, after, reason or when))
        elif status.state is not RecordState.PRESENT:
            steps.append(_change_record(status, status.record.value, status.reason.rstrip(".")))
    return steps


def _change_record(status: RecordStatus, after: str | None, reason: str) -> Step:
    before = ", ".join(status.found) or None
    action = Action.CREATE if before is None else Action.UPDATE
    return Step(action, Subject.DNS, status.record.name, before, after, reason or "it is missing")


def _find_wait(
    target: Target, seen: DomainSeen, judgement: Judgement, now: datetime
) -> Wait | None:
    """Return what is awaited once all of ours is done, the first thing first."""
    if host_is_withdrawn(target, seen):
        return None
    if not policy_host_points(target.owner, seen.policy_host):
        return Wait(Awaited.POLICY_HOST_RECORD, seen.policy_host.silence)
    github = seen.github or GitHubSeen()
    if github.read_pages and _await_certificate(target, seen) is not None:
        detail = "" if github.pages is None else describe_certificate(github.pages, github.health)
        if is_lost(seen, now):
            detail += SET_ANEW_BY_HAND
        return Wait(Awaited.CERTIFICATE, detail)
    return _find_release_wait(target, seen, judgement.policy_id)


def _find_release_wait(target: Target, seen: DomainSeen, policy_id: str | None) -> Wait | None:
    """Return what keeps the domain from being current once GitHub serves it.

    The order is the gate: a new id is not asked for before its policy is proven.
    """
    if not seen.served.serves(target.policy_file):
        return _await_policy(target, seen)
    released = policy_id is not None and record_is_present(policy_id, seen.policy_record)
    if not released and not record_is_withdrawn(target, seen):
        if not seen.proven:
            why = "it is read several times before its id is announced"
            return Wait(Awaited.POLICY_SERVED, why)
        if not https_is_enforced(target, seen):
            return Wait(Awaited.POLICY_SERVED, "GitHub does not enforce HTTPS yet")
        return Wait(Awaited.POLICY_RECORD, seen.policy_record.silence)
    if not reporting_is_right(target, seen.tls_reporting):
        return Wait(Awaited.TLS_REPORTING_RECORD, seen.tls_reporting.silence)
    return None


def _await_policy(target: Target, seen: DomainSeen) -> Wait:
    """Return why senders are not served the intended policy."""
    why = seen.served.detail or "another policy is served still"
    if seen.served.problem is FetchProblem.UNANSWERED:
        step = f"Query the name servers for `{target.policy_host}`, and fix what fails"
        return Wait(Awaited.POLICY_SERVED, why, step)
    build = seen.github.build if seen.github is not None else None
    late = "" if build is None else f"; {describe_build(build)}"
    return Wait(Awaited.POLICY_SERVED, why + late)
