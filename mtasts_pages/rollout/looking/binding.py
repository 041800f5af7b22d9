"""Looking at the MX hosts of domains whose policy is about to bind senders, and of no other.

A fleet that does not change costs nothing here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

from mtasts_pages.checks.coverage import begins_to_enforce
from mtasts_pages.rollout.looking.domain import look_at_mail_host, look_at_mail_route
from mtasts_pages.rollout.workers import do_all
from mtasts_pages.state import MailHost, MailRoute, RemoteRepository, Target
from mtasts_pages.world.outside import Outside

_JOBS = 32


@dataclass(frozen=True, slots=True)
class BoundMail:
    """Where a domain takes mail, and how a sender meets each host there."""

    route: MailRoute
    hosts: tuple[MailHost, ...]


def look_before_binding(
    targets: Sequence[Target],
    repositories: Sequence[RemoteRepository | None],
    outside: Outside,
    known: Mapping[str, MailRoute] = MappingProxyType({}),
) -> list[BoundMail | None]:
    """Return the mail of each target that brings a new enforced policy, ``None`` of the others.

    Each MX host is met once. *known* has the routes that were looked at already, by domain.
    """
    pairs = zip(targets, repositories, strict=True)
    binding = [target for target, seen in pairs if begins_to_enforce(target, seen)]
    ask = outside.resolver.look_up

    def find_route(target: Target) -> MailRoute:
        return known.get(target.domain) or look_at_mail_route(target.domain, ask)

    routes = do_all(find_route, binding, _JOBS, "route")
    names = list(dict.fromkeys(host for route in routes for host in route.hosts))
    met = do_all(partial(look_at_mail_host, outside=outside), names, _JOBS, "mx")
    hosts = dict(zip(names, met, strict=True))
    found = {
        target.domain: BoundMail(route, tuple(hosts[host] for host in route.hosts))
        for target, route in zip(binding, routes, strict=True)
    }
    return [found.get(target.domain) for target in targets]
