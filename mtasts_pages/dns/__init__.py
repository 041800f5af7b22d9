"""The DNS records of a policy domain as values, and their formats. Pure."""

from mtasts_pages.dns.formats import format_json, format_record, format_table, format_zone
from mtasts_pages.dns.records import (
    Purpose,
    Record,
    RecordState,
    RecordStatus,
    describe_records,
    pages_target,
    policy_record_name,
    tls_reporting_name,
    verification_name,
)

__all__ = [
    "Purpose",
    "Record",
    "RecordState",
    "RecordStatus",
    "describe_records",
    "format_json",
    "format_record",
    "format_table",
    "format_zone",
    "pages_target",
    "policy_record_name",
    "tls_reporting_name",
    "verification_name",
]
