"""Looking at repositories again while domains wait: many with one query, and not too often.

What was seen when a run began may be hours old: a policy id was replaced, a repository deleted,
given another name, or to somebody else. So every look of a domain that waits includes its
repository, as it was a moment ago.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable

from mtasts_pages.errors import MtaStsPagesError
from mtasts_pages.state import RemoteRepository, RepositoryName, Target
from mtasts_pages.world.outside import Outside

BATCH = 50
"""Repositories in one query, as :mod:`mtasts_pages.world.github.repositories` asks for them."""

GOOD_FOR = 10.0
"""Seconds for which what was seen is good, for as many as five queries tell of."""

SECONDS_A_QUERY = 2.0
"""How far queries are apart where more domains wait than that: 1,800 an hour of GitHub's 5,000."""

Found = RemoteRepository | MtaStsPagesError | None


class RepositoryLooks:
    """The repositories of domains that wait, as they were lately; shared by all threads."""

    def __init__(self, targets: Iterable[Target], outside: Outside) -> None:
        """Begin with all that may come to wait; those that do not are to leave."""
        self._outside = outside
        self._lock = threading.Lock()
        self._waiting = {target.repository: target for target in targets}
        self._seen: dict[RepositoryName, tuple[float, Found]] = {}

    def look(self, target: Target, since: float) -> Found:
        """Return the repository of *target*, ``None`` when there is none.

        It was seen after *since*, by the clock's `monotonic`, and so lately that a domain which
        waits can go by it. Others that wait come along in the same query.

        Raises:
            AuthenticationError: the token may look at none of them.

        """
        clock, name = self._outside.clock, target.repository
        with self._lock:
            self._waiting[name] = target
            good_for = max(GOOD_FOR, len(self._waiting) / BATCH * SECONDS_A_QUERY)
            known = self._seen.get(name)
            if known is None or known[0] <= max(since, clock.monotonic() - good_for):
                self._read(target)
            return self._seen[name][1]

    def leave(self, target: Target) -> None:
        """Forget *target*, which waits no longer."""
        with self._lock:
            self._waiting.pop(target.repository, None)
            self._seen.pop(target.repository, None)

    def _read(self, target: Target) -> None:
        """Read the repository of *target*, and those that were not read for longest."""
        others = [each for each in self._waiting.values() if each is not target]
        others.sort(key=lambda each: self._seen.get(each.repository, (0.0, None))[0])
        batch = [target, *others[: BATCH - 1]]
        at = self._outside.clock.monotonic()
        paths = sorted({path for each in batch for path in each.site})
        repositories = self._outside.require_github().repositories
        found = repositories.read_many([each.repository for each in batch], paths)
        for each in batch:
            self._seen[each.repository] = at, found.get(each.repository)
