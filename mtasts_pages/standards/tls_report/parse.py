"""A TLS report out of the bytes of its JSON: liberal in what it takes, bounded in what it holds."""

from __future__ import annotations

import codecs
import json
from typing import Any

from mtasts_pages.standards.tls_report.fields import (
    Odd,
    read_count,
    read_dates,
    read_host,
    read_mx_hosts,
    read_policy_string,
    read_text,
)
from mtasts_pages.standards.tls_report.values import (
    Failure,
    Oddity,
    PolicyReport,
    PolicyType,
    ResultType,
    TlsReport,
)

SIZE_LIMIT = 8 << 20
"""Bytes of one report, unpacked; real ones have a few thousand."""

POLICY_LIMIT = 10_000
"""Policies of one report."""

FAILURE_LIMIT = 10_000
"""Failure details of one report, all policies together."""

_POLICY_TYPES = {member.value: member for member in PolicyType}
_RESULT_TYPES = {member.value: member for member in ResultType}
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class TlsReportError(ValueError):
    """Bytes that are no TLS report; the message is a clause such as ``it is not JSON``."""


def parse_report(data: bytes) -> TlsReport:
    """Return the report in *data*, the bytes of its JSON, not compressed.

    Raises:
        TlsReportError: They are no report, or one beyond the limits of this module.

    >>> parse_report(b"[]")
    Traceback (most recent call last):
    ...
    mtasts_pages.standards.tls_report.parse.TlsReportError: it is JSON, but no report
    """
    if len(data) > SIZE_LIMIT:
        raise TlsReportError(f"it is larger than {SIZE_LIMIT >> 20} MiB")
    odd: Odd = set()
    document = _load(data, odd)
    if not isinstance(document, dict) or "policies" not in document:
        raise TlsReportError("it is JSON, but no report")
    dates = read_dates(document.get("date-range"), odd)
    if dates is None:
        raise TlsReportError("it does not say what day it is about")
    organization = read_text(document, "organization-name", odd)
    if organization is None:
        odd.add(Oddity.ORGANIZATION_MISSING)
    contact = read_text(document, "contact-info", odd)
    if contact is None:
        odd.add(Oddity.CONTACT_MISSING)
    report_id = read_text(document, "report-id", odd)
    if report_id is None:
        odd.add(Oddity.REPORT_ID_MISSING)
    policies = _read_policies(document["policies"], odd)
    return TlsReport(
        organization=organization or "unknown",
        contact=contact,
        report_id=report_id or "",
        start=dates[0],
        end=dates[1],
        policies=policies,
        oddities=frozenset(odd),
    )


def _load(data: bytes, odd: Odd) -> object:
    if data.startswith(_UTF_16):
        odd |= {Oddity.BYTE_ORDER_MARK, Oddity.NOT_UTF_8}
        text = data.decode("utf-16", "replace")
    else:
        if data.startswith(codecs.BOM_UTF8):
            odd.add(Oddity.BYTE_ORDER_MARK)
            data = data[len(codecs.BOM_UTF8) :]
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            odd.add(Oddity.NOT_UTF_8)
            text = data.decode("utf-8", "replace")
    try:
        # A few reporters leave line ends inside a text: not strict.
        return json.loads(text, strict=False)
    except RecursionError:
        raise TlsReportError("its JSON is nested too deeply") from None
    except ValueError:  # digits beyond the limit of int() are one as well
        raise TlsReportError("it is not JSON") from None


def _read_policies(value: object, odd: Odd) -> tuple[PolicyReport, ...]:
    if isinstance(value, dict):
        odd.add(Oddity.POLICIES_AS_OBJECT)
        value = [value]
    if not isinstance(value, list):
        raise TlsReportError("it is JSON, but no report")
    if len(value) > POLICY_LIMIT:
        raise TlsReportError(f"it has more than {POLICY_LIMIT:,} policies")
    room = FAILURE_LIMIT
    policies = []
    for item in value:
        if not isinstance(item, dict):
            continue
        policy = _read_policy(item, room, odd)
        room -= len(policy.failures)
        policies.append(policy)
    return tuple(policies)


def _read_policy(item: dict[str, Any], room: int, odd: Odd) -> PolicyReport:
    policy, summary = item.get("policy"), item.get("summary")
    policy = policy if isinstance(policy, dict) else {}
    summary = summary if isinstance(summary, dict) else {}
    text = (read_text(policy, "policy-type", odd) or "").lower()
    kind = _POLICY_TYPES.get(text, PolicyType.OTHER)
    if kind is PolicyType.OTHER:
        odd.add(Oddity.POLICY_TYPE_UNKNOWN)
    domain = read_host(read_text(policy, "policy-domain", odd))
    if domain is None:
        odd.add(Oddity.DOMAIN_MISSING)
    failed = read_count(summary, "total-failure-session-count", odd)
    failures = _read_failures(item.get("failure-details"), room, odd)
    if failed and not failures:
        odd.add(Oddity.DETAILS_MISSING)
    elif failures and sum(failure.sessions for failure in failures) != failed:
        odd.add(Oddity.DETAILS_DIFFER)
    return PolicyReport(
        type=kind,
        text=text,
        domain=domain,
        policy=read_policy_string(policy.get("policy-string"), odd),
        mx_hosts=read_mx_hosts(policy.get("mx-host"), odd),
        successful=read_count(summary, "total-successful-session-count", odd),
        failed=failed,
        failures=failures,
    )


def _read_failures(value: object, room: int, odd: Odd) -> tuple[Failure, ...]:
    if isinstance(value, dict):
        value = [value]
    if not value or not isinstance(value, list):
        return ()
    if len(value) > room:
        raise TlsReportError(f"it has more than {FAILURE_LIMIT:,} failure details")
    return tuple(_read_failure(item, odd) for item in value if isinstance(item, dict))


def _read_failure(item: dict[str, Any], odd: Odd) -> Failure:
    text = (read_text(item, "result-type", odd) or "").lower()
    kind = _RESULT_TYPES.get(text, ResultType.OTHER)
    if kind is ResultType.OTHER:
        odd.add(Oddity.RESULT_TYPE_UNKNOWN)
    mx_host = read_text(item, "receiving-mx-hostname", odd, "receiving-mx-host-name")
    return Failure(
        result_type=kind,
        text=text,
        sessions=read_count(item, "failed-session-count", odd),
        mx_host=read_host(mx_host),
        sending_ip=read_text(item, "sending-mta-ip", odd),
        receiving_ip=read_text(item, "receiving-ip", odd),
        reason=read_text(item, "failure-reason-code", odd),
        information=read_text(item, "additional-information", odd, "additional-info-uri"),
    )
