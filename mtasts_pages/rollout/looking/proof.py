"""The gate: a policy id is released only after its policy was read, several times apart.

A sender that meets a new id and is served the old policy keeps that policy under the
new id, and does not look again until it expires (RFC 8461, 8.1 asks for policy first,
record second). GitHub's CDN may serve old bytes for ten minutes after a change, and
may answer from one place with the new and from another with the old ones: one
disagreeing read starts the count anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mtasts_pages.rollout.workers import do_all
from mtasts_pages.state import DomainSeen, LookupKind, ServedPolicy, Target
from mtasts_pages.world.outside import Outside

READS = 3
"""Reads that must agree with the intended policy, one after another."""

FIRST_APART = 1.0
"""Seconds between reads of a first policy: there is no older one to be mistaken for it."""

CHANGE_APART = 5.0
"""Seconds between reads of a changed policy."""


@dataclass(slots=True)
class Proof:
    """How often in a row the intended policy was read.

    Attributes:
        apart: Seconds between two reads that count.
        agreed: How many reads agreed, one after another.
        last: When the last of them was, by the clock's `monotonic`.

    """

    apart: float
    agreed: int = 0
    last: float = 0.0

    @classmethod
    def begin(cls, seen: DomainSeen, at: float | None = None) -> Proof:
        """Return the proof to begin with: a slower one when senders may know an older policy.

        With *at* the policy that was *seen* was the intended one, read at that moment.
        """
        known = seen.policy_record.kind in (LookupKind.RECORDS, LookupKind.FAILED)
        apart = CHANGE_APART if known else FIRST_APART
        return cls(apart) if at is None else cls(apart, 1, at)

    @property
    def is_complete(self) -> bool:
        """Whether the policy id may be released."""
        return self.agreed >= READS

    def add(self, served: ServedPolicy, policy_file: bytes, at: float) -> None:
        """Count one read, made at *at*; one that agrees too soon after the last does not count."""
        if not served.serves(policy_file):
            self.agreed = 0
        elif self.agreed == 0 or at - self.last >= self.apart:
            self.agreed += 1
            self.last = at

    def due_in(self, now: float) -> float:
        """Return in how many seconds the next read counts."""
        return max(0.0, self.last + self.apart - now) if self.agreed else 0.0


def prove_served(proofs: Sequence[tuple[Target, Proof]], outside: Outside, jobs: int) -> None:
    """Give each proof the reads that it lacks, until one does not give the intended policy.

    All are read in turn: a fleet waits as often as one domain does.
    """
    clock = outside.clock

    def read(target: Target) -> ServedPolicy:
        host = target.policy_host
        return outside.policy_hosts.fetch(host, outside.resolver.find_addresses(host))

    lacking = [each for each in proofs if not each[1].is_complete]
    while lacking:
        clock.sleep(max(proof.due_in(clock.monotonic()) for _, proof in lacking))
        reads = do_all(read, [target for target, _ in lacking], jobs, "proof")
        for (target, proof), served in zip(lacking, reads, strict=True):
            proof.add(served, target.policy_file, clock.monotonic())
        lacking = [each for each in lacking if 0 < each[1].agreed < READS]
