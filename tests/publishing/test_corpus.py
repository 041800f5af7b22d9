"""Real policies, published in one run and read back by a real sender's code."""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
import types
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiodns
import aiohttp
import aiohttp.abc
import postfix_mta_sts_resolver.resolver
import pytest
import yaml
from postfix_mta_sts_resolver.resolver import STSFetchResult, STSResolver
from publishing.conftest import Rehearsal

from mtasts_pages.sandbox.name_server import NameServer
from mtasts_pages.standards.mtasts import Policy
from mtasts_pages.standards.reading import parse_policy

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "policies.jsonl"


def read_corpus() -> dict[str, Policy]:
    """Return the valid policies of repositories with a ``CNAME`` that names a policy host."""
    found: dict[str, Policy] = {}
    for line in CORPUS.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        host = (entry["cname"] or "").strip()
        if not host.startswith("mta-sts."):
            continue
        try:
            policy = parse_policy(entry["policy"].encode())
        except ValueError:
            continue
        # A slip that a config refuses: Google has alt1 to alt4.
        mx = tuple(each for each in policy.mx if each.text != "alt5.aspmx.l.google.com")
        found[host.removeprefix("mta-sts.")] = replace(policy, mx=mx)
    return found


# aiodns renamed the call that postfix-mta-sts-resolver makes.
@pytest.mark.filterwarnings("ignore:query.. is deprecated:DeprecationWarning")
@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus is not here")
@pytest.mark.timeout(600)
def test_real_policies_are_published_and_read_by_a_real_sender(
    begin: Callable[..., Rehearsal], monkeypatch: pytest.MonkeyPatch
) -> None:
    policies = read_corpus()
    assert len(policies) >= 25
    rehearsal = begin()
    config = {
        "github": {"owner": "example-org"},
        "domains": {
            domain: {
                "mode": policy.mode.value,
                "max_age": policy.max_age,
                "mx": [pattern.text for pattern in policy.mx],
            }
            for domain, policy in policies.items()
        },
    }
    rehearsal.write_config(yaml.safe_dump(config, sort_keys=False))
    done = rehearsal.publish("--json", "--wait", "300s")
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout)["summary"]["current"] == len(policies)
    world = rehearsal.world
    read = asyncio.run(read_as_sender(rehearsal, list(policies), monkeypatch))
    for domain, policy in policies.items():
        status, (policy_id, said) = read[domain]
        assert status is STSFetchResult.VALID, domain
        assert said["mode"] == policy.mode.value
        assert said["max_age"] == policy.max_age
        assert said["mx"] == list(dict.fromkeys(pattern.text for pattern in policy.mx))
        assert policy_id in world.names.records(f"_mta-sts.{domain}", "TXT")[0]


async def read_as_sender(
    rehearsal: Rehearsal, domains: list[str], monkeypatch: pytest.MonkeyPatch
) -> dict[str, tuple[STSFetchResult, tuple[str, dict[str, Any]]]]:
    """Return what postfix-mta-sts-resolver makes of each domain, in the world's DNS and HTTPS."""
    world = rehearsal.world
    address, _, port = world.names.address.rpartition(":")
    loop = asyncio.get_running_loop()
    resolver = STSResolver(loop=loop)
    resolver._resolver = aiodns.DNSResolver(
        loop=loop, nameservers=[address], udp_port=int(port), tcp_port=int(port)
    )
    trusted = ssl.create_default_context(cafile=str(world.authority.root))

    def open_session(**arguments: Any) -> aiohttp.ClientSession:
        places = WorldAddresses(world.names, world.github.pages_port)
        connector = aiohttp.TCPConnector(resolver=places, ssl=trusted)
        return aiohttp.ClientSession(connector=connector, **arguments)

    client = types.SimpleNamespace(ClientSession=open_session, ClientTimeout=aiohttp.ClientTimeout)
    monkeypatch.setattr(postfix_mta_sts_resolver.resolver, "aiohttp", client)
    return {domain: await resolver.resolve(domain) for domain in domains}


class WorldAddresses(aiohttp.abc.AbstractResolver):
    """A policy host is where the world's DNS says, on the port of the world's Pages."""

    def __init__(self, names: NameServer, port: int) -> None:
        self._names = names
        self._port = port

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[Any]:  # noqa: ARG002 - aiohttp's signature
        target = self._names.resolve_cname(host)
        found = self._names.records(target or host, "A")
        return [
            {
                "hostname": host,
                "host": address,
                "port": self._port,
                "family": socket.AF_INET,
                "proto": 0,
                "flags": socket.AI_NUMERICHOST,
            }
            for address in found
        ]

    async def close(self) -> None:
        """Nothing is held."""
