"""A finding, one fault of one domain, and its kind, as values.

Each kind of fault is one row in the file of the judge that finds it: what it is, what to do about
it and why it matters. ``catalogue`` gathers the rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters, worst first.

    An *error*: a sender that comes now gets no policy, or cannot deliver or report as the policy
    wants. A *warning*: it works now, but not for every sender, or not for long, or it is not what
    the config says. *Info*: worth knowing, or impossible to tell from here.
    """

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Area(StrEnum):
    """What a finding is about."""

    RECORD = "The policy record"
    HOST = "The policy host"
    FILE = "The policy"
    MAIL = "The MX hosts"
    REPORTING = "The TLS reporting record"
    GITHUB = "GitHub"
    AROUND = "The zone around it"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fault.

    Attributes:
        code: Its stable code; scripts, dashboards and suppressions refer to it.
        area: What it is about.
        severity: How much it matters. Findings about MX hosts are errors while the policy is
            enforced and warnings before, when senders deliver anyway.
        meaning: What is wrong, in one sentence.
        hint: What to do about it, in one sentence.
        why: Why it matters, in a sentence or two for the documentation.
        explains: The codes of the findings that follow from this one, and are left out beside it.

    """

    code: str
    area: Area
    severity: Severity
    meaning: str
    hint: str
    why: str
    explains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found wrong, or worth knowing.

    Attributes:
        kind: The kind of fault.
        severity: How much it matters here.
        subject: What has the fault: the name of a record or a host, a repository.
        message: One sentence, names in backquotes.
        hint: What to do about it.

    """

    kind: Kind
    severity: Severity
    subject: str
    message: str
    hint: str

    @property
    def code(self) -> str:
        """The code of its kind."""
        return self.kind.code

    @property
    def has_own_hint(self) -> bool:
        """Whether the judge knew more of the case than the hint of its kind says."""
        return self.hint != self.kind.hint


def find(
    kind: Kind,
    subject: str,
    message: str,
    *,
    hint: str | None = None,
    severity: Severity | None = None,
) -> Finding:
    """Return a finding, with the severity and the hint of its kind unless others are given."""
    return Finding(kind, severity or kind.severity, subject, message, hint or kind.hint)


def worst(findings: Iterable[Finding]) -> Severity | None:
    """Return the gravest severity among *findings*, ``None`` when there are none."""
    present = {finding.severity for finding in findings}
    return next((severity for severity in Severity if severity in present), None)


# What several kinds of different files share.
ASK_NAME_SERVERS = (
    "query the zone's name servers directly, for example with `dig`, and fix what fails"
)
USE_PRINTED_RECORD = "replace the record with the one that `mtasts-pages dns` prints"
KEEP_ONE_RECORD = "remove all but one; `mtasts-pages dns` shows the right one"
NO_ANSWER = (
    "A timeout, SERVFAIL or REFUSED is not the same as no record: senders learn nothing, and"
    " resolvers cache failures too. An expired DNSSEC signature looks like this."
)
