"""``HOST[:PORT]`` and port numbers, as a person or an environment variable gives them."""

from __future__ import annotations

import ipaddress
import re

_PORT_LIMIT = 65_535

_match = re.compile(
    r"(?P<bare>[0-9a-fA-F]*:[0-9a-fA-F]*:[0-9a-fA-F:.]*)"
    r"|(?:\[(?P<bracketed>[^\[\]]+)\]|(?P<host>[^:\[\]]+))(?::(?P<port>[0-9]{1,5}))?"
).fullmatch


def split_address(text: str) -> tuple[str, int | None] | None:
    """Return host and port of *text*, the port ``None`` when it is left out; ``None`` for neither.

    An IPv6 address with a port is in brackets. Whether there is such a host is not looked at.

    >>> split_address("[2001:db8::1]:5353"), split_address("2001:db8::1")
    (('2001:db8::1', 5353), ('2001:db8::1', None))
    >>> split_address("ns1.example.com"), split_address("ns1.example.com:99999")
    (('ns1.example.com', None), None)
    """
    match = _match(text)
    if match is None:
        return None
    host = match["bracketed"] or match["bare"] or match["host"]
    if match["port"] is None:
        return host, None
    port = parse_port(match["port"])
    return None if port is None else (host, port)


def parse_port(text: str) -> int | None:
    """Return the port number that *text* is, if it is one.

    >>> [parse_port(text) for text in ("53", "0", "65536", "dns")]
    [53, None, None, None]
    """
    is_number = text.isascii() and text.isdigit()
    return int(text) if is_number and 0 < int(text) <= _PORT_LIMIT else None


def is_ip_address(text: str) -> bool:
    """Return whether *text* is an IPv4 or an IPv6 address, without brackets."""
    try:
        return bool(ipaddress.ip_address(text))
    except ValueError:
        return False
