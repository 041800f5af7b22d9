"""The server for dynamic updates, as the command line names it; nothing is sent."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from mtasts_pages.cli.console import Console
from mtasts_pages.cli.setup.name_server import PushAccess, read_push_access, split_server
from mtasts_pages.errors import AuthenticationError, UsageError
from mtasts_pages.world.clock import SystemClock

KEY = 'key "k" { algorithm hmac-sha256; secret "c2VjcmV0"; };\n'


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("ns1.example.com", "ns1.example.com", 53),
        ("ns1.example.com.:5353", "ns1.example.com.", 5353),
        ("localhost", "localhost", 53),
        ("192.0.2.53:5353", "192.0.2.53", 5353),
        ("[2001:db8::53]:5353", "2001:db8::53", 5353),
        ("2001:db8::53", "2001:db8::53", 53),
    ],
)
def test_a_server_is_a_name_or_an_address_with_a_port(text: str, host: str, port: int) -> None:
    assert split_server(text) == (host, port)


@pytest.mark.parametrize(
    "text",
    [
        *("", "ns1", "a b", ":53", "[ns1", "http://ns1.example.com"),
        *("ns1.example.com:0", "ns1.example.com:x", "ns1.example.com:65536"),
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="--server must be a host name or an address"):
        split_server(text)


@pytest.mark.parametrize(
    ("server", "key_file", "said"),
    [
        (None, Path("k"), "--dns-push needs --server"),
        ("ns1", None, "--dns-push needs --key-file"),
        (None, None, "--dns-push needs --server"),
    ],
)
def test_to_push_takes_a_server_and_a_key(
    server: str | None, key_file: Path | None, said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        read_push_access(push=True, server=server, key_file=key_file)


@pytest.mark.parametrize(("server", "key_file"), [("ns1", None), (None, Path("k"))])
def test_a_server_without_pushing_is_a_mistake(server: str | None, key_file: Path | None) -> None:
    with pytest.raises(UsageError, match="are for --dns-push"):
        read_push_access(push=False, server=server, key_file=key_file)


def test_without_pushing_there_is_no_access() -> None:
    assert read_push_access(push=False, server=None, key_file=None) is None
    access = read_push_access(push=True, server="ns1", key_file=Path("k"))
    assert access == PushAccess("ns1", Path("k"))


# ---- the server itself ----


def connect(tmp_path: Path, server: str, addresses: Sequence[str] = ()) -> str:
    key_file = tmp_path / "key"
    key_file.write_text(KEY)
    key_file.chmod(0o600)
    asked: list[str] = []
    resolver: Any = SimpleNamespace(find_addresses=lambda host: (asked.append(host), addresses)[1])
    access = PushAccess(server, key_file)
    made = access.connect(Console(quiet=True), resolver, SystemClock())
    assert bool(asked) is bool(addresses)
    return str(made)


def test_an_ipv4_address_is_preferred_and_a_literal_one_is_not_asked_for(tmp_path: Path) -> None:
    assert connect(tmp_path, "ns1.example.com", ["2001:db8::1", "192.0.2.1"]) == "192.0.2.1"
    assert "2001:db8::1" in connect(tmp_path, "ns1.example.com", ["2001:db8::1"])
    assert connect(tmp_path, "192.0.2.7:5353") == "192.0.2.7:5353"
    assert connect(tmp_path, "localhost") == "127.0.0.1"


def test_a_server_without_an_address_and_a_file_without_a_key_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"`ns1\.example\.com` has no address"):
        connect(tmp_path, "ns1.example.com")
    resolver: Any = SimpleNamespace(find_addresses=lambda _: ["192.0.2.1"])
    with pytest.raises(AuthenticationError):
        PushAccess("ns1.example.com", tmp_path / "absent").connect(
            Console(quiet=True), resolver, SystemClock()
        )


def test_a_key_that_others_may_read_is_warned_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key_file = tmp_path / "key"
    key_file.write_text(KEY)
    key_file.chmod(0o644)
    resolver: Any = SimpleNamespace()
    PushAccess("192.0.2.1", key_file).connect(Console(), resolver, SystemClock())
    assert "chmod 600" in capsys.readouterr().err
