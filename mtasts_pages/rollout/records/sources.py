"""Where `dns` gets the records, their states and their zones from."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from mtasts_pages.checks.standing import judge_observation, preview_records
from mtasts_pages.config import Config
from mtasts_pages.dns import DomainRecords, RecordState, guess_zones, is_within
from mtasts_pages.errors import NetworkError, UsageError
from mtasts_pages.rollout.looking.clients import Clients
from mtasts_pages.rollout.looking.observe import observe
from mtasts_pages.rollout.rendering import find_local_id
from mtasts_pages.standards.names import parse_domain
from mtasts_pages.state import Observation
from mtasts_pages.state.target import Target, require_owners
from mtasts_pages.world.clock import SystemClock
from mtasts_pages.world.dns.authorities import Authorities
from mtasts_pages.world.dns.resolver import Resolver

DECLARED = frozenset({"octodns", "dnscontrol", "terraform"})
"""Formats that say what the whole DNS should hold; what they leave out is removed."""


def preview(targets: Sequence[Target], output: Path) -> list[DomainRecords]:
    """Return the records without a look at anything outside; ids are those rendered in *output*."""
    clock = SystemClock()
    return [
        (target.domain.domain, preview_records(target.domain, find_local_id(target, output, clock)))
        for target in targets
    ]


def look(targets: Sequence[Target], clients: Clients, jobs: int) -> list[DomainRecords]:
    """Return the records with their states against what *clients* find."""
    require_owners(targets)
    seen = []
    for each in observe(targets, clients, jobs, prove=True):
        if not isinstance(each, Observation):
            raise each
        seen.append(each)
    now = clients.clock.now()
    return [
        (target.domain.domain, judge_observation(target, each, now))
        for target, each in zip(targets, seen, strict=True)
    ]


def require_seen(records: Sequence[DomainRecords], form: str) -> None:
    """Return when it is known what stands in the place of each record on hold.

    Raises:
        NetworkError: it is not, so that a file that says what the whole DNS should hold would
            remove it.

    """
    for _, statuses in records:
        for status in statuses:
            if status.unseen and status.state is RecordState.HOLD:
                raise NetworkError(
                    f"the DNS gives no answer for `{status.record.name}`, and {form} would remove"
                    " what is there",
                    "run the same command again when the name server answers",
                )


def ask_authorities(clients: Clients) -> Clients:
    """Return *clients* that ask every authoritative name server for records as well."""
    return replace(clients, resolver=Authorities())


def choose_zones(
    named: Sequence[str],
    domains: Sequence[str],
    config: Config,
    resolver: Resolver | None,
    jobs: int,
) -> frozenset[str]:
    """Return the zones that the records lie in.

    A zone that is *named* counts for all that lies in it. The others are asked for; where
    nobody answers, and without *resolver*, they are guessed from the config.

    Raises:
        UsageError: a named zone is no domain name, or holds none of the domains.

    """
    zones = {_read_zone(text, domains) for text in named}
    open_domains = [
        domain for domain in domains if not any(is_within(domain, zone) for zone in zones)
    ]
    guessed = guess_zones(open_domains, (domain.domain for domain in config.domains))
    if resolver is None:
        return frozenset({*zones, *guessed.values()})
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        found = list(pool.map(resolver.find_zone, open_domains))
    asked = {zone or guessed[domain] for domain, zone in zip(open_domains, found, strict=True)}
    return frozenset({*zones, *asked})


def _read_zone(text: str, domains: Sequence[str]) -> str:
    try:
        zone = parse_domain(text)
    except ValueError as error:
        raise UsageError(f"--zone `{text}` is not a domain name: {error}") from None
    if not any(is_within(domain, zone) or is_within(zone, domain) for domain in domains):
        raise UsageError(
            f"--zone `{zone}` holds none of the domains", "name a domain that is above them"
        )
    return zone
