"""Looking at the owners, repositories and Pages sites of domains, at GitHub's pace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from mtasts_pages.checks.pages_certificate import needs_diagnosis
from mtasts_pages.errors import (
    GitHubError,
    MtaStsPagesError,
    OperationError,
    PermissionDeniedError,
)
from mtasts_pages.rollout.workers import Workers
from mtasts_pages.state import GitHubSeen, Owner, RemoteRepository, Target
from mtasts_pages.world.outside import GitHub, Outside

JOBS = 8
"""Requests on their way at once; GitHub counts a hundred as abuse."""

_SLICE = 100
_SOON = (1.0, 2.0, 4.0)
"""Seconds between looks for what was just created: GitHub may not know it everywhere yet."""
_VERIFIED = "verified"


def look_at_repositories(targets: Sequence[Target], outside: Outside) -> list[GitHubSeen]:
    """Return the repository of each target, in their order, read many at a time.

    The owner is looked at where a repository is to be created. Pages settings are not read.

    Raises:
        AuthenticationError: the token may look at none of them.

    """
    github = outside.require_github()
    paths = sorted({path for target in targets for path in target.site})
    found = github.repositories.read_many([target.repository for target in targets], paths)
    new = {target.owner for target in targets if target.repository not in found}
    owners = github.repositories.read_owners(sorted(new)) if new else {}
    seen = []
    for target in targets:
        repository, owner = found.get(target.repository), owners.get(target.owner)
        problem = next((x for x in (repository, owner) if isinstance(x, MtaStsPagesError)), None)
        view = GitHubSeen(
            repository if isinstance(repository, RemoteRepository) else None,
            read_pages=repository is None,
            owner=owner if repository is None and isinstance(owner, Owner) else None,
            lacking=github.repositories.find_lacking(target.repository),
        )
        seen.append(view if problem is None else GitHubSeen(problem=problem))
    return seen


def look_at_existing(target: Target, outside: Outside) -> RemoteRepository:
    """Return the repository of *target*, which has come to be since it was looked for.

    Raises:
        GitHubError: GitHub says that it exists, and does not show it.

    """
    for pause in (*_SOON, None):
        (seen,) = look_at_repositories([target], outside)
        if seen.repository is not None or seen.problem is not None or pause is None:
            break
        outside.clock.sleep(pause)
    if seen.problem is not None:
        raise seen.problem
    if seen.repository is None:
        raise GitHubError(
            f"`{target.repository}` exists, but GitHub does not show it to this token",
            "the token needs access to all repositories of the owner; then run the same command"
            " again",
        )
    return seen.repository


def look_at_pages(target: Target, seen: GitHubSeen, github: GitHub) -> GitHubSeen:
    """Return *seen* with the Pages settings as they are now, or with why they cannot be read."""
    repository = seen.repository
    if seen.problem is not None:
        return seen
    if repository is None or repository.is_empty or repository.refusal is not None:
        return replace(seen, pages=None, read_pages=True)
    try:
        pages = github.pages.read(target.repository)
    except (OperationError, PermissionDeniedError) as error:
        return replace(seen, problem=error)
    return replace(seen, pages=pages, read_pages=True)


def look_closer(target: Target, seen: GitHubSeen, outside: Outside) -> GitHubSeen:
    """Return *seen* with GitHub's own look at the domain, where the certificate is overdue."""
    pages, repository = seen.pages, seen.repository
    if pages is None or repository is None or seen.health is not None:
        return seen
    if not needs_diagnosis(pages, repository, outside.clock.now()):
        return seen
    return replace(seen, health=outside.require_github().health.read(target.repository))


class GitHubLooks:
    """What GitHub says of each target; begin by `start`, end by `finish`."""

    def __init__(self, targets: Sequence[Target], github: GitHub) -> None:
        self._targets = targets
        self._github = github
        self._workers = Workers(JOBS, "github")
        self.seen: list[GitHubSeen | None] = [None] * len(targets)

    @property
    def unverified(self) -> list[str]:
        """The domains whose owner GitHub does not know, of those that it publishes."""
        return [
            target.domain
            for target, view in zip(self._targets, self.seen, strict=True)
            if view is not None
            and view.pages is not None
            and view.pages.cname == target.policy_host
            and view.pages.protected_domain_state != _VERIFIED
        ]

    def start(self) -> None:
        """Begin to look, many repositories with one request."""
        for first in range(0, len(self._targets), _SLICE):
            self._workers.submit(partial(self._read_repositories, first))

    def look_closer(self, number: int) -> None:
        """Have GitHub itself look at the domain of a target that has a fault."""
        self._workers.submit(partial(self._read_health, number))

    def finish(self) -> None:
        """Return when GitHub has said everything, or why it does not."""
        self._workers.finish()

    def _read_repositories(self, first: int) -> None:
        part = [target for target in self._targets[first : first + _SLICE] if target.owner]
        paths = sorted({path for target in part for path in target.site})
        names = [target.repository for target in part]
        numbers = range(first, min(first + _SLICE, len(self._targets)))
        try:
            found = self._github.repositories.read_many(names, paths)
        except MtaStsPagesError as error:  # also of a token that is refused: senders need none
            for number in numbers:
                self.seen[number] = GitHubSeen(problem=error)
            return
        for number in numbers:
            target = self._targets[number]
            if target.owner:
                each = found.get(target.repository)
                seen = (
                    GitHubSeen(problem=each)
                    if isinstance(each, MtaStsPagesError)
                    else GitHubSeen(each)
                )
                self._workers.submit(partial(self._read_pages, number, seen))

    def _read_pages(self, number: int, seen: GitHubSeen) -> None:
        try:
            self.seen[number] = look_at_pages(self._targets[number], seen, self._github)
        except MtaStsPagesError as error:
            self.seen[number] = replace(seen, problem=error)

    def _read_health(self, number: int) -> None:
        view = self.seen[number]
        if view is None or view.pages is None or view.pages.cname is None:
            return
        try:
            health = self._github.health.read(self._targets[number].repository)
        except MtaStsPagesError:
            return  # it only explains what was seen already
        self.seen[number] = replace(view, health=health)
