"""What a policy says, as values, and the bounds of them (RFC 8461, section 3.2)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mtasts_pages.standards.names import MxPattern

VERSION = "STSv1"
"""The only version there is."""

MAX_AGE_LIMIT = 31_557_600
"""Seconds; RFC 8461, 3.2: the largest ``max_age``, about a year."""

POLICY_SIZE_LIMIT = 65_536
"""Bytes; RFC 8461, 3.3: senders should not read more of a policy."""

DAY = 86_400
WEEK = 7 * DAY


class Mode(StrEnum):
    """What a sender does when no MX host passes (RFC 8461, section 5)."""

    NONE = "none"  # forget any policy cached earlier
    TESTING = "testing"  # deliver anyway, report by TLSRPT
    ENFORCE = "enforce"  # do not deliver


@dataclass(frozen=True, slots=True)
class Policy:
    """What one policy file says; every value of this type can be published.

    Args:
        mode: What a sender does when no MX host passes.
        max_age: Seconds for which a sender remembers the policy, 0 to `MAX_AGE_LIMIT`.
        mx: The patterns that cover the domain's MX hosts, none twice; at least one unless the
            mode is ``none``.

    Raises:
        ValueError: The values break one of these rules.

    """

    mode: Mode
    max_age: int
    mx: tuple[MxPattern, ...]

    def __post_init__(self) -> None:
        if not 0 <= self.max_age <= MAX_AGE_LIMIT:  # RFC 8461, 3.2
            raise ValueError(f"max_age {self.max_age} is not within 0 and {MAX_AGE_LIMIT}")
        if not self.mx and self.mode is not Mode.NONE:  # RFC 8461, 3.2
            raise ValueError(f"a policy of mode `{self.mode}` needs an MX pattern")
        if len(set(self.mx)) != len(self.mx):
            raise ValueError("an MX pattern stands twice")
