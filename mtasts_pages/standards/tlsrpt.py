"""The TLS reporting record: the ``_smtp._tls`` TXT record (RFC 8460, section 3)."""

from __future__ import annotations

from dataclasses import dataclass

from mtasts_pages.standards.defects import Defect, DefectLog, TlsReportingError, is_refused
from mtasts_pages.standards.kinds import DefectKind

VERSION_FIELD = "v=TLSRPTv1"


@dataclass(frozen=True, slots=True)
class TlsReportingRecord:
    """What one TLS reporting record says.

    Args:
        rua: Where reports go, one or more ``mailto:`` or ``https:`` addresses as `parse_rua`
            gives them.

    Raises:
        ValueError: There is none, or one is not written as in a record.

    """

    rua: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.rua:  # RFC 8460, 3: rua is required
            raise ValueError("a TLS reporting record needs an address for the reports")
        for uri in self.rua:
            if parse_rua(uri) != uri:
                raise ValueError(f"`{uri}` is not written as in a record")


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
    mtasts_pages.standards.defects.TlsReportingError: `tls-reports@example.com` has no scheme
    """
    from mtasts_pages.standards.rua import encode_rua, examine_rua  # noqa: PLC0415 - see _examine

    text = text.strip()
    defects, meant = examine_rua(encode_rua(text))
    if meant is None or is_refused(defects):
        raise TlsReportingError(defects, repair=meant)
    return meant


def format_tls_reporting_record(record: TlsReportingRecord) -> str:
    """Return the text of the TXT record, with one ``rua`` field for all addresses.

    >>> format_tls_reporting_record(TlsReportingRecord(("mailto:tls@example.com",)))
    'v=TLSRPTv1; rua=mailto:tls@example.com'
    """
    # RFC 8460, 3: the version first, and directly after it the `;` that reporters look for
    return f"{VERSION_FIELD}; rua=" + ",".join(record.rua)


def parse_tls_reporting_record(text: str) -> TlsReportingRecord:
    """Return the TLS reporting record in *text*, the joined strings of one TXT record.

    Raises:
        TlsReportingError: Reporters refuse or overlook it; the error carries all defects.

    >>> parse_tls_reporting_record("v=TLSRPTv1;rua=mailto:a@example.com , https://b.example.com/")
    TlsReportingRecord(rua=('mailto:a@example.com', 'https://b.example.com/'))
    """
    defects, rua = _examine(text)
    if not rua or is_refused(defects):
        repair = format_tls_reporting_record(TlsReportingRecord(rua)) if rua else None
        raise TlsReportingError(defects, repair=repair)
    return TlsReportingRecord(rua)


def find_tls_reporting_defects(text: str) -> tuple[Defect, ...]:
    """Return everything that is wrong with or odd about the TLS reporting record *text*.

    >>> [str(defect.kind) for defect in find_tls_reporting_defects("v=TLSRPTv1; rua=a@b.example")]
    ['rua-scheme']
    """
    return _examine(text)[0]


def _examine(text: str) -> tuple[tuple[Defect, ...], tuple[str, ...]]:
    """Return what is wrong with *text*, and the addresses meant: none if one is unclear."""
    from mtasts_pages.standards.rua import read_rua  # noqa: PLC0415 - keeps import light
    from mtasts_pages.standards.txt_fields import (  # noqa: PLC0415 - as above
        note_unknown_field,
        read_txt_fields,
    )

    log = DefectLog()
    fields = read_txt_fields(text, VERSION_FIELD, log)
    addresses: list[str | None] = []
    seen = False
    for field in fields or ():
        if field.name != "rua":
            note_unknown_field(field, "rua", log)
            continue
        if seen:
            # RFC 8460, 3 lets several rua stand; a reporter in use reads the first alone
            message = "the record has a `rua` already; some reporters read only the first"
            kind, hint = DefectKind.RUA_DUPLICATE, "write one `rua` with commas between addresses"
            log.add(Defect(kind, 1, field.column - len("rua="), "rua", message, hint))
        seen = True
        addresses += read_rua(field.value, field.column, log)
    if not seen and fields is not None:
        message, hint = "`rua` is missing", "add `rua=mailto:…` with the address for the reports"
        log.add(Defect(DefectKind.RUA_MISSING, 1, len(text) + 1, "", message, hint))
    clear = tuple(dict.fromkeys(uri for uri in addresses if uri is not None))
    return log.sorted_defects(), clear if None not in addresses else ()
