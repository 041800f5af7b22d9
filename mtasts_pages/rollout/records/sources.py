"""Where `dns` gets the records, their states and their zones from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mtasts_pages.checks.domain import judge_domain
from mtasts_pages.checks.standing import preview_records
from mtasts_pages.config import Config
from mtasts_pages.dns import DomainRecords, RecordState, guess_zones, is_within
from mtasts_pages.errors import NetworkError, UsageError
from mtasts_pages.rollout.looking.fleet import Listener, look_at_fleet
from mtasts_pages.rollout.rendering import find_local_id
from mtasts_pages.rollout.workers import do_all
from mtasts_pages.standards.reading import parse_domain
from mtasts_pages.state import DomainSeen, Target, require_owners
from mtasts_pages.world.clock import SystemClock
from mtasts_pages.world.dns.resolver import Resolver
from mtasts_pages.world.outside import Outside


def preview(targets: Sequence[Target], output: Path) -> list[DomainRecords]:
    """Return the records without a look at anything outside; ids are those rendered in *output*."""
    clock = SystemClock()
    return [
        (target.domain, preview_records(target.config, find_local_id(target, output, clock)))
        for target in targets
    ]


def look(
    targets: Sequence[Target],
    outside: Outside,
    jobs: int,
    listener: Listener = lambda *_: None,
) -> list[DomainRecords]:
    """Return the records with their states against what *outside* finds.

    *listener* is given each target with what was seen of it; from any thread.
    """
    require_owners(targets)
    now = outside.clock.now()
    records: list[DomainRecords] = []
    every = look_at_fleet(targets, outside, jobs, prove=True, listener=listener)
    for target, seen in zip(targets, every, strict=True):
        if not isinstance(seen, DomainSeen):
            raise seen
        records.append((target.domain, judge_domain(target, seen, now).records))
    return records


def require_seen(records: Sequence[DomainRecords], form: str) -> None:
    """Return when it is known what is in the place of each record on hold.

    Raises:
        NetworkError: it is not, so that a file that says what the whole DNS should hold would
            remove it.

    """
    for _, statuses in records:
        for status in statuses:
            if status.unseen and status.state is RecordState.HOLD:
                raise NetworkError(
                    f"the DNS lookup of `{status.record.name}` fails, and {form} would remove"
                    " what is there",
                    "run the same command again when the name server answers",
                )


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
    found = do_all(resolver.find_zone, open_domains, jobs, "zones")
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
