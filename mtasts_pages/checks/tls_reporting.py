"""The TLS reporting record (RFC 8460, 3)."""

from __future__ import annotations

from mtasts_pages.checks.finding import (
    ASK_NAME_SERVERS,
    KEEP_ONE_RECORD,
    NO_ANSWER,
    USE_PRINTED_RECORD,
    Area,
    Finding,
    Kind,
    Severity,
    find,
)
from mtasts_pages.checks.standing import find_tls_reporting_records
from mtasts_pages.standards.mistakes.defects import is_refused
from mtasts_pages.standards.mistakes.kinds import Gravity
from mtasts_pages.standards.reading import find_tls_reporting_defects, parse_tls_reporting_record
from mtasts_pages.state import Lookup, Target
from mtasts_pages.text import quote

# fmt: off
REPORTING_UNANSWERED = Kind("reporting-unanswered", Area.REPORTING, Severity.WARNING,
    "The DNS lookup of the TLS reporting record fails",
    hint=ASK_NAME_SERVERS,
    why=NO_ANSWER)
REPORTING_MISSING = Kind("reporting-missing", Area.REPORTING, Severity.WARNING,
    "There is no TLS reporting record, but the config asks for one",
    hint="create the record that `mtasts-pages dns` prints",
    why="Without it nobody reports failures to you (RFC 8460, 3), and mode `testing` is pointless.")
REPORTING_SEVERAL = Kind("reporting-several", Area.REPORTING, Severity.ERROR,
    "There is more than one TLS reporting record",
    hint=KEEP_ONE_RECORD,
    why="With two records, reporters send nothing (RFC 8460, 3).")
REPORTING_INVALID = Kind("reporting-invalid", Area.REPORTING, Severity.ERROR,
    "Reporters cannot read the TLS reporting record",
    hint=USE_PRINTED_RECORD,
    why="Strict reporters refuse the text and send nothing (RFC 8460, 3).")
REPORTING_ODD = Kind("reporting-odd", Area.REPORTING, Severity.WARNING,
    "Reporters read the TLS reporting record differently",
    hint=USE_PRINTED_RECORD,
    why="Reporters disagree about the text, for example about which of two `rua` fields counts.")
REPORTING_DIFFERS = Kind("reporting-differs", Area.REPORTING, Severity.WARNING,
    "The TLS reporting record names other addresses than the config",
    hint=USE_PRINTED_RECORD,
    why="The reports go elsewhere, or not to everybody that the config names.")
# fmt: on


def judge_tls_reporting(target: Target, record: Lookup) -> tuple[Finding, ...]:
    """Return what is wrong with the TLS reporting record."""
    name, wanted = target.reporting_name, target.config.tls_reports
    if record.failed:
        return (find(REPORTING_UNANSWERED, name, record.silence),)
    texts = find_tls_reporting_records(record)
    if len(texts) > 1:
        message = f"`{name}` has {len(texts)} TLS reporting records, so reporters send nothing"
        return (find(REPORTING_SEVERAL, name, message),)
    if texts:
        return _judge_text(target, name, texts[0])
    meant = next((text for text in record.values if "tlsrptv1" in text.lower()), None)
    if meant is not None:
        message = f"reporters ignore the text {quote(meant)} at `{name}`"
        return (find(REPORTING_INVALID, name, message),)
    if not wanted:
        return ()
    beside = f", only {quote(record.values[0])}" if record.values else ""
    message = f"there is no TLS reporting record `{name}`{beside}"
    return (find(REPORTING_MISSING, name, message),)


def _judge_text(target: Target, name: str, text: str) -> tuple[Finding, ...]:
    defects = find_tls_reporting_defects(text)
    if is_refused(defects):
        first = next(defect for defect in defects if defect.gravity is Gravity.REFUSED)
        message = f"the TLS reporting record `{name}` is refused: {first.message}"
        return (find(REPORTING_INVALID, name, message, hint=first.hint),)
    found = [
        find(
            REPORTING_ODD,
            name,
            f"reporters read the TLS reporting record `{name}` differently: {defect.message}",
            hint=defect.hint,
        )
        for defect in defects
        if defect.gravity is Gravity.RISKY
    ][:1]
    wanted = target.config.tls_reports
    present = parse_tls_reporting_record(text).rua
    if wanted and set(present) != set(wanted):
        listed = ", ".join(quote(uri) for uri in present[:3])
        message = f"`{name}` asks for reports to {listed}, not to the addresses in the config"
        found.append(find(REPORTING_DIFFERS, name, message))
    return tuple(found)
