"""The addresses of ``rua``: ``mailto:`` and ``https:`` URIs (RFC 8460, section 3)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mtasts_pages.standards.defects import Defect, DomainError
from mtasts_pages.standards.kinds import DefectKind
from mtasts_pages.standards.names import is_domain, parse_domain
from mtasts_pages.text import quote

if TYPE_CHECKING:
    from mtasts_pages.standards.defects import DefectLog

_PORT_LIMIT = 65_535
_ENCODED = {",": "%2C", "!": "%21", ";": "%3B"}
# RFC 6068, 2: the local part is a dot-atom; RFC 8460, 3 takes `,`, `!` and `;` out of it
_ATOM = r"(?:[A-Za-z0-9_~$&'()*+=-]|%[0-9A-Fa-f]{2})+"
_is_local_part = re.compile(rf"{_ATOM}(?:\.{_ATOM})*", re.ASCII).fullmatch
# RFC 3986, 3: authority without user information, then path, query, fragment of their characters
_CHARACTER = r"(?:[A-Za-z0-9._~$&'()*+=:@/?-]|%[0-9A-Fa-f]{2})"
_match_https = re.compile(
    rf"//(?P<host>\[[0-9A-Fa-f:.]{{2,45}}\]|[^/?#:\[\]@]+)(?::(?P<port>[0-9]{{1,5}}))?"
    rf"(?:[/?]{_CHARACTER}*)?(?:#{_CHARACTER}*)?",
    re.ASCII,
).fullmatch
_SIZE_SUFFIX = re.compile(r"(?:!|%21)[0-9]+[kmgt]?$", re.ASCII | re.IGNORECASE)
_MAIL_ADDRESS = re.compile(r"[^@\s:/]+@[^@\s:/]+")


def encode_rua(text: str) -> str:
    """Return *text* with the characters percent-encoded that RFC 8460, section 3 names.

    A size limit as DMARC has it stays as it is, so that it is found and named.
    """
    suffix = _SIZE_SUFFIX.search(text)
    kept = suffix[0] if suffix and text.lower().startswith("mailto:") else ""
    text = text.removesuffix(kept)
    return "".join(_ENCODED.get(character, character) for character in text) + kept


def read_rua(value: str, column: int, log: DefectLog) -> list[str | None]:
    """Return the addresses of the field *value* as they are meant, None for one that is unclear."""
    addresses: list[str | None] = []
    at = column
    if value[:1] in {" ", "\t"}:
        # RFC 8460, 3: white space stands beside the commas, not after `rua=`
        message, hint = "white space follows `rua=`", "leave the white space out"
        log.add(Defect(DefectKind.RECORD_BAD_FIELD, 1, column, value[0], message, hint))
    for part in value.split(","):
        if log.is_hopeless():
            return [None]
        # RFC 8460, 3: tlsrpt-uri *(*WSP "," *WSP tlsrpt-uri)
        lead = len(part) - len(part.lstrip(" \t"))
        defects, meant = examine_rua(part.strip(" \t"))
        log.add_shifted(defects, 1, at + lead)
        addresses.append(meant)
        at += len(part) + 1
    return addresses


def examine_rua(uri: str) -> tuple[tuple[Defect, ...], str | None]:
    """Return what is wrong with the address *uri* of a record, and the address that is meant."""
    scheme, colon, rest = uri.partition(":")
    if not uri:
        message, hint = "an address is empty", "leave out the comma, or write `mailto:…`"
        return (Defect(DefectKind.RUA_EMPTY, 1, 1, "", message, hint),), None
    # RFC 8460, 3: tlsrpt-uri = URI with scheme mailto or https; RFC 3986, 3.1: in any letter case
    if scheme.lower() == "mailto" and colon:
        return _examine_mailto(uri, rest)
    if scheme.lower() == "https" and colon:
        return _examine_https(uri, rest)
    return _examine_scheme(uri)


def _examine_scheme(uri: str) -> tuple[tuple[Defect, ...], str | None]:
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
    return (Defect(DefectKind.RUA_SCHEME, 1, 1, uri, message, hint, meant),), meant


def _examine_mailto(uri: str, rest: str) -> tuple[tuple[Defect, ...], str | None]:
    suffix = _SIZE_SUFFIX.search(rest)
    if suffix:
        # RFC 8460, 3 has no size limit; it is DMARC's
        message = f"{quote(suffix[0])} is a size limit of DMARC, which TLS reporting does not have"
        kind, hint = DefectKind.RUA_SIZE_SUFFIX, "leave it out"
        meant = _valid(uri[: -len(suffix[0])])
        at = len(uri) - len(suffix[0]) + 1
        return (Defect(kind, 1, at, suffix[0], message, hint, meant),), meant
    raw = next((character for character in "!;" if character in rest), None)
    if raw:
        return _note_not_encoded(uri, raw)
    local, _, domain = rest.rpartition("@")
    if _is_local_part(local) and _looks_like_host(domain):
        host = _read_host(domain)
        return _note_host(uri, domain) if host is None else ((), f"mailto:{local}@{host}")
    message = f"{quote(uri)} is not one mail address"
    hint = "write `mailto:`, one address, and nothing else"
    return (Defect(DefectKind.RUA_MAILTO, 1, 1, uri, message, hint),), None


def _examine_https(uri: str, rest: str) -> tuple[tuple[Defect, ...], str | None]:
    raw = next((character for character in "!;" if character in rest), None)
    if raw:
        return _note_not_encoded(uri, raw)
    match = _match_https(rest)
    if match:
        written = match["host"]
        host = written if _is_address(written) else _read_host(written)
        if host is None or int(match["port"] or 0) > _PORT_LIMIT:
            return _note_host(uri, written)
        return (), f"https:{rest.replace(written, host, 1)}"
    message = f"{quote(uri)} is not a URL with a host"
    hint = "write `https://`, a host and a path, with other characters percent-encoded"
    return (Defect(DefectKind.RUA_HTTPS, 1, 1, uri, message, hint),), None


def _note_not_encoded(uri: str, raw: str) -> tuple[tuple[Defect, ...], str | None]:
    # RFC 8460, 3: `,`, `!` and `;` are percent-encoded within a URI
    encoded = uri
    for character, code in _ENCODED.items():
        encoded = encoded.replace(character, code)
    meant = _valid(encoded)
    message = f"{quote(raw)} is not percent-encoded in {quote(uri)}"
    kind, hint = DefectKind.RUA_NOT_ENCODED, f"write `{_ENCODED[raw]}` in its place"
    return (Defect(kind, 1, uri.index(raw) + 1, raw, message, hint, meant),), meant


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
    try:
        return parse_domain(text)
    except DomainError:
        return None


def _note_host(uri: str, host: str) -> tuple[tuple[Defect, ...], None]:
    message = f"no reporter can reach {quote(host)} from {quote(uri)}"
    hint = "write a full host name, such as `reports.example.com`"
    at = uri.rindex(host) + 1
    return (Defect(DefectKind.RUA_HOST, 1, at, host, message, hint),), None


def _is_address(host: str) -> bool:
    """Return whether *host* is an IP address as a URL holds it (RFC 3986, section 3.2.2)."""
    import ipaddress  # noqa: PLC0415 - hardly ever needed, and takes 3 ms

    try:
        if host.startswith("["):
            return bool(ipaddress.IPv6Address(host[1:-1]))
        return bool(ipaddress.IPv4Address(host))
    except ValueError:
        return False
