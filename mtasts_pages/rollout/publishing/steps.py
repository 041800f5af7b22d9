"""Carrying out one step of a plan at GitHub; what comes back is what GitHub holds then."""

from __future__ import annotations

from dataclasses import replace

from mtasts_pages.errors import GitHubError
from mtasts_pages.rollout.looking.github import look_at_existing
from mtasts_pages.rollout.publishing.plan import Plan, Step, Subject
from mtasts_pages.rollout.publishing.push import push_site, start_build
from mtasts_pages.state import GitHubSeen, RemoteRepository, Target
from mtasts_pages.world.outside import Outside


def carry_out(step: Step, plan: Plan, seen: GitHubSeen, outside: Outside) -> GitHubSeen:
    """Return *seen* as it is after *step* of *plan*.

    Files are not changed one by one: one commit brings in all of them.

    Raises:
        MtaStsPagesError: GitHub or git refuses or fails.

    """
    target = plan.target
    if step.subject is Subject.PAGES:
        return _change_pages(step, target, seen, outside)
    if seen.repository is None:
        return _create_repository(target, seen, outside)
    repository = push_site(target, seen.repository, plan.policy_id, outside)
    return replace(seen, repository=repository)


def _create_repository(target: Target, seen: GitHubSeen, outside: Outside) -> GitHubSeen:
    if seen.owner is None:
        raise GitHubError(f"GitHub knows no user or organization `{target.owner}`")
    created = outside.require_github().repositories.create(
        target.repository,
        seen.owner,
        homepage=f"https://{target.policy_host}/",
        description=f"MTA-STS policy of {target.domain}",
    )
    if not created:
        # The work of an earlier request whose answer was lost, or somebody else's: look first.
        existing = look_at_existing(target, outside)
        return replace(seen, repository=existing, read_pages=existing.is_empty)
    return replace(seen, repository=RemoteRepository.empty(target.repository))


def _change_pages(step: Step, target: Target, seen: GitHubSeen, outside: Outside) -> GitHubSeen:
    pages, name, host = outside.require_github().pages, target.repository, target.policy_host
    site, repository = seen.pages, seen.repository
    branch = (repository.default_branch if repository else None) or ""
    if site is None:
        return replace(seen, pages=pages.enable(name, branch))
    if step.name == "build" and repository is not None:
        return replace(seen, repository=start_build(target, repository, outside), build=None)
    match step.name:
        case "source":
            pages.set_source(name, branch)
            site = replace(site, build_type="legacy", branch=branch, path="/")
        case "cname":
            if step.before == step.after:
                pages.set_domain_anew(name, host)
            else:
                pages.set_domain(name, host)
            # GitHub forgets the certificate and the enforcement with the old domain, and
            # commits the new one to the branch itself.
            site = replace(site, cname=host, https_enforced=False, certificate=None)
            seen = replace(seen, certificate_missing=True)
            if repository is not None:
                now = outside.require_github().now()
                repository = replace(repository, head_committed=now, domain_committed=now)
        case _:
            if not pages.enforce_https(name):
                return replace(seen, certificate_missing=True)
            site = replace(site, https_enforced=True)
    return replace(seen, pages=site, repository=repository)
