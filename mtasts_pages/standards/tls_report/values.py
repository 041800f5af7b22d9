"""A TLS report as values; every text in it is what a stranger wrote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class PolicyType(StrEnum):
    """Which policy the sessions of an entry were held to (RFC 8460, section 4.4)."""

    STS = "sts"
    TLSA = "tlsa"  # DANE, RFC 7672
    NONE = "no-policy-found"
    OTHER = "other"  # anything else; the text is kept


class ResultType(StrEnum):
    """Why sessions failed (RFC 8460, section 4.3)."""

    STARTTLS_NOT_SUPPORTED = "starttls-not-supported"
    CERTIFICATE_HOST_MISMATCH = "certificate-host-mismatch"
    CERTIFICATE_EXPIRED = "certificate-expired"
    CERTIFICATE_NOT_TRUSTED = "certificate-not-trusted"
    VALIDATION_FAILURE = "validation-failure"
    TLSA_INVALID = "tlsa-invalid"
    DNSSEC_INVALID = "dnssec-invalid"
    DANE_REQUIRED = "dane-required"
    STS_POLICY_FETCH_ERROR = "sts-policy-fetch-error"
    STS_POLICY_INVALID = "sts-policy-invalid"
    STS_WEBPKI_INVALID = "sts-webpki-invalid"
    OTHER = "other"  # anything else; the text is kept


class Oddity(StrEnum):
    """A departure from RFC 8460 that senders are known for; none of them is fatal."""

    BYTE_ORDER_MARK = "byte-order-mark"
    NOT_UTF_8 = "not-utf-8"
    CONTACT_MISSING = "contact-missing"
    COUNT_AS_TEXT = "count-as-text"
    COUNT_MISSING = "count-missing"
    COUNT_UNUSABLE = "count-unusable"
    DATE_BEYOND_DAY = "date-beyond-day"
    DATE_MISSING = "date-missing"
    DATE_SWAPPED = "date-swapped"
    DATE_WITHOUT_ZONE = "date-without-zone"
    DETAILS_DIFFER = "details-differ"
    DETAILS_MISSING = "details-missing"
    DOMAIN_MISSING = "domain-missing"
    EMPTY_FIELD = "empty-field"
    FIELD_ALIAS = "field-alias"
    MX_HOST_AS_TEXT = "mx-host-as-text"
    MX_HOST_PREFIX = "mx-host-prefix"
    ORGANIZATION_MISSING = "organization-missing"
    POLICIES_AS_OBJECT = "policies-as-object"
    POLICY_STRING_AS_JSON = "policy-string-as-json"
    POLICY_STRING_AS_TEXT = "policy-string-as-text"
    POLICY_TYPE_UNKNOWN = "policy-type-unknown"
    REPORT_ID_MISSING = "report-id-missing"
    RESULT_TYPE_UNKNOWN = "result-type-unknown"


@dataclass(frozen=True, slots=True)
class Failure:
    """Sessions that failed for one reason; the counts of several may overlap (section 4.2)."""

    result_type: ResultType
    text: str
    """The result type as written, in lower case."""
    sessions: int
    mx_host: str | None
    """The MX host that the sender connected to, in lower case without a final dot."""
    sending_ip: str | None
    receiving_ip: str | None
    reason: str | None
    information: str | None


@dataclass(frozen=True, slots=True)
class PolicyReport:
    """What was seen under one policy of one domain. It, not the report, is the unit to count by."""

    type: PolicyType
    text: str
    """The policy type as written."""
    domain: str | None
    """The policy domain in lower case without a final dot, where the report names one."""
    policy: tuple[str, ...]
    """The lines of the policy, or the TLSA records, that the sender held; often none."""
    mx_hosts: tuple[str, ...]
    successful: int
    failed: int
    failures: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class TlsReport:
    """One report."""

    organization: str
    contact: str | None
    report_id: str
    start: datetime
    """In UTC; the first moment that the report is about."""
    end: datetime
    """In UTC. Some senders mean this moment, others the second before it."""
    policies: tuple[PolicyReport, ...]
    oddities: frozenset[Oddity]
