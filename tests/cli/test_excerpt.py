"""How a problem is laid out for a terminal."""

import pytest
from config.reading import format_problem

from mtasts_pages.cli.console import Style
from mtasts_pages.cli.views.problems import render_problem
from mtasts_pages.config import Problem, Severity

PROBLEM = Problem(
    severity=Severity.ERROR,
    file="mta-sts.yaml",
    line=8,
    column=11,
    width=8,
    source="    mode: enforced",
    message="`enforced` is not a mode",
    hint="did you mean `enforce`?",
)


def test_a_problem_has_its_place_its_line_and_its_hint():
    assert format_problem(PROBLEM) == (
        "mta-sts.yaml:8:11: error: `enforced` is not a mode\n"
        "    8 |     mode: enforced\n"
        "      |           ^^^^^^^^\n"
        "  hint: did you mean `enforce`?"
    )


def test_every_fragment_has_a_style():
    lines = render_problem(PROBLEM)
    assert [[style for _, style in line] for line in lines] == [
        [Style.STRONG, Style.BAD, Style.PLAIN],
        [Style.QUIET, Style.PLAIN],
        [Style.QUIET, Style.BAD],
        [Style.STRONG, Style.PLAIN],
    ]


@pytest.mark.parametrize(
    ("source", "column", "width", "carets"),
    [
        ("a: 日本", 4, 2, "   ^^^^"),
        ("日本: x", 5, 1, "      ^"),
        ("\ta: x", 5, 1, "       ^"),
        ("e\u0301e\u0301: x", 7, 1, "    ^"),
        ("a: e\u0301", 4, 2, "   ^"),
        ("a:", 3, 1, "  ^"),
    ],
)
def test_carets_stand_under_the_value(source: str, column: int, width: int, carets: str):
    problem = Problem(Severity.WARNING, "f", 1, column, width, source, "m")
    assert format_problem(problem).splitlines()[2] == "      | " + carets


def test_a_problem_of_the_file_itself_has_no_source_line():
    problem = Problem(Severity.ERROR, "f", 1, 1, 1, "", "the file is in UTF-16")
    assert format_problem(problem) == "f:1:1: error: the file is in UTF-16"
