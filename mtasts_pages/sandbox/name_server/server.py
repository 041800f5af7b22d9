"""The name server's sockets, and the operator's hands on its records."""

from __future__ import annotations

import socket
import threading
from collections import Counter
from typing import TYPE_CHECKING, Self

import dns.name
import dns.rcode
import dns.rdatatype

from mtasts_pages.sandbox.event_loop import EventLoop
from mtasts_pages.sandbox.name_server.answers import Answer, find_answer, find_records
from mtasts_pages.sandbox.name_server.faults import Fault, Faults
from mtasts_pages.sandbox.name_server.records import Records
from mtasts_pages.sandbox.name_server.transports import TcpProtocol, UdpProtocol
from mtasts_pages.sandbox.name_server.wire import answer_wire
from mtasts_pages.sandbox.name_server.zone_text import format_zone_text, parse_zone_text

if TYPE_CHECKING:
    from mtasts_pages.sandbox.name_server.answers import Fallback

_LOOPBACK = "127.0.0.1"
_BIND_ATTEMPTS = 20  # another program may hold the UDP port of a TCP port that was free
_RECEIVE_BUFFER = 1 << 20  # octets: a burst of some thousand questions is not lost


class NameServer:
    """An authoritative name server on 127.0.0.1, over UDP and TCP on one port.

    It runs from construction to `close`, and is a context manager. Its methods
    may be called from any thread while it answers. Names go in as people
    write them, with or without the final dot, and come out lower-case without it.

    Args:
        port: The port, 0 for a free one.
        zone: Zone text to begin with, such as `zone_text` gave in an earlier run.
        fallback: Makes up records for names and types without any. It is asked in the
            server's thread and must answer at once.
        latency: Seconds by which every answer is delayed; may be changed while it runs.

    Raises:
        ValueError: The zone text is malformed.
        OSError: The port is taken.

    """

    def __init__(
        self,
        port: int = 0,
        *,
        zone: str = "",
        fallback: Fallback | None = None,
        latency: float = 0.0,
    ) -> None:
        self.fallback = fallback
        self.latency = latency
        self._records = Records()
        self._faults = Faults()
        self._questions: Counter[tuple[str, str]] = Counter()
        self._questions_lock = threading.Lock()
        self.paste(zone)
        tcp, udp = _bind_pair(port)
        self.port: int = tcp.getsockname()[1]
        self._loop = EventLoop(f"name server :{self.port}")
        self._loop.receive(UdpProtocol(self._loop, self._answer_udp, self._delay), udp)
        self._loop.listen(lambda: TcpProtocol(self._loop, self._answer_tcp, self._delay), tcp)

    @property
    def address(self) -> str:
        """``127.0.0.1:PORT``, as ``MTASTS_PAGES_NAMESERVER`` takes it."""
        return f"{_LOOPBACK}:{self.port}"

    @property
    def errors(self) -> tuple[BaseException, ...]:
        """Mistakes of the server or of the fallback; each was answered with SERVFAIL."""
        return tuple(self._loop.errors)

    def paste(self, zone_text: str) -> tuple[str, ...]:
        """Take over zone text as an operator pastes it; return what it set, as ``name TYPE``.

        Each record set takes the place of the set of that name and type; all
        others stay. Names are absolute; TTL and class are optional; comments say
        nothing.

        Raises:
            ValueError: A line is malformed, or a name would have a CNAME and other records.
                The message says which, and nothing was changed.

        """
        rrsets = parse_zone_text(zone_text)
        self._records.replace(rrsets)
        return tuple(f"{_plain(rr.name)} {dns.rdatatype.to_text(rr.rdtype)}" for rr in rrsets)

    def remove(self, name: str, rdtype: str | None = None) -> None:
        """Remove the records of *name*, of one type or of all; none there is no error."""
        kind = None if rdtype is None else dns.rdatatype.from_text(rdtype)
        self._records.remove(dns.name.from_text(name), kind)

    def records(self, name: str, rdtype: str) -> tuple[str, ...]:
        """Return the data of the records of *name* and *rdtype*, as in zone text.

        Wildcards and the fallback count; a CNAME is not followed.
        """
        kind = dns.rdatatype.from_text(rdtype)
        _, rdatasets = find_records(self._records, dns.name.from_text(name), kind, self.fallback)
        return tuple(rdata.to_text() for rdata in rdatasets.get(kind, ()))

    def resolve_cname(self, host: str) -> str | None:
        """Return where the CNAME of *host* points, lower-case without final dot; not further."""
        targets = self.records(host, "CNAME")
        return targets[0].removesuffix(".").lower() if targets else None

    def zone_text(self) -> str:
        """Return all records as zone text, for `paste` or for the constructor of a later run."""
        return format_zone_text(self._records)

    def spoil(
        self,
        fault: Fault,
        name: str | None = None,
        rdtype: str | None = None,
        *,
        times: int | None = None,
    ) -> None:
        """Answer questions with *fault*: for one name or all, one type or all.

        The most specific rule counts, and a new rule for the same questions takes the
        place of the old one. With *times* it ends after so many questions.
        """
        self._faults.add(
            fault,
            None if name is None else dns.name.from_text(name),
            None if rdtype is None else dns.rdatatype.from_text(rdtype),
            times,
        )

    def mend(self) -> None:
        """Forget every fault."""
        self._faults.clear()

    @property
    def questions(self) -> Counter[tuple[str, str]]:
        """How often each name and type was asked over the network, by ``(name, TYPE)``."""
        with self._questions_lock:
            return self._questions.copy()

    def close(self) -> None:
        """Stop answering, close every socket and end the thread."""
        self._loop.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _delay(self) -> float:
        return self.latency

    def _answer_udp(self, wire: bytes) -> bytes | None:
        return answer_wire(wire, self._answer, udp=True)

    def _answer_tcp(self, wire: bytes) -> bytes | None:
        return answer_wire(wire, self._answer, udp=False)

    def _answer(
        self,
        name: dns.name.Name,
        rdtype: dns.rdatatype.RdataType,
        recurses: bool,  # noqa: FBT001 - as `wire` calls it
    ) -> Answer | None:
        with self._questions_lock:
            self._questions[_plain(name), dns.rdatatype.to_text(rdtype)] += 1
        match self._faults.take(name, rdtype):
            case Fault.TIMEOUT:
                return None
            case Fault.SERVFAIL:
                return Answer(dns.rcode.SERVFAIL)
            case Fault.REFUSED:
                return Answer(dns.rcode.REFUSED)
        try:
            return find_answer(self._records, name, rdtype, self.fallback, recurses=recurses)
        except Exception as error:  # noqa: BLE001 - the fallback is foreign code; kept in `errors`
            self._loop.errors.append(error)
            return Answer(dns.rcode.SERVFAIL)


def _plain(name: dns.name.Name) -> str:
    return name.to_text(omit_final_dot=True).lower()


def _bind_pair(port: int) -> tuple[socket.socket, socket.socket]:
    """Return a TCP and a UDP socket on one port."""
    for attempt in range(_BIND_ATTEMPTS):
        tcp = socket.create_server((_LOOPBACK, port), backlog=512)
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
            udp.bind(tcp.getsockname())
        except OSError:
            tcp.close()
            udp.close()
            if port or attempt == _BIND_ATTEMPTS - 1:
                raise
        else:
            return tcp, udp
    raise AssertionError("the last attempt returns or raises")
