"""How the program ends."""

import subprocess
import sys

import click
import pytest

from mtasts_pages import errors
from mtasts_pages.cli.edge import ExitCode, end


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
