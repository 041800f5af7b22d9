"""Looking at the world: what is there for each domain, right now."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from mtasts_pages.errors import GitHubError
from mtasts_pages.rollout.clients import Clients
from mtasts_pages.rollout.proof import Proof, prove_served
from mtasts_pages.rollout.records import intended_policy_id, record_is_present
from mtasts_pages.rollout.target import Target
from mtasts_pages.rollout.wildcard import ask_for_wildcard
from mtasts_pages.state import Observation, RemoteRepository


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
) -> list[Observation]:
    """Return what is seen of each target, in their order.

    Args:
        targets: What to look at.
        clients: How to look.
        jobs: How many domains are looked at at once.
        prove: Whether to read a policy several times where a record waits for the proof.

    """
    repositories = observe_repositories(targets, clients)

    def look(target: Target, repository: RemoteRepository | None) -> Observation:
        pages = None
        if repository is not None and not repository.is_empty:
            pages = clients.pages.read(target.owner, target.domain.repository)
        answers = clients.resolver.ask_domain(target.domain.domain, target.owner)
        served = clients.policy_hosts.fetch(target.domain.policy_host)
        wildcard = None
        if repository is None:
            wildcard = ask_for_wildcard(target.domain.domain, clients.resolver)
        return Observation(repository, pages, answers, served, wildcard=wildcard)

    with ThreadPoolExecutor(max_workers=max(1, jobs)) as pool:
        seen = list(pool.map(look, targets, repositories))
        proofs = {}
        if prove:
            proofs = {
                number: (target, Proof.for_answers(one.answers, one.served))
                for number, (target, one) in enumerate(zip(targets, seen, strict=True))
                if _awaits_proof(target, one)
            }
            prove_served(list(proofs.values()), clients, pool)
    for number, (_, proof) in proofs.items():
        seen[number] = replace(seen[number], proven=proof.is_complete)
    return seen


def _awaits_proof(target: Target, seen: Observation) -> bool:
    """Return whether only the proof is missing for the record of a new id to be released."""
    if not seen.served.serves(target.policy_file):
        return False
    policy_id = intended_policy_id(target, seen.repository, seen.answers)
    return policy_id is not None and not record_is_present(policy_id, seen.answers)
