"""A name server in a table, which counts what it is asked, and policy hosts that are met by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from mtasts_pages.state import FetchProblem, Lookup, LookupKind, MailHost, ServedPolicy


class Questions:
    """Answers from *known*; all else has no such record, or no such name if it is in *absent*."""

    def __init__(self, *known: Lookup, absent: Sequence[str] = ()) -> None:
        self.known: Mapping[tuple[str, str], Lookup] = {
            (lookup.name, lookup.type): lookup for lookup in known
        }
        self.absent = frozenset(absent)
        self.asked: list[tuple[str, str]] = []

    def look_up(self, name: str, kind: str) -> Lookup:
        self.asked.append((name, kind))
        denial = LookupKind.NO_NAME if name in self.absent else LookupKind.NO_DATA
        return self.known.get((name, kind), Lookup(name, kind, denial))

    def find_zone(self, name: str) -> str:
        """Return the zone of *name*: two labels, as for every name here."""
        return ".".join(name.split(".")[-2:])


class Hosts:
    """Policy hosts and MX hosts that write down how they are met."""

    def __init__(self, served: ServedPolicy | None = None) -> None:
        self.served = served or ServedPolicy(None, FetchProblem.UNRESOLVED, "no address")
        self.met: list[tuple[str, tuple[str, ...]]] = []

    def fetch(self, host: str, addresses: Sequence[str]) -> ServedPolicy:
        self.met.append((host, tuple(addresses)))
        return self.served

    def look(self, host: str, addresses: Sequence[str]) -> MailHost:
        self.met.append((host, tuple(addresses)))
        return MailHost(host)

    def is_unclaimed(self, host: str, address: str) -> bool:
        self.met.append((host, (address,)))
        return True


def make_outside(resolver: Questions, hosts: Hosts | None = None, **parts: object) -> Any:
    """Return an outside of these parts."""
    hosts = hosts or Hosts()
    whole = {"resolver": resolver, "records": resolver, "authorities": resolver}
    whole |= {"policy_hosts": hosts, "mail_hosts": hosts, "unclaimed": hosts}
    return SimpleNamespace(**(whole | parts))
