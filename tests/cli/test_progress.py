"""What a person sees while work goes on: in a terminal, and in none."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from mtasts_pages.cli.console import Console
from mtasts_pages.cli.views.check_progress import show_count
from mtasts_pages.cli.views.progress import make_progress

COUNT = (
    "from mtasts_pages.cli.console import Console\n"
    "from mtasts_pages.cli.views.check_progress import show_count\n"
    "with show_count(Console(), 1200) as count:\n    count(1100)\n"
)


@dataclass
class StoppedClock:
    moment: datetime

    def now(self) -> datetime:
        return self.moment


def watch(code: str) -> str:
    """Return what a terminal gets of Python *code*."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", code], stderr=theirs, env={**os.environ, "TERM": "xterm"}
    ) as process:
        os.close(theirs)
        seen = b""
        try:
            while part := os.read(ours, 4096):
                seen += part
        except OSError:  # Linux says so when the other side is closed
            pass
        os.close(ours)
        assert process.wait(20) == 0
    return seen.decode()


def test_a_count_is_drawn_and_leaves_nothing_behind() -> None:
    seen = watch(COUNT)
    assert "looked at 1,100 of 1,200 domains" in seen
    assert seen.endswith("\x1b[2K")  # the line is erased


def test_nothing_is_drawn_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    with show_count(Console(), 3) as count:
        count(2)
    assert capsys.readouterr() == ("", "")


def test_a_reader_that_goes_away_does_not_end_what_is_drawn() -> None:
    program = (
        "import sys\nfrom mtasts_pages.cli.console import Console\n"
        "live = Console().live()\n"
        "for _ in range(50):\n    live.print('x' * 5000)\n"
        "sys.exit(6)"
    )
    with subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        process.stderr.read(10)
        process.stderr.close()
        assert process.wait(20) == 6


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (59.0, ""),
        (600.0, "GitHub's limits let this be done in about 10 min, at 12:10 UTC\n"),
        (9000.0, "GitHub's limits let this be done in about 2 h 30 min, at 14:30 UTC\n"),
    ],
)
def test_a_long_run_says_when_it_will_be_done(
    capsys: pytest.CaptureFixture[str], seconds: float, said: str
) -> None:
    noon = StoppedClock(datetime(2026, 11, 23, 12, tzinfo=UTC))
    make_progress(Console(), noon, ["example.com"]).forecast(seconds)  # type: ignore[arg-type]
    assert capsys.readouterr().err == said
