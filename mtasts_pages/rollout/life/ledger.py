"""Reading the ledger of many domains: their histories, with what the DNS adds to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from mtasts_pages.checks.policy_record import find_id_everywhere
from mtasts_pages.checks.standing import read_only_id
from mtasts_pages.dns import policy_record_name
from mtasts_pages.errors import AuthenticationError, GitHubError, MtaStsPagesError, OperationError
from mtasts_pages.rollout.workers import do_all
from mtasts_pages.site.history import UNKNOWN_TTL, History, read_history
from mtasts_pages.state import Lookup, RepositoryName, Target
from mtasts_pages.world.github.batches import BATCH
from mtasts_pages.world.github.history import RemoteHistory
from mtasts_pages.world.outside import Outside

_POLICY_HOST = "mta-sts."
_READS = 8  # queries at once


@dataclass(frozen=True, slots=True)
class Ledger:
    """What was announced for one domain, and what is known of its policy record."""

    domain: str
    history: History
    now: datetime
    """When it was read."""
    ttl: timedelta = UNKNOWN_TTL
    """The TTL that is reckoned with for the policy record."""
    live_id: str | None = None
    """The id that every authoritative name server has, if they agree on one."""
    error: MtaStsPagesError | None = None
    """Why the history could not be read."""


def read_ledgers(targets: Sequence[Target], outside: Outside, jobs: int) -> list[Ledger]:
    """Return the ledger of each target, in their order; a missing repository has no history.

    Raises:
        AuthenticationError: GitHub refuses the token itself.

    """
    histories = outside.require_github().histories.read_many(
        [target.repository for target in targets]
    )
    records = do_all(partial(_ask_authorities, outside), targets, jobs, "ledger")
    now = outside.clock.now()
    return [
        read_ledger(target, histories.get(target.repository), record, now)
        for target, record in zip(targets, records, strict=True)
    ]


def read_histories(
    targets: Sequence[Target], outside: Outside
) -> dict[RepositoryName, RemoteHistory]:
    """Return what histories GitHub shows, for a look that can do without.

    None without a token, or with one that GitHub refuses.
    """
    names = [target.repository for target in targets if target.owner]
    if outside.github is None or not names:
        return {}
    parts = [names[start : start + BATCH] for start in range(0, len(names), BATCH)]
    try:
        found = do_all(outside.github.histories.read_many, parts, _READS, "history")
    except (OperationError, AuthenticationError):
        return {}
    return {name: seen for part in found for name, seen in part.items() if seen.refusal is None}


def read_ledger(
    target: Target, remote: RemoteHistory | None, record: Lookup, now: datetime
) -> Ledger:
    """Return the ledger of *target*.

    Args:
        target: What should be.
        remote: The history at GitHub; ``None`` without a repository.
        record: The policy record as the authoritative name servers have it.
        now: When both were read.

    """
    live = find_live_id(record)
    known = [record.ttl, *(each.ttl for each in record.sightings)]
    seen = [ttl for ttl in known if ttl is not None] if record.values else []
    ttl = timedelta(seconds=max(*seen, target.config.ttl)) if seen else UNKNOWN_TTL
    if remote is None:
        return Ledger(target.domain, History(()), now, ttl, live)
    if remote.refusal is not None:
        error = GitHubError(
            f"GitHub refused to show `{target.repository}`: {remote.refusal}",
            "the token needs access to the repository",
        )
        return Ledger(target.domain, History((), is_whole=False), now, ttl, live, error)
    history = read_history(
        remote.commits, remote.marks, live_id=live, now=now, is_whole=remote.is_whole
    )
    return Ledger(target.domain, history, now, ttl, live)


def find_live_id(record: Lookup) -> str | None:
    """Return the one id that senders find, ``None`` without one.

    Where a zone names no server that could be asked, the answer of the resolver is all there is.
    """
    if record.sightings:
        return find_id_everywhere(record)
    return read_only_id(record)


def read_clone_ledger(path: Path, now: datetime) -> Ledger:
    """Return the ledger in the clone at *path*; nothing but its files is looked at.

    Raises:
        GitError: there is no repository, or its files are damaged.

    """
    from mtasts_pages.world.git import read_clone  # noqa: PLC0415 - GitPython takes 80 ms to load

    commits, marks, is_whole = read_clone(path)
    history = read_history(commits, marks, is_whole=is_whole)
    return Ledger(path.resolve().name.removeprefix(_POLICY_HOST), history, now)


def _ask_authorities(outside: Outside, target: Target) -> Lookup:
    return outside.authorities.look_up(policy_record_name(target.domain), "TXT")
