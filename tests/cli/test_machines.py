"""Odd machines: streams that are closed or full, signals, errors as documents."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

PROGRAM = [sys.executable, "-m", "mtasts_pages"]
GOOD = "github: {owner: example-org}\ndomains:\n  example.com: {mx: [mx1.example.com]}\n"


def run(
    folder: Path, arguments: Sequence[str], redirections: str = "", **changes: str
) -> subprocess.CompletedProcess[str]:
    """Run the program from a shell, with its *redirections*."""
    script = f'exec "$@" {redirections}'
    inherited = {key: value for key, value in os.environ.items() if "TOKEN" not in key}
    return subprocess.run(
        ["sh", "-c", script, "sh", *PROGRAM, *arguments],
        cwd=folder,
        env={**inherited, "PATH": f"{folder}/bin:/usr/bin:/bin", **changes},
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "mta-sts.yaml").write_text(GOOD)
    return tmp_path


# ---- streams ----


@pytest.mark.parametrize(
    ("redirections", "code", "said"),
    [
        ("<&-", 0, ""),
        ("2>&-", 0, ""),
        (">&-", 0, "1 of 1 repositories changed"),
        ("<&- >&- 2>&-", 0, ""),
        ("2>/dev/full", 0, ""),
        (">/dev/full", 1, "error: No space left on device"),
        (">/dev/full 2>/dev/full", 1, ""),
    ],
)
def test_the_work_is_done_whatever_the_streams_are(
    folder: Path, redirections: str, code: int, said: str
) -> None:
    done = run(folder, ["render"], redirections)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False)
    assert said in done.stderr
    site = folder / "policy-repositories" / "example.com"
    assert (site / ".well-known" / "mta-sts.txt").read_bytes().startswith(b"version: STSv1")
    # Nothing of what was said has gone into a file that took the number of a closed stream.
    assert (site / ".git" / "HEAD").read_text() == "ref: refs/heads/main\n"


@pytest.mark.parametrize("redirections", ["2>&-", "2>/dev/full", ">&- 2>&-"])
def test_an_error_that_nobody_reads_has_its_exit_code(folder: Path, redirections: str) -> None:
    assert run(folder, ["plan"], redirections).returncode == 4
    assert run(folder, ["plan", "--nonsense"], redirections).returncode == 2


# ---- documents ----


@pytest.mark.parametrize(
    ("arguments", "name", "code", "message"),
    [
        (["plan"], "plan", 4, "there is no GitHub token"),
        (["publish"], "publish", 4, "there is no GitHub token"),
        (["bump"], "publish", 4, "there is no GitHub token"),
        (["dns"], "dns", 4, "there is no GitHub token"),
        (["dns", "push", "--server", "127.0.0.1", "--key-file", "k"], "dns-push", 4, "no GitHub"),
        (["plan", "-c", "absent.yaml"], "plan", 2, "absent.yaml"),
        (["publish", "nobody.example"], "publish", 2, "nobody.example"),
        (["publish", "--nonsense"], "publish", 2, "--nonsense"),
        (["publish", "--wait", "soon"], "publish", 2, "soon"),
        (["pubish"], "error", 2, "pubish"),
        (["init", "--owner", "-x-", "example.com"], "init", 2, ""),
        (["dns", "push"], "dns-push", 2, "--server"),
        (["lint", "absent"], "lint", 2, "absent"),
    ],
)
def test_every_exit_has_its_document(
    folder: Path, arguments: list[str], name: str, code: int, message: str
) -> None:
    done = run(folder, [*arguments, "--json"])
    document = json.loads(done.stdout)
    assert (done.returncode, document["schema"]) == (code, f"mtasts-pages/{name}@1")
    assert set(document["error"]) == {"message", "hint", "problems"}
    assert message in document["error"]["message"]
    assert document["error"]["problems"] == []
    assert document["error"]["message"].splitlines()[0] in done.stderr
    assert run(folder, arguments).stdout == ""


def test_the_problems_of_a_config_are_in_the_document(folder: Path) -> None:
    (folder / "mta-sts.yaml").write_text(
        "domains:\n  example.com: {mx: [192.0.2.1], mode: enforced}\n"
    )
    document = json.loads(run(folder, ["plan", "--json"]).stdout)
    problems = document["error"]["problems"]
    assert len(problems) == 2
    assert set(problems[0]) == {"severity", "file", "line", "column", "message", "hint"}


# ---- signals ----


@pytest.mark.parametrize(
    ("number", "said"),
    [(signal.SIGINT, "interrupted"), (signal.SIGTERM, "terminated"), (signal.SIGHUP, "terminated")],
)
@pytest.mark.parametrize("as_json", [False, True])
def test_a_request_to_end_is_a_sentence_and_a_document(
    folder: Path, number: signal.Signals, said: str, *, as_json: bool
) -> None:
    fifo = folder / "fifo"
    os.mkfifo(fifo)
    arguments = ["validate", "-c", str(fifo), *(["--json"] if as_json else [])]
    with (
        subprocess.Popen(
            [*PROGRAM, *arguments],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process,
        fifo.open("w"),
    ):  # the program is in the middle of reading its config
        process.send_signal(number)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, "Traceback" in err) == (130, False)
    assert f"{said}; run the same command again to continue" in err
    if as_json:
        document = json.loads(out)
        assert document["schema"] == "mtasts-pages/validate@1"
        assert document["error"]["message"] == said
    else:
        assert out == ""


# ---- git ----


def write_git(folder: Path, text: str) -> None:
    (folder / "bin").mkdir()
    program = folder / "bin" / "git"
    program.write_text(f"#!/bin/sh\n{text}\n")
    program.chmod(0o755)


@pytest.mark.parametrize("command", ["plan", "publish", "dns", "render"])
def test_a_broken_git_configuration_is_not_read(folder: Path, command: str) -> None:
    (folder / ".gitconfig").write_text("[broken\n")
    done = run(folder, [command], HOME=str(folder))
    assert "Traceback" not in done.stderr
    assert done.returncode == (0 if command == "render" else 4)  # there is no token
    assert "gitconfig" not in done.stderr


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (
            "echo git version 2.20.1",
            "error: git 2.20.1 is too old\nhint: install git 2.32 or newer",
        ),
        ("echo git version 2.31.8.windows.1", "error: git 2.31.8.windows.1 is too old"),
        ("exit 3", "error: `git version` gives no version"),
        ("echo nonsense", "error: `git version` gives no version"),
    ],
)
def test_a_git_that_cannot_work_is_named_before_anything_is_done(
    folder: Path, script: str, said: str
) -> None:
    write_git(folder, script)
    done = run(folder, ["publish"], GITHUB_TOKEN="ghp_x", GITHUB_API_URL="http://127.0.0.1:9")
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_a_recent_git_works(folder: Path) -> None:
    write_git(folder, 'test "$1" = version && echo "git version 2.47.1 (Apple Git-155)"')
    assert run(folder, ["render"]).returncode == 0
