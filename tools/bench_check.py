"""Measures `check --no-mx` of 1,000 domains on loopback against its promises.

With 50 ms of latency on every answer it is at least 20 times faster than one domain after
another; without latency it takes at most twice the time of a bare loop that asks the same four
questions, makes the same fetch and judges nothing. One domain after another is measured on a few
and multiplied, for it takes minutes. Then fleets that grow tenfold, for the cost and the memory a
domain, and for the sockets, of which there are never more for more domains.
"""

import argparse
import http.client
import json
import resource
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import dns.resolver
from check_world import OWNER, POLICY, name_domain

from mtasts_pages.config import DomainConfig
from mtasts_pages.rollout.checking.fleet import check_fleet
from mtasts_pages.site import POLICY_PATH
from mtasts_pages.standards.mtasts import Mode, MxPattern
from mtasts_pages.state import Target
from mtasts_pages.world.clock import SystemClock
from mtasts_pages.world.outside import Settings, connect

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
    settings = Settings(
        api_url="",
        server_url="",
        name_server=("127.0.0.1", place.dns),
        https_port=place.https,
        smtp_port=25,
        ca_file=Path(place.root),
    )
    outside = connect(settings, None, SystemClock(), lambda _: None)
    start = time.perf_counter()
    report = check_fleet(targets, outside, jobs=jobs, with_mx=False, listener=lambda _: None)
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


@contextmanager
def counted_files() -> Iterator[list[int]]:
    """Give a list whose last entry is the most open files of this process that were seen."""
    seen = [0]
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.02):
            seen.append(max(seen[-1], sum(1 for _ in Path("/proc/self/fd").iterdir())))

    watch = threading.Thread(target=look)
    watch.start()
    try:
        yield seen
    finally:
        over.set()
        watch.join()


def read_peak() -> float:
    """Return the most memory that this process has had, in KB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def grow(largest: int) -> bool:
    """Print the cost of fleets up to *largest* domains; return whether it is bounded."""
    most: list[int] = []
    print("without latency, of growing fleets:")
    for size in (size for size in (10**power for power in range(2, 7)) if size <= largest):
        targets = make_targets(size)
        before = read_peak()
        with world(size, 0.0) as place, counted_files() as files:
            seconds = check(place, targets, JOBS)
        most.append(files[-1])
        print(
            f"  {size:>7,} domains {seconds / size * 1000:6.2f} ms a domain, at most {files[-1]}"
            f" files open, {(read_peak() - before) / size:5.1f} KB of memory more a domain"
        )
    return most[-1] <= JOBS * 8


def main() -> int:
    """Print the times; return 1 when a promise is not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--largest", type=int, default=DOMAINS, help="fleet to grow to")
    given = parser.parse_args()
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
    bounded = grow(given.largest)
    print(f"peak memory          {read_peak() / 1024:7.0f} MiB")
    return int(ratio < FASTER or slower > SLOWER or not bounded)


if __name__ == "__main__":
    sys.exit(main())
