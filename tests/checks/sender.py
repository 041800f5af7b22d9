"""A real sender's resolver, postfix-mta-sts-resolver, in the world of a scene."""

from __future__ import annotations

import asyncio
import gc
import socket
import ssl
import types
import warnings
from typing import Any

import aiodns
import aiohttp
import aiohttp.abc
import postfix_mta_sts_resolver.resolver
import pytest
from checks.scene import DOMAIN, LOOPBACK, Scene
from postfix_mta_sts_resolver.resolver import STSFetchResult, STSResolver

TIME_LIMIT = 2


def accepts(scene: Scene, port: int, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Return whether the sender gets a policy for the domain."""
    with warnings.catch_warnings():
        # asyncio of Python 3.11 forgets the socket under a TLS handshake that fails.
        warnings.simplefilter("ignore", ResourceWarning)
        result = asyncio.run(_resolve(scene, port, monkeypatch))
        gc.collect()
    return result is STSFetchResult.VALID


async def _resolve(scene: Scene, port: int, monkeypatch: pytest.MonkeyPatch) -> STSFetchResult:
    loop = asyncio.get_running_loop()
    limit = min(TIME_LIMIT, scene.time_limit)
    resolver = STSResolver(loop=loop, timeout=limit)
    dns_port = scene.names.port
    resolver._resolver = aiodns.DNSResolver(
        loop=loop,
        nameservers=[LOOPBACK],
        udp_port=dns_port,
        tcp_port=dns_port,
        timeout=limit,
        tries=1,
    )
    trusted = ssl.create_default_context(cafile=str(scene.authority.root))

    def open_session(**arguments: Any) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(resolver=_Places(scene, port), ssl=trusted)
        return aiohttp.ClientSession(connector=connector, **arguments)

    client = types.SimpleNamespace(ClientSession=open_session, ClientTimeout=aiohttp.ClientTimeout)
    monkeypatch.setattr(postfix_mta_sts_resolver.resolver, "aiohttp", client)
    try:
        return (await resolver.resolve(DOMAIN))[0]
    finally:
        await resolver._resolver.close()


class _Places(aiohttp.abc.AbstractResolver):
    """A host is where the scene's DNS says, at the port of its policy host.

    Its own questions go out to the name server, so that they meet its faults.
    """

    def __init__(self, scene: Scene, port: int) -> None:
        self._scene = scene
        self._port = port

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[Any]:  # noqa: ARG002 - aiohttp's signature
        dns_port = self._scene.names.port
        asking = aiodns.DNSResolver(
            nameservers=[LOOPBACK], udp_port=dns_port, tcp_port=dns_port, timeout=1, tries=1
        )
        found = []
        for kind, version in (("AAAA", socket.AF_INET6), ("A", socket.AF_INET)):
            try:
                answers = await asking.query(host, kind)
            except aiodns.error.DNSError:
                continue
            found += [(answer.host, version) for answer in answers]
        await asking.close()
        if not found:
            raise OSError("no address")
        return [
            {
                "hostname": host,
                "host": address,
                "port": self._port,
                "family": version,
                "proto": 0,
                "flags": socket.AI_NUMERICHOST,
            }
            for address, version in found
        ]

    async def close(self) -> None:
        """Nothing is held."""
