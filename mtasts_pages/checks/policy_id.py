"""Whether the policy id and the served policy belong together."""

from __future__ import annotations

from datetime import UTC, datetime

from mtasts_pages.checks.finding import USE_PRINTED_RECORD, Area, Finding, Kind, Severity, find
from mtasts_pages.checks.policy_record import read_announced_id
from mtasts_pages.site import describes
from mtasts_pages.site.policy_id import has_our_form
from mtasts_pages.state import DomainSeen, Target

# fmt: off
ID_NOT_BUMPED = Kind("id-not-bumped", Area.RECORD, Severity.WARNING,
    "The policy changed but its id did not",
    hint=USE_PRINTED_RECORD,
    why="The id ends in a digest of the policy it was made for, and the served policy has a"
        " different digest. Senders with the old policy do not fetch the new one until the old one"
        " expires, and some renew the old one for as long as the id stays.")
ID_TOO_EARLY = Kind("id-too-early", Area.RECORD, Severity.WARNING,
    "The policy record announces a policy that is not served yet",
    hint="wait until the new policy is served, then run `mtasts-pages bump`: senders that came in"
         " the meantime hold the old policy under this id",
    why="The id belongs to the policy in the config, but an older policy is still served. A"
        " sender that comes now stores the old policy under the new id and will not look again"
        " (RFC 8461, 8.1: policy first, record second).",
    explains=("policy-differs",))
ID_BEHIND = Kind("id-behind", Area.RECORD, Severity.WARNING,
    "The policy record has an older id than the repository",
    hint=USE_PRINTED_RECORD,
    why="`bump` announces an unchanged policy again, with a commit that has a new id. Until the"
        " record has that id, senders with a wrong policy keep it.")
# fmt: on


def judge_policy_id(target: Target, seen: DomainSeen) -> tuple[Finding, ...]:
    """Return what is wrong with the id; nothing for one that is not of this program's form.

    Such an id ends in a digest of the policy that it was made for, so that the record and the
    served bytes alone prove what went wrong.
    """
    announced, body = read_announced_id(seen.policy_record), seen.served.body
    if announced is None or body is None or not has_our_form(announced):
        return ()
    if describes(announced, body):
        return ()
    name = target.record_name
    if describes(announced, target.policy_file):
        message = f"`{name}` announces `{announced}`, whose policy is not served yet"
        return (find(ID_TOO_EARLY, name, message),)
    message = (
        f"`{name}` announces `{announced}`, which was made for another policy than the served one"
    )
    return (find(ID_NOT_BUMPED, name, message),)


def judge_announcement(target: Target, seen: DomainSeen) -> tuple[Finding, ...]:
    """Return whether the repository's newest announcement has reached the policy record.

    Only two ids for one policy are compared here: all else shows in the served bytes.
    """
    announced = read_announced_id(seen.policy_record)
    repository = None if seen.github is None else seen.github.repository
    ledger = None if repository is None else repository.ledger
    if seen.policy_record.alias:  # the id is that of another domain with the same policy
        return ()
    if repository is None or ledger is None or announced is None:
        return ()
    if ledger.policy_id == announced:
        if not repository.changed_back or not describes(announced, target.policy_file):
            return ()
        message = (
            f"the policy of `{target.domain}` was changed after `{announced}` was announced, and"
            " changed back: senders may hold the other one under this id"
        )
        hint = "run `mtasts-pages publish`, which announces the policy under a new id"
        return (find(ID_NOT_BUMPED, target.record_name, message, hint=hint),)
    both = (ledger.policy_id, announced)
    if not all(describes(policy_id, target.policy_file) for policy_id in both):
        return ()
    name = target.record_name
    message = f"`{name}` announces `{announced}`, but the repository `{ledger.policy_id}`"
    return (find(ID_BEHIND, name, message),)


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
