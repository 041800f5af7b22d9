"""Questions that the name server answers badly on purpose, for tests of its clients."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import dns.name
    import dns.rdatatype


class Fault(StrEnum):
    """What happens to a question instead of an answer."""

    SERVFAIL = "servfail"  # as from a resolver whose upstream is broken or bogus
    REFUSED = "refused"
    TIMEOUT = "timeout"  # no answer at all


@dataclass(slots=True)
class _Rule:
    fault: Fault
    left: int | None  # how many questions it still spoils; None: all


class Faults:
    """The rules in force, by name and type; the most specific one counts."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rules: dict[tuple[dns.name.Name | None, dns.rdatatype.RdataType | None], _Rule] = {}

    def add(
        self,
        fault: Fault,
        name: dns.name.Name | None,
        rdtype: dns.rdatatype.RdataType | None,
        times: int | None,
    ) -> None:
        """Spoil questions for *name* and *rdtype* (``None``: any), the next *times* or all."""
        with self._lock:
            self._rules[name, rdtype] = _Rule(fault, times)

    def clear(self) -> None:
        """Forget all rules."""
        with self._lock:
            self._rules.clear()

    def take(self, name: dns.name.Name, rdtype: dns.rdatatype.RdataType) -> Fault | None:
        """Return the fault that this question meets, and count it."""
        with self._lock:
            for key in ((name, rdtype), (name, None), (None, rdtype), (None, None)):
                rule = self._rules.get(key)
                if rule is None or rule.left == 0:
                    continue
                if rule.left is not None:
                    rule.left -= 1
                return rule.fault
        return None
