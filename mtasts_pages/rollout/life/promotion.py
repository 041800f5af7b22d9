"""Whether a domain may go from `testing` to `enforce`, or to a longer `max_age`. Pure.

What decides is how senders would meet every MX host now; reports cross-check it, since a backup
host that is never tried is never reported (RFC 8461, 8.4), and many senders do not report. There
are no percentages: of two hosts a dead one is half of the tries and none of the mail.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mtasts_pages.checks.coverage import find_uncovered
from mtasts_pages.checks.domain import judge_domain
from mtasts_pages.checks.finding import Area, Severity
from mtasts_pages.checks.mail import MX_CERTIFICATE_EXPIRING, judge_mail_host
from mtasts_pages.config.edit import Change
from mtasts_pages.durations import DAY, WEEK, format_duration
from mtasts_pages.rollout.life.evidence import Evidence
from mtasts_pages.rollout.life.verdict import Reason, Verdict
from mtasts_pages.site.history import Announcement
from mtasts_pages.standards.mtasts import Mode
from mtasts_pages.state import MailHost, MailProblem
from mtasts_pages.text import join_some

AFTER = timedelta(days=14)
"""How long the same MX patterns are announced before a policy is enforced."""

RUNGS = {DAY: (timedelta(days=7), WEEK), WEEK: (timedelta(days=14), 4 * WEEK)}
"""The ladder: after how long without trouble a `max_age` may become which longer one."""

RECENT = timedelta(days=3)
"""A failure that nobody else saw, or a silence, counts for so long."""

_FEWEST_DAYS = 7
_NOT_PUBLISHED = "not-published"
_FROM_AREAS = (Area.RECORD, Area.HOST, Area.FILE)


@dataclass(frozen=True, slots=True)
class ReportedFailure:
    """Failures of one kind at one MX host, as reporters counted them under the present policy."""

    result_type: str
    mx: str
    organizations: int
    days: int
    last: datetime
    stops_mail: bool
    """Whether an enforced policy would stop mail by it, or might; a failed fetch would not."""


@dataclass(frozen=True, slots=True)
class ReportEvidence:
    """What TLS reports say about the present policy of a domain."""

    sessions: int
    organizations: int
    days: int
    """Days in the window for which there is a report."""
    newest: datetime | None
    is_heard: bool
    """Whether any reporter wrote in the last thirty days; else reports are not waited for."""
    failures: tuple[ReportedFailure, ...] = ()
    """Newer than the last change of the policy, the MX records and that host's certificate."""


@dataclass(frozen=True, slots=True)
class Promotion:
    """Whether one domain may go on, and how."""

    domain: str
    verdict: Verdict
    reasons: tuple[Reason, ...] = ()
    evidence: tuple[str, ...] = ()
    change: Change | None = None
    """The edit of the config that takes the step; ``None`` unless it is ready."""


def judge_promotion(
    evidence: Evidence,
    now: datetime,
    reports: ReportEvidence | None = None,
    after: timedelta = AFTER,
) -> Promotion:
    """Return whether the domain of *evidence* may take its next step towards `enforce`.

    Args:
        evidence: What is known of it.
        now: The moment of asking.
        reports: What reports say; ``None`` where nobody reads any.
        after: How long the same MX patterns must have been announced.

    """
    domain, policy = evidence.target.domain, evidence.target.policy
    early = list(_find_obstacles(evidence))
    change, wait = (Change(), after) if early else _find_step(evidence, after)
    if change is None:
        why = f"the mode is `{policy.mode}`, max_age {format_duration(policy.max_age)}"
        return Promotion(domain, Verdict.NOTHING_TO_DO, evidence=(why,))
    blocked = early or [*_find_blocks(evidence, now), *_find_reported_blocks(reports)]
    if blocked:
        waits = [each.code for each in blocked] == [_NOT_PUBLISHED]
        return Promotion(domain, Verdict.NOT_YET if waits else Verdict.BLOCKED, tuple(blocked))
    since = find_since(evidence, same_policy=policy.mode is Mode.ENFORCE)
    pending = list(_find_unseen(evidence.hosts))
    if now < since + wait:
        days = f"{wait.days} days"
        what = "enforced so" if policy.mode is Mode.ENFORCE else "announced with these MX hosts"
        message = f"`{domain}` has to be {what} for {days}"
        pending.append(Reason("too-new", message, since + wait))
    pending += _find_reported_doubts(reports, now)
    if pending:
        return Promotion(domain, Verdict.NOT_YET, tuple(pending))
    return Promotion(domain, Verdict.READY, (), tuple(_rest(evidence, since, reports)), change)


def hold_shared_entries(
    promotions: Sequence[Promotion], aliases: Mapping[str, str]
) -> list[Promotion]:
    """Return *promotions*, where a domain is ready only with all that share its entry.

    Args:
        promotions: What was judged of each domain.
        aliases: For each domain that another one lists among its aliases, that one.

    """
    groups: dict[str, list[Promotion]] = {}
    for each in promotions:
        groups.setdefault(aliases.get(each.domain, each.domain), []).append(each)
    held = []
    for each in promotions:
        group = groups[aliases.get(each.domain, each.domain)]
        late = [other.domain for other in group if other.verdict is not Verdict.READY]
        if each.verdict is Verdict.READY and late:
            message = f"`{each.domain}` shares its entry in the config with {join_some(late)}"
            reason = Reason("shared-entry", message)
            held.append(replace(each, verdict=Verdict.NOT_YET, reasons=(reason,), change=None))
        else:
            held.append(each)
    return held


def find_since(evidence: Evidence, *, same_policy: bool) -> datetime:
    """Return since when the present MX patterns, or the whole policy, are announced.

    The mark of an id says when it was seen; without one it is the time of the commit.
    """
    history = evidence.ledger.history
    wanted = evidence.target.policy
    since = evidence.ledger.now
    for each in reversed(history.announcements):
        if each.policy is None or frozenset(each.policy.mx) != frozenset(wanted.mx):
            break
        if each.policy.mode is Mode.NONE or (same_policy and each.policy != wanted):
            break
        since = _seen_at(each, evidence)
    return since


def _seen_at(each: Announcement, evidence: Evidence) -> datetime:
    ledger = evidence.ledger
    mark = (ledger.history.marks or {}).get(each.policy_id or "")
    # What is only seen now was seen now at the latest; the commit is the better guess.
    if mark is None or mark >= ledger.now or each.foreign:
        return each.since
    return max(mark, each.since)


def _find_step(evidence: Evidence, after: timedelta) -> tuple[Change | None, timedelta]:
    """Return the change of the next step, ``None`` without one, and what it waits for."""
    policy = evidence.target.policy
    if policy.mode is Mode.NONE:
        return None, after
    enforced = [
        each.policy
        for each in evidence.ledger.history.announcements
        if each.policy is not None and each.policy.mode is Mode.ENFORCE
    ]
    if policy.mode is Mode.TESTING:
        shorter = DAY if policy.max_age > DAY and not enforced else None
        return Change(mode=Mode.ENFORCE, max_age=shorter), after
    # Who began to enforce with another max_age than the ladder's first has chosen it.
    if policy.max_age not in RUNGS or not enforced or enforced[0].max_age != DAY:
        return None, after
    wait, longer = RUNGS[policy.max_age]
    return Change(max_age=longer), wait


def _find_obstacles(evidence: Evidence) -> Iterator[Reason]:
    """Yield what keeps the policy from being judged at all."""
    ledger, domain = evidence.ledger, evidence.target.domain
    current = ledger.history.current
    if evidence.target.policy.mode is Mode.NONE:
        return
    if ledger.error is not None:
        yield Reason("history-unread", ledger.error.message)
    elif current is None or current.policy != evidence.target.policy:
        message = f"what the config says of `{domain}` is not published; run `mtasts-pages publish`"
        yield Reason(_NOT_PUBLISHED, message)


def _find_blocks(evidence: Evidence, now: datetime) -> Iterator[Reason]:
    target, mail = evidence.target, evidence.seen.mail
    for finding in judge_domain(target, evidence.seen, now).findings:
        if finding.severity is Severity.ERROR and finding.kind.area in _FROM_AREAS:
            yield Reason(finding.code, finding.message)
    if mail is None or mail.mx.failed or not mail.hosts:
        yield Reason("mx-unanswered", f"where `{target.domain}` takes mail could not be seen")
        return
    for name in find_uncovered(target.policy, mail.hosts):
        message = f"`{name}` takes mail for `{target.domain}`, and no `mx` of the policy covers it"
        yield Reason("mx-not-covered", message)
    told = set()
    for met in evidence.hosts:
        for finding in judge_mail_host(met, Mode.ENFORCE, now):
            grave = finding.severity is Severity.ERROR or finding.kind is MX_CERTIFICATE_EXPIRING
            if grave and (finding.code, finding.message) not in told:
                told.add((finding.code, finding.message))
                yield Reason(finding.code, finding.message)


def _find_unseen(hosts: Sequence[MailHost]) -> Iterator[Reason]:
    """Yield the hosts of which no address could be judged from here."""
    names = dict.fromkeys(host.host for host in hosts)
    for name in names:
        met = [host for host in hosts if host.host == name]
        if all(host.problem is MailProblem.UNREACHED for host in met):
            message = (
                f"`{name}` could not be met from here ({met[0].detail}); run this where port 25"
                " is open"
            )
            yield Reason("mx-unknown", message)


def _find_reported_blocks(reports: ReportEvidence | None) -> Iterator[Reason]:
    for each in () if reports is None else reports.failures:
        if each.stops_mail and (each.organizations > 1 or each.days > 1):
            who = f"{each.organizations} senders" if each.organizations > 1 else "a sender"
            when = f"on {each.days} days" if each.days > 1 else "on one day"
            message = f"{who} reported `{each.result_type}` for `{each.mx}` {when}"
            yield Reason("reported-failures", message)


def _find_reported_doubts(reports: ReportEvidence | None, now: datetime) -> Iterator[Reason]:
    if reports is None:
        return
    for each in reports.failures:
        lone = each.organizations == 1 and each.days == 1
        if each.last + RECENT > now and (lone if each.stops_mail else each.organizations > 1):
            message = f"`{each.result_type}` was reported for `{each.mx}`, and not seen from here"
            yield Reason("reported-lately", message, each.last + RECENT)
    if not reports.is_heard:
        return
    if reports.newest is None or now - reports.newest > RECENT:
        message = "the newest report about this policy is older than three days"
        yield Reason("reports-missing", message)
    elif reports.days < _FEWEST_DAYS:
        lacking = timedelta(days=_FEWEST_DAYS - reports.days)
        message = f"there are reports about this policy for {reports.days} of {_FEWEST_DAYS} days"
        yield Reason("reports-few", message, now + lacking)


def _rest(evidence: Evidence, since: datetime, reports: ReportEvidence | None) -> Iterator[str]:
    """Yield what a verdict of ready rests on, a sentence each."""
    names = list(dict.fromkeys(host.host for host in evidence.hosts))
    addresses = len(evidence.hosts)
    yield (
        f"every MX host takes mail over TLS as an enforced policy asks: {join_some(names)},"
        f" at {addresses} address{'' if addresses == 1 else 'es'}"
    )
    for host in evidence.hosts:
        if host.problem is MailProblem.UNREACHED:
            yield f"one address of `{host.host}` could not be reached from here: {host.detail}"
    yield f"these MX hosts are announced since {since:%Y-%m-%d}"
    if reports is None:
        yield "probes only: no TLS reports are read"
    elif not reports.is_heard:
        yield "probes only: no reporter wrote in the last thirty days"
    else:
        yield f"reports: {reports.sessions} sessions of {reports.organizations} organizations"
