"""The domains of failing sessions as they are now: whether a failure is still there to be seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from mtasts_pages.checks import Finding
from mtasts_pages.checks.domain import judge_domain
from mtasts_pages.rollout.looking.domain import (
    look_as_sender,
    look_at_mail_host,
    look_at_mail_route,
)
from mtasts_pages.rollout.workers import do_all
from mtasts_pages.state import Target
from mtasts_pages.world.outside import Outside

HOST_LIMIT = 50
"""MX hosts of one domain that are met."""


@dataclass(frozen=True, slots=True)
class Live:
    """One domain now."""

    mx_hosts: frozenset[str] | None
    """Its MX hosts; ``None`` when the DNS does not say."""
    findings: tuple[Finding, ...]


def look_at_domains(targets: Sequence[Target], outside: Outside, jobs: int) -> Mapping[str, Live]:
    """Return each of *targets* as it is now, each MX host met once."""
    ask = outside.resolver.look_up
    routes = do_all(lambda each: look_at_mail_route(each.domain, ask), targets, jobs, "reports")
    hosts = list(dict.fromkeys(host for route in routes for host in route.hosts[:HOST_LIMIT]))
    met = dict(
        zip(
            hosts,
            do_all(partial(look_at_mail_host, outside=outside), hosts, jobs, "reports"),
            strict=True,
        )
    )
    seen = do_all(partial(look_as_sender, outside=outside), targets, jobs, "reports")
    now = outside.clock.now()
    found = {}
    for target, route, domain in zip(targets, routes, seen, strict=True):
        mail_hosts = tuple(met[host] for host in route.hosts if host in met)
        whole = replace(domain, mail=route, mail_hosts=mail_hosts)
        known = None if route.mx.failed else frozenset(host.lower() for host in route.hosts)
        found[target.domain] = Live(known, judge_domain(target, whole, now).findings)
    return found
