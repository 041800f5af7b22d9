"""Texts of the standards as values: read as a strict sender does, or explained in full.

A text that senders refuse raises a `StandardsError` with everything that is wrong with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtasts_pages.standards.mistakes.defects import is_refused
from mtasts_pages.standards.mistakes.kinds import DefectKind, Gravity
from mtasts_pages.standards.mistakes.mx import examine_mx
from mtasts_pages.standards.mistakes.names import examine_name
from mtasts_pages.standards.mistakes.policy import examine_policy
from mtasts_pages.standards.mistakes.policy_record import examine_policy_record
from mtasts_pages.standards.mistakes.tls_reporting import (
    encode_rua,
    examine_rua,
    examine_tls_reporting_record,
)
from mtasts_pages.standards.mtasts import (
    MxPattern,
    PolicyRecord,
    format_policy,
    format_policy_record,
)
from mtasts_pages.standards.names import is_domain
from mtasts_pages.standards.tlsrpt import TlsReportingRecord, format_tls_reporting_record

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mtasts_pages.standards.mistakes.defects import Defect
    from mtasts_pages.standards.mtasts import Policy


class StandardsError(ValueError):
    """A text that is not what the standard asks for.

    ::

        StandardsError
        ├── DomainError            a policy domain
        ├── MxPatternError         the value of an `mx` line
        ├── PolicyError            a policy file
        ├── PolicyRecordError      an `_mta-sts` TXT record
        └── TlsReportingError      an `_smtp._tls` TXT record, or one of its addresses

    The message is that of the first defect that makes senders refuse the text.

    Attributes:
        defects: Everything that was found, in the order of the text.
        repair: The whole text as it was evidently meant, where that is clear.

    """

    def __init__(self, defects: Iterable[Defect], repair: str | None = None) -> None:
        self.defects = tuple(defects)
        self.repair = repair
        first = min(self.defects, key=lambda defect: defect.gravity is not Gravity.REFUSED)
        self.message = first.message
        self.hint = first.hint
        super().__init__(first.message)


class DomainError(StandardsError):
    """The text is not the name of a policy domain."""


class MxPatternError(StandardsError):
    """The text is neither a host name nor ``*.`` and a host name."""


class PolicyError(StandardsError):
    """Strict senders refuse the policy file."""


class PolicyRecordError(StandardsError):
    """Strict senders refuse or overlook the policy record."""


class TlsReportingError(StandardsError):
    """Reporters refuse the TLS reporting record or an address in it."""


def parse_domain(text: str) -> str:
    """Return the policy domain that a person wrote as *text*: lower-case A-labels, no final dot.

    White space around it and one final dot are accepted. Names outside ASCII are mapped by UTS 46
    and must have A-labels by IDNA 2008 that lead back to the same name.

    Raises:
        DomainError: It is no fully qualified host name; the defects say where and why.

    >>> parse_domain("EXAMPLE.com.")
    'example.com'
    >>> parse_domain("Bücher.example")
    'xn--bcher-kva.example'
    """
    if is_domain(text):
        return text.lower()
    bare = text.strip().removesuffix(".")
    found = examine_name(bare, at=len(text) - len(text.lstrip()))
    if found.name is None or is_refused(found.defects):
        raise DomainError(found.defects, repair=found.name)
    return found.name


def parse_mx_pattern(text: str) -> MxPattern:
    """Return the MX pattern written as *text* (RFC 8461, section 3.2: ``["*."] Domain``).

    Letter case does not matter, and a name outside ASCII becomes A-labels. What people paste
    beside the name (a priority, a final dot, a URL) is an error that proposes the bare name.

    Raises:
        MxPatternError: It is neither a host name nor ``*.`` and a host name.

    >>> parse_mx_pattern("*.Mail.Example.NET").text
    '*.mail.example.net'
    >>> try:
    ...     parse_mx_pattern("10 mx1.example.com.")
    ... except MxPatternError as error:
    ...     print(error, error.repair, sep=chr(10))
    `10` is the priority of an MX record, not a part of the host
    mx1.example.com
    """
    if text.isascii():
        try:
            return MxPattern(text.lower())
        except ValueError:
            pass  # examined below as it was written
    found = examine_mx(text)
    # Accepted here, but not in a policy file: a name outside ASCII
    others = tuple(d for d in found.defects if d.kind is not DefectKind.MX_NOT_A_LABEL)
    if found.name is None or is_refused(others):
        raise MxPatternError(found.defects, repair=found.name)
    return MxPattern(found.name)


def find_mx_defects(text: str) -> tuple[Defect, ...]:
    """Return everything that is wrong with or odd about the MX pattern *text*.

    More than `parse_mx_pattern` refuses: a valid name may be a placeholder, or a host that
    receives no mail.

    >>> [defect.kind.value for defect in find_mx_defects("ms12345678.msv1.invalid")]
    ['not-receiving-host']
    """
    return examine_mx(text).defects


def parse_policy(data: bytes) -> Policy:
    r"""Return the policy in *data*, read as a strict sender does.

    Raises:
        PolicyError: Strict senders refuse the text; the error carries everything that was found.

    >>> parse_policy(b"version: STSv1\nmode: none\nmax_age: 86400\n")
    Policy(mode=<Mode.NONE: 'none'>, max_age=86400, mx=())
    >>> parse_policy(b"version: STSv1\nmode: enforced\nmx: mx1.example.com\nmax_age: 604800\n")
    Traceback (most recent call last):
    ...
    mtasts_pages.standards.reading.PolicyError: `enforced` is not a mode
    """
    defects, policy = examine_policy(data)
    if policy is None or is_refused(defects):
        repair = None if policy is None else format_policy(policy).decode("ascii")
        raise PolicyError(defects, repair=repair)
    return policy


def find_policy_defects(data: bytes) -> tuple[Defect, ...]:
    r"""Return everything that is wrong with or odd about the policy file *data*, in its order.

    Of each kind at most `SAME_KIND_LIMIT` places are named.

    >>> for defect in find_policy_defects(b"version: STSv1\nmode: test\nmx: mx.example.net.\n"):
    ...     print(defect.line, defect.column, defect.kind, defect.repair)
    2 7 mode-unknown testing
    3 5 reserved-host None
    3 19 mx-trailing-dot mx.example.net
    4 1 missing-key None
    """
    return examine_policy(data)[0]


def propose_policy(data: bytes) -> Policy | None:
    r"""Return the policy that the author of *data* evidently meant, or None if that is unclear.

    A proposal for a person to look at; nothing is ever published because of it.

    >>> propose_policy(b"  version: STSv1\n  mode: Enforce\n  mx: 10 mx.example.net.\n"
    ...                b"  max_age: 604,800\n").max_age
    604800
    """
    return examine_policy(data)[1]


def parse_policy_record(text: str) -> PolicyRecord:
    """Return the policy record in *text*, the joined strings of one TXT record.

    Raises:
        PolicyRecordError: Strict senders refuse or overlook it; the error carries all defects.

    >>> parse_policy_record("v=STSv1; id=20261123120000; ext=1;")
    PolicyRecord(id='20261123120000')
    >>> parse_policy_record("v=STSv1; id=2026-11-23")
    Traceback (most recent call last):
    ...
    mtasts_pages.standards.reading.PolicyRecordError: the `id` `2026-11-23` holds `-`
    """
    defects, policy_id = examine_policy_record(text)
    if policy_id is None or is_refused(defects):
        repair = None if policy_id is None else format_policy_record(PolicyRecord(policy_id))
        raise PolicyRecordError(defects, repair=repair)
    return PolicyRecord(policy_id)


def find_record_defects(text: str) -> tuple[Defect, ...]:
    """Return everything that is wrong with or odd about the policy record *text*.

    >>> for defect in find_record_defects("v=STSv1 ; id=a; id=b"):
    ...     print(defect.column, defect.kind)
    8 record-space-after-version
    17 id-duplicate
    """
    return examine_policy_record(text)[0]


def parse_rua(text: str) -> str:
    """Return the reporting address that a person wrote as *text* as a record holds it.

    ``,``, ``!`` and ``;`` are percent-encoded, the scheme is put in lower case, and a host outside
    ASCII becomes A-labels.

    Raises:
        TlsReportingError: It is neither a ``mailto:`` nor an ``https:`` address.

    >>> parse_rua("mailto:tls-reports@example.com")
    'mailto:tls-reports@example.com'
    >>> parse_rua("https://reports.example.com/v1;tenant=7")
    'https://reports.example.com/v1%3Btenant=7'
    >>> parse_rua("tls-reports@example.com")
    Traceback (most recent call last):
    ...
    mtasts_pages.standards.reading.TlsReportingError: `tls-reports@example.com` has no scheme
    """
    defects, meant = examine_rua(encode_rua(text.strip()))
    if meant is None or is_refused(defects):
        raise TlsReportingError(defects, repair=meant)
    return meant


def parse_tls_reporting_record(text: str) -> TlsReportingRecord:
    """Return the TLS reporting record in *text*, the joined strings of one TXT record.

    Raises:
        TlsReportingError: Reporters refuse or overlook it; the error carries all defects.

    >>> parse_tls_reporting_record("v=TLSRPTv1;rua=mailto:a@example.com , https://b.example.com/")
    TlsReportingRecord(rua=('mailto:a@example.com', 'https://b.example.com/'))
    """
    defects, rua = examine_tls_reporting_record(text)
    if not rua or is_refused(defects):
        repair = format_tls_reporting_record(TlsReportingRecord(rua)) if rua else None
        raise TlsReportingError(defects, repair=repair)
    return TlsReportingRecord(rua)


def find_tls_reporting_defects(text: str) -> tuple[Defect, ...]:
    """Return everything that is wrong with or odd about the TLS reporting record *text*.

    >>> [str(defect.kind) for defect in find_tls_reporting_defects("v=TLSRPTv1; rua=a@b.example")]
    ['rua-scheme']
    """
    return examine_tls_reporting_record(text)[0]
