"""A run that is killed anywhere is gone on with by the same command, and ends the same."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from publishing.conftest import Rehearsal

from mtasts_pages.sandbox.github import Exchange
from mtasts_pages.sandbox.github.faults import Fault, Hang

REPOSITORY = "example-org/mta-sts.example.com"


class Killer:
    """Kills a process with SIGKILL at a moment, before it can learn of what it has done."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[str] | None = None
        self.struck = threading.Event()

    def strike(self) -> None:
        if self.process is not None and not self.struck.is_set():
            os.kill(self.process.pid, signal.SIGKILL)
            self.struck.set()


def run_and_kill(rehearsal: Rehearsal, killer: Killer, happened: Callable[[], bool]) -> None:
    """Publish until *happened*, then kill; what the killer struck before that is fine as well."""
    with rehearsal.operator(), rehearsal.start("publish", "--wait", "60s") as process:
        killer.process = process
        end = time.monotonic() + 60
        while not killer.struck.is_set() and time.monotonic() < end:
            if process.poll() is not None or happened():
                killer.strike()
            time.sleep(0.005)
        process.communicate(timeout=10)
    assert killer.struck.is_set()


@pytest.mark.parametrize(
    ("method", "template"),
    [
        ("POST", "/orgs/{org}/repos"),
        ("POST", "/repos/{owner}/{repo}/pages"),
        ("PUT cname", "/repos/{owner}/{repo}/pages"),
        ("GET", "/repos/{owner}/{repo}/pages"),
        ("PUT https_enforced", "/repos/{owner}/{repo}/pages"),
    ],
)
def test_killed_at_a_request_whose_answer_it_never_sees(
    rehearsal: Rehearsal, method: str, template: str
) -> None:
    killer = Killer()
    verb, _, key = method.partition(" ")

    def listen(exchange: Exchange) -> None:
        body = exchange.request_body if isinstance(exchange.request_body, dict) else {}
        if (exchange.method, exchange.template) == (verb, template) and (not key or key in body):
            killer.strike()

    rehearsal.world.github.on_exchange(listen)
    run_and_kill(rehearsal, killer, lambda: False)
    assert_the_same_end(rehearsal)


@pytest.mark.parametrize("moment", ["pushed", "cname pasted", "served", "record pasted"])
def test_killed_after_a_step_that_others_see(rehearsal: Rehearsal, moment: str) -> None:
    world = rehearsal.world
    happened: dict[str, Callable[[], bool]] = {
        "pushed": lambda: len(world.github.pushes) == 1,
        "cname pasted": lambda: bool(world.names.records("mta-sts.example.com", "CNAME")),
        "served": lambda: any(request.status == 200 for request in world.github.pages_requests),
        "record pasted": lambda: bool(world.names.records("_mta-sts.example.com", "TXT")),
    }
    run_and_kill(rehearsal, Killer(), happened[moment])
    assert_the_same_end(rehearsal)


def assert_the_same_end(rehearsal: Rehearsal) -> None:
    """Publish again; there is one repository, with one commit of ours, and nothing left to do."""
    done = rehearsal.publish()
    assert done.returncode == 0, done.stderr
    commits = rehearsal.log(REPOSITORY)
    assert len(commits) == 1
    assert commits[0].startswith("Publish the MTA-STS policy of example.com|")
    assert len(rehearsal.world.github.pushes) == 1
    assert rehearsal.ask("plan")["summary"] == {
        "create": 0,
        "update": 0,
        "delete": 0,
        "unchanged": 1,
    }
    (record,) = rehearsal.world.names.records("_mta-sts.example.com", "TXT")
    assert commits[0].partition("|")[2] in record


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("jobs", ["1", "8"])
def test_asked_to_end_in_a_push_it_leaves_nothing_behind(
    rehearsal: Rehearsal, tmp_path: Path, number: signal.Signals, jobs: str
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    github = rehearsal.world.github
    github.faults.add(Fault("*", "*.git/*", Hang(15)))
    with rehearsal.start("publish", "--json", "--jobs", jobs, TMPDIR=str(folder)) as process:
        wait_for(lambda: any(folder.iterdir()) and bool(list_gits(folder)))
        process.send_signal(number)
        began = time.monotonic()
        out, err = process.communicate(timeout=30)
    assert process.returncode == 130, err
    assert time.monotonic() - began < 8
    assert "the same command again" in err
    assert "Traceback" not in err
    assert list(folder.iterdir()) == []
    assert list_gits(folder) == []
    document = json.loads(out)
    assert document["schema"] == "mtasts-pages/publish@1"
    assert document["interrupted"] is True
    assert document["not_reached"] == ["example.com"]
    github.faults.clear()
    assert_the_same_end(rehearsal)


def wait_for(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.02)


def list_gits(folder: Path) -> list[str]:
    """Return the processes of git whose repository is in *folder*."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            environment = (process / "environ").read_bytes()
            if f"GIT_DIR={folder}/".encode() in environment:
                found.append(process.name)
    return found
