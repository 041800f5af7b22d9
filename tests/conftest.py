"""What holds for every test: nothing but loopback is reached, nothing outside shows through."""

import ipaddress
import os
import socket
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

collect_ignore = ["wrong_clock"]  # no tests: what a program with a wrong clock begins with

# What people and CI services set, and what would change what the program or git does.
OUTSIDE = (
    *("MTASTS_PAGES_", "GITHUB_", "GH_", "GIT_", "XDG_", "SSL_CERT_", "PYTHONWARNINGS"),
    *("REQUESTS_CA_", "CURL_CA_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"),
    *("CI", "COLUMNS", "NO_COLOR", "FORCE_COLOR", "EMAIL"),
)
ODD_ZONE = "<odd>-12:45"  # no machine's own, so that a local time where UTC belongs is seen


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what rewrites the expected files under ``tests/site/golden``."""
    parser.addoption(
        "--rewrite-golden",
        action="store_true",
        help="make the golden site trees what is rendered now; look at the diff afterwards",
    )


def pytest_configure() -> None:
    """Keep this process, each worker of xdist too, from reaching beyond loopback."""
    for name, position in (("connect", 0), ("connect_ex", 0), ("sendto", -1)):
        setattr(socket.socket, name, guard_address(getattr(socket.socket, name), position))
    socket.getaddrinfo = guard_host(socket.getaddrinfo)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print what tests have measured: each is a property ``measured`` of its report."""
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "when", None) == "call":
                for name, value in report.user_properties:
                    if name == "measured":
                        terminalreporter.write_line(str(value))


@pytest.fixture(scope="session", autouse=True)
def _own_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Give the tests, and the programs that they start, an empty home and no outside settings."""
    with pytest.MonkeyPatch.context() as environment:
        for name in [name for name in os.environ if name.upper().startswith(OUTSIDE)]:
            environment.delenv(name)
        environment.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        environment.setenv("GIT_CONFIG_NOSYSTEM", "1")
        environment.setenv("TZ", ODD_ZONE)
        time.tzset()
        yield
    time.tzset()


def guard_address(call: Callable[..., Any], position: int) -> Callable[..., Any]:
    """Return a socket's method that refuses an address beyond loopback.

    *position* is where the address stands among the arguments.
    """

    def guarded(self: socket.socket, *arguments: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            refuse_outside(arguments[position][0])
        return call(self, *arguments)

    return guarded


def guard_host(call: Callable[..., Any]) -> Callable[..., Any]:
    """Return ``getaddrinfo`` for loopback only."""

    def guarded(host: str | bytes | None, *arguments: Any, **named: Any) -> Any:
        if host:
            refuse_outside(host)
        return call(host, *arguments, **named)

    return guarded


def refuse_outside(host: str | bytes) -> None:
    """Fail the test that reaches for *host*.

    Not as an `OSError`, which the program would take for a failing network and carry on.
    """
    name = host.decode() if isinstance(host, bytes) else host
    if name == "localhost":
        return
    try:
        loopback = ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        pytest.fail(f"a test reached for `{name}`, beyond loopback")
