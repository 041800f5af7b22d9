"""Real name servers on loopback that take dynamic updates: BIND and Knot DNS, from Debian."""

import base64
import contextlib
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import dns.exception
import dns.message
import dns.query
import dns.rcode
import dns.rdatatype
import dns.tsig
import dns.update
import pytest

LOOPBACK = "127.0.0.1"
KEY = "mta-sts-key"
ALGORITHM = "hmac-sha256"
SECRET = base64.b64encode(bytes(range(32))).decode()
START_SECONDS = 20.0
PROGRAMS = {"bind": "named", "knot": "knotd"}


@dataclass
class Server:
    """One running name server."""

    kind: str
    port: int
    address: str = LOOPBACK
    key_file: Path = field(default_factory=Path)
    log: Path = field(default_factory=Path)

    @property
    def name(self) -> str:
        return f"{self.address}:{self.port}"

    def records(self, name: str, kind: str) -> list[str]:
        """Return what it answers, as a stranger asks."""
        query = dns.message.make_query(name, kind)
        response = dns.query.tcp(query, self.address, timeout=5, port=self.port)
        return sorted(
            record.to_text()
            for rrset in response.answer
            if rrset.rdtype == dns.rdatatype.from_text(kind)
            for record in rrset
        )

    def change(self, zone: str, **records: tuple[str, int, str, str]) -> None:
        """Change records behind the program's back: each is a name, TTL, type and data."""
        update = dns.update.UpdateMessage(zone)
        update.use_tsig(dns.tsig.Key(KEY, SECRET, ALGORITHM))
        for name, ttl, kind, data in records.values():
            update.replace(f"{name}.", ttl, kind, data)
        response = dns.query.tcp(update, self.address, timeout=5, port=self.port)
        assert response.rcode() == dns.rcode.NOERROR, dns.rcode.to_text(response.rcode())


def write_key(path: Path, name: str = KEY, secret: str = SECRET) -> Path:
    """Write a key file as `tsig-keygen` does."""
    path.write_text(f'key "{name}" {{\n\talgorithm {ALGORITHM};\n\tsecret "{secret}";\n}};\n')
    path.chmod(0o600)
    return path


def free_port(address: str = LOOPBACK) -> int:
    """Return a port that neither UDP nor TCP holds at the moment."""
    for _ in range(50):
        with (
            socket.create_server((address, 0)) as tcp,
            socket.socket(type=socket.SOCK_DGRAM) as udp,
        ):
            port: int = tcp.getsockname()[1]
            with contextlib.suppress(OSError):
                udp.bind((address, port))
                return port
    raise AssertionError("no port is free for both")


@contextlib.contextmanager
def run_server(
    kind: str, folder: Path, zones: Mapping[str, str], *, address: str = LOOPBACK, port: int = 0
) -> Iterator[Server]:
    """Run a name server of *kind* for *zones*, each with master-file lines of its own.

    The key may change all of them but `locked.example`.
    """
    program = PROGRAMS[kind]
    found = shutil.which(program, path="/usr/sbin:/usr/bin")
    if found is None:
        pytest.skip(f"`{program}` is not installed")
    folder.mkdir(parents=True, exist_ok=True)
    for zone, lines in zones.items():
        head = f"@ 300 IN SOA ns1.{zone}. hostmaster.{zone}. 1 3600 600 86400 60\n"
        head += f"@ 300 IN NS ns1.{zone}.\nns1.{zone}. 300 IN A {address}\n"
        (folder / f"{zone}.zone").write_text(f"$ORIGIN {zone}.\n{head}{lines}")
    server = Server(
        kind,
        port or free_port(address),
        address,
        write_key(folder / "push.key"),
        folder / "server.log",
    )
    write = write_bind if kind == "bind" else write_knot
    arguments = write(folder, server, list(zones))
    with server.log.open("wb") as log:
        process = subprocess.Popen([found, *arguments], stdout=log, stderr=log, cwd=folder)
        try:
            wait_for(server, process, next(iter(zones)))
            yield server
        finally:
            process.terminate()
            process.wait(timeout=20)


def write_bind(folder: Path, server: Server, zones: list[str]) -> list[str]:
    blocks = [
        f'zone "{zone}" {{ type primary; file "{folder}/{zone}.zone";'
        + ("" if zone == "locked.example" else f' update-policy {{ grant "{KEY}" zonesub ANY; }};')
        + " };"
        for zone in zones
    ]
    text = f"""
include "{server.key_file}";
options {{
    directory "{folder}";
    listen-on port {server.port} {{ {server.address}; }};
    listen-on-v6 {{ none; }};
    pid-file none; session-keyfile none; lock-file none;
    recursion no; notify no; dnssec-validation no;
    managed-keys-directory "{folder}";
}};
controls {{ }};
{chr(10).join(blocks)}
"""
    (folder / "named.conf").write_text(text)
    return ["-g", "-n", "1", "-c", str(folder / "named.conf")]


def write_knot(folder: Path, server: Server, zones: list[str]) -> list[str]:
    blocks = [
        f"  - domain: {zone}\n    storage: {folder}\n    file: {zone}.zone\n"
        f"    zonefile-sync: -1\n    journal-content: changes\n"
        + ("" if zone == "locked.example" else "    acl: [push]\n")
        for zone in zones
    ]
    text = f"""
server:
  rundir: {folder}
  listen: {server.address}@{server.port}
  udp-workers: 1
  tcp-workers: 1
  background-workers: 1
database:
  storage: {folder}
key:
  - id: {KEY}
    algorithm: {ALGORITHM}
    secret: {SECRET}
acl:
  - id: push
    key: {KEY}
    action: update
log:
  - target: stderr
    any: info
zone:
{"".join(blocks)}"""
    (folder / "knot.conf").write_text(text)
    return ["-c", str(folder / "knot.conf")]


def wait_for(server: Server, process: subprocess.Popen[bytes], zone: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError, dns.exception.DNSException, EOFError):
            if server.records(zone, "SOA"):
                return
        time.sleep(0.05)
    pytest.fail(f"{server.kind} does not serve:\n{server.log.read_text()[-2000:]}")
