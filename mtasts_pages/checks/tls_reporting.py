"""The TLS reporting record (RFC 8460, 3)."""

from __future__ import annotations

from mtasts_pages.checks.delegation import find_delegation
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
from mtasts_pages.checks.standing import find_tls_reporting_records, reporting_is_right
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
REPORTING_DELEGATED = Kind("reporting-delegated", Area.REPORTING, Severity.WARNING,
    "The TLS reporting record is a CNAME to somebody else's record, or in a zone of its own",
    hint="have the record changed there, put its addresses into `tls_reports`, or remove the CNAME"
         " record",
    why="A CNAME record at `_smtp._tls` hands the record to another party, often a service that"
        " reads the reports. Reporters follow it, and nothing may be beside it. While it names the"
        " addresses in the config, it is only worth knowing.")
# fmt: on


def judge_tls_reporting(target: Target, record: Lookup) -> tuple[Finding, ...]:
    """Return what is wrong with the TLS reporting record."""
    name = target.reporting_name
    if record.failed:
        return (find(REPORTING_UNANSWERED, name, record.silence),)
    is_right = bool(record.values) and reporting_is_right(target, record)
    while_right = "it names the addresses in the config" if is_right else None
    delegated = find_delegation(REPORTING_DELEGATED, target, name, record, while_right=while_right)
    return (*delegated, *_judge_texts(target, record))


def _judge_texts(target: Target, record: Lookup) -> tuple[Finding, ...]:
    """Return what is wrong with the texts at the name."""
    name, wanted = target.reporting_name, target.config.tls_reports
    texts = find_tls_reporting_records(record)
    if len(texts) > 1:
        message = f"`{name}` has {len(texts)} TLS reporting records, so reporters send nothing"
        return (find(REPORTING_SEVERAL, name, message),)
    if texts:
        return _judge_text(target, record, texts[0])
    meant = next((text for text in record.values if "tlsrptv1" in text.lower()), None)
    if meant is not None:
        message = f"reporters ignore the text {quote(meant)} at `{name}`"
        return (find(REPORTING_INVALID, name, message),)
    if not wanted:
        return ()
    beside = f", only {quote(record.values[0])}" if record.values else ""
    if record.wildcard:
        beside = f"; the wildcard `{record.wildcard}` answers instead"
    message = f"there is no TLS reporting record `{name}`{beside}"
    return (find(REPORTING_MISSING, name, message),)


def _judge_text(target: Target, record: Lookup, text: str) -> tuple[Finding, ...]:
    name = target.reporting_name
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
        hint = REPORTING_DELEGATED.hint if record.alias else None
        found.append(find(REPORTING_DIFFERS, name, message, hint=hint))
    return tuple(found)
