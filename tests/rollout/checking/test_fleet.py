"""Many domains at once: in order, bounded, each MX host once, and no slow one before the others."""

import socket
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from checks.scene import OWNER, Scene
from world.loopback import ok, send, serving

from mtasts_pages.rollout.checking.fleet import check_fleet
from mtasts_pages.rollout.checking.report import FleetReport
from mtasts_pages.sandbox.name_server import Fault
from mtasts_pages.site import POLICY_PATH
from mtasts_pages.state import Contact, ServedPolicy, Target
from mtasts_pages.world.outside import Outside
from mtasts_pages.world.policy_host import PolicyHosts

NUMBER = 12


class Hosts(PolicyHosts):
    """Policy hosts that are in order, and count how many are spoken to at once."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._lock = threading.Lock()
        self._now = 0
        self.most = 0

    def fetch(self, policy_host: str, addresses: Sequence[str]) -> ServedPolicy:  # noqa: ARG002 - as the parent's
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        time.sleep(0.02)
        with self._lock:
            self._now -= 1
        return ServedPolicy(self._body, contact=Contact(addresses[0]))


@pytest.fixture
def fleet(scene: Scene) -> Iterator[tuple[list[Target], Outside, Hosts]]:
    """Return targets with the MX hosts of the scene, each in order, and the outside for them."""
    hosts = Hosts(scene.policy)
    targets = []
    for number in range(NUMBER):
        name = f"d{number}.example.com"
        domain = replace(scene.domain, domain=name, repository=f"mta-sts.{name}")
        targets.append(Target(domain, OWNER, {POLICY_PATH: scene.policy}))
        scene.dns(
            f"mta-sts.{name}. CNAME {OWNER}.github.io.",
            f'_mta-sts.{name}. TXT "v=STSv1; id={scene.policy_id}"',
            f'_smtp._tls.{name}. TXT "v=TLSRPTv1; rua=mailto:tls-reports@example.com"',
            f"{name}. MX 10 mx1.example.com.",
            f"{name}. MX 20 mx2.example.com.",
        )
    return targets, replace(scene.connect(9), policy_hosts=hosts), hosts


def run(
    targets: list[Target], outside: Outside, jobs: int = 4, *, with_mx: bool = True
) -> FleetReport:
    return check_fleet(targets, outside, jobs=jobs, with_mx=with_mx, listener=lambda _: None)


def test_results_stand_in_the_order_of_the_config(
    fleet: tuple[list[Target], Outside, Hosts],
) -> None:
    targets, outside, _ = fleet
    report = run(targets, outside, NUMBER)
    assert [each.domain for each in report.domains] == [target.domain for target in targets]
    assert {each.findings for each in report.domains} == {()}
    assert {each.stage.value for each in report.domains if each.stage} == {"current"}


def test_an_mx_host_that_domains_share_is_met_once(
    scene: Scene, fleet: tuple[list[Target], Outside, Hosts]
) -> None:
    targets, outside, _ = fleet
    run(targets, outside)
    for host in ("mx1.example.com", "mx2.example.com"):
        assert scene.names.questions[host, "A"] == 1
        assert scene.names.questions[f"_25._tcp.{host}", "TLSA"] == 1


def test_no_more_hosts_are_spoken_to_at_once_than_there_are_jobs(
    fleet: tuple[list[Target], Outside, Hosts],
) -> None:
    targets, outside, hosts = fleet
    run(targets, outside, 3)
    assert hosts.most == 3


def test_a_slow_domain_holds_up_nobody(
    scene: Scene, fleet: tuple[list[Target], Outside, Hosts]
) -> None:
    """Its questions time out one after another; the others are done long before."""
    targets, outside, _ = fleet
    scene.names.spoil(Fault.TIMEOUT, "_mta-sts.d0.example.com")
    scene.names.spoil(Fault.TIMEOUT, "_smtp._tls.d0.example.com")
    done: list[tuple[int, float]] = []
    began = time.monotonic()
    report = check_fleet(
        targets,
        outside,
        jobs=2,
        with_mx=False,
        listener=lambda number: done.append((number, time.monotonic() - began)),
    )
    assert done[-1][1] > 1.5
    assert done[-2][1] < 1.5
    first, *others = report.domains
    assert {finding.code for finding in first.findings} == {
        "record-unanswered",
        "reporting-unanswered",
    }
    assert {each.findings for each in others} == {()}


def test_domains_cost_four_questions_each_and_no_other(
    scene: Scene, fleet: tuple[list[Target], Outside, Hosts]
) -> None:
    targets, outside, _ = fleet
    run(targets, outside, with_mx=False)
    asked = scene.names.questions
    assert sum(asked.values()) == 4 * NUMBER
    assert set(asked.values()) == {1}


def test_one_fetch_is_made_of_each_domain(scene: Scene) -> None:
    """Counted by the server itself."""
    fetches = []

    def answer(connection: socket.socket, closing: threading.Event) -> None:
        fetches.append(1)
        send(ok(scene.policy))(connection, closing)

    with serving(answer, scene.authority.server_context("mta-sts.example.com")) as port:
        scene.look(port, with_mx=False)
    assert len(fetches) == 1
