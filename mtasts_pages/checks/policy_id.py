"""Whether the policy id and the served policy belong together."""

from __future__ import annotations

from datetime import UTC, datetime

from mtasts_pages.checks.codes import Code
from mtasts_pages.checks.finding import Finding, find
from mtasts_pages.checks.intent import Intent
from mtasts_pages.checks.policy_record import read_announced_id
from mtasts_pages.site import LedgerEntry, describes
from mtasts_pages.site.policy_id import has_our_form
from mtasts_pages.state import SenderView


def judge_policy_id(intent: Intent, view: SenderView) -> tuple[Finding, ...]:
    """Return what is wrong with the id; nothing for one that is not of this program's form.

    Such an id ends in a digest of the policy that it was made for, so that the record and the
    served bytes alone prove what went wrong.
    """
    announced, body = read_announced_id(view.record), view.served.body
    if announced is None or body is None or not has_our_form(announced):
        return ()
    if describes(announced, body):
        return ()
    name = intent.record_name
    if describes(announced, intent.policy_file):
        message = f"`{name}` announces `{announced}`, whose policy is not served yet"
        return (find(Code.ID_TOO_EARLY, name, message),)
    message = f"`{name}` announces `{announced}`, which was made for another policy than is served"
    return (find(Code.ID_NOT_BUMPED, name, message),)


def judge_announcement(
    intent: Intent, view: SenderView, ledger: LedgerEntry | None
) -> tuple[Finding, ...]:
    """Return whether the repository's newest announcement has reached the policy record.

    Only two ids for one policy are compared here: all else shows in the served bytes.
    """
    announced = read_announced_id(view.record)
    if ledger is None or announced is None or ledger.policy_id == announced:
        return ()
    both = (ledger.policy_id, announced)
    if not all(describes(policy_id, intent.policy_file) for policy_id in both):
        return ()
    name = intent.record_name
    message = f"`{name}` announces `{announced}`, the repository already `{ledger.policy_id}`"
    return (find(Code.ID_BEHIND, name, message),)


def read_announcement_date(policy_id: str) -> datetime | None:
    """Return when *policy_id* was made, ``None`` for one that is not of this program's form.

    >>> read_announcement_date("20261123120000c81aa2d02a2f")
    datetime.datetime(2026, 11, 23, 12, 0, tzinfo=datetime.timezone.utc)
    """
    if not has_our_form(policy_id):
        return None
    try:
        return datetime.strptime(policy_id[:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
