"""Everything that was seen of one policy domain: by senders, at GitHub, in its zone.

How deep a command looks decides how much of it is there; what was not looked at is ``None``.
"""

from __future__ import annotations

from dataclasses import dataclass

from mtasts_pages.dns import Sighting
from mtasts_pages.state.dns import Lookup
from mtasts_pages.state.github import GitHubSeen
from mtasts_pages.state.https import ServedPolicy
from mtasts_pages.state.smtp import MailHost


@dataclass(frozen=True, slots=True)
class MailRoute:
    """Where the mail of a domain goes (RFC 5321, 5.1)."""

    mx: Lookup
    own_address: Lookup | None = None
    """A, else AAAA, of the domain; asked when it has no MX record."""

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts that take mail, best preference first; none for a null MX (RFC 7505)."""
        if self.mx.values:
            return tuple(host for host in self.mx.values if host)
        if self.own_address is not None and self.own_address.values:
            return (self.own_address.name,)
        return ()

    @property
    def refuses_mail(self) -> bool:
        """Whether a null MX says that the domain takes no mail (RFC 7505, 3)."""
        return bool(self.mx.values) and not any(self.mx.values)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What decides how things go on: who may issue, whether servers agree, what was left behind."""

    caa: tuple[Lookup, ...]
    """CAA of the policy host, then of its parents, up to the first that has any."""
    servers: tuple[Sighting, ...]
    """The policy record as each authoritative name server has it."""
    vanished: tuple[tuple[str, str], ...]
    """MX entries of the policy whose domain does not exist, each with that domain."""


@dataclass(frozen=True, slots=True)
class DomainSeen:
    """One policy domain in one look."""

    policy_host: Lookup
    """CNAME of ``mta-sts.<domain>``."""
    policy_record: Lookup
    """TXT of ``_mta-sts.<domain>``."""
    tls_reporting: Lookup
    """TXT of ``_smtp._tls.<domain>``."""
    served: ServedPolicy
    redirects: bool | None = None
    """Whether plain HTTP at the policy host leads to HTTPS; ``None`` without a look or answer."""
    ipv6: Lookup | None = None
    """AAAA of the policy host."""
    ipv4: Lookup | None = None
    """A of the policy host."""
    verification: Lookup | None = None
    """TXT of ``_github-pages-challenge-<owner>.<domain>``."""
    wildcard: Lookup | None = None
    """A, else AAAA, of ``*.<domain>``, which shows where a wildcard CNAME leads as well."""
    unclaimed: bool = False
    """Whether GitHub says, behind an untrusted certificate, that nobody has this site."""
    proven: bool = False
    """Whether the intended policy was read several times, some time apart."""
    mail: MailRoute | None = None
    around: Surroundings | None = None
    mail_hosts: tuple[MailHost, ...] = ()
    """The MX hosts that were met."""
    github: GitHubSeen | None = None

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses of the policy host, IPv6 first."""
        found = [lookup.values for lookup in (self.ipv6, self.ipv4) if lookup is not None]
        return tuple(address for values in found for address in values)

    @property
    def aliases(self) -> tuple[str, ...]:
        """Where the CNAME record of the policy host leads, the final name last."""
        for lookup in (self.ipv4, self.ipv6):
            if lookup is not None and lookup.aliases:
                return lookup.aliases
        return self.policy_host.values
