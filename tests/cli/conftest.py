"""The program itself: in a process of its own that reaches no network, or in this one."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mtasts_pages.cli.app import app
from mtasts_pages.cli.edge import end

SAMPLE = Path(__file__).parents[2] / "sample-config.yaml"
# Whatever wants to leave the machine, or to look for a way, ends the program at once.
_OFFLINE = """
import os, socket
def refuse(*_, **__):
    os.write(2, b"reached for the network\\n")
    os._exit(99)
socket.socket.connect = socket.socket.connect_ex = socket.socket.sendto = refuse
socket.getaddrinfo = refuse
from mtasts_pages.cli import main
main()
"""

Done = subprocess.CompletedProcess[str]


@pytest.fixture
def offline(tmp_path: Path) -> Callable[..., Done]:
    """Return what runs the program without a network in an empty folder."""

    def run(*arguments: str) -> Done:
        return subprocess.run(
            [sys.executable, "-c", _OFFLINE, *arguments],
            check=False,
            capture_output=True,
            text=True,
            timeout=60,
            cwd=tmp_path,
        )

    return run


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Return what runs the program in this process: exit code, stdout and stderr."""

    def call(*arguments: str) -> tuple[int, str, str]:
        program = lambda: app.main(arguments, prog_name="mtasts-pages", standalone_mode=False)  # noqa: E731
        code = int(end(program))
        written = capsys.readouterr()
        return code, written.out, written.err

    return call


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """Return a copy of the sample config in an empty folder."""
    copy = tmp_path / "mta-sts.yaml"
    copy.write_bytes(SAMPLE.read_bytes())
    return copy
