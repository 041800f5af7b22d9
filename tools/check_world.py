"""A fleet of policy domains on the loopback interface, for measuring `check` against it.

    python tools/check_world.py DOMAINS LATENCY

starts a name server and a policy host for all, every answer of which comes LATENCY seconds late;
prints one line of JSON with their ports and the root certificate, and runs until its stdin closes.
"""

import asyncio
import json
import ssl
import sys
import tempfile
import threading
from pathlib import Path

from mtasts_pages.sandbox.authority import Authority
from mtasts_pages.sandbox.name_server import NameServer
from mtasts_pages.site import make_policy_id
from mtasts_pages.standards.mtasts import Mode, MxPattern, Policy, format_policy
from mtasts_pages.world.clock import SystemClock

OWNER = "example-org"
POLICY = format_policy(Policy(Mode.TESTING, 604_800, (MxPattern("mx1.example.com"),)))
RESPONSE = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: %d\r\n"
    b"Connection: close\r\n\r\n%s" % (len(POLICY), POLICY)
)


def name_domain(number: int) -> str:
    """Return the name of a policy domain."""
    return f"d{number:05}.example.com"


def make_zone(domains: int) -> str:
    """Return the records of all domains."""
    policy_id = make_policy_id(POLICY, SystemClock().now())
    lines = [f"{OWNER}.github.io. A 127.0.0.1"]
    for domain in map(name_domain, range(domains)):
        lines += [
            f"mta-sts.{domain}. CNAME {OWNER}.github.io.",
            f'_mta-sts.{domain}. TXT "v=STSv1; id={policy_id}"',
            f'_smtp._tls.{domain}. TXT "v=TLSRPTv1; rua=mailto:a@example.com"',
        ]
    return "".join(f"{line}\n" for line in lines)


class PolicyHost:
    """Serves the one policy under every name, with a certificate for each."""

    def __init__(self, authority: Authority, latency: float) -> None:
        self._latency = latency
        self._context = authority.issue(["fallback.example.com"]).server_context()
        self.prepare = authority.server_context

        def choose(connection: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
            if name:
                connection.context = authority.server_context(name)

        self._context.sni_callback = choose  # type: ignore[assignment]

    async def open(self) -> asyncio.Server:
        """Begin to serve, on a free port."""
        return await asyncio.start_server(
            self._answer, "127.0.0.1", 0, ssl=self._context, backlog=1024
        )

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            if self._latency:
                await asyncio.sleep(self._latency)
            writer.write(RESPONSE)
            await writer.drain()
            writer.close()
            await writer.wait_closed()
        except (OSError, asyncio.IncompleteReadError):
            return


async def run(domains: int, latency: float) -> None:
    """Serve until stdin ends."""
    with tempfile.TemporaryDirectory() as folder:
        authority = Authority(Path(folder))
        host = PolicyHost(authority, latency)
        for domain in map(name_domain, range(domains)):
            host.prepare(f"mta-sts.{domain}")
        with NameServer(zone=make_zone(domains), latency=latency) as names:
            server = await host.open()
            ports = {
                "dns": names.port,
                "https": server.sockets[0].getsockname()[1],
                "root": str(authority.root),
            }
            print(json.dumps(ports), flush=True)
            ended = asyncio.Event()
            loop = asyncio.get_running_loop()
            threading.Thread(
                target=lambda: (sys.stdin.read(), loop.call_soon_threadsafe(ended.set)),
                daemon=True,
            ).start()
            await ended.wait()
            server.close()


if __name__ == "__main__":
    asyncio.run(run(int(sys.argv[1]), float(sys.argv[2])))
