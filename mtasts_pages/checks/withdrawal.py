"""What is not asked back of a domain whose policy says `none`: its records (RFC 8461, 8.3).

To a sender no record and a policy of mode `none` are the same: no policy. So of a domain that is
being retired the records that the operator has removed are as they should be.
"""

from __future__ import annotations

from mtasts_pages.checks.standing import find_policy_records
from mtasts_pages.dns import Purpose
from mtasts_pages.standards.mtasts import Mode
from mtasts_pages.state import DomainSeen, Target


def record_is_withdrawn(target: Target, seen: DomainSeen) -> bool:
    """Return whether *target* says `none` and its policy record is seen to be gone."""
    record = seen.policy_record
    says_none = target.policy.mode is Mode.NONE
    return says_none and not record.failed and not record.alias and not find_policy_records(record)


def host_is_withdrawn(target: Target, seen: DomainSeen) -> bool:
    """Return whether the policy host is seen to be gone as well, after the record."""
    host = seen.policy_host
    if not record_is_withdrawn(target, seen) or host.failed or host.values:
        return False
    return not any(each.failed for each in (seen.ipv4, seen.ipv6) if each is not None) and (
        not seen.addresses
    )


def list_withdrawn(target: Target, seen: DomainSeen) -> frozenset[Purpose]:
    """Return the purposes of the records that are gone, and rightly so."""
    gone = set()
    if record_is_withdrawn(target, seen):
        gone.add(Purpose.POLICY_RECORD)
    if host_is_withdrawn(target, seen):
        gone.add(Purpose.POLICY_HOST)
    return frozenset(gone)
