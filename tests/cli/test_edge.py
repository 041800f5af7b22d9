"""How the program ends."""

import subprocess
import sys
from pathlib import Path

import click
import pytest

from mtasts_pages import errors
from mtasts_pages.cli.edge import ExitCode, end

SAMPLE = Path(__file__).parents[2] / "sample-config.yaml"


def raising(error: BaseException) -> int:
    def program() -> None:
        raise error

    return end(program)


@pytest.mark.parametrize(
    ("result", "code"), [(None, 0), (0, 0), (ExitCode.WAITING, 6), (5, 5), ("text", 0)]
)
def test_a_command_returns_its_exit_code(result: object, code: int) -> None:
    assert end(lambda: result) == code


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (errors.UsageError, 2),
        (errors.TemplateError, 2),
        (errors.AuthenticationError, 4),
        (errors.PermissionDeniedError, 4),
        (errors.OperationError, 1),
        (errors.GitError, 1),
        (errors.GitHubError, 1),
        (errors.NetworkError, 1),
        (errors.MtaStsPagesError, 1),
    ],
)
def test_an_error_is_a_sentence_a_hint_and_an_exit_code(
    kind: type[errors.MtaStsPagesError], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert raising(kind("it went wrong", "do that")) == code
    assert capsys.readouterr() == ("", "error: it went wrong\nhint: do that\n")


def test_a_wrong_command_line_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert raising(click.UsageError("no such thing")) == ExitCode.USAGE
    assert "no such thing" in capsys.readouterr().err


@pytest.mark.parametrize("error", [KeyboardInterrupt(), click.Abort()])
def test_an_interruption_says_how_to_go_on(
    error: BaseException, capsys: pytest.CaptureFixture[str]
) -> None:
    assert raising(error) == ExitCode.INTERRUPTED == 130
    assert "same command again" in capsys.readouterr().err


def test_what_nobody_foresaw_keeps_its_traceback() -> None:
    with pytest.raises(ZeroDivisionError):
        raising(ZeroDivisionError())


def test_every_exit_code_has_a_meaning() -> None:
    assert [code.value for code in ExitCode] == [0, 1, 2, 3, 4, 5, 6, 130]
    assert all(code.meaning for code in ExitCode)


def test_a_reader_that_goes_away_stops_no_work() -> None:
    program = (
        "import sys, time\nfrom mtasts_pages.cli.console import Console\n"
        "from mtasts_pages.cli.edge import end\n"
        "def work():\n    console = Console(verbose=True)\n"
        "    for number in range(50):\n        console.detail('x' * 5000)\n"
        "        console.result('y' * 5000)\n    return 6\n"
        "sys.exit(end(work))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        assert process.stdout is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.wait(20) == 6


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_a_sentence() -> None:
    program = "import sys\nfrom mtasts_pages.cli.edge import end\nsys.exit(end(lambda: print('x')))"
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-c", program], check=False, stdout=full, stderr=subprocess.PIPE
        )
    assert (done.returncode, done.stderr) == (1, b"error: No space left on device\n")


def test_a_machine_without_git_is_told_so() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mtasts_pages", "bump", "-c", str(SAMPLE)],
        check=False,
        capture_output=True,
        text=True,
        env={"PATH": "/nonexistent", "GITHUB_TOKEN": "x"},
    )
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert "error: `git` is not installed" in done.stderr


def test_a_reader_that_goes_away_is_no_error() -> None:
    """As with ``| head``, before everything is written."""
    program = (
        "import sys\nfrom mtasts_pages.cli.edge import end\n"
        "def write():\n    for _ in range(100_000):\n        print('x' * 100)\n"
        "sys.exit(end(write))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        said = process.stderr.read()
        assert process.wait(20) == 0
    assert said == b""
