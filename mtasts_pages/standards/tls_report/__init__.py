"""TLS reports (RFC 8460, 4): what a sender saw of a domain's TLS in a day.

``values`` is the report, ``parse`` makes it of bytes. Real reports depart from the RFC in some
thirty ways: what they say is taken as it was meant, and each departure is named as an `Oddity`.
"""

from mtasts_pages.standards.tls_report.parse import TlsReportError, parse_report
from mtasts_pages.standards.tls_report.values import (
    Failure,
    Oddity,
    PolicyReport,
    PolicyType,
    ResultType,
    TlsReport,
)

__all__ = [
    "Failure",
    "Oddity",
    "PolicyReport",
    "PolicyType",
    "ResultType",
    "TlsReport",
    "TlsReportError",
    "parse_report",
]
