"""A name server that takes dynamic updates (RFC 2136), signed with a TSIG key (RFC 8945)."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.tsig
import dns.update

from mtasts_pages.dns import HeldRecord, RecordUpdate
from mtasts_pages.errors import NetworkError, OperationError, PermissionDeniedError
from mtasts_pages.state import Lookup
from mtasts_pages.world.clock import Clock
from mtasts_pages.world.dns.resolver import SUCCESSES, fail, read_response, read_text
from mtasts_pages.world.dns.signed_exchange import exchange
from mtasts_pages.world.dns.update_key import UpdateKey
from mtasts_pages.world.dns.update_refusals import explain_rcode, explain_tsig
from mtasts_pages.world.dns.wildcards import tell_wildcard

TIME_LIMIT = 10.0
"""Seconds for one exchange with the name server."""


class NameServer:
    """One name server, asked and changed over TCP; safe to share between threads.

    Args:
        address: Its IP address.
        port: Where it listens.
        key: Signs every question and every update, and must have signed every answer.
        clock: Ends what takes too long.

    """

    def __init__(self, address: str, port: int, key: UpdateKey, clock: Clock) -> None:
        self.address = (address, port)
        self._key = key
        self._clock = clock
        self._lock = threading.Lock()
        self._zones: dict[str, str] = {}

    def __str__(self) -> str:
        address, port = self.address
        host = f"[{address}]" if ":" in address else address
        return host if port == 53 else f"{host}:{port}"  # noqa: PLR2004 - the port of DNS

    def query(self, name: str, kind: str) -> dns.message.Message:
        """Return the server's own answer to a question, whatever its response code.

        Raises:
            AuthenticationError: the key is refused.
            PermissionDeniedError: the key is not for this zone.
            NetworkError: there is no answer, or none that can be trusted.

        """
        # Without recursion: what the server itself holds.
        return self._exchange(dns.message.make_query(dns.name.from_text(name), kind, flags=0))

    def read(self, name: str, kind: str) -> tuple[HeldRecord, ...]:
        """Return the records of *name* that the server holds, exactly as it holds them.

        What it answers from a wildcard is not a record of *name*: the prerequisites of an
        update look at the records that exist (RFC 2136, 3.2).

        Raises:
            OperationError: it does not answer for this name.

        """
        response = self._query_surely(name, kind)
        answer = read_response(name, kind, response)
        if tell_wildcard(answer, self._ask).wildcard:
            return ()
        found = response.get_rrset(
            response.answer,
            dns.name.from_text(name),
            dns.rdataclass.IN,
            dns.rdatatype.from_text(kind),
        )
        return tuple(HeldRecord(read_text(record), record.to_text()) for record in found or ())

    def _ask(self, name: str, kind: str) -> Lookup:
        return read_response(name, kind, self._query_surely(name, kind))

    def _query_surely(self, name: str, kind: str) -> dns.message.Message:
        """Return the answer to a question, or raise what a refusal means."""
        response = self.query(name, kind)
        if response.rcode() not in SUCCESSES:
            raise explain_rcode(response.rcode(), str(self), self._key.name, name)
        return response

    def find_zone(self, name: str) -> str:
        """Return the zone of the server that *name* lies in, without the final dot.

        Raises:
            OperationError: the server has no such zone, or hands the name on to others.

        """
        with self._lock:
            known = self._zones.get(name)
        if known is None:  # its neighbours may lie in another: a name can be a zone of its own
            known = self._look_for_zone(dns.name.from_text(name))
            with self._lock:
                self._zones[name] = known
        return known

    def update(self, zone: str, updates: Sequence[RecordUpdate]) -> None:
        """Change the records of *zone*, all of them or none (RFC 2136, 3).

        Every change demands that the server still has what it had when the change was
        planned (section 2.4); otherwise nothing is changed.

        Raises:
            PermissionDeniedError: the key may not do this.
            OperationError: the server refuses; the message says why.
            NetworkError: there is no answer; whether it was done is not known.

        """
        message = dns.update.UpdateMessage(dns.name.from_text(zone))
        for update in updates:
            _write(message, update)
        response = self._exchange(message)
        if response.rcode() != dns.rcode.NOERROR:
            raise explain_rcode(response.rcode(), str(self), self._key.name, zone)

    def _look_for_zone(self, asked: dns.name.Name) -> str:
        name = asked
        while len(name.labels) > 2:  # noqa: PLR2004 - a top-level domain and the root
            response = self.query(name.to_text(), "SOA")
            for rrset in (*response.answer, *response.authority):
                theirs = rrset.rdtype == dns.rdatatype.SOA and asked.is_subdomain(rrset.name)
                if theirs and response.flags & dns.flags.AA:
                    return rrset.name.to_text(omit_final_dot=True).lower()
                if rrset.rdtype == dns.rdatatype.NS and not response.flags & dns.flags.AA:
                    raise OperationError(
                        f"`{self}` hands `{asked}` on to other name servers",
                        f"name one of those of `{rrset.name}` by --server",
                    )
            name = name.parent()
        raise OperationError(
            f"`{self}` is not authoritative for any zone that holds `{asked}`",
            "name the primary name server of the zone by --server",
        )

    def _exchange(self, message: dns.message.Message) -> dns.message.Message:
        key = dns.tsig.Key(self._key.name, self._key.secret, self._key.algorithm)
        message.use_tsig(key)
        try:
            return exchange(message, self.address, TIME_LIMIT, self._clock)
        except TimeoutError:
            raise NetworkError(
                f"the name server `{self}` does not answer within {TIME_LIMIT:.0f} seconds"
            ) from None
        except OSError as error:
            why = error.strerror or str(error)
            raise NetworkError(f"the name server `{self}` cannot be reached: {why}") from None
        except dns.exception.TooBig:
            raise OperationError("the update is larger than one DNS message may be") from None
        except dns.exception.DNSException as error:
            raise explain_tsig(error, str(self), self._key.name) from None


class ServerRecords:
    """The records as one name server holds them, which is about to change them."""

    def __init__(self, server: NameServer) -> None:
        self._server = server

    def look_up(self, name: str, kind: str) -> Lookup:
        """Return the server's answer to one question; a failure is an answer as well.

        Raises:
            AuthenticationError: the key is refused, whatever the zone.

        """
        try:
            response = self._server.query(name, kind)
        except (OperationError, PermissionDeniedError) as error:
            return fail(name, kind, error.message)
        if response.rcode() not in SUCCESSES:
            what = dns.rcode.to_text(response.rcode())
            return fail(name, kind, f"`{self._server}` answers {what}")
        return read_response(name, kind, response)


def _write(message: dns.update.UpdateMessage, update: RecordUpdate) -> None:
    """Add the prerequisites and the changes of *update* to *message*."""
    record = update.record
    name = dns.name.from_text(record.name)
    if update.held:
        for held in update.held:
            message.present(name, record.type, held.data)
    elif record.type == "CNAME":
        # A server ignores a CNAME for a name with other records silently: RFC 2136, 3.4.2.2
        message.absent(name)
    else:
        message.absent(name, record.type)
        message.absent(name, "CNAME")
    for held in update.removed:
        message.delete(name, record.type, held.data)
    if update.adds:
        message.add(name, record.ttl, record.type, update.data)
