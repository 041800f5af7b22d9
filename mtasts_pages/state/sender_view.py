"""One policy domain as a sender finds it, and what lies around it."""

from __future__ import annotations

from dataclasses import dataclass

from mtasts_pages.dns import Sighting
from mtasts_pages.state.lookup import Lookup
from mtasts_pages.state.served import ServedPolicy


@dataclass(frozen=True, slots=True)
class SenderView:
    """What a sender asks before it turns to an MX host: four questions and one fetch."""

    record: Lookup
    """TXT of ``_mta-sts.<domain>``."""
    reporting: Lookup
    """TXT of ``_smtp._tls.<domain>``."""
    ipv6: Lookup
    """AAAA of the policy host."""
    ipv4: Lookup
    """A of the policy host."""
    served: ServedPolicy
    wildcard_text: Lookup | None = None
    """TXT of ``*.<domain>``; asked only when a foreign text stands at a record's name."""
    unclaimed: bool = False
    """Whether GitHub says, behind a certificate nobody may trust, that nobody has this site."""

    @property
    def aliases(self) -> tuple[str, ...]:
        """Where the CNAME record of the policy host leads, the final name last."""
        return self.ipv4.aliases or self.ipv6.aliases

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses of the policy host, IPv6 first."""
        return (*self.ipv6.values, *self.ipv4.values)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What decides how things go on: who may issue, who may take over, where mail goes."""

    wildcard: Lookup
    """A of ``*.<domain>``, which shows where a wildcard CNAME leads as well."""
    caa: tuple[Lookup, ...]
    """CAA of the policy host, then of its parents, up to the first that has any."""
    servers: tuple[Sighting, ...]
    """The policy record as each authoritative name server has it."""
    mx: Lookup
    own_address: Lookup | None
    """A, else AAAA, of the domain, asked when it has no MX record (RFC 5321, 5.1)."""
    vanished: tuple[tuple[str, str], ...]
    """MX entries of the policy whose domain does not exist, each with that domain."""

    @property
    def mx_hosts(self) -> tuple[str, ...]:
        """The hosts that take mail, best preference first."""
        if self.mx.values:
            return tuple(host for host in self.mx.values if host)
        if self.own_address is not None and self.own_address.values:
            return (self.own_address.name,)
        return ()
