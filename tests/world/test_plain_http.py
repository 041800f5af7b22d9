"""Plain HTTP at the policy host, answered well and badly."""

from __future__ import annotations

import time

import pytest
from world.loopback import Answer, say_nothing, send, serving

from mtasts_pages.world import plain_http
from mtasts_pages.world.plain_http import PlainHosts

HOST = "mta-sts.example.com"
END = b"\r\n\r\n"


def look(answer: Answer) -> bool | None:
    with serving(answer, None) as port:
        return PlainHosts(time.monotonic, port=port).redirects(HOST, "127.0.0.1")


@pytest.mark.parametrize(
    ("head", "redirects"),
    [
        (b"HTTP/1.1 301 Moved Permanently\r\nLocation: https://mta-sts.example.com/x", True),
        (b"HTTP/1.1 308 Permanent Redirect\r\nlocation:https://MTA-STS.example.com/", True),
        (b"HTTP/1.1 301 Moved Permanently\r\nLocation: http://mta-sts.example.com/x", False),
        (b"HTTP/1.1 301 Moved Permanently\r\nLocation: https://mta-sts.example.com.evil/", False),
        (b"HTTP/1.1 301 Moved Permanently", False),
        (b"HTTP/1.1 200 OK\r\nLocation: https://mta-sts.example.com/", False),
        (b"HTTP/1.1 404 Not Found", False),
        (b"SSH-2.0-OpenSSH_9.2", None),
        (b"\x00\xff" * 40_000, None),
    ],
)
def test_only_a_redirect_to_the_same_host_by_https_counts(
    head: bytes,
    redirects: bool | None,  # noqa: FBT001 - a case of the table
) -> None:
    assert look(send(head + END)) is redirects


def test_a_head_may_come_in_pieces() -> None:
    pieces = (b"HTTP/1.1 301 Moved\r\nLoca", b"tion: https://mta-sts.example.com/\r", b"\n\r\n")
    assert look(send(*pieces, pause=0.02)) is True


@pytest.mark.parametrize("answer", [say_nothing, send(b"H", b"T", pause=0.1, forever=True)])
def test_a_look_is_bounded_as_a_whole(answer: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_http, "TIME_LIMIT", 0.4)
    began = time.monotonic()
    assert look(answer) is None
    assert time.monotonic() - began < 3


def test_a_closed_port_says_nothing() -> None:
    assert PlainHosts(time.monotonic, port=9).redirects(HOST, "127.0.0.1") is None
