"""Questions to the name servers that a zone itself names, besides those of this machine.

A cache says what senders may still see; only the authoritative name servers say what the
operator has written, and whether they agree.
"""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import replace

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.query
import dns.rcode

from mtasts_pages.dns import Sighting
from mtasts_pages.state import Lookup
from mtasts_pages.world.dns.resolver import SUCCESSES, Resolver, fail, read_response

TIME_LIMIT = 3.0
"""Seconds for one question to one name server."""

MOST_SERVERS = 8
"""Name servers of a zone that are asked."""


class Authorities:
    """Asks every authoritative name server as well as a resolver.

    Which servers a zone has is asked once; one that did not answer is not asked again.
    Where none can be reached, the answer is what the resolver alone says.

    Args:
        resolver: Where the servers of a zone and their addresses are asked for.
        port: Where authoritative name servers listen.

    """

    def __init__(self, resolver: Resolver, *, port: int = 53) -> None:
        self._resolver = resolver
        self._port = port
        self._lock = threading.Lock()
        self._servers: dict[str, tuple[str, list[tuple[str, str]]]] = {}
        self._silent: set[str] = set()

    def look_up(self, name: str, kind: str) -> Lookup:
        """Return the answer to one question, with what each authoritative server says."""
        cached = self._resolver.look_up(name, kind)
        zone, servers = self._find_servers(name)
        answers = [self._ask_server(address, name, kind) for _, address in servers]
        referrals = [answer.zone for answer in answers if answer.failed]
        cut = next((to for to in referrals if to.endswith(f".{zone}")), "")
        if cut:  # the servers above hand the name on to those of a zone of its own
            servers = self._find_servers_of(cut)
            answers = [self._ask_server(address, name, kind) for _, address in servers]
        sightings = tuple(
            Sighting(f"{host} ({address})", answer.values, answer.ttl, answer.detail)
            for (host, address), answer in zip(servers, answers, strict=True)
        )
        said = [_complete(answer, cached) for answer in answers if not answer.failed]
        if not said:
            return replace(cached, sightings=sightings, zone=cut or cached.zone)
        counted = Counter((answer.values, answer.alias) for answer in said)
        agreed = max(said, key=lambda answer: counted[answer.values, answer.alias])
        dissent = tuple(said) if len(counted) > 1 else ()
        if not cut and zone.startswith("_"):  # a zone below `_tls` is no policy domain's
            cut = zone
        zone = cut or agreed.zone
        return replace(agreed, ttl=cached.ttl, sightings=sightings, dissent=dissent, zone=zone)

    def _find_servers(self, name: str) -> tuple[str, list[tuple[str, str]]]:
        """Return the zone of *name* and its name servers, with an address of each."""
        # The record's own name may be a CNAME to another zone; the one above it is not.
        above = name.partition(".")[2]
        with self._lock:
            known = self._servers.get(above)
        if known is None:
            zone = self._resolver.find_zone(above) or ""
            known = (zone, self._find_servers_of(zone) if zone else [])
            with self._lock:
                self._servers[above] = known
        return known

    def _find_servers_of(self, zone: str) -> list[tuple[str, str]]:
        hosts = self._resolver.look_up(zone, "NS").values[:MOST_SERVERS]
        return [(host, address) for host in hosts for address in self._find_address(host)]

    def _find_address(self, host: str) -> tuple[str, ...]:
        """Return one address of *host*: an IPv4 one where it has any, which all networks reach."""
        for kind in ("A", "AAAA"):
            values = self._resolver.look_up(host, kind).values
            if values:
                return values[:1]
        return ()

    def _ask_server(self, address: str, name: str, kind: str) -> Lookup:
        if address in self._silent:
            return fail(name, kind, "no answer to an earlier question")
        try:
            query = dns.message.make_query(
                dns.name.from_text(name),
                kind,
                flags=0,  # no recursion: what it has itself
            )
            response, _ = dns.query.udp_with_fallback(
                query, address, timeout=TIME_LIMIT, port=self._port, ignore_errors=True
            )
        except dns.exception.Timeout:
            self._silent.add(address)
            return fail(name, kind, f"no answer within {TIME_LIMIT:.0f} seconds")
        except dns.exception.DNSException as error:
            return fail(name, kind, str(error) or type(error).__name__)
        except EOFError:
            return fail(name, kind, "it ends the connection without an answer")
        except OSError as error:
            self._silent.add(address)
            return fail(name, kind, error.strerror or str(error))
        return _judge_response(name, kind, response)


def _complete(answer: Lookup, cached: Lookup) -> Lookup:
    """Return *answer*, where its CNAME record leads out of the zone with what is found there."""
    leaves = bool(answer.aliases) and not answer.values
    return cached if leaves and answer.aliases[:1] == cached.aliases[:1] else answer


def _judge_response(name: str, kind: str, response: dns.message.Message) -> Lookup:
    if response.rcode() not in SUCCESSES:
        return fail(name, kind, f"it answers {dns.rcode.to_text(response.rcode())}")
    answer = read_response(name, kind, response)
    if not response.flags & dns.flags.AA:
        lame = fail(name, kind, "it is not authoritative for the zone")
        return replace(lame, zone=answer.zone)  # where it hands the name on
    return answer
