"""Questions to the name servers that a zone itself names, besides those of this machine.

A cache says what senders may still see; only the authoritative name servers say what the
operator has written, and whether they agree.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.query
import dns.rcode

from mtasts_pages.dns import Sighting
from mtasts_pages.state import Answer, AnswerKind
from mtasts_pages.world.dns.resolver import Resolver, read_response

TIME_LIMIT = 3.0
"""Seconds for one question to one name server."""

MOST_SERVERS = 8
"""Name servers of a zone that are asked."""


class Authorities(Resolver):
    """A resolver that asks every authoritative name server as well.

    Which servers a zone has is asked once; one that did not answer is not asked again.
    Where none can be reached, the answer is what the resolver alone says.

    Args:
        name_server: Where the servers of a zone and their addresses are asked for.
        port: Where authoritative name servers listen.

    """

    def __init__(self, name_server: tuple[str, int] | None = None, *, port: int = 53) -> None:
        super().__init__(name_server)
        self._port = port
        self._lock = threading.Lock()
        self._servers: dict[str, list[tuple[str, str]]] = {}
        self._silent: set[str] = set()

    def ask(self, name: str, kind: str) -> Answer:
        """Return the answer to one question, with what each authoritative server says."""
        cached = super().ask(name, kind)
        if kind not in ("CNAME", "TXT"):
            return cached
        servers = self._find_servers(name)
        answers = [self._ask_server(address, name, kind) for _, address in servers]
        sightings = tuple(
            Sighting(f"{host} ({address})", answer.values, answer.ttl, answer.detail)
            for (host, address), answer in zip(servers, answers, strict=True)
        )
        said = [answer for answer in answers if answer.kind is not AnswerKind.FAILED]
        if not said:
            return replace(cached, sightings=sightings)
        counted = Counter(said)
        agreed = max(said, key=lambda answer: counted[answer])
        return Answer(
            agreed.kind,
            agreed.values,
            alias=agreed.alias,
            ttl=cached.ttl,
            sightings=sightings,
            dissent=tuple(said) if len(counted) > 1 else (),
        )

    def _find_servers(self, name: str) -> list[tuple[str, str]]:
        """Return the name servers of the zone of *name*, with an address of each."""
        # The record's own name may be a CNAME to another zone; the one above it is not.
        above = name.partition(".")[2]
        with self._lock:
            known = self._servers.get(above)
        if known is None:
            zone = self.find_zone(above)
            hosts = super().ask(zone, "NS").values[:MOST_SERVERS] if zone else ()
            known = [(host, address) for host in hosts for address in self._addresses(host)]
            with self._lock:
                self._servers[above] = known
        return known

    def _addresses(self, host: str) -> Sequence[str]:
        """Return one address of *host*: an IPv4 one where it has any, which all networks reach."""
        for kind in ("A", "AAAA"):
            values = super().ask(host, kind).values
            if values:
                return values[:1]
        return ()

    def _ask_server(self, address: str, name: str, kind: str) -> Answer:
        if address in self._silent:
            return _failed("no answer to an earlier question")
        try:
            asked = dns.name.from_text(name)
            query = dns.message.make_query(asked, kind, flags=0)  # no recursion: what it has itself
            response, _ = dns.query.udp_with_fallback(
                query, address, timeout=TIME_LIMIT, port=self._port, ignore_errors=True
            )
        except dns.exception.Timeout:
            self._silent.add(address)
            return _failed(f"no answer within {TIME_LIMIT:.0f} seconds")
        except dns.exception.DNSException as error:
            return _failed(str(error) or type(error).__name__)
        except EOFError:
            return _failed("it ends the connection without an answer")
        except OSError as error:
            self._silent.add(address)
            return _failed(error.strerror or str(error))
        return _judge_response(response, asked, kind)


def _judge_response(response: dns.message.Message, asked: dns.name.Name, kind: str) -> Answer:
    if response.rcode() not in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
        return _failed(f"it answers {dns.rcode.to_text(response.rcode())}")
    if not response.flags & dns.flags.AA:
        return _failed("it is not authoritative for the zone")
    return read_response(response, asked, kind)


def _failed(detail: str) -> Answer:
    return Answer(AnswerKind.FAILED, detail=detail)
