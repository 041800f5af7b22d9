"""What should be, as far as a check compares with it."""

from __future__ import annotations

from dataclasses import dataclass

from mtasts_pages.config import DomainConfig
from mtasts_pages.dns import policy_record_name, tls_reporting_name


@dataclass(frozen=True, slots=True)
class Intent:
    """One domain as the config describes it."""

    domain: DomainConfig
    policy_file: bytes
    """The bytes that senders should get."""

    @property
    def record_name(self) -> str:
        """The name of the policy record."""
        return policy_record_name(self.domain.domain)

    @property
    def reporting_name(self) -> str:
        """The name of the TLS reporting record."""
        return tls_reporting_name(self.domain.domain)
