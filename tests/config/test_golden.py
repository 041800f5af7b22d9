"""Every problem of the files in ``golden`` is shown exactly as the ``.txt`` beside it has it.

``pytest tests/config --rewrite-golden`` makes them what is shown now; look at the diff afterwards.
"""

from pathlib import Path

import pytest
from config.reading import format_problem

from mtasts_pages.config.load import read_config

GOLDEN = Path(__file__).parent / "golden"
FILES = sorted(GOLDEN.glob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_problems_are_shown_as_expected(
    path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
):
    monkeypatch.chdir(GOLDEN)
    loaded = read_config(Path(path.name))
    shown = "".join(format_problem(problem) + "\n" for problem in loaded.problems)
    expected = path.with_suffix(".txt")
    if request.config.getoption("--rewrite-golden"):
        expected.write_text(shown, encoding="utf-8")
    assert shown == expected.read_text(encoding="utf-8")
    assert (loaded.config is None) == (" error: " in shown)


def test_every_expected_text_has_its_config():
    assert {p.stem for p in GOLDEN.glob("*.txt")} == {path.stem for path in FILES}
