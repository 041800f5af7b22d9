"""Looking at many domains as `plan` and `dns` do: GitHub, the records, the served policy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from mtasts_pages.checks.coverage import begins_to_enforce
from mtasts_pages.checks.standing import awaits_proof, policy_host_points
from mtasts_pages.dns import pages_target
from mtasts_pages.errors import MtaStsPagesError, OperationError, PermissionDeniedError
from mtasts_pages.rollout.looking.domain import (
    look_at_mail_route,
    look_at_records,
    look_at_wildcard,
)
from mtasts_pages.rollout.looking.github import look_at_pages, look_at_repositories, look_closer
from mtasts_pages.rollout.looking.names import look_at_names
from mtasts_pages.rollout.looking.proof import Proof, prove_served
from mtasts_pages.rollout.workers import do_all
from mtasts_pages.state import DomainSeen, GitHubSeen, Target
from mtasts_pages.world.outside import Outside

Listener = Callable[[Target, DomainSeen | MtaStsPagesError], None]


def look_at_fleet(
    targets: Sequence[Target],
    outside: Outside,
    jobs: int,
    *,
    prove: bool = False,
    listener: Listener = lambda *_: None,
) -> list[DomainSeen | MtaStsPagesError]:
    """Return what is seen of each target, in their order, or why nothing could be.

    Args:
        targets: What to look at.
        outside: How to look.
        jobs: How many domains are looked at at once.
        prove: Whether to read a policy several times where a record waits for the proof.
        listener: Is given each target with what was seen of it; from any thread.

    """
    github = look_at_repositories(targets, outside)
    pairs = list(zip(targets, github, strict=True))

    def look(pair: tuple[Target, GitHubSeen]) -> DomainSeen | MtaStsPagesError:
        one = _look(outside, pair)
        listener(pair[0], one)
        return one

    seen = do_all(look, pairs, jobs, "look")
    if not prove:
        return seen
    proofs = {
        number: (target, Proof.begin(one, outside.clock.monotonic()))
        for number, (target, one) in enumerate(zip(targets, seen, strict=True))
        if isinstance(one, DomainSeen) and awaits_proof(target, one)
    }
    prove_served(list(proofs.values()), outside, jobs)
    for number, (_, proof) in proofs.items():
        one = seen[number]
        if isinstance(one, DomainSeen):
            seen[number] = replace(one, proven=proof.is_complete)
    return seen


def look_at_publishing(target: Target, github: GitHubSeen, outside: Outside) -> DomainSeen:
    """Return what `plan` and `publish` go by, with *github* as it was seen before."""
    seen = replace(look_at_records(target.domain, outside, target.owner), github=github)
    contact = seen.served.contact
    if not github.read_pages and contact is not None and seen.served.problem is None:
        # It may save the question for the settings: a large fleet has only so many.
        redirects = outside.plain_hosts.redirects(target.policy_host, contact.address)
        seen = replace(seen, redirects=redirects)
    seen = look_at_names(target, seen, outside.records.look_up, outside.resolver)
    if github.repository is None:
        # Seen before anything is created: a wildcard that points every name at GitHub Pages.
        wildcard = look_at_wildcard(target.domain, outside.resolver.look_up)
        seen = replace(seen, wildcard=wildcard)
        seen = replace(seen, github=_look_for_holder(target, seen, github, outside))
    if begins_to_enforce(target, github.repository):
        seen = replace(seen, mail=look_at_mail_route(target.domain, outside.resolver.look_up))
    return seen


def _look_for_holder(
    target: Target, seen: DomainSeen, github: GitHubSeen, outside: Outside
) -> GitHubSeen:
    """Return *github* with the other repository of the owner that has the policy host, if any.

    A domain that nobody serves, and that does not point to the owner's sites, is new.
    """
    points = policy_host_points(target.owner, seen.policy_host)
    served = seen.served.body is not None or pages_target(target.owner) in seen.aliases
    if not points and not served:
        return github
    try:
        holder = outside.require_github().holders.find(target.owner, target.policy_host)
    except (OperationError, PermissionDeniedError) as error:
        return replace(github, problem=error)
    return replace(github, holder=holder)


def _look(outside: Outside, pair: tuple[Target, GitHubSeen]) -> DomainSeen | MtaStsPagesError:
    target, github = pair
    github = look_at_pages(target, github, outside.require_github())
    repository = github.repository
    if github.problem is not None and (repository is None or repository.may_administer):
        return github.problem
    # Whoever may not administer a repository need not see its settings to be told so.
    github = replace(github, problem=None)
    seen = look_at_publishing(target, look_closer(target, github, outside), outside)
    unseen = None if seen.github is None else seen.github.problem
    return seen if unseen is None else unseen
