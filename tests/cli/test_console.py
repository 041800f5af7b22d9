"""Where text goes, and when it is coloured."""

import io
import json
from collections.abc import Mapping

import pytest

from mtasts_pages.cli.console import Color, Console, Style
from mtasts_pages.errors import UsageError

RED = "\x1b[31m\x1b[1m"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("color", "environment", "terminal", "colored"),
    [
        (Color.AUTO, {}, True, True),
        (Color.AUTO, {}, False, False),
        (Color.AUTO, {"NO_COLOR": "1"}, True, False),
        (Color.AUTO, {"NO_COLOR": "0"}, True, False),  # any value counts
        (Color.AUTO, {"NO_COLOR": ""}, True, True),  # but the empty one
        (Color.AUTO, {"TERM": "dumb"}, True, False),
        (Color.AUTO, {"FORCE_COLOR": "1"}, False, True),
        (Color.AUTO, {"FORCE_COLOR": "1", "TERM": "dumb"}, False, True),
        (Color.AUTO, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, True, False),
        (Color.ALWAYS, {"NO_COLOR": "1", "TERM": "dumb"}, False, True),
        (Color.NEVER, {"FORCE_COLOR": "1"}, True, False),
    ],
)
def test_text_is_coloured_when_it_should_be(
    monkeypatch: pytest.MonkeyPatch,
    color: Color,
    environment: Mapping[str, str],
    *,
    terminal: bool,
    colored: bool,
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    stream = Terminal() if terminal else io.StringIO()
    text = Console(color).style("error:", Style.BAD, stream)
    assert text == (f"{RED}error:\x1b[0m" if colored else "error:")


def test_every_style_keeps_the_text() -> None:
    for style in Style:
        assert "text" in Console(Color.ALWAYS).style("text", style)
        assert Console(Color.NEVER).style("text", style) == "text"


def test_results_go_to_stdout_and_all_else_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    console = Console(verbose=True)
    console.result("result")
    console.note("note")
    console.detail("detail")
    console.error(UsageError("it is wrong", "do that"))
    written = capsys.readouterr()
    assert written.out == "result\n"
    assert written.err == "note\ndetail\nerror: it is wrong\nhint: do that\n"


def test_quiet_leaves_notes_out_but_no_errors(capsys: pytest.CaptureFixture[str]) -> None:
    console = Console(quiet=True)
    console.note("note")
    console.detail("detail")
    console.error(UsageError("it is wrong"))
    assert capsys.readouterr().err == "error: it is wrong\n"


def test_a_document_says_what_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    Console().document("plan", {"domains": ["bücher"]})
    written = capsys.readouterr().out
    assert json.loads(written) == {"schema": "mtasts-pages/plan@1", "domains": ["bücher"]}
    assert "bücher" in written


def test_progress_is_for_a_person_who_watches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("sys.stderr", Terminal())
    assert Console().is_live()
    assert not Console(quiet=True).is_live()
    monkeypatch.setenv("TERM", "dumb")
    assert not Console().is_live()
