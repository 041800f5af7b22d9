"""What one report says of one domain, small enough to be sent from process to process."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import blake2b

from mtasts_pages.standards.names import is_domain
from mtasts_pages.standards.tls_report import Failure, PolicyReport, PolicyType, TlsReport
from mtasts_pages.world.mail.containers import Document
from mtasts_pages.world.mail.signature import Belief

_SECOND = timedelta(seconds=1)
_SUBJECT = re.compile(r"Report Domain:\s*([^\s,;]{1,253})", re.IGNORECASE)
_ID = re.compile(r"(?:^|[_+])([A-Za-z0-9][A-Za-z0-9.-]{0,251}\.[A-Za-z0-9-]{2,63})\.?(?:@.*)?$")


@dataclass(frozen=True, slots=True)
class Entry:
    """The sessions under one policy."""

    type: PolicyType
    policy: tuple[str, ...]
    successful: int
    failed: int
    failures: tuple[Failure, ...]
    key: int
    """Equal for what is reported of the same policy in the same report."""
    content: int
    """Equal where everything else is the same too: then it is a duplicate."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What one report says of one domain."""

    organization: str
    domain: str | None
    """``None`` when neither the report nor its mail names one."""
    first: date
    last: date
    """The days that it is about, in UTC; nearly always one."""
    belief: Belief
    entries: tuple[Entry, ...]


def list_statements(report: TlsReport, document: Document, belief: Belief) -> Iterator[Statement]:
    """Yield what *report* says, a domain at a time; it came as *document*."""
    by_domain: dict[str | None, list[PolicyReport]] = {}
    fallback = None
    for policy in report.policies:
        domain = policy.domain
        if domain is None:
            fallback = fallback or guess_domain(report, document)
            domain = fallback
        by_domain.setdefault(domain, []).append(policy)
    first = report.start.date()
    # The end is midnight with some senders, the second before it with others.
    last = max(first, (report.end - _SECOND).date())
    for domain, policies in by_domain.items():
        entries = tuple(_make_entry(report, domain, policy) for policy in policies)
        yield Statement(report.organization, domain, first, last, belief, entries)


def guess_domain(report: TlsReport, document: Document) -> str | None:
    """Return the domain of a report whose policies name none, if anything around them does.

    Asked in this order: the field TLS-Report-Domain, the Subject (RFC 8460, 5.3), the name of the
    file (5.1), the report-id.
    """
    guesses: list[str | None] = []
    if document.mail is not None:
        subject = _SUBJECT.search(document.mail.subject)
        guesses += [document.mail.report_domain, subject[1] if subject else None]
    pieces = document.name.rpartition("/")[2].split("!")
    guesses.append(pieces[1] if len(pieces) > 3 else None)  # noqa: PLR2004 - submitter, domain, two times
    found = _ID.search(report.report_id)
    guesses.append(found[1] if found else None)
    plain = (guess.strip("<>. ").lower() for guess in guesses if guess)
    return next(filter(is_domain, plain), None)


def _make_entry(report: TlsReport, domain: str | None, policy: PolicyReport) -> Entry:
    key = (
        report.organization.casefold(), report.report_id, domain, report.start, report.end,
        policy.type, policy.text, policy.policy,
    )  # fmt: skip
    return Entry(
        type=policy.type,
        policy=policy.policy,
        successful=policy.successful,
        failed=policy.failed,
        failures=policy.failures,
        key=_digest(repr(key)),
        content=_digest(repr((policy.successful, policy.failed, policy.failures))),
    )


def _digest(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest())
