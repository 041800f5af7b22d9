"""TLS reporting (RFC 8460): the record that asks senders for reports.

A domain that publishes a policy learns from reports whether senders can keep to it: once a day, a
sender says how many of its sessions were secured and why others failed. The *TLS reporting
record*, a TXT record at ``_smtp._tls.<domain>``, names the mail addresses and URLs that take the
reports. Without it, a policy in testing tells its domain nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mtasts_pages.standards.names import is_domain
from mtasts_pages.text import quote

VERSION_FIELD = "v=TLSRPTv1"
"""How a TLS reporting record begins."""

PORT_LIMIT = 65_535

# RFC 8460, 3: tlsrpt-version field-delim, the latter *WSP ";" *WSP
_begins_reporting_record = re.compile(rf"{VERSION_FIELD}[ \t]*;").match
# RFC 6068, 2: the local part is a dot-atom; RFC 8460, 3 takes `,`, `!` and `;` out of it
_ATOM = r"(?:[A-Za-z0-9_~$&'()*+=-]|%[0-9A-Fa-f]{2})+"
match_local_part = re.compile(rf"{_ATOM}(?:\.{_ATOM})*", re.ASCII).fullmatch
# RFC 3986, 3: authority without user information, then path, query, fragment of their characters
_CHARACTER = r"(?:[A-Za-z0-9._~$&'()*+=:@/?-]|%[0-9A-Fa-f]{2})"
match_https = re.compile(
    rf"//(?P<host>\[[0-9A-Fa-f:.]{{2,45}}\]|[^/?#:\[\]@]+)(?::(?P<port>[0-9]{{1,5}}))?"
    rf"(?:[/?]{_CHARACTER}*)?(?:#{_CHARACTER}*)?",
    re.ASCII,
).fullmatch
"""Match what follows ``https:``; whether host and port exist is not looked at."""


@dataclass(frozen=True, slots=True)
class TlsReportingRecord:
    """What one TLS reporting record says; every value of this type can be published.

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
            if not is_rua(uri):
                raise ValueError(f"{quote(uri)} is not an address as a record holds it")


def format_tls_reporting_record(record: TlsReportingRecord) -> str:
    """Return the text of the TXT record, with one ``rua`` field for all addresses.

    >>> format_tls_reporting_record(TlsReportingRecord(("mailto:tls@example.com",)))
    'v=TLSRPTv1; rua=mailto:tls@example.com'
    """
    # RFC 8460, 3: the version first, and directly after it the `;` that reporters look for
    return f"{VERSION_FIELD}; rua=" + ",".join(record.rua)


def is_tls_reporting_record(text: str) -> bool:
    """Return whether reporters take *text*, the joined strings of a TXT record, for one of theirs.

    A name must have exactly one (RFC 8460, section 3), readable or not. As for the policy record,
    white space may precede the ``;``, and nothing but it.

    >>> [is_tls_reporting_record(text) for text in ("v=TLSRPTv1;", "v=TLSRPTv1 ;", "v=TLSRPTv1")]
    [True, True, False]
    """
    return _begins_reporting_record(text) is not None


def is_rua(uri: str) -> bool:
    """Return whether *uri* is a reporting address as a record holds it.

    >>> [is_rua(uri) for uri in ("mailto:a@example.com", "a@example.com", "https://192.0.2.1/v1")]
    [True, False, True]
    """
    # RFC 8460, 3: tlsrpt-uri = URI of scheme mailto or https, with `,`, `!` and `;` encoded
    scheme, _, rest = uri.partition(":")
    if scheme == "mailto":
        local, _, host = rest.rpartition("@")
        return match_local_part(local) is not None and is_domain(host)
    match = match_https(rest) if scheme == "https" else None
    if match is None or int(match["port"] or 0) > PORT_LIMIT:
        return False
    return is_domain(match["host"]) or is_ip_address(match["host"])


def is_ip_address(host: str) -> bool:
    """Return whether *host* is an IP address as a URL holds it (RFC 3986, section 3.2.2)."""
    import ipaddress  # noqa: PLC0415 - rarely needed, and takes 3 ms to import

    try:
        if host.startswith("["):
            return bool(ipaddress.IPv6Address(host[1:-1]))
        return bool(ipaddress.IPv4Address(host))
    except ValueError:
        return False
