"""The configuration as the rest of the program sees it: resolved, frozen, without YAML.

Every default, ``{domain}`` and alias is filled in, so that nobody downstream needs to
know where a value came from. This module loads neither PyYAML nor pydantic.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtasts_pages.standards.mtasts import Policy

if TYPE_CHECKING:
    from pathlib import Path

    from mtasts_pages.standards.mtasts import Mode, MxPattern


@dataclass(frozen=True, slots=True)
class DomainConfig:
    """One policy domain, and what is to be published for it.

    Attributes:
        domain: The policy domain in lower-case A-labels, without a final dot.
        mode: What senders do when no MX host passes.
        max_age: Seconds that senders may keep the policy.
        mx: The MX patterns in the order of the config, without repeats.
        tls_reports: The rua URIs of the TLS reporting record, ready for it; empty for no record.
        ttl: Seconds; the TTL of the printed DNS records.
        owner: The GitHub user or organisation that owns the policy repository; ``None`` when
            the config names none; only publishing needs it.
        repository: The exact name of the policy repository.
        alias_of: The domain that lists this one among its ``aliases``, or ``None``.

    """

    domain: str
    mode: Mode
    max_age: int
    mx: tuple[MxPattern, ...]
    tls_reports: tuple[str, ...]
    ttl: int
    owner: str | None
    repository: str
    alias_of: str | None

    @property
    def policy_host(self) -> str:
        """The host that serves the policy (RFC 8461, section 3.2)."""
        return f"mta-sts.{self.domain}"

    @property
    def policy(self) -> Policy:
        """The policy that the policy host is to serve."""
        return Policy(self.mode, self.max_age, self.mx)


@dataclass(frozen=True, slots=True)
class Config:
    """What one config file says.

    Attributes:
        path: The file it was read from.
        domains: Every policy domain in the order of the file; aliases follow their domain.
        templates: The directory of the operator's own templates, or ``None``.
        reports: Where TLS reports lie, as `mtasts_pages.config.keys.parse_source` reads it; paths
            are complete.
        trusted: The authserv-ids whose word on signatures is believed.

    """

    path: Path
    domains: tuple[DomainConfig, ...]
    templates: Path | None
    reports: tuple[str, ...] = ()
    trusted: tuple[str, ...] = ()
