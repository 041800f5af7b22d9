"""A TLS reporting record read address by address: every defect of it, and what is meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mtasts_pages.standards.mistakes.defects import Defect, DefectLog, is_refused
from mtasts_pages.standards.mistakes.kinds import DefectKind
from mtasts_pages.standards.mistakes.names import examine_name
from mtasts_pages.standards.mistakes.record_fields import note_unknown_field, read_fields
from mtasts_pages.standards.names import is_domain
from mtasts_pages.standards.tlsrpt import (
    PORT_LIMIT,
    VERSION_FIELD,
    is_ip_address,
    match_https,
    match_local_part,
)
from mtasts_pages.text import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

_Examined = tuple[tuple[Defect, ...], str | None]

_ENCODED = str.maketrans({",": "%2C", "!": "%21", ";": "%3B"})
_SIZE_SUFFIX = re.compile(r"(?:!|%21)[0-9]+[kmgt]?$", re.ASCII | re.IGNORECASE)
_MAIL_ADDRESS = re.compile(r"[^@\s:/]+@[^@\s:/]+")


def examine_tls_reporting_record(text: str) -> tuple[tuple[Defect, ...], tuple[str, ...]]:
    """Return what is wrong with *text*, and the addresses meant: none if one is unclear."""
    log = DefectLog()
    fields = read_fields(text, VERSION_FIELD, log)
    addresses: list[str | None] = []
    seen = False
    for field in fields or ():
        if field.name != "rua":
            note_unknown_field(field, "rua", log)
            continue
        if seen:
            # RFC 8460, 3 allows several rua; a reporter in use reads the first alone
            column = field.column - len("rua=")
            message = "the record has a `rua` already; some reporters read only the first"
            hint = "write one `rua` with commas between addresses"
            log.note(DefectKind.RUA_DUPLICATE, 1, column, "rua", message, hint)
        seen = True
        addresses += _read_rua(field.value, field.column, log)
    if not seen and fields is not None:
        hint = "add `rua=mailto:…` with the address for the reports"
        log.note(DefectKind.RUA_MISSING, 1, len(text) + 1, "", "`rua` is missing", hint)
    clear = tuple(dict.fromkeys(uri for uri in addresses if uri is not None))
    return log.sorted_defects(), clear if None not in addresses else ()


def encode_rua(text: str) -> str:
    """Return *text* with the characters percent-encoded that RFC 8460, section 3 names.

    A size limit as DMARC has it stays as it is, so that it is found and named.
    """
    suffix = _SIZE_SUFFIX.search(text)
    kept = suffix[0] if suffix and text.lower().startswith("mailto:") else ""
    return text.removesuffix(kept).translate(_ENCODED) + kept


def examine_rua(uri: str) -> _Examined:
    """Return what is wrong with the address *uri* of a record, and the address that is meant."""
    scheme, colon, rest = uri.partition(":")
    if not uri:
        hint = "leave out the comma, or write `mailto:…`"
        return _refuse(DefectKind.RUA_EMPTY, 0, "", "an address is empty", hint)
    # RFC 8460, 3: tlsrpt-uri = URI with scheme mailto or https; RFC 3986, 3.1: in any letter case
    if scheme.lower() == "mailto" and colon:
        return _examine_mailto(uri, rest)
    if scheme.lower() == "https" and colon:
        return _examine_https(uri, rest)
    return _examine_scheme(uri)


def _read_rua(value: str, column: int, log: DefectLog) -> Iterator[str | None]:
    """Yield the addresses of the field *value* as they are meant, None for one that is unclear."""
    at = column
    if value[:1] in {" ", "\t"}:
        # RFC 8460, 3: white space is allowed beside the commas, not after `rua=`
        message, hint = "white space follows `rua=`", "leave the white space out"
        log.note(DefectKind.RECORD_BAD_FIELD, 1, column, value[0], message, hint)
    for part in value.split(","):
        if log.is_hopeless():
            yield None
            return
        # RFC 8460, 3: tlsrpt-uri *(*WSP "," *WSP tlsrpt-uri)
        lead = len(part) - len(part.lstrip(" \t"))
        defects, meant = examine_rua(part.strip(" \t"))
        log.add_shifted(defects, 1, at + lead)
        yield meant
        at += len(part) + 1


def _examine_scheme(uri: str) -> _Examined:
    hint = "write `mailto:` and a mail address, or an `https:` URL"
    message = f"{quote(uri)} is neither a `mailto:` nor an `https:` address"
    meant: str | None = None
    if uri.lower().startswith("http:"):
        message = f"{quote(uri)} is not encrypted, and reports are taken by `https:` alone"
        meant = _valid(f"https:{uri[5:]}")
    elif "://" not in uri and not uri.lower().startswith("mailto"):
        message = f"{quote(uri)} has no scheme"
        meant = _valid(f"mailto:{uri}" if _MAIL_ADDRESS.fullmatch(uri) else f"https://{uri}")
    if meant:
        hint = f"write `{meant}`"
    return _refuse(DefectKind.RUA_SCHEME, 0, uri, message, hint, meant)


def _examine_mailto(uri: str, rest: str) -> _Examined:
    suffix = _SIZE_SUFFIX.search(rest)
    if suffix:
        # RFC 8460, 3 has no size limit; it is DMARC's
        at = len(uri) - len(suffix[0])
        message = f"{quote(suffix[0])} is a size limit of DMARC, which TLS reporting does not have"
        meant = _valid(uri[:at])
        return _refuse(DefectKind.RUA_SIZE_SUFFIX, at, suffix[0], message, "leave it out", meant)
    raw = next((character for character in "!;" if character in rest), None)
    if raw:
        return _refuse_raw(uri, raw)
    local, _, domain = rest.rpartition("@")
    if match_local_part(local) and _looks_like_host(domain):
        host = _read_host(domain)
        return _refuse_host(uri, domain) if host is None else ((), f"mailto:{local}@{host}")
    message = f"{quote(uri)} is not one mail address"
    hint = "write `mailto:`, one address, and nothing else"
    return _refuse(DefectKind.RUA_MAILTO, 0, uri, message, hint)


def _examine_https(uri: str, rest: str) -> _Examined:
    raw = next((character for character in "!;" if character in rest), None)
    if raw:
        return _refuse_raw(uri, raw)
    match = match_https(rest)
    if match:
        written = match["host"]
        host = written if is_ip_address(written) else _read_host(written)
        if host is None or int(match["port"] or 0) > PORT_LIMIT:
            return _refuse_host(uri, written)
        return (), f"https:{rest.replace(written, host, 1)}"
    message = f"{quote(uri)} is not a URL with a host"
    hint = "write `https://`, a host and a path, with other characters percent-encoded"
    return _refuse(DefectKind.RUA_HTTPS, 0, uri, message, hint)


def _refuse_raw(uri: str, raw: str) -> _Examined:
    # RFC 8460, 3: `,`, `!` and `;` are percent-encoded within a URI
    meant = _valid(uri.translate(_ENCODED))
    message = f"{quote(raw)} is not percent-encoded in {quote(uri)}"
    hint = f"write `{raw.translate(_ENCODED)}` in its place"
    return _refuse(DefectKind.RUA_NOT_ENCODED, uri.index(raw), raw, message, hint, meant)


def _refuse_host(uri: str, host: str) -> _Examined:
    message = f"no reporter can reach {quote(host)} from {quote(uri)}"
    hint = "write a full host name, such as `reports.example.com`"
    return _refuse(DefectKind.RUA_HOST, uri.rindex(host), host, message, hint)


def _refuse(
    kind: DefectKind, at: int, text: str, message: str, hint: str, meant: str | None = None
) -> _Examined:
    return (Defect(kind, 1, at + 1, text, message, hint, meant),), meant


def _valid(uri: str) -> str | None:
    defects, meant = examine_rua(uri)
    return None if defects else meant


def _looks_like_host(text: str) -> bool:
    return bool(text) and not any(c.isspace() or c in "@/?#:%,!;" for c in text)


def _read_host(text: str) -> str | None:
    """Return the host as it is written, in A-labels; None when it is not fully qualified."""
    if is_domain(text):
        return text
    if text.isascii():
        return None
    found = examine_name(text.strip().removesuffix("."))
    return None if is_refused(found.defects) else found.name
