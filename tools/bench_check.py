"""Measures `check --no-mx` of 1,000 domains on loopback against its promises.

With 50 ms of latency on every answer it is at least 20 times faster than one domain after
another; without latency it takes at most twice the time of a bare loop that asks the same four
questions, makes the same fetch and judges nothing. One domain after another is measured on a few
and multiplied, for it takes minutes.
"""

import http.client
import json
import resource
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import dns.resolver
from check_world import OWNER, POLICY, name_domain

from mtasts_pages.config import DomainConfig
from mtasts_pages.rollout.check import check_fleet
from mtasts_pages.rollout.eyes import Eyes
from mtasts_pages.rollout.target import Target
from mtasts_pages.site import POLICY_PATH
from mtasts_pages.standards.names import MxPattern
from mtasts_pages.standards.policy import Mode
from mtasts_pages.world.authorities import Authorities
from mtasts_pages.world.clock import SystemClock
from mtasts_pages.world.lookups import Lookups
from mtasts_pages.world.policy_host import PolicyHosts
from mtasts_pages.world.smtp import MailHosts
from mtasts_pages.world.unclaimed import UnclaimedSites

DOMAINS = 1000
SAMPLE = 20
LATENCY = 0.05
FASTER = 20.0
SLOWER = 2.0
JOBS = 64
WORLD = Path(__file__).with_name("check_world.py")


@dataclass(frozen=True)
class Place:
    """Where a world is."""

    dns: int
    https: int
    root: str


@contextmanager
def world(domains: int, latency: float) -> Iterator[Place]:
    """Start a world of its own process."""
    with subprocess.Popen(
        [sys.executable, str(WORLD), str(domains), str(latency)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None  # noqa: S101 - it was asked for
        assert process.stdin is not None  # noqa: S101 - as above
        yield Place(**json.loads(process.stdout.readline()))
        process.stdin.close()


def make_targets(domains: int) -> list[Target]:
    """Return what should be of each domain."""
    return [
        Target(
            DomainConfig(
                domain=name_domain(number),
                mode=Mode.TESTING,
                max_age=604_800,
                mx=(MxPattern("mx1.example.com"),),
                tls_reports=("mailto:a@example.com",),
                ttl=3600,
                owner=OWNER,
                repository=f"mta-sts.{name_domain(number)}",
                alias_of=None,
            ),
            OWNER,
            {POLICY_PATH: POLICY},
        )
        for number in range(domains)
    ]


def check(place: Place, targets: list[Target], jobs: int) -> float:
    """Return how many seconds a check takes; every domain must be found in order."""
    clock = SystemClock()
    address = ("127.0.0.1", place.dns)
    lookups = Lookups(address)
    root = Path(place.root)
    eyes = Eyes(
        clock=clock,
        lookups=lookups,
        authorities=Authorities(address, port=place.dns),
        policy_hosts=PolicyHosts(
            lookups.find_addresses, clock.monotonic, port=place.https, ca_file=root
        ),
        unclaimed=UnclaimedSites(place.https),
        mail_hosts=MailHosts(clock.monotonic, ca_file=root),
        github=None,
    )
    start = time.perf_counter()
    report = check_fleet(targets, eyes, jobs=jobs, with_mx=False, listener=lambda _: None)
    seconds = time.perf_counter() - start
    found = [finding for each in report.domains for finding in each.findings]
    if found:
        raise SystemExit(f"the world is not in order: {found[0]}")
    return seconds


def ask_barely(place: Place, domains: int) -> float:
    """Return how many seconds a bare loop takes that asks the same and judges nothing."""
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = ["127.0.0.1"], place.dns
    context = ssl.create_default_context(cafile=place.root)
    start = time.perf_counter()
    for domain in map(name_domain, range(domains)):
        host = f"mta-sts.{domain}"
        resolver.resolve(f"_mta-sts.{domain}", "TXT")
        resolver.resolve(f"_smtp._tls.{domain}", "TXT")
        resolver.resolve(host, "AAAA", raise_on_no_answer=False)
        address = str(resolver.resolve(host, "A")[0])
        with (
            socket.create_connection((address, place.https)) as plain,
            context.wrap_socket(plain, server_hostname=host) as tls,
        ):
            request = f"GET /{POLICY_PATH} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
            tls.sendall(request.encode())
            response = http.client.HTTPResponse(tls)
            response.begin()
            response.read()
    return time.perf_counter() - start


def main() -> int:
    """Print the times; return 1 when a promise is not kept."""
    targets = make_targets(DOMAINS)
    with world(DOMAINS, LATENCY) as place:
        serial = check(place, targets[:SAMPLE], 1) * DOMAINS / SAMPLE
        late = check(place, targets, JOBS)
    with world(DOMAINS, 0.0) as place:
        bare = min(ask_barely(place, DOMAINS) for _ in range(2))
        quick = min(check(place, targets, JOBS) for _ in range(2))
    ratio, slower = serial / late, quick / bare
    print(f"{DOMAINS:,} domains, {LATENCY * 1000:.0f} ms of latency on every answer:")
    print(f"  one after another  {serial:7.1f} s, from a sample of {SAMPLE}")
    print(f"  check              {late:7.1f} s, {ratio:.0f} times faster, promised {FASTER:.0f}")
    print("without latency:")
    print(f"  a bare loop        {bare:7.1f} s")
    print(f"  check              {quick:7.1f} s, {slower:.2f} times as long, allowed {SLOWER:.0f}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory          {peak:7.0f} MiB")
    return int(ratio < FASTER or slower > SLOWER)


if __name__ == "__main__":
    sys.exit(main())
