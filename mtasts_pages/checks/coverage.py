"""Which live MX hosts a policy covers (RFC 8461, 4.1 and 5). Pure."""

from __future__ import annotations

from collections.abc import Iterable

from mtasts_pages.site import POLICY_PATH
from mtasts_pages.standards.mtasts import Mode, Policy
from mtasts_pages.state import DomainSeen, RemoteRepository, Target
from mtasts_pages.text import join_some


def find_uncovered(policy: Policy, hosts: Iterable[str]) -> tuple[str, ...]:
    """Return those of *hosts* to which senders do not deliver while *policy* is enforced."""
    return tuple(host for host in hosts if not any(pattern.matches(host) for pattern in policy.mx))


def begins_to_enforce(target: Target, repository: RemoteRepository | None) -> bool:
    """Return whether publishing *target* gives senders an enforced policy that they do not have."""
    if target.policy.mode is not Mode.ENFORCE:
        return False
    return repository is None or not repository.holds({POLICY_PATH: target.policy_file})


def describe_uncovered(target: Target, seen: DomainSeen) -> str | None:
    """Return which live MX hosts an enforced *target* does not cover, ``None`` without any."""
    if seen.mail is None:
        return None
    hosts = find_uncovered(target.policy, seen.mail.hosts)
    if not hosts:
        return None
    return (
        f"the policy to be enforced does not cover {join_some(hosts)}, where `{target.domain}`"
        " takes mail by its MX records: senders will not deliver there"
    )
