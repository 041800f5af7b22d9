"""The options that name a server for dynamic updates, and what becomes of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mtasts_pages.errors import UsageError

if TYPE_CHECKING:
    from mtasts_pages.cli.console import Console
    from mtasts_pages.world.clock import Clock
    from mtasts_pages.world.dns.name_server import NameServer
    from mtasts_pages.world.dns.resolver import Resolver

_PORT = 53

Command = Callable[..., Any]


def server(*, required: bool) -> Callable[[Command], Command]:
    """Return the option ``--server``."""
    return click.option(
        "--server",
        required=required,
        metavar="HOST[:PORT]",
        help="The primary name server of the zones, which takes the updates.",
    )


def key_file(*, required: bool) -> Callable[[Command], Command]:
    """Return the option ``--key-file``."""
    return click.option(
        "--key-file",
        type=click.Path(path_type=Path),
        required=required,
        metavar="FILE",
        help="The TSIG key for it, as BIND's `tsig-keygen` writes it.",
    )


@dataclass(frozen=True, slots=True)
class PushAccess:
    """How the name server is reached, as the command line says."""

    server: str
    key_file: Path

    def connect(self, console: Console, resolver: Resolver, clock: Clock) -> NameServer:
        """Return the name server; nothing is sent yet.

        Raises:
            UsageError: the server is not named as it must be, or has no address.
            AuthenticationError: there is no key in the key file.

        """
        from mtasts_pages.world.dns.name_server import NameServer
        from mtasts_pages.world.dns.update_key import read_update_key

        host, port = split_server(self.server)
        key = read_update_key(self.key_file)
        if key.exposed:
            console.note(
                f"warning: others on this machine may read `{self.key_file}`: chmod 600 it"
            )
        return NameServer(_find_address(host, resolver), port, key, clock)


def read_push_access(*, push: bool, server: str | None, key_file: Path | None) -> PushAccess | None:
    """Return how records are sent, or ``None`` when they are not.

    Raises:
        UsageError: the options do not go together.

    """
    if not push:
        if server is not None or key_file is not None:
            raise UsageError("--server and --key-file are for --dns-push", "add --dns-push")
        return None
    if server is None or key_file is None:
        missing = "--server" if server is None else "--key-file"
        raise UsageError(
            f"--dns-push needs {missing}",
            "name the primary name server and the file that holds its TSIG key",
        )
    return PushAccess(server, key_file)


def split_server(text: str) -> tuple[str, int]:
    """Return host and port of ``HOST[:PORT]``; an IPv6 address with a port is in brackets.

    Raises:
        UsageError: it is not written so.

    >>> split_server("[2001:db8::1]:5353"), split_server("2001:db8::1")
    (('2001:db8::1', 5353), ('2001:db8::1', 53))
    >>> split_server("ns1.example.com")
    ('ns1.example.com', 53)
    """
    from mtasts_pages.cli.setup.address import is_ip_address, split_address
    from mtasts_pages.standards.names import is_domain

    host, port = split_address(text) or ("", None)
    is_name = is_domain(host.removesuffix(".")) or host == "localhost"
    if not is_name and not is_ip_address(host):
        raise UsageError(
            f"--server must be a host name or an address, not `{text}`",
            "write ns1.example.com, 192.0.2.53:5353 or [2001:db8::53]:5353",
        )
    return host, port or _PORT


def _find_address(host: str, resolver: Resolver) -> str:
    import ipaddress

    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        pass
    if host == "localhost":
        return "127.0.0.1"
    addresses = resolver.find_addresses(host)
    if not addresses:
        raise UsageError(f"the name server `{host}` has no address in the DNS")
    # IPv4 first, which every network reaches.
    return min(addresses, key=lambda address: ":" in address)
