"""The TLS reporting record (RFC 8460, 3)."""

from __future__ import annotations

from mtasts_pages.checks.codes import Code
from mtasts_pages.checks.finding import Finding, find
from mtasts_pages.checks.intent import Intent
from mtasts_pages.standards.defects import is_refused
from mtasts_pages.standards.kinds import Gravity
from mtasts_pages.standards.tlsrpt import (
    VERSION_FIELD,
    find_tls_reporting_defects,
    parse_tls_reporting_record,
)
from mtasts_pages.state import Lookup
from mtasts_pages.text import quote


def judge_tls_reporting(intent: Intent, record: Lookup) -> tuple[Finding, ...]:
    """Return what is wrong with the TLS reporting record."""
    name, wanted = intent.reporting_name, intent.domain.tls_reports
    if record.failed:
        message = f"the DNS gives no answer for `{name}`: {record.detail}"
        return (find(Code.REPORTING_UNANSWERED, name, message),)
    # RFC 8460, 3: what does not begin with the version is discarded.
    texts = [text for text in record.values if text.startswith(VERSION_FIELD)]
    if len(texts) > 1:
        message = f"`{name}` has {len(texts)} TLS reporting records; reporters send nothing"
        return (find(Code.REPORTING_SEVERAL, name, message),)
    if texts:
        return _judge_text(intent, name, texts[0])
    meant = next((text for text in record.values if "tlsrptv1" in text.lower()), None)
    if meant is not None:
        message = f"the text {quote(meant)} at `{name}` is overlooked by reporters"
        return (find(Code.REPORTING_INVALID, name, message),)
    if not wanted:
        return ()
    beside = f", only {quote(record.values[0])}" if record.values else ""
    message = f"there is no TLS reporting record `{name}`{beside}"
    return (find(Code.REPORTING_MISSING, name, message),)


def _judge_text(intent: Intent, name: str, text: str) -> tuple[Finding, ...]:
    defects = find_tls_reporting_defects(text)
    if is_refused(defects):
        first = next(defect for defect in defects if defect.gravity is Gravity.REFUSED)
        message = f"the TLS reporting record `{name}` is refused: {first.message}"
        return (find(Code.REPORTING_INVALID, name, message, hint=first.hint),)
    found = [
        find(
            Code.REPORTING_ODD,
            name,
            f"reporters do not read the TLS reporting record `{name}` alike: {defect.message}",
            hint=defect.hint,
        )
        for defect in defects
        if defect.gravity is Gravity.RISKY
    ][:1]
    wanted = intent.domain.tls_reports
    present = parse_tls_reporting_record(text).rua
    if wanted and set(present) != set(wanted):
        listed = ", ".join(quote(uri) for uri in present[:3])
        message = f"`{name}` asks for reports to {listed}, not to what the config names"
        found.append(find(Code.REPORTING_DIFFERS, name, message))
    return tuple(found)
