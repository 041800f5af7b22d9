"""A world whose zones stand on a real name server that takes dynamic updates."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from dns_push.name_servers import KEY, PROGRAMS, Server, run_server
from publishing.conftest import Rehearsal, begin, rehearsal

from mtasts_pages.sandbox import World
from mtasts_pages.world.clock import SystemClock
from mtasts_pages.world.dns.name_server import NameServer
from mtasts_pages.world.dns.update_key import read_update_key

__all__ = ["KEY", "ON_KNOT", "begin", "rehearsal"]

ON_KNOT = pytest.mark.parametrize("server", ["knot"], indirect=True)
"""For what does not depend on whose name server it is."""

ZONES = {"example.com": "", "example.net": "", "locked.example": ""}


@pytest.fixture(params=PROGRAMS)
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    """Return a running BIND, then a running Knot DNS."""
    with run_server(request.param, tmp_path / request.param, ZONES) as running:
        yield running


@pytest.fixture
def client(server: Server) -> NameServer:
    """Return what the program reaches the server with."""
    return NameServer(server.address, server.port, read_update_key(server.key_file), SystemClock())


@pytest.fixture
def home(server: Server, rehearsal: Rehearsal) -> Rehearsal:
    """Return a world whose caching resolver asks the real server for the zones that it has.

    The server comes first: it must outlive the world that asks it.
    """
    delegate(rehearsal.world, server)
    return rehearsal


def delegate(world: World, server: Server) -> None:
    def ask(name: str, kind: str) -> list[str] | None:
        if kind == "A" and (name.endswith(".github.io") or name.startswith("mta-sts.")):
            return ["127.0.0.1"]
        if any(name == zone or name.endswith(f".{zone}") for zone in ZONES):
            return server.records(name, kind) or None
        return None

    world.names.fallback = ask
