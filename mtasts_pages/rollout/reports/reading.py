"""Items read into what they say: the part of the work that is done in processes of its own."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache

from mtasts_pages.rollout.reports.statement import Statement, list_statements
from mtasts_pages.standards.tls_report import TlsReportError, parse_report
from mtasts_pages.world.dns.resolver import Resolver
from mtasts_pages.world.mail.containers import ContainerError, Document, Fault, unpack
from mtasts_pages.world.mail.paths import Item, read_item
from mtasts_pages.world.mail.signature import Belief, FindKey, judge_signature

MAIL_DISAGREES = "mail-disagrees"
"""The oddity of a mail that names another domain than its report, which leads (RFC 8460, 5.6)."""

_EXAMPLES = 20
"""Unreadable items of a batch that are named."""


@dataclass(frozen=True, slots=True)
class How:
    """What reading goes by, beside the items."""

    now: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    """The moment of asking, against which the ends of signatures are held."""
    since: date | None = None
    until: date | None = None
    trusted: tuple[str, ...] = ()
    """The authserv-ids whose word on signatures is believed."""
    with_keys: bool = True
    """Whether the DNS is asked for the keys of signatures."""
    name_server: tuple[str, int] | None = None
    with_names: bool = False
    """Whether the names of what held reports are kept, to be moved."""


@dataclass(frozen=True, slots=True)
class Task:
    """Items of one source, to be read in one go."""

    source: int
    items: tuple[Item, ...]
    how: How


@dataclass(slots=True)
class Reading:
    """What came of a task."""

    source: int
    reports: int = 0
    others: int = 0
    """Files and mails that are no reports, which nobody said they were."""
    outside: int = 0
    """Reports of days that were not asked for."""
    unreadable: int = 0
    examples: list[tuple[str, str]] = field(default_factory=list)
    """Names of unreadable items, each with the reason as a clause."""
    oddities: Counter[str] = field(default_factory=Counter)
    beliefs: Counter[Belief] = field(default_factory=Counter)
    names: list[str] = field(default_factory=list)
    """What held reports, where that was asked for."""
    statements: list[tuple[Statement, ...]] = field(default_factory=list)
    """What each report says, a domain at a time."""


def read_task(task: Task) -> Reading:
    """Return what the items of *task* say. Whatever they hold, none of them ends the work."""
    reading = Reading(task.source)
    for item in task.items:
        _read(item, task.how, reading)
    return reading


def _read(item: Item, how: How, reading: Reading) -> None:
    try:
        data = read_item(item)
    except OSError as error:
        _note(reading, item, error.strerror or "it cannot be read")
        return
    if data is None:
        _note(reading, item, Fault.TOO_LARGE.meaning)
        return
    found = False
    reason: str | None = None
    try:
        for document in unpack(data, item.name):
            try:
                _take(document, how, reading)
                found = True
            except TlsReportError as error:
                reason = reason or str(error)
    except ContainerError as error:
        reason = error.fault.meaning
    if found and how.with_names:
        reading.names.append(item.name)
    if reason is not None:
        _note(reading, item, reason)
    elif not found and item.is_named:
        _note(reading, item, Fault.NO_REPORT.meaning)
    elif not found:
        reading.others += 1


def _take(document: Document, how: How, reading: Reading) -> None:
    report = parse_report(document.data)
    reading.oddities.update(oddity.value for oddity in report.oddities)
    reading.oddities.update(oddity.value for oddity in document.oddities)
    day = report.start.date()
    if (how.since is not None and day < how.since) or (how.until is not None and day > how.until):
        reading.outside += 1
        return
    belief = Belief.NONE
    if document.mail is not None:
        keys = _make_key_finder(how.name_server) if how.with_keys else None
        belief = judge_signature(document.raw, document.mail, how.now, how.trusted, keys)
    reading.reports += 1
    reading.beliefs[belief] += 1
    statements = tuple(list_statements(report, document, belief))
    reading.statements.append(statements)
    named = None if document.mail is None else document.mail.report_domain
    if named is not None and any(each.domain not in (None, named) for each in statements):
        reading.oddities[MAIL_DISAGREES] += 1


def _note(reading: Reading, item: Item, reason: str) -> None:
    reading.unreadable += 1
    if len(reading.examples) < _EXAMPLES:
        reading.examples.append((item.name, reason))


@lru_cache(maxsize=4)
def _make_key_finder(name_server: tuple[str, int] | None) -> FindKey:
    """Return what asks the DNS for keys, each of them once a process."""
    resolver = Resolver(name_server)

    @lru_cache(maxsize=1_000)
    def find_key(name: str) -> tuple[bytes | None, str | None]:
        answer = resolver.look_up(name, "TXT")
        if answer.failed:
            return None, answer.silence
        return (answer.values[0].encode("utf-8", "replace") if answer.values else None), None

    def find(name: str) -> bytes | None:
        found, failure = find_key(name)
        if failure is not None:
            raise OSError(failure)
        return found

    return find
