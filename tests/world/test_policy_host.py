"""The policy host as a sender reads it, against real TLS servers, most of them bad."""

import ssl
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from world.loopback import Answer, ok, say_nothing, send, serving

from mtasts_pages.errors import UsageError
from mtasts_pages.sandbox.authority import Authority
from mtasts_pages.state import FetchProblem, ServedPolicy
from mtasts_pages.world import policy_host
from mtasts_pages.world.policy_host import SIZE_LIMIT, PolicyHosts

HOST = "mta-sts.example.com"
POLICY = b"version: STSv1\r\nmode: none\r\nmax_age: 86400\r\n"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"

Fetch = Callable[..., ServedPolicy]


@pytest.fixture
def fetch(authority: Authority) -> Fetch:
    """Return what fetches the policy from a server that gives one answer."""

    def run(answer: Answer, context: ssl.SSLContext | None = None) -> ServedPolicy:
        with serving(answer, context or authority.server_context(HOST)) as port:
            return fetch_from(authority, port)

    return run


def fetch_from(authority: Authority, port: int, *addresses: str) -> ServedPolicy:
    hosts = PolicyHosts(time.monotonic, port=port, ca_file=authority.root)
    return hosts.fetch(HOST, addresses or ("127.0.0.1",))


@pytest.mark.parametrize(
    "answer",
    [
        ok(POLICY),
        ok(POLICY, b"text/plain"),
        ok(POLICY, b"TEXT/Plain ;charset=us-ascii"),
        HEAD + b"\r\n" + POLICY,  # the end of the connection ends the body
        CHUNKED + b"%x\r\n%s\r\n0\r\n\r\n" % (len(POLICY), POLICY),
        HEAD.replace(b"1.1", b"1.0") + b"\r\n" + POLICY,
        b"HTTP/1.1 100 Continue\r\n\r\n" + ok(POLICY),
    ],
)
def test_a_policy_is_served(fetch: Fetch, answer: bytes) -> None:
    assert fetch(send(answer)) == ServedPolicy(POLICY)


def test_a_policy_that_comes_in_pieces_is_whole(fetch: Fetch) -> None:
    answer = ok(POLICY)
    pieces = [answer[start : start + 9] for start in range(0, len(answer), 9)]
    assert fetch(send(*pieces, pause=0.005)).serves(POLICY)


def test_the_request_is_what_the_standard_asks_for(authority: Authority) -> None:
    seen = []

    def answer(connection: ssl.SSLSocket, _: object) -> None:
        seen.append(connection.recv(4096).decode())
        connection.sendall(ok(POLICY))

    context = authority.issue([HOST]).server_context()
    names = []
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    with serving(answer, context) as port:  # type: ignore[arg-type]
        assert fetch_from(authority, port).serves(POLICY)
    lines = seen[0].split("\r\n")
    assert lines[0] == "GET /.well-known/mta-sts.txt HTTP/1.1"
    assert f"Host: {HOST}" in lines
    assert names == [HOST]


# ---- certificates (RFC 8461, 3.3) ----


def test_an_expired_certificate_is_refused(fetch: Fetch, authority: Authority) -> None:
    yesterday = datetime.now(UTC) - timedelta(days=1)
    expired = authority.issue([HOST], not_after=yesterday)
    served = fetch(send(ok(POLICY)), expired.server_context())
    assert (served.body, served.problem) == (None, FetchProblem.CERTIFICATE)
    assert "expired" in served.detail


def test_a_certificate_that_is_not_valid_yet_is_refused(fetch: Fetch, authority: Authority) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    early = authority.issue([HOST], not_before=tomorrow)
    served = fetch(send(ok(POLICY)), early.server_context())
    assert (served.body, served.problem) == (None, FetchProblem.CERTIFICATE)


@pytest.mark.parametrize("name", ["example.com", "mta-sts.example.net", "*.mta-sts.example.com"])
def test_a_certificate_for_another_name_is_refused(
    fetch: Fetch, authority: Authority, name: str
) -> None:
    served = fetch(send(ok(POLICY)), authority.server_context(name))
    assert (served.body, served.problem) == (None, FetchProblem.CERTIFICATE)
    assert HOST in served.detail


def test_a_wildcard_certificate_will_do(fetch: Fetch, authority: Authority) -> None:
    assert fetch(send(ok(POLICY)), authority.server_context("*.example.com")).serves(POLICY)


def test_a_certificate_of_an_unknown_issuer_is_refused(fetch: Fetch, authority: Authority) -> None:
    served = fetch(send(ok(POLICY)), authority.untrusted_context(HOST))
    assert (served.body, served.problem) == (None, FetchProblem.CERTIFICATE)


def test_tls_before_1_2_is_refused(fetch: Fetch, authority: Authority) -> None:
    context = authority.issue([HOST]).server_context()
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    served = fetch(send(ok(POLICY)), context)
    assert (served.body, served.problem) == (None, FetchProblem.TLS)


# ---- answers ----


@pytest.mark.parametrize(
    ("answer", "problem", "said"),
    [
        (
            b"HTTP/1.1 301 Moved\r\nLocation: https://example.com/\r\nContent-Length: 0\r\n\r\n",
            FetchProblem.REDIRECT,
            "https://example.com/",
        ),
        (b"HTTP/1.1 307 X\r\n\r\n", FetchProblem.REDIRECT, "nowhere"),
        (b"HTTP/1.1 308 X\r\nLocation: /there\r\n\r\n", FetchProblem.REDIRECT, "/there"),
        (b"HTTP/1.1 304 Not Modified\r\n\r\n", FetchProblem.REDIRECT, ""),
        (ok(POLICY).replace(b"200 OK", b"404 Not Found"), FetchProblem.STATUS, "404"),
        (ok(POLICY).replace(b"200 OK", b"201 Created"), FetchProblem.STATUS, "201"),
        (b"HTTP/1.1 204 No Content\r\n\r\n", FetchProblem.STATUS, "204"),
        (ok(POLICY).replace(b"200 OK", b"500 Oops"), FetchProblem.STATUS, "500"),
        (ok(POLICY, b"text/html; charset=utf-8"), FetchProblem.MEDIA_TYPE, "text/html"),
        (ok(POLICY, b"application/octet-stream"), FetchProblem.MEDIA_TYPE, "octet-stream"),
        (ok(POLICY, b"text/plainish"), FetchProblem.MEDIA_TYPE, "text/plainish"),
        (ok(POLICY, b"nonsense"), FetchProblem.MEDIA_TYPE, "nonsense"),
        (ok(POLICY, b""), FetchProblem.MEDIA_TYPE, ""),
        (b"HTTP/1.1 200 OK\r\n\r\n" + POLICY, FetchProblem.MEDIA_TYPE, "none"),
        (b"\x00\xff garbage\r\n\r\n", FetchProblem.PROTOCOL, ""),
        (POLICY, FetchProblem.PROTOCOL, ""),
        (b"", FetchProblem.PROTOCOL, ""),
        (b"HTTP/1.1 2000 OK\r\n\r\n", FetchProblem.PROTOCOL, ""),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n", FetchProblem.PROTOCOL, ""),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000, FetchProblem.PROTOCOL, ""),
        (CHUNKED + b"nonsense\r\n", FetchProblem.PROTOCOL, ""),
        (CHUNKED + b"%x\r\n" % len(POLICY) + POLICY[:9], FetchProblem.PROTOCOL, ""),
    ],
)
def test_a_bad_answer_serves_nothing(
    fetch: Fetch, answer: bytes, problem: FetchProblem, said: str
) -> None:
    served = fetch(send(answer))
    assert (served.body, served.problem) == (None, problem)
    assert said in served.detail
    assert served.detail.isprintable()


def test_a_body_that_ends_before_its_length_is_no_policy(fetch: Fetch) -> None:
    """Cut at a line end, it would read as a policy."""
    for length in (0, len(POLICY) // 2, len(POLICY) - 1):
        answer = ok(POLICY)[: -len(POLICY)] + POLICY[:length]
        served = fetch(send(answer))
        assert (served.body, served.problem) == (None, FetchProblem.PROTOCOL)
        assert "too early" in served.detail


def test_what_a_server_says_becomes_one_short_line(fetch: Fetch) -> None:
    location = b"https://a/\r\n _mta-sts.example.com. IN TXT \x1b[31m" + b"x" * 5000
    served = fetch(send(b"HTTP/1.1 302 X\r\nLocation: " + location + b"\r\n\r\n"))
    assert served.problem is FetchProblem.REDIRECT
    assert served.detail.isprintable()
    assert len(served.detail) <= 200


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize(("size", "fits"), [(SIZE_LIMIT, True), (SIZE_LIMIT + 1, False)])
def test_a_body_may_have_64_kilobytes(
    fetch: Fetch, size: int, *, chunked: bool, fits: bool
) -> None:
    body = b"x" * size
    pieces = [body[start : start + 5000] for start in range(0, size, 5000)]
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
    served = fetch(send(CHUNKED + chunks + b"0\r\n\r\n" if chunked else ok(body)))
    if fits:
        assert served == ServedPolicy(body)
    else:
        assert (served.body, served.problem) == (None, FetchProblem.TOO_LARGE)


def test_a_body_without_end_is_given_up(fetch: Fetch) -> None:
    served = fetch(send(HEAD + b"\r\n", b"x" * 4096, forever=True))
    assert served.problem is FetchProblem.TOO_LARGE


# ---- time ----


@pytest.mark.parametrize(
    "answer",
    [
        say_nothing,
        send(ok(POLICY)[:-1], b"", pause=0.05, forever=True),
        send(HEAD + b"\r\n", b"x", pause=0.05, forever=True),
        send(b"HTTP/1.1 200 OK\r\nX: ", b"y", pause=0.05, forever=True),
        send(b"HTTP", b"/", pause=0.05, forever=True),
        send(CHUNKED, b"0", pause=0.05, forever=True),
    ],
    ids=["silence", "missing byte", "slow body", "slow head", "slow status", "slow chunk size"],
)
def test_a_slow_server_gets_the_whole_time_once(
    fetch: Fetch, monkeypatch: pytest.MonkeyPatch, answer: Answer
) -> None:
    monkeypatch.setattr(policy_host, "TIME_LIMIT", 0.3)
    began = time.monotonic()
    served = fetch(answer)
    assert time.monotonic() - began < 2
    assert (served.body, served.problem) == (None, FetchProblem.TIMEOUT)
    assert "127.0.0.1" in served.detail


def test_a_server_that_does_not_speak_tls_in_time_is_given_up(
    monkeypatch: pytest.MonkeyPatch, authority: Authority
) -> None:
    monkeypatch.setattr(policy_host, "_CONNECT_LIMIT", 0.2)
    with serving(lambda _, closing: closing.wait(5), None) as port:  # type: ignore[arg-type,return-value]
        began = time.monotonic()
        served = fetch_from(authority, port)
        assert time.monotonic() - began < 2
    assert served.problem is FetchProblem.TIMEOUT


def test_plain_http_is_no_tls(authority: Authority) -> None:
    with serving(lambda plain, _: plain.sendall(b"HTTP/1.1 400 No\r\n\r\n"), None) as port:
        served = fetch_from(authority, port)
    assert (served.body, served.problem) == (None, FetchProblem.TLS)


# ---- addresses ----


def test_a_host_without_addresses_is_unresolved(authority: Authority) -> None:
    hosts = PolicyHosts(time.monotonic, port=1, ca_file=authority.root)
    assert hosts.fetch(HOST, ()).problem is FetchProblem.UNRESOLVED


def test_one_dead_address_of_two_does_not_matter(authority: Authority) -> None:
    with serving(send(ok(POLICY)), authority.server_context(HOST)) as port:
        served = fetch_from(authority, port, "127.0.0.2", "127.0.0.1")
        assert served.serves(POLICY)
        dead = fetch_from(authority, port, "127.0.0.2")
    assert (dead.body, dead.problem) == (None, FetchProblem.UNREACHABLE)
    assert "127.0.0.2" in dead.detail


def test_one_silent_address_of_two_does_not_matter(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy_host, "_CONNECT_LIMIT", 0.2)
    with (
        serving(send(ok(POLICY)), authority.server_context(HOST)) as port,
        serving(lambda _, closing: closing.wait(5), None, ("127.0.0.3", port)),  # type: ignore[arg-type,return-value]
    ):
        assert fetch_from(authority, port, "127.0.0.3", "127.0.0.1").serves(POLICY)


def test_an_answer_ends_the_search_even_when_it_is_bad(authority: Authority) -> None:
    """A sender takes what the first address says; a second would only hide the mistake."""
    bad = send(ok(POLICY).replace(b"200", b"404"))
    with (
        serving(bad, authority.server_context(HOST)) as port,
        serving(send(ok(POLICY)), authority.server_context(HOST), ("127.0.0.2", port)),
    ):
        served = fetch_from(authority, port, "127.0.0.1", "127.0.0.2")
    assert served.problem is FetchProblem.STATUS


def test_a_file_without_authorities_is_named(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.write_text("no certificate")
    with pytest.raises(UsageError, match=r"ca\.pem"):
        PolicyHosts(time.monotonic, ca_file=file)
