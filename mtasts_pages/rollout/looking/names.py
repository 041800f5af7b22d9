"""What the names of a domain's records have, besides what they answer.

Asked only of a name that does not answer as it should: a domain in good order costs nothing more.
"""

from __future__ import annotations

from dataclasses import replace

from mtasts_pages.checks.standing import (
    find_intended_id,
    policy_host_points,
    read_only_id,
    record_is_present,
    reporting_is_right,
)
from mtasts_pages.state import DomainSeen, Lookup, LookupKind, Target
from mtasts_pages.world.dns.resolver import Resolver
from mtasts_pages.world.dns.wildcards import Ask, tell_wildcard


def look_at_names(target: Target, seen: DomainSeen, ask: Ask, resolver: Resolver) -> DomainSeen:
    """Return *seen* with what is behind each answer that is not as *target* wants it.

    Args:
        target: What should be.
        seen: What was seen of it, at GitHub too where that was looked at.
        ask: Asks those who gave the answers.
        resolver: Tells the zone that a name lies in.

    """
    record, reporting = seen.policy_record, seen.tls_reporting
    if not _is_announced(target, seen):
        record = look_behind(record, target.domain, ask, resolver)
    if reporting.aliases or not reporting_is_right(target, reporting):
        reporting = look_behind(reporting, target.domain, ask, resolver)
    host, verification = seen.policy_host, seen.verification
    if not host.wildcard and not policy_host_points(target.owner, host):
        host = tell_wildcard(host, ask, target.domain)
    if verification is not None:
        verification = tell_wildcard(verification, ask, target.domain)
    return replace(
        seen,
        policy_host=host,
        policy_record=record,
        tls_reporting=reporting,
        verification=verification,
    )


def look_behind(answer: Lookup, domain: str, ask: Ask, resolver: Resolver) -> Lookup:
    """Return *answer* with its wildcard, or the zone that its name lies in."""
    answer = tell_wildcard(answer, ask, domain)
    if answer.kind is not LookupKind.RECORDS or answer.wildcard or answer.alias or answer.zone:
        return answer  # a denial names the zone itself (RFC 2308, 3)
    return replace(answer, zone=resolver.find_zone(answer.name) or "")


def _is_announced(target: Target, seen: DomainSeen) -> bool:
    """Return whether the policy record is as it should be, as far as is known."""
    record = seen.policy_record
    if record.aliases:
        return False
    if seen.github is None:  # any one id will do
        return read_only_id(record) is not None
    policy_id = find_intended_id(target, seen.github.repository, record)
    return policy_id is not None and record_is_present(policy_id, record)
