"""MX hosts that a policy about to be enforced does not cover: said before senders go by it."""

from __future__ import annotations

from mtasts_pages.site import POLICY_PATH
from mtasts_pages.standards.policy import Mode
from mtasts_pages.state import Answer, RemoteRepository
from mtasts_pages.state.target import Target

_NAMED = 3


def begins_to_enforce(target: Target, repository: RemoteRepository | None) -> bool:
    """Return whether publishing *target* gives senders an enforced policy that they do not have."""
    if target.domain.policy.mode is not Mode.ENFORCE:
        return False
    return repository is None or not repository.holds({POLICY_PATH: target.policy_file})


def describe_uncovered(target: Target, mx: Answer | None) -> str | None:
    """Return which live MX hosts the policy does not cover, or ``None`` when there are none.

    RFC 8461, 5: senders do not deliver to them while the policy is enforced.

    Args:
        target: The domain with its policy.
        mx: Its MX hosts; ``None`` where nobody asked.

    """
    if mx is None:
        return None
    patterns = target.domain.policy.mx
    hosts = [host for host in mx.values if host and not any(p.matches(host) for p in patterns)]
    if not hosts:
        return None
    shown = ", ".join(f"`{host}`" for host in hosts[:_NAMED])
    more = f" and {len(hosts) - _NAMED} more" if len(hosts) > _NAMED else ""
    return (
        f"the policy to be enforced does not cover {shown}{more}, where `{target.domain.domain}`"
        " takes mail by its MX records: senders will not deliver there"
    )
