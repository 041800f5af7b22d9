"""Splitting a fleet between jobs that know nothing of each other. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from mtasts_pages.config import DomainConfig


@dataclass(frozen=True, slots=True)
class Shard:
    """One of *count* parts of a fleet; *index* counts from 1."""

    index: int
    count: int

    def select(self, domains: Sequence[DomainConfig]) -> tuple[DomainConfig, ...]:
        """Return those of *domains* that belong to this part, in their order.

        By a hash of the name alone, so that a domain stays in its part whatever else the
        config holds; the parts together are the whole.
        """
        return tuple(domain for domain in domains if self._holds(domain.domain))

    def _holds(self, domain: str) -> bool:
        number = int.from_bytes(hashlib.sha256(domain.encode("ascii")).digest()[:8], "big")
        return number % self.count == self.index - 1
