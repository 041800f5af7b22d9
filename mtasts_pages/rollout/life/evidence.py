"""Looking at many domains for what decides their next step: senders' view, MX hosts, ledger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from mtasts_pages.rollout.life.ledger import Ledger, read_ledgers
from mtasts_pages.rollout.looking.domain import look_as_sender, look_at_mail_route
from mtasts_pages.rollout.workers import do_all
from mtasts_pages.state import DomainSeen, MailHost, MailProblem, Target
from mtasts_pages.world.outside import Outside

MAIL_JOBS = 32
"""MX hosts that are spoken to at once."""

_MOST_ADDRESSES = 16


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of one domain."""

    target: Target
    seen: DomainSeen
    """As a sender finds it, with where its mail goes."""
    hosts: tuple[MailHost, ...]
    """Each live MX host at each of its addresses."""
    ledger: Ledger


def gather_evidence(targets: Sequence[Target], outside: Outside, jobs: int) -> list[Evidence]:
    """Return what is known of each target, in their order; each MX host is met once.

    Raises:
        AuthenticationError: GitHub refuses the token itself.

    """
    ledgers = read_ledgers(targets, outside, jobs)
    seen = do_all(partial(_look, outside), targets, jobs, "life")
    live = (host for each in seen if each.mail is not None for host in each.mail.hosts)
    met = meet_hosts(live, outside)
    return [
        Evidence(
            target,
            each,
            tuple(one for host in (each.mail.hosts if each.mail else ()) for one in met[host]),
            ledger,
        )
        for target, each, ledger in zip(targets, seen, ledgers, strict=True)
    ]


def meet_hosts(hosts: Iterable[str], outside: Outside) -> dict[str, tuple[MailHost, ...]]:
    """Return how a sender meets each of *hosts*, at each of its addresses.

    One that answers well at one address may have an expired certificate at the other.
    """
    names = list(dict.fromkeys(hosts))
    return dict(zip(names, do_all(partial(_meet, outside), names, MAIL_JOBS, "mx"), strict=True))


def _look(outside: Outside, target: Target) -> DomainSeen:
    route = look_at_mail_route(target.domain, outside.resolver.look_up)
    return replace(look_as_sender(target, outside), mail=route)


def _meet(outside: Outside, host: str) -> tuple[MailHost, ...]:
    answers = [outside.resolver.look_up(host, kind) for kind in ("AAAA", "A")]
    addresses = [value for answer in answers for value in answer.values]
    failed = [answer.detail for answer in answers if answer.failed]
    if failed and not addresses:
        return (MailHost(host, MailProblem.UNREACHED, f"the DNS gives no address: {failed[0]}"),)
    if not addresses:
        return (outside.mail_hosts.look(host, ()),)
    return tuple(outside.mail_hosts.look(host, [each]) for each in addresses[:_MOST_ADDRESSES])
