"""The records that the name server holds, and which of its names exist.

The server holds every zone it is given and the root above them, so that it
never refers a question elsewhere: a client may use it for all its questions.
"""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import dns.name
import dns.rdataset
import dns.rdatatype
import dns.rrset

from mtasts_pages.sandbox.name_server.zone_text import parse_zone_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_WILDCARD = b"*"
_BESIDE_CNAME = frozenset(  # RFC 4034, 2.5: what may exist beside a CNAME
    {dns.rdatatype.CNAME, dns.rdatatype.RRSIG, dns.rdatatype.NSEC, dns.rdatatype.KEY}
)
# The zone of names in no other one. Its minimum makes resolvers forget a "no such name" at once:
# in a sandbox the operator creates the record a moment later.
(_ROOT_SOA,) = parse_zone_text(
    ". 1 IN SOA name-server.invalid. operator.name-server.invalid. 1 7200 900 1209600 1"
)

Rdatasets = dict[dns.rdatatype.RdataType, dns.rdataset.Rdataset]


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of a name: its records, its own or a wildcard's."""

    exists: bool  # also a name without records that has names below it: RFC 8020
    rdatasets: Rdatasets


class Records:
    """Record sets by name, safe to use from several threads.

    Names compare without regard to case (RFC 4343) and keep the case in which
    they were written.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._nodes: dict[dns.name.Name, Rdatasets] = {}
        self._below: Counter[dns.name.Name] = Counter()  # how many names with records lie below

    def replace(self, rrsets: Iterable[dns.rrset.RRset]) -> None:
        """Put each set in the place of the set of its name and type; all of them or none.

        Raises:
            ValueError: A name would have a CNAME and other records (RFC 1034, 3.6.2).

        """
        rrsets = tuple(rrsets)
        with self._lock:
            wanted: dict[dns.name.Name, set[dns.rdatatype.RdataType]] = {}
            for rrset in rrsets:
                types = wanted.setdefault(rrset.name, set(self._nodes.get(rrset.name, ())))
                types.add(rrset.rdtype)
                if dns.rdatatype.CNAME in types and not types <= _BESIDE_CNAME:
                    raise ValueError(
                        f"`{rrset.name}` would have a CNAME and other records; remove one first"
                    )
            for rrset in rrsets:
                if rrset.name not in self._nodes:
                    self._below.update(_ancestors(rrset.name))
                self._nodes.setdefault(rrset.name, {})[rrset.rdtype] = rrset.to_rdataset()

    def remove(self, name: dns.name.Name, rdtype: dns.rdatatype.RdataType | None) -> None:
        """Remove the set of this name and type, or all of the name; nothing there is no error."""
        with self._lock:
            node = self._nodes.get(name)
            if node is None:
                return
            if rdtype is None:
                node.clear()
            else:
                node.pop(rdtype, None)
            if not node:
                del self._nodes[name]
                self._below.subtract(_ancestors(name))

    def find(self, name: dns.name.Name) -> Found:
        """Return what *name* has, of its own or from a wildcard (RFC 4592, 3.3.1)."""
        with self._lock:
            source = name if self._exists(name) else self._wildcard_of(name)
            if not self._exists(source):
                return Found(exists=False, rdatasets={})
            return Found(exists=True, rdatasets=dict(self._nodes.get(source, {})))

    def soa_of(self, name: dns.name.Name) -> dns.rrset.RRset:
        """Return the SOA record of the closest zone that holds *name*.

        That of a zone which is delegated to other servers is made up.
        """
        with self._lock:
            zone, sets = self._zone_of(name)
        soa, servers = sets.get(dns.rdatatype.SOA), sets.get(dns.rdatatype.NS)
        if soa is not None:
            return dns.rrset.from_rdata_list(zone, soa.ttl, list(soa))
        if servers is not None:
            data = f"{servers[0].target} hostmaster.{zone} 1 7200 900 1209600 1"
            return dns.rrset.from_text(zone, servers.ttl, "IN", "SOA", data)
        return _ROOT_SOA

    def delegation_of(self, name: dns.name.Name) -> dns.rrset.RRset | None:
        """Return the NS records that hand *name* on to other servers (RFC 1034, 4.2.1), if any."""
        with self._lock:
            zone, sets = self._zone_of(name)
        servers = sets.get(dns.rdatatype.NS)
        if servers is None or dns.rdatatype.SOA in sets:
            return None
        return dns.rrset.from_rdata_list(zone, servers.ttl, list(servers))

    def __iter__(self) -> Iterator[dns.rrset.RRset]:
        """Return all record sets in canonical order (RFC 4034, 6.1), then by type."""
        with self._lock:
            nodes = sorted((name, sorted(node.items())) for name, node in self._nodes.items())
        for name, node in nodes:
            for _, rdataset in node:
                yield dns.rrset.from_rdata_list(name, rdataset.ttl, list(rdataset))

    def _zone_of(self, name: dns.name.Name) -> tuple[dns.name.Name, Rdatasets]:
        """Return the closest zone that holds *name*, with the sets at its top; the root at last."""
        for zone in (name, *_ancestors(name)):
            sets = self._nodes.get(zone, {})
            if dns.rdatatype.SOA in sets or dns.rdatatype.NS in sets:
                return zone, dict(sets)
        return dns.name.root, {}

    def _exists(self, name: dns.name.Name) -> bool:
        return name in self._nodes or self._below[name] > 0 or name == dns.name.root

    def _wildcard_of(self, name: dns.name.Name) -> dns.name.Name:
        encloser = next(ancestor for ancestor in _ancestors(name) if self._exists(ancestor))
        return dns.name.Name((_WILDCARD, *encloser.labels))


def _ancestors(name: dns.name.Name) -> Iterator[dns.name.Name]:
    """Return the names above *name*, the nearest first, the root last."""
    while name != dns.name.root:
        name = name.parent()
        yield name
