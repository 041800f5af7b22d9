"""The sandbox as a newcomer meets it: what it says, and what it asks for."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

PROGRAM = [sys.executable, "-m", "mtasts_pages", "sandbox"]
CONFIG = "github: {owner: example-org}\ndomains:\n  example.com: {mx: [mx1.example.com]}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "mta-sts.yaml").write_text(CONFIG)
    return tmp_path


def start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    inherited = {key: value for key, value in os.environ.items() if "TOKEN" not in key}
    return subprocess.Popen(
        [*PROGRAM, *arguments],
        cwd=folder,
        env=inherited,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(folder: Path, *arguments: str) -> tuple[int, str, str]:
    with start(folder, *arguments) as process:
        out, err = process.communicate(timeout=110)
    assert "Traceback" not in err
    return process.returncode, out, err


def test_a_changed_record_is_asked_for_before_it_is_there(folder: Path) -> None:
    world = ("--world", "w")
    code, _, err = run(folder, *world, "publish")
    assert code == 0
    assert "a new world in `w`" in err
    assert "its operator puts the records into its DNS" in err
    (folder / "mta-sts.yaml").write_text(CONFIG.replace("{mx: [", "{mx: [mx2.example.com, "))
    code, _, err = run(folder, *world, "publish")
    assert code == 0
    assert "the world in `w`" in err
    assert "Change this record for example.com:" in err


def test_hints_name_the_command_that_runs_in_the_same_world(folder: Path) -> None:
    _, _, err = run(folder, "--world", "my world", "plan")
    assert "`mtasts-pages sandbox --world 'my world' publish` to carry it out" in err
    assert "`mtasts-pages publish" not in err
    _, out, _ = run(folder, "--world", "my world", "publish", "--wait", "0", "--json")
    assert "`mtasts-pages sandbox --world 'my world' publish example.com`" in out
    assert "`mtasts-pages publish" not in out


def test_two_commands_in_one_world_are_told_apart(folder: Path) -> None:
    with start(folder, "--world", "w", "publish", "--wait", "60s") as first:
        while not (folder / "w" / "ports.json").exists():
            time.sleep(0.05)
        code, _, err = run(folder, "--world", "w", "plan")
        first.terminate()
        out, said = first.communicate(timeout=30)
    assert (code, "another command is at work in the world `w`" in err) == (2, True)
    assert (first.returncode, "Traceback" in said) == (130, False), out
    assert run(folder, "--world", "w", "plan")[0] == 0
