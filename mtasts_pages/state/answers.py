"""What the DNS answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from mtasts_pages.dns import Sighting


class AnswerKind(StrEnum):
    """What came back for one question."""

    RECORDS = "records"
    NOTHING = "nothing"
    """The name has no such record (NODATA), or does not exist (NXDOMAIN)."""
    FAILED = "failed"
    """No answer that could be relied on: a time-out, SERVFAIL, REFUSED."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question.

    Values are texts: host names lower-case without the final dot, TXT strings joined
    without spaces (RFC 8461, 3.1). Two answers are equal when they say the same; how they
    came about does not count.
    """

    kind: AnswerKind
    values: tuple[str, ...] = ()
    detail: str = ""
    alias: str = field(default="", compare=False)
    """Where a CNAME at the name leads when another type was asked for; no final dot."""
    ttl: int | None = field(default=None, compare=False)
    """Seconds for which caches may go on with the answer."""
    sightings: tuple[Sighting, ...] = field(default=(), compare=False)
    """What each authoritative name server said, where they were asked."""
    dissent: tuple[Answer, ...] = field(default=(), compare=False)
    """What authoritative name servers say, an answer each, where they disagree."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers that concern one policy domain."""

    policy_host: Answer
    """CNAME records of ``mta-sts.<domain>``."""
    policy_record: Answer
    """TXT records of ``_mta-sts.<domain>``."""
    tls_reporting: Answer
    """TXT records of ``_smtp._tls.<domain>``."""
    verification: Answer
    """TXT records of ``_github-pages-challenge-<owner>.<domain>``."""
