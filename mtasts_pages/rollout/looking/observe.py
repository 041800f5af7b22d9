"""Looking at the world: what is there for each domain, right now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

from mtasts_pages.checks.standing import intended_policy_id, record_is_present
from mtasts_pages.errors import (
    GitHubError,
    MtaStsPagesError,
    OperationError,
    PermissionDeniedError,
)
from mtasts_pages.rollout.looking.clients import Clients
from mtasts_pages.rollout.looking.proof import Proof, prove_served
from mtasts_pages.rollout.publishing.coverage import begins_to_enforce
from mtasts_pages.rollout.publishing.wildcard import ask_for_wildcard
from mtasts_pages.state import Observation, RemoteRepository
from mtasts_pages.state.target import Target
from mtasts_pages.world.clock import Clock


def observe_repositories(
    targets: Sequence[Target], clients: Clients
) -> list[RemoteRepository | None]:
    """Return the repository of each target, in their order, read many at a time."""
    paths = sorted({path for target in targets for path in target.site})
    found = clients.repositories.read_many([target.name for target in targets], paths)
    return [found.get(target.name) for target in targets]


def observe_existing(target: Target, clients: Clients) -> RemoteRepository:
    """Return the repository of *target*, which has come to be since it was looked for.

    Raises:
        GitHubError: GitHub says that it exists, and does not show it.

    """
    (repository,) = observe_repositories([target], clients)
    if repository is None:
        raise GitHubError(
            f"`{target.name}` exists, but GitHub does not show it to this token",
            "the token needs access to all repositories of the owner; then run the same command"
            " again",
        )
    return repository


def observe(
    targets: Sequence[Target], clients: Clients, jobs: int, *, prove: bool = False
) -> list[Observation | MtaStsPagesError]:
    """Return what is seen of each target, in their order, or why nothing could be.

    Args:
        targets: What to look at.
        clients: How to look.
        jobs: How many domains are looked at at once.
        prove: Whether to read a policy several times where a record waits for the proof.

    """
    repositories = observe_repositories(targets, clients)

    def look(target: Target, repository: RemoteRepository | None) -> Observation | MtaStsPagesError:
        pages = None
        if repository is not None and not repository.is_empty and repository.refusal is None:
            try:
                pages = clients.pages.read(target.owner, target.domain.repository)
            except (OperationError, PermissionDeniedError) as error:
                return error
        answers = clients.resolver.ask_domain(target.domain.domain, target.owner)
        served = clients.policy_hosts.fetch(target.domain.policy_host)
        wildcard = None
        if repository is None:
            wildcard = ask_for_wildcard(target.domain.domain, clients.resolver)
        mx = None
        if begins_to_enforce(target, repository):
            mx = clients.resolver.find_mx(target.domain.domain)
        return Observation(repository, pages, answers, served, wildcard=wildcard, mx=mx)

    with _open_pool(jobs, clients.clock) as pool:
        seen = list(pool.map(look, targets, repositories))
        proofs = {}
        if prove:
            proofs = {
                number: (target, Proof.for_answers(one.answers, one.served))
                for number, (target, one) in enumerate(zip(targets, seen, strict=True))
                if isinstance(one, Observation) and _awaits_proof(target, one)
            }
            prove_served(list(proofs.values()), clients, pool)
    for number, (_, proof) in proofs.items():
        one = seen[number]
        if isinstance(one, Observation):
            seen[number] = replace(one, proven=proof.is_complete)
    return seen


@contextmanager
def _open_pool(jobs: int, clock: Clock) -> Iterator[ThreadPoolExecutor]:
    """Yield a pool whose threads an interruption does not wait for, asleep as they may be."""
    pool = ThreadPoolExecutor(max_workers=max(1, jobs))
    try:
        yield pool
    except BaseException:
        clock.stop()
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


def _awaits_proof(target: Target, seen: Observation) -> bool:
    """Return whether only the proof is missing for the record of a new id to be released."""
    if not seen.served.serves(target.policy_file):
        return False
    policy_id = intended_policy_id(target, seen.repository, seen.answers)
    return policy_id is not None and not record_is_present(policy_id, seen.answers)
