"""Checking many domains at once: as many looks as there are jobs, each MX host met once.

Three crews work side by side, since what they wait for has nothing to do with each other: one on
DNS and policy hosts, one on MX hosts, one on GitHub. A domain is judged when its last part is
there; nothing of it is kept then but its findings.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from mtasts_pages.checks import Area, Code, Finding, Intent, Severity
from mtasts_pages.checks.causes import leave_out_consequences
from mtasts_pages.checks.finding import find
from mtasts_pages.checks.github import judge_github
from mtasts_pages.checks.mail import judge_coverage, judge_mail_host
from mtasts_pages.checks.outer_stage import find_checked_stage
from mtasts_pages.checks.policy_file import judge_policy_file, read_effective_policy
from mtasts_pages.checks.policy_host import judge_policy_host
from mtasts_pages.checks.policy_id import (
    judge_announcement,
    judge_policy_id,
    read_announcement_date,
)
from mtasts_pages.checks.policy_record import judge_policy_record, read_announced_id
from mtasts_pages.checks.tls_reporting import judge_tls_reporting
from mtasts_pages.checks.zone import judge_zone
from mtasts_pages.dns import pages_target
from mtasts_pages.rollout.checking.report import DomainReport, FleetReport
from mtasts_pages.rollout.looking.crew import Crew
from mtasts_pages.rollout.looking.eyes import Eyes
from mtasts_pages.rollout.looking.github import GitHubLooks
from mtasts_pages.rollout.looking.look import look_around, look_as_sender, look_at_mail_host
from mtasts_pages.rollout.looking.once import Once
from mtasts_pages.standards.terms import Mode
from mtasts_pages.state import Lookup, MailHost, MailProblem, SenderView
from mtasts_pages.state.target import Target

MAIL_JOBS = 32
"""MX hosts that are spoken to at once."""

_LONGEST_KEPT = 8192  # bytes
_NAMED = 3  # domains of many, in one message

Listener = Callable[[int], None]
"""Is told how many domains were looked at, from the thread that did."""


@dataclass(slots=True)
class _Draft:
    """What is known of one domain until the last part of it is there."""

    target: Target
    intent: Intent
    view: SenderView
    mode: Mode
    findings: list[Finding]
    mx_hosts: tuple[str, ...] = ()


@dataclass(slots=True)
class _MailHosts:
    """The MX hosts of the whole fleet, each met once."""

    crew: Crew
    eyes: Eyes
    seen: dict[str, MailHost | None] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def request(self, host: str) -> None:
        """Have *host* met, unless it was or will be."""
        with self.lock:
            if host in self.seen:
                return
            self.seen[host] = None
        self.crew.submit(partial(self._meet, host))

    def _meet(self, host: str) -> None:
        self.seen[host] = look_at_mail_host(host, self.eyes)


def check_fleet(
    targets: Sequence[Target], eyes: Eyes, *, jobs: int, with_mx: bool, listener: Listener
) -> FleetReport:
    """Return what is found of each target, in their order.

    Args:
        targets: What should be.
        eyes: The outside.
        jobs: How many domains are looked at at once.
        with_mx: Whether to go beyond what a sender asks before it chooses an MX host: the MX
            hosts, and what tells how things will go on.
        listener: Is told of the progress.

    Raises:
        AuthenticationError: GitHub refuses the token itself.

    """
    looks = Crew(jobs, "check")
    mail = _MailHosts(Crew(MAIL_JOBS, "mx"), eyes)
    ask = Once[tuple[str, str], Lookup](lambda key: eyes.lookups.look_up(*key))
    drafts: list[_Draft | None] = [None] * len(targets)
    count = _Count(listener)
    github = None if eyes.github is None else GitHubLooks(targets, eyes.github)

    def look(number: int, target: Target) -> None:
        intent = Intent(target.domain, target.policy_file)
        draft = _look(target, intent, eyes)
        if with_mx:
            policy = read_effective_policy(intent, draft.view.served)
            around = look_around(intent, policy.mx, eyes, lambda name, kind: ask((name, kind)))
            draft.findings += judge_zone(intent, around)
            draft.findings += judge_coverage(intent.domain.domain, policy, around)
            if policy.mode is not Mode.NONE:
                draft.mx_hosts = around.mx_hosts
                for host in draft.mx_hosts:
                    mail.request(host)
        drafts[number] = draft
        count.add()

    if github is not None:
        github.start()
    for number, target in enumerate(targets):
        looks.submit(partial(look, number, target))
    looks.finish()
    mail.crew.finish()
    if github is not None:
        github.finish()
        for number, draft in enumerate(drafts):
            if draft is not None and _host_has_fault(draft.findings):
                github.look_closer(number)
        github.finish()
    reports = tuple(
        _report(draft, number, eyes, mail, github)
        for number, draft in enumerate(drafts)
        if draft is not None
    )
    return FleetReport(reports, _find_common(mail, github), eyes.clock.now())


def _look(target: Target, intent: Intent, eyes: Eyes) -> _Draft:
    view = look_as_sender(intent, eyes)
    mode = read_effective_policy(intent, view.served).mode
    findings = [
        *judge_policy_record(intent, view),
        *judge_policy_host(intent, view, eyes.clock.now()),
        *judge_policy_file(intent, view.served),
        *judge_policy_id(intent, view),
        *judge_tls_reporting(intent, view.reporting),
    ]
    return _Draft(target, intent, _without_long_body(intent, view), mode, findings)


def _without_long_body(intent: Intent, view: SenderView) -> SenderView:
    """Return *view* without a body that nobody would publish: a fleet of them is too much."""
    body = view.served.body
    if body is None or len(body) <= _LONGEST_KEPT or body == intent.policy_file:
        return view
    return replace(view, served=replace(view.served, body=b""))


def _report(
    draft: _Draft, number: int, eyes: Eyes, mail: _MailHosts, github: GitHubLooks | None
) -> DomainReport:
    now = eyes.clock.now()
    at_github = None if github is None else github.seen[number]
    findings = list(draft.findings)
    if at_github is not None:
        served = _is_served_by_pages(draft.target, draft.view)
        findings += judge_github(draft.intent, at_github, served_by_pages=served)
        ledger = at_github.repository.ledger if at_github.repository else None
        findings += judge_announcement(draft.intent, draft.view, ledger)
    for host in draft.mx_hosts:
        seen = mail.seen[host]
        if seen is not None:
            findings += judge_mail_host(seen, draft.mode, now)
    policy_id = read_announced_id(draft.view.record)
    contact = draft.view.served.contact
    certificate = contact.certificate if contact else None
    return DomainReport(
        domain=draft.target.domain.domain,
        stage=find_checked_stage(draft.target, draft.view, at_github),
        findings=leave_out_consequences(findings),
        policy_id=policy_id,
        mode=draft.mode.value if draft.view.served.body is not None else None,
        announced=read_announcement_date(policy_id) if policy_id else None,
        certificate_expires=certificate.expires if certificate else None,
    )


def _is_served_by_pages(target: Target, view: SenderView) -> bool:
    return view.served.problem is None and pages_target(target.owner) in view.aliases


def _host_has_fault(findings: Sequence[Finding]) -> bool:
    return any(
        finding.severity is Severity.ERROR and finding.code.area in (Area.HOST, Area.FILE)
        for finding in findings
    )


def _find_common(mail: _MailHosts, github: GitHubLooks | None) -> tuple[Finding, ...]:
    found = []
    if github is None:
        message = "GitHub was not asked: there is no token"
        found.append(find(Code.GITHUB_LEFT_OUT, "GitHub", message))
    elif github.unverified:
        names = ", ".join(f"`{name}`" for name in github.unverified[:_NAMED])
        rest = len(github.unverified) - _NAMED
        more = f" and {rest} more" if rest > 0 else ""
        message = f"GitHub does not know who owns {names}{more}"
        found.append(find(Code.GITHUB_UNVERIFIED, "GitHub", message))
    hosts = [seen for seen in mail.seen.values() if seen is not None]
    if len(hosts) > 1 and all(seen.problem is MailProblem.UNREACHED for seen in hosts):
        message = f"none of {len(hosts)} MX hosts could be reached from here"
        found.append(find(Code.SMTP_BLOCKED, "SMTP", message))
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
