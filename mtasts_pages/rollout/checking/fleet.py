"""Checking many domains at once: as many looks as there are jobs, each MX host met once.

Three crews of workers run side by side, since what they wait for has nothing to do with each
other: one on DNS and policy hosts, one on MX hosts, one on GitHub. A domain is judged when its
last part is there; nothing of it is kept then but its findings.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from mtasts_pages.checks.catalogue import sort_findings
from mtasts_pages.checks.domain import judge_domain
from mtasts_pages.checks.finding import Area, Finding, Severity, find
from mtasts_pages.checks.github import GITHUB_LEFT_OUT, GITHUB_UNVERIFIED
from mtasts_pages.checks.held_policies import judge_held_policies
from mtasts_pages.checks.mail import SMTP_BLOCKED
from mtasts_pages.checks.policy_file import read_effective_policy
from mtasts_pages.checks.policy_id import read_announcement_date
from mtasts_pages.checks.policy_record import read_announced_id
from mtasts_pages.rollout.checking.report import DomainReport, FleetReport
from mtasts_pages.rollout.life.due import find_due
from mtasts_pages.rollout.life.evidence import Evidence
from mtasts_pages.rollout.life.ledger import read_histories, read_ledger
from mtasts_pages.rollout.looking.domain import (
    look_around,
    look_as_sender,
    look_at_mail_host,
    look_at_mail_route,
    look_at_wildcard,
)
from mtasts_pages.rollout.looking.github import GitHubLooks
from mtasts_pages.rollout.workers import Workers
from mtasts_pages.standards.mtasts import Mode
from mtasts_pages.state import DomainSeen, Lookup, MailHost, MailProblem, RepositoryName, Target
from mtasts_pages.text import join_some
from mtasts_pages.world.github.history import RemoteHistory
from mtasts_pages.world.outside import Outside

MAIL_JOBS = 32
"""MX hosts that are spoken to at once."""

Listener = Callable[[int], None]
"""Is given how many domains were looked at, by the thread that did."""


@dataclass(slots=True)
class _MailHosts:
    """The MX hosts of the whole fleet, each met once."""

    workers: Workers
    outside: Outside
    seen: dict[str, MailHost | None] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def request(self, host: str) -> None:
        """Have *host* met, unless it was or will be."""
        with self.lock:
            if host in self.seen:
                return
            self.seen[host] = None
        self.workers.submit(partial(self._meet, host))

    def list_met(self, hosts: Sequence[str]) -> tuple[MailHost, ...]:
        """Return those of *hosts* that were met."""
        return tuple(seen for host in hosts if (seen := self.seen.get(host)) is not None)

    def _meet(self, host: str) -> None:
        self.seen[host] = look_at_mail_host(host, self.outside)


class _SharedQuestions:
    """Asks once what many domains share; two threads may meet and ask it twice, rarely."""

    def __init__(self, outside: Outside) -> None:
        self._outside = outside
        self._lock = threading.Lock()
        self._answers: dict[tuple[str, str], Lookup] = {}

    def look_up(self, name: str, kind: str) -> Lookup:
        """Return the answer to one question."""
        with self._lock:
            known = self._answers.get((name, kind))
        if known is not None:
            return known
        answer = self._outside.resolver.look_up(name, kind)
        with self._lock:
            return self._answers.setdefault((name, kind), answer)


def check_fleet(
    targets: Sequence[Target], outside: Outside, *, jobs: int, with_mx: bool, listener: Listener
) -> FleetReport:
    """Return what is found of each target, in their order; after Ctrl-C, of those that were seen.

    Args:
        targets: What should be.
        outside: How to look.
        jobs: How many domains are looked at at once.
        with_mx: Whether to go beyond what a sender asks before it chooses an MX host: the MX
            hosts, and what tells how things will go on.
        listener: Is given the progress.

    """
    looks = Workers(jobs, "check")
    mail = _MailHosts(Workers(MAIL_JOBS, "mx"), outside)
    shared = _SharedQuestions(outside)
    seen: dict[int, DomainSeen] = {}
    count = _Count(listener)
    github = None if outside.github is None else GitHubLooks(targets, outside.github)

    def look(number: int, target: Target) -> None:
        found = look_as_sender(target, outside)
        if with_mx:
            found = _look_further(target, found, outside, shared)
            if (
                read_effective_policy(target, found.served).mode is not Mode.NONE
                and found.mail is not None
            ):
                for host in found.mail.hosts:
                    mail.request(host)
        seen[number] = found
        count.add()

    if github is not None:
        github.start()
    for number, target in enumerate(targets):
        looks.submit(partial(look, number, target))

    def finish() -> None:
        looks.finish()
        mail.workers.finish()
        if github is not None:
            github.finish()
            _explain_faults(targets, seen, github, outside)

    interrupted = _is_interrupted(finish)
    unreached = tuple(_list_unreached(targets, seen, github)) if interrupted else ()
    left_out = frozenset(unreached)
    asked = [] if interrupted or not with_mx else targets
    histories = read_histories(asked, outside)
    reports = [
        _report(target, _add_parts(number, seen, mail, github), outside, histories)
        for number, target in enumerate(targets)
        if target.domain not in left_out
    ]
    common = _find_common(mail, github)
    now = outside.clock.now()
    return FleetReport(tuple(reports), common, now, unreached, interrupted)


def _add_parts(
    number: int, seen: dict[int, DomainSeen], mail: _MailHosts, github: GitHubLooks | None
) -> DomainSeen:
    """Return what every crew saw of a domain; nothing of it is kept in *seen*."""
    found = seen.pop(number)
    hosts = () if found.mail is None else mail.list_met(found.mail.hosts)
    at_github = None if github is None else github.seen[number]
    return replace(found, mail_hosts=hosts, github=at_github)


def _is_interrupted(work: Callable[[], None]) -> bool:
    """Return whether Ctrl-C ended *work*: what was seen by then is worth a report all the same."""
    try:
        work()
    except KeyboardInterrupt:
        return True
    return False


def _list_unreached(
    targets: Sequence[Target], seen: Mapping[int, DomainSeen], github: GitHubLooks | None
) -> Iterator[str]:
    """Give the domains of which a part was not looked at before the interruption."""
    for number, target in enumerate(targets):
        unheard = github is not None and target.owner and github.seen[number] is None
        if number not in seen or unheard:
            yield target.domain


def _look_further(
    target: Target, seen: DomainSeen, outside: Outside, shared: _SharedQuestions
) -> DomainSeen:
    """Return *seen* with where its mail goes, and what lies around it."""
    ask = outside.resolver.look_up
    mail = look_at_mail_route(target.domain, ask)
    policy = read_effective_policy(target, seen.served)
    around = look_around(target, policy, mail, outside, shared.look_up)
    return replace(seen, mail=mail, around=around, wildcard=look_at_wildcard(target.domain, ask))


def _explain_faults(
    targets: Sequence[Target], seen: dict[int, DomainSeen], github: GitHubLooks, outside: Outside
) -> None:
    """Have GitHub itself look at the domains whose policy host or policy has a fault."""
    now = outside.clock.now()
    for number, target in enumerate(targets):
        if any(
            finding.severity is Severity.ERROR and finding.kind.area in (Area.HOST, Area.FILE)
            for finding in judge_domain(target, seen[number], now).findings
        ):
            github.look_closer(number)
    github.finish()


def _report(
    target: Target,
    seen: DomainSeen,
    outside: Outside,
    histories: Mapping[RepositoryName, RemoteHistory],
) -> DomainReport:
    now = outside.clock.now()
    judgement = judge_domain(target, seen, now)
    findings, due = judgement.findings, None
    if target.repository in histories:
        record = seen.policy_record
        if seen.around is not None:
            record = replace(record, sightings=seen.around.servers)
        ledger = read_ledger(target, histories[target.repository], record, now)
        held = judge_held_policies(ledger.history, seen.mail, now, ledger.ttl)
        findings = sort_findings([*findings, *held])
        due = find_due(Evidence(target, seen, seen.mail_hosts, ledger), now)
    policy_id = read_announced_id(seen.policy_record)
    contact = seen.served.contact
    certificate = contact.certificate if contact else None
    return DomainReport(
        domain=target.domain,
        stage=judgement.stage,
        findings=findings,
        policy_id=policy_id,
        mode=read_effective_policy(target, seen.served).mode.value
        if seen.served.body is not None
        else None,
        announced=read_announcement_date(policy_id) if policy_id else None,
        certificate_expires=certificate.expires if certificate else None,
        reached=tuple(host.host for host in seen.mail_hosts if host.problem is None),
        due=due,
    )


def _find_common(mail: _MailHosts, github: GitHubLooks | None) -> tuple[Finding, ...]:
    found = []
    if github is None:
        message = "GitHub was not asked: there is no token"
        found.append(find(GITHUB_LEFT_OUT, "GitHub", message))
    elif github.unverified:
        message = f"GitHub does not know who owns {join_some(github.unverified)}"
        found.append(find(GITHUB_UNVERIFIED, "GitHub", message))
    hosts = [seen for seen in mail.seen.values() if seen is not None]
    if len(hosts) > 1 and all(seen.problem is MailProblem.UNREACHED for seen in hosts):
        message = f"none of {len(hosts)} MX hosts could be reached from here"
        found.append(find(SMTP_BLOCKED, "SMTP", message))
    return tuple(found)


class _Count:
    """How many domains were looked at; threads count one after another."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._lock = threading.Lock()
        self._number = 0

    def add(self) -> None:
        with self._lock:
            self._number += 1
            self._listener(self._number)
