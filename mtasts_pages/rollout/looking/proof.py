"""The gate: a policy id is released only after its policy was read, several times apart.

A sender that meets a new id and is served the old policy keeps that policy under the
new id, and does not look again until it expires (RFC 8461, 8.1 asks for policy first,
record second). GitHub's CDN may serve old bytes for ten minutes after a change, and
may answer from one place with the new and from another with the old ones: one
disagreeing read starts the count anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from mtasts_pages.rollout.looking.clients import Clients
from mtasts_pages.state import AnswerKind, Answers, ServedPolicy
from mtasts_pages.state.target import Target

READS = 3
"""Reads that must agree with the intended policy, one after another."""

FIRST_APART = 1.0
"""Seconds between reads of a first policy: there is no older one to be mistaken for it."""

CHANGE_APART = 5.0
"""Seconds between reads of a changed policy."""


@dataclass(slots=True)
class Proof:
    """How often in a row the intended policy was read."""

    apart: float
    agreed: int = 0

    @classmethod
    def for_answers(cls, answers: Answers, served: ServedPolicy | None = None) -> Proof:
        """Return the proof to begin with: a slower one when senders may know an older policy."""
        known = answers.policy_record.kind is not AnswerKind.NOTHING
        return cls(CHANGE_APART if known else FIRST_APART, agreed=0 if served is None else 1)

    @property
    def is_complete(self) -> bool:
        """Whether the policy id may be released."""
        return self.agreed >= READS

    def add(self, served: ServedPolicy, policy_file: bytes) -> None:
        """Count one read."""
        self.agreed = self.agreed + 1 if served.serves(policy_file) else 0


def prove_served(
    proofs: Sequence[tuple[Target, Proof]], clients: Clients, pool: ThreadPoolExecutor
) -> None:
    """Give each proof the reads that it lacks, until one does not give the intended policy.

    All are read in turn: a fleet waits as often as one domain does.
    """
    lacking = [each for each in proofs if not each[1].is_complete]
    while lacking:
        clients.clock.sleep(max(proof.apart for _, proof in lacking))
        hosts = [target.domain.policy_host for target, _ in lacking]
        reads = list(pool.map(clients.policy_hosts.fetch, hosts))
        for (target, proof), served in zip(lacking, reads, strict=True):
            proof.add(served, target.policy_file)
        lacking = [each for each in lacking if 0 < each[1].agreed < READS]
