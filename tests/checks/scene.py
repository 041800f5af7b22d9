"""One policy domain on loopback, in good order until a test spoils it."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import dns.exception
import dns.flags
import dns.message
import dns.query
from world.loopback import Answer, ok, send, serving

from mtasts_pages.checks import Area, Finding, Severity
from mtasts_pages.config import DomainConfig
from mtasts_pages.rollout.checking.fleet import check_fleet
from mtasts_pages.rollout.checking.report import FleetReport
from mtasts_pages.sandbox.authority import Authority
from mtasts_pages.sandbox.mail import MailServers
from mtasts_pages.sandbox.name_server import NameServer
from mtasts_pages.site import POLICY_PATH, make_policy_id
from mtasts_pages.standards.mtasts import Mode, MxPattern, format_policy
from mtasts_pages.state import Target
from mtasts_pages.world.clock import SystemClock
from mtasts_pages.world.dns.authorities import Authorities
from mtasts_pages.world.outside import Limits, Outside, Settings, connect

OWNER = "example-org"
DOMAIN = "example.com"
HOST = f"mta-sts.{DOMAIN}"
LOOPBACK = "127.0.0.1"
RUA = f"mailto:tls-reports@{DOMAIN}"


def make_domain(
    mode: Mode = Mode.ENFORCE, mx: tuple[str, ...] = ("mx1.example.com", "mx2.example.com")
) -> DomainConfig:
    """Return the config of the domain."""
    return DomainConfig(
        domain=DOMAIN,
        mode=mode,
        max_age=604_800,
        mx=tuple(MxPattern(text) for text in mx),
        tls_reports=(RUA,),
        ttl=3600,
        owner=OWNER,
        repository=HOST,
        alias_of=None,
    )


@dataclass
class Scene:
    """The world of one domain; tests change what they like before they look."""

    names: NameServer
    mail: MailServers
    authority: Authority
    domain: DomainConfig = field(default_factory=make_domain)
    answer: Answer | None = None
    """How the policy host answers; with the right policy unless given."""
    context: ssl.SSLContext | None = None
    """With which certificate; with a good one unless given."""
    plain: bool = False
    """Whether it answers without any TLS."""
    time_limit: float = 20.0
    name_server: tuple[str, int] | None = None
    address: str = LOOPBACK

    @property
    def policy(self) -> bytes:
        """The policy file that the config describes."""
        return format_policy(self.domain.policy)

    @property
    def policy_id(self) -> str:
        """An id that was made for it."""
        return make_policy_id(self.policy, SystemClock().now())

    def serve(self, body: bytes) -> None:
        """Let the policy host serve *body*, in good manner."""
        self.answer = send(ok(body))

    def dns(self, *lines: str) -> None:
        """Set records, as lines of a zone file."""
        self.names.paste("".join(f"{line}\n" for line in lines))

    def announce(self, text: str) -> None:
        """Set the policy record."""
        self.dns(f'_mta-sts.{DOMAIN}. TXT "{text}"')

    @contextmanager
    def open(self) -> Iterator[int]:
        """Let the policy host answer; give its port."""
        context = self.context or self.authority.server_context(HOST)
        answer = self.answer or send(ok(self.policy))
        with serving(answer, None if self.plain else context, (self.address, 0)) as port:
            yield port

    def look(self, port: int, *, with_mx: bool = True) -> FleetReport:
        """Check the domain."""
        return check_fleet(
            [self.target], self.connect(port), jobs=4, with_mx=with_mx, listener=lambda _: None
        )

    @property
    def target(self) -> Target:
        """What should be of the domain."""
        return Target(self.domain, OWNER, {POLICY_PATH: self.policy})

    def connect(self, port: int) -> Outside:
        """Return the outside with policy hosts at *port*, and without GitHub."""
        outside = connect(
            Settings(
                api_url="",
                server_url="",
                name_server=self.name_server or (LOOPBACK, self.names.port),
                https_port=port,
                http_port=port,
                smtp_port=self.mail.port,
                ca_file=self.authority.root,
            ),
            None,
            SystemClock(),
            lambda _: None,
            Limits(host=self.time_limit),
        )
        authorities = Authorities(outside.resolver, port=self.names.port)
        return replace(outside, authorities=authorities)

    def check(self, *, with_mx: bool = True) -> tuple[Finding, ...]:
        """Open the policy host, check the domain, and return what was found of it."""
        with self.open() as port:
            return self.look(port, with_mx=with_mx).domains[0].findings


def has_policy_error(findings: tuple[Finding, ...]) -> bool:
    """Return whether *findings* say that senders get no policy."""
    about = (Area.RECORD, Area.HOST, Area.FILE)
    return any(
        finding.severity is Severity.ERROR and finding.kind.area in about for finding in findings
    )


def set_up(names: NameServer, policy_id: str) -> None:
    """Give the domain everything it needs."""
    names.paste(
        f"""
        {HOST}. CNAME {OWNER}.github.io.
        {OWNER}.github.io. A {LOOPBACK}
        _mta-sts.{DOMAIN}. TXT "v=STSv1; id={policy_id}"
        _smtp._tls.{DOMAIN}. TXT "v=TLSRPTv1; rua={RUA}"
        {DOMAIN}. MX 10 mx1.{DOMAIN}.
        {DOMAIN}. MX 20 mx2.{DOMAIN}.
        mx1.{DOMAIN}. A {LOOPBACK}
        mx2.{DOMAIN}. A {LOOPBACK}
        """.replace("\n        ", "\n")
    )


Rewrite = Callable[[dns.message.Message, dns.message.Message | None], dns.message.Message | None]


@contextmanager
def name_server_at(address: str, port: int, rewrite: Rewrite, behind: int = 0) -> Iterator[int]:
    """Answer DNS questions at *address* with what *rewrite* makes of the question.

    It is given the question, and the answer of the name server at the port *behind* if that is
    not 0. Gives the port, a free one for 0.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind((address, port))
        listening.settimeout(0.05)
        closing = threading.Event()

        def work() -> None:
            while not closing.is_set():
                try:
                    wire, client = listening.recvfrom(4096)
                    query = dns.message.from_wire(wire)
                    answer = dns.query.udp(query, LOOPBACK, 2, behind) if behind else None
                except (TimeoutError, dns.exception.DNSException):
                    continue
                made = rewrite(query, answer)
                if made is not None:
                    listening.sendto(made.to_wire(), client)

        thread = threading.Thread(target=work)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            closing.set()
            thread.join()
