r"""RFC 8461 (MTA-STS) and RFC 8460 (TLS reporting) as values, for this program and for others.

A domain says by MTA-STS that mail to it has to be encrypted, and to which hosts. It publishes a
*policy* at ``https://mta-sts.<domain>/.well-known/mta-sts.txt``: a `Mode`, the `MxPattern` of each
MX host, and for how many seconds a sender may rely on it. A *policy record* in DNS, ``_mta-sts``,
carries an id that changes with the policy and tells senders to fetch it again; a *TLS reporting
record*, ``_smtp._tls``, names the addresses for the senders' daily reports. A sender that holds a
policy of mode ``enforce`` delivers only over TLS, and only to hosts that the policy names and whose
certificates prove them.

For each of the three there is a value, a ``parse_`` that is as strict as the RFC, a ``format_``
that is its inverse, and a ``find_…_defects`` that explains a text in full:

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

from mtasts_pages.standards.defects import (
    SAME_KIND_LIMIT,
    Defect,
    DomainError,
    MxPatternError,
    PolicyError,
    PolicyRecordError,
    StandardsError,
    TlsReportingError,
    is_refused,
)
from mtasts_pages.standards.kinds import DefectKind, Gravity, Reaction
from mtasts_pages.standards.names import (
    MxPattern,
    find_mx_defects,
    parse_domain,
    parse_mx_pattern,
)
from mtasts_pages.standards.policy import (
    find_policy_defects,
    format_policy,
    parse_policy,
    propose_policy,
)
from mtasts_pages.standards.record import (
    PolicyRecord,
    find_record_defects,
    format_policy_record,
    parse_policy_record,
)
from mtasts_pages.standards.terms import MAX_AGE_LIMIT, POLICY_SIZE_LIMIT, Mode, Policy
from mtasts_pages.standards.tlsrpt import (
    TlsReportingRecord,
    find_tls_reporting_defects,
    format_tls_reporting_record,
    parse_rua,
    parse_tls_reporting_record,
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
    "is_refused",
    "parse_domain",
    "parse_mx_pattern",
    "parse_policy",
    "parse_policy_record",
    "parse_rua",
    "parse_tls_reporting_record",
    "propose_policy",
]
