"""Marking in the policy repository that a new id was seen on every name server.

Until the old id is gone some senders renew the old policy, so how long they may hold it counts
from this moment. It is in no commit; see `mtasts_pages.site.history`.
"""

from __future__ import annotations

from datetime import timedelta

from mtasts_pages.checks.policy_record import find_id_everywhere
from mtasts_pages.state import RemoteRepository, Target
from mtasts_pages.world.outside import Outside

LATEST = timedelta(days=90)
"""How old an announcement may be to be marked: a fleet that never changes costs nothing."""


def mark_seen(target: Target, repository: RemoteRepository | None, outside: Outside) -> bool:
    """Mark the newest announcement of *target* if every authoritative name server has its id.

    Returns:
        Whether a mark was set; there is none to set for most domains, most of the time.

    Raises:
        MtaStsPagesError: GitHub refuses it.

    """
    ledger = None if repository is None else repository.ledger
    if repository is None or ledger is None or ledger.policy_id in repository.marked:
        return False
    now = outside.clock.now()
    if now - ledger.committed > LATEST:
        return False
    record = outside.authorities.look_up(target.record_name, "TXT")
    if find_id_everywhere(record) != ledger.policy_id:
        return False
    histories = outside.require_github().histories
    histories.mark(target.repository, ledger.policy_id, ledger.commit, now)
    return True
