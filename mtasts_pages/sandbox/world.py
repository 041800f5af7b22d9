"""The servers of one world, started together and kept in one folder."""

from __future__ import annotations

import contextlib
import json
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from mtasts_pages.sandbox.authority import Authority
from mtasts_pages.sandbox.github import GitHub, Lag, Ports
from mtasts_pages.sandbox.mail import MailServers
from mtasts_pages.sandbox.name_server import NameServer
from mtasts_pages.sandbox.occupancy import occupy, require_free

OPERATOR = "sandbox-operator"
"""The login of the user who holds the token, unless an owner is that user."""

_LOOPBACK = "127.0.0.1"


class World:
    """GitHub, Pages, a name server and mail servers; a context manager.

    Args:
        directory: Where repositories, accounts, keys and the zone are kept, created if it is
            not there. Started again on the same folder, the world continues as it was left,
            on the same ports. ``None``: a temporary folder, which is gone when the world closes.
        lag: How long GitHub takes.
        limits: Whether GitHub has rate limits.
        tls: Whether API and git are behind TLS, as everywhere but in a sandbox.

    """

    def __init__(
        self,
        directory: Path | None,
        *,
        lag: Lag = Lag(),  # noqa: B008 - a frozen value
        limits: bool = True,
        tls: bool = False,
    ) -> None:
        with contextlib.ExitStack() as starting:
            if directory is None:
                temporary = tempfile.TemporaryDirectory(prefix="mtasts-world-")
                directory = Path(starting.enter_context(temporary))
            directory.mkdir(parents=True, exist_ok=True)
            self._directory = directory
            starting.enter_context(occupy(directory))
            self._zone = directory / "zone.txt"
            self.authority = Authority(directory / "authority")
            ports = self._read_ports()
            require_free(ports.values(), directory)
            zone = self._zone.read_text(encoding="ascii") if self._zone.exists() else ""
            self.names = starting.enter_context(
                NameServer(ports.get("names", 0), zone=zone, fallback=_play_github_io)
            )
            self.mail = starting.enter_context(MailServers(self.authority, ports.get("mail", 0)))
            self.github = starting.enter_context(
                GitHub(
                    directory / "github",
                    resolve_cname=self.names.resolve_cname,
                    server_context=self.authority.server_context,
                    lag=lag,
                    limits=limits,
                    ports=Ports(ports.get("api", 0), ports.get("pages", 0), ports.get("plain", 0)),
                    api_tls=self.authority.server_context("localhost") if tls else None,
                )
            )
            self._closing = starting.pop_all()
        self._write_ports()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Keep the zone, and end every server."""
        self._zone.write_text(self.names.zone_text(), encoding="ascii")
        self._closing.close()

    def add_owners(self, logins: Iterable[str], user: str | None = None) -> str:
        """Make sure that every one of *logins* has an account; return the token's holder.

        All are organizations of the operator, except *user*, who then is the operator.
        """
        operator = user or OPERATOR
        self.github.add_user(operator)
        for login in logins:
            if login.lower() != operator.lower():
                self.github.add_organization(login, owners=(operator,))
        return operator

    def add_mail_domain(self, domain: str, hosts: Iterable[str]) -> None:
        """Give *domain* MX records and its *hosts* addresses, as if it had always received mail.

        Records that the zone has for them already stay.
        """
        lines = []
        hosts = list(hosts)
        if not self.names.records(domain, "MX"):
            lines += [f"{domain}. 3600 IN MX {10 * n} {host}." for n, host in enumerate(hosts, 1)]
        lines += [
            f"{host}. 3600 IN A {_LOOPBACK}" for host in hosts if not self.names.records(host, "A")
        ]
        self.names.paste("".join(f"{line}\n" for line in lines))

    def environment(self, token: str) -> Mapping[str, str]:
        """Return the variables by which the program finds this world, with *token*."""
        return {
            "GITHUB_TOKEN": token,
            "GITHUB_API_URL": self.github.api_url,
            "GITHUB_SERVER_URL": self.github.url,
            "SSL_CERT_FILE": str(self.authority.root),
            "MTASTS_PAGES_NAMESERVER": self.names.address,
            "MTASTS_PAGES_HTTPS_PORT": str(self.github.pages_port),
            "MTASTS_PAGES_HTTP_PORT": str(self.github.plain_port),
            "MTASTS_PAGES_SMTP_PORT": str(self.mail.port),
            # The world is on this machine, whatever proxy leads away from it.
            "NO_PROXY": "127.0.0.1,localhost",
            "no_proxy": "127.0.0.1,localhost",
        }

    @property
    def _ports(self) -> Path:
        return self._directory / "ports.json"

    def _read_ports(self) -> dict[str, int]:
        if not self._ports.exists():
            return {}
        ports: dict[str, int] = json.loads(self._ports.read_text(encoding="ascii"))
        return ports

    def _write_ports(self) -> None:
        ports = {
            "names": self.names.port,
            "mail": self.mail.port,
            "api": int(self.github.url.rpartition(":")[2]),
            "pages": self.github.pages_port,
            "plain": self.github.plain_port,
        }
        self._ports.write_text(json.dumps(ports), encoding="ascii")


def _play_github_io(name: str, kind: str) -> list[str] | None:
    """Return the address of every Pages site, which is this machine."""
    return [_LOOPBACK] if kind == "A" and name.endswith(".github.io") else None
