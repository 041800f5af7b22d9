"""What is known of one policy domain while all is well: tests spoil a part of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from good import NOW, make_seen, make_target
from samples import make_domain

from mtasts_pages.rollout.life.evidence import Evidence
from mtasts_pages.rollout.life.ledger import Ledger
from mtasts_pages.site import format_message, make_policy_id
from mtasts_pages.site.history import PolicyCommit, read_history
from mtasts_pages.standards.mtasts import Mode, MxPattern, Policy, format_policy
from mtasts_pages.state import Certificate, Contact, MailHost, MailRoute, Target

DAY, WEEK = 86_400, 604_800
MX = ("mx1.example.com", "mx2.example.com")


def policy(mode: Mode = Mode.TESTING, max_age: int = WEEK, mx: tuple[str, ...] = MX) -> Policy:
    return Policy(mode, max_age, tuple(map(MxPattern, mx)))


def target_of(wanted: Policy) -> Target:
    hosts = tuple(pattern.text for pattern in wanted.mx)
    return make_target(make_domain(mode=wanted.mode, mx=hosts, max_age=wanted.max_age))


def ledger_of(*announced: tuple[float, Policy], marked: bool = True, now: datetime = NOW) -> Ledger:
    """Return a ledger: each policy with how many days ago it was announced, and seen."""
    commits, marks = [], {}
    for days, each in announced:
        when = now - timedelta(days=days)
        policy_id = make_policy_id(format_policy(each), when)
        message = format_message("Announce", policy_id)
        commits.append(PolicyCommit(policy_id, when, "us", message, format_policy(each)))
        marks[policy_id] = when
    history = read_history(reversed(commits), marks if marked else {})
    return Ledger("example.com", history, now, timedelta(hours=1))


def good_host(host: str, address: str = "192.0.2.1", days: float = 60) -> MailHost:
    certificate = Certificate(NOW + timedelta(days=days))
    return MailHost(host, contact=Contact(address, certificate=certificate))


def known(
    wanted: Policy | None = None,
    *announced: tuple[float, Policy],
    live: tuple[str, ...] = MX,
    hosts: tuple[MailHost, ...] | None = None,
) -> Evidence:
    """Return what is known of a domain whose config wants *wanted*; announced 20 days ago."""
    wanted = wanted or policy()
    target = target_of(wanted)
    seen = make_seen(target)
    assert seen.mail is not None
    route = MailRoute(replace(seen.mail.mx, values=live))
    met = hosts if hosts is not None else tuple(good_host(host) for host in live)
    return Evidence(
        target, replace(seen, mail=route), met, ledger_of(*(announced or ((20, wanted),)))
    )
