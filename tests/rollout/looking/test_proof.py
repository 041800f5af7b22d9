"""Reads of a fleet before its new ids are released: in turn, and some time apart."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

from samples import make_domain

from mtasts_pages.rollout.looking.proof import READS, Proof, prove_served
from mtasts_pages.site import POLICY_PATH
from mtasts_pages.state import Target
from mtasts_pages.world.outside import Outside


class Served:
    """What one read gave."""

    def __init__(self, *, good: bool) -> None:
        self.good = good

    def serves(self, policy_file: bytes) -> bool:
        return self.good and policy_file == b"policy"


class World:
    """A clock and policy hosts that write down what is asked of them."""

    def __init__(self, *stale: str) -> None:
        self.log: list[object] = []
        self.stale = stale

    def monotonic(self) -> float:
        return sum(each for each in self.log if isinstance(each, float))

    def sleep(self, seconds: float) -> None:
        self.log.append(seconds)

    def find_addresses(self, host: str) -> list[str]:
        return [f"address of {host}"]

    def fetch(self, host: str, addresses: Sequence[str]) -> Served:
        assert addresses == [f"address of {host}"]
        self.log.append(host)
        return Served(good=host not in self.stale)


def prove(world: World, proofs: list[tuple[Target, Proof]]) -> None:
    outside = cast("Outside", SimpleNamespace(clock=world, policy_hosts=world, resolver=world))
    prove_served(proofs, outside, 1)


def begin(apart: float, *names: str) -> list[tuple[Target, Proof]]:
    site: Any = {POLICY_PATH: b"policy"}
    targets = [Target(make_domain(name), "example-org", site) for name in names]
    return [(target, Proof(apart, agreed=1)) for target in targets]


def test_a_fleet_waits_as_often_as_one_domain() -> None:
    world = World()
    proofs = begin(1.0, "a.example", "b.example")
    prove(world, proofs)
    both = ["mta-sts.a.example", "mta-sts.b.example"]
    assert world.log == [1.0, *both, 1.0, *both]
    assert all(proof.is_complete for _, proof in proofs)


def test_a_stale_read_ends_one_proof_and_no_other() -> None:
    world = World("mta-sts.a.example")
    proofs = begin(1.0, "a.example", "b.example")
    prove(world, proofs)
    assert [proof.is_complete for _, proof in proofs] == [False, True]
    assert world.log.count("mta-sts.a.example") == 1
    assert world.log.count("mta-sts.b.example") == READS - 1


def test_the_slowest_proof_sets_the_pace() -> None:
    world = World()
    prove(world, [*begin(1.0, "a.example"), *begin(5.0, "b.example")])
    assert [each for each in world.log if isinstance(each, float)] == [5.0, 5.0]


def test_nothing_to_prove_asks_nothing() -> None:
    world = World()
    prove(world, [])
    assert world.log == []
