"""Looking at the repositories and Pages sites of a fleet, at GitHub's pace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from mtasts_pages.errors import OperationError, PermissionDeniedError
from mtasts_pages.rollout.looking.crew import Crew
from mtasts_pages.rollout.looking.eyes import GitHubEyes
from mtasts_pages.state import GitHubView, RemoteRepository
from mtasts_pages.state.target import Target

JOBS = 8
"""Requests on their way at once; GitHub counts a hundred as abuse."""

_SLICE = 100
_VERIFIED = "verified"


class GitHubLooks:
    """What GitHub says of each target; begin by `start`, end by `finish`."""

    def __init__(self, targets: Sequence[Target], eyes: GitHubEyes) -> None:
        self._targets = targets
        self._eyes = eyes
        self._crew = Crew(JOBS, "github")
        self.seen: list[GitHubView | None] = [None] * len(targets)

    @property
    def unverified(self) -> list[str]:
        """The domains whose owner GitHub does not know, of those that it publishes."""
        return [
            target.domain.domain
            for target, view in zip(self._targets, self.seen, strict=True)
            if view is not None
            and view.pages is not None
            and view.pages.cname == target.domain.policy_host
            and view.pages.protected_domain_state != _VERIFIED
        ]

    def start(self) -> None:
        """Begin to look, many repositories with one request."""
        for first in range(0, len(self._targets), _SLICE):
            self._crew.submit(partial(self._read_repositories, first))

    def look_closer(self, number: int) -> None:
        """Have GitHub itself look at the domain of a target that has a fault."""
        self._crew.submit(partial(self._read_health, number))

    def finish(self) -> None:
        """Return when GitHub has said everything.

        Raises:
            AuthenticationError: it refuses the token itself.

        """
        self._crew.finish()

    def _read_repositories(self, first: int) -> None:
        part = [target for target in self._targets[first : first + _SLICE] if target.owner]
        paths = sorted({path for target in part for path in target.site})
        try:
            found = self._eyes.repositories.read_many([target.name for target in part], paths)
        except (OperationError, PermissionDeniedError) as error:
            for number in range(first, min(first + _SLICE, len(self._targets))):
                self.seen[number] = GitHubView(problem=error.message)
            return
        for number in range(first, min(first + _SLICE, len(self._targets))):
            target = self._targets[number]
            if target.owner:
                repository = found.get(target.name)
                self._crew.submit(partial(self._read_pages, number, repository))

    def _read_pages(self, number: int, repository: RemoteRepository | None) -> None:
        if repository is None or repository.is_empty:
            self.seen[number] = GitHubView(repository)
            return
        target = self._targets[number]
        try:
            pages = self._eyes.pages.read(target.owner, target.domain.repository)
            self.seen[number] = GitHubView(repository, pages)
        except (OperationError, PermissionDeniedError) as error:
            self.seen[number] = GitHubView(repository, problem=error.message)

    def _read_health(self, number: int) -> None:
        view = self.seen[number]
        if view is None or view.pages is None or view.pages.cname is None:
            return
        target = self._targets[number]
        health = self._eyes.health.read(target.owner, target.domain.repository)
        self.seen[number] = replace(view, health=health)
