r"""RFC 8461 (MTA-STS) and RFC 8460 (TLS reporting) as values, for this program and for others.

``mtasts`` and ``tlsrpt`` explain the protocols and hold their three values: `Policy`,
`PolicyRecord` and `TlsReportingRecord`. ``reading`` makes them out of texts, and ``mistakes``
explains what is wrong with a text.

For each there is a ``parse_`` that is as strict as the RFC, a ``format_`` that is its inverse, and
a ``find_…_defects`` that explains a text in full:

>>> policy = parse_policy(b"version: STSv1\nmode: testing\nmx: *.example.net\nmax_age: 86400\n")
>>> policy.mx[0].matches("mx1.example.net")
True
>>> parse_policy(format_policy(policy)) == policy
True
>>> format_policy_record(PolicyRecord("20261123120000"))
'v=STSv1; id=20261123120000'
>>> for defect in find_policy_defects(b"version: STSv1\nmode: none\nmax_age: 86,400\n"):
...     print(f"{defect.line}:{defect.column}: {defect.message} ({defect.section})")
...     print(defect.hint)
3:10: `86,400` is not a number of seconds: digits are not grouped (RFC 8461, 3.2)
write `max_age: 86400`

A text that senders refuse raises a subclass of `StandardsError`, itself a ``ValueError``, that
carries all of its defects:

>>> try:
...     parse_domain("under_score.example")
... except StandardsError as error:
...     print(error)
`under_score.example` holds an underscore, which no host name does

Pure: no socket, no clock, no file. Parsers take any bytes or text, in time linear to its size.
"""

from mtasts_pages.standards.mistakes.defects import SAME_KIND_LIMIT, Defect, is_refused
from mtasts_pages.standards.mistakes.kinds import DefectKind, Gravity, Reaction
from mtasts_pages.standards.mtasts import (
    MAX_AGE_LIMIT,
    POLICY_SIZE_LIMIT,
    Mode,
    MxPattern,
    Policy,
    PolicyRecord,
    format_policy,
    format_policy_record,
    is_policy_record,
)
from mtasts_pages.standards.reading import (
    DomainError,
    MxPatternError,
    PolicyError,
    PolicyRecordError,
    StandardsError,
    TlsReportingError,
    find_mx_defects,
    find_policy_defects,
    find_record_defects,
    find_tls_reporting_defects,
    parse_domain,
    parse_mx_pattern,
    parse_policy,
    parse_policy_record,
    parse_rua,
    parse_tls_reporting_record,
    propose_policy,
)
from mtasts_pages.standards.tlsrpt import (
    TlsReportingRecord,
    format_tls_reporting_record,
    is_tls_reporting_record,
)

__all__ = [
    "MAX_AGE_LIMIT",
    "POLICY_SIZE_LIMIT",
    "SAME_KIND_LIMIT",
    "Defect",
    "DefectKind",
    "DomainError",
    "Gravity",
    "Mode",
    "MxPattern",
    "MxPatternError",
    "Policy",
    "PolicyError",
    "PolicyRecord",
    "PolicyRecordError",
    "Reaction",
    "StandardsError",
    "TlsReportingError",
    "TlsReportingRecord",
    "find_mx_defects",
    "find_policy_defects",
    "find_record_defects",
    "find_tls_reporting_defects",
    "format_policy",
    "format_policy_record",
    "format_tls_reporting_record",
    "is_policy_record",
    "is_refused",
    "is_tls_reporting_record",
    "parse_domain",
    "parse_mx_pattern",
    "parse_policy",
    "parse_policy_record",
    "parse_rua",
    "parse_tls_reporting_record",
    "propose_policy",
]
