"""The real program, killed at a request: the same command goes on, and ends the same.

Every request of a bootstrap, before and after its work, with ``make campaign``; a sample
in an ordinary test run.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from campaign.campaign import SCENARIOS, Case, judge_world
from campaign.theatre import Stage, Theatre
from campaign.troubles import Site, Trouble, record_sites, watch

WHOLE = "MTASTS_PAGES_CAMPAIGN" in os.environ
SAMPLE = 3
REPETITIONS = 6  # each goes as far as the operator has pasted
LIMIT = 60.0
DEADLY = Trouble("SIGKILL", lambda _stage, _site: lambda: True)


@pytest.fixture
def theatre(tmp_path: Path) -> Iterator[Theatre]:
    theatre = Theatre(tmp_path)
    yield theatre
    theatre.close()


@pytest.mark.timeout(3600 if WHOLE else 300)
def test_killed_at_every_request_it_goes_on(
    theatre: Theatre, record_property: Callable[[str, object], None]
) -> None:
    stage = theatre.open_stage()
    sites = record_sites(stage)
    assert stage.publish().outcome == "current"
    moments = [(site, after) for site in sites if not site.is_poll for after in (False, True)]
    chosen = moments if WHOLE else moments[1 :: len(moments) // SAMPLE]
    wrong = []
    for site, after in chosen:
        stage = theatre.open_stage()
        complaints = kill_and_repeat(stage, site, after=after)
        moment = "after" if after else "before"
        wrong += [f"{site}, {moment} its work: {complaint}" for complaint in complaints]
    record_property("measured", f"campaign: killed at {len(chosen)} of {len(moments)} moments")
    assert not wrong, "\n".join(wrong)


def kill_and_repeat(stage: Stage, site: Site, *, after: bool) -> list[str]:
    """Return what is wrong after a run that was killed there, and its repetitions."""
    processes: list[subprocess.Popen[str]] = []

    def kill() -> None:
        processes[-1].kill()

    has_struck = watch(stage, site, kill, after=after)
    codes = []
    while len(codes) <= REPETITIONS and (not has_struck() or codes[-1] != 0):
        codes.append(run_program(stage, processes))
    if not has_struck():
        return [f"the program never came there: {codes}"]
    if codes[-1] != 0:
        return [f"ends {codes}"]
    return judge_world(Case(SCENARIOS[0], site, DEADLY), stage)


def run_program(stage: Stage, processes: list[subprocess.Popen[str]]) -> int:
    """Run `publish` once, then paste what `dns` prints; return the exit code of `publish`."""
    stage.target()  # writes the config
    folder = stage.theatre.folder
    environment = {
        **os.environ,
        **stage.theatre.environment,
        "TMPDIR": tempfile.gettempdir(),
        "PYTHONWARNINGS": "error",
    }
    program = [sys.executable, "-m", "mtasts_pages"]
    config = ["-c", str(folder / f"{stage.domain}.yaml")]
    with subprocess.Popen(
        [*program, "publish", "--wait", "1s", *config],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        processes.append(process)
        out, _ = process.communicate(timeout=LIMIT)
    assert "Traceback" not in out, out
    assert not any(secret in out for secret in stage.theatre.secrets)
    if process.returncode == 6:
        printed = subprocess.run(
            [*program, "dns", "--format", "zone", "-q", *config],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
            timeout=LIMIT,
        )
        stage.paste_zone(printed.stdout)
    return process.returncode
