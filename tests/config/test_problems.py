"""How a problem is laid out, and the small parts that sentences are made of."""

import doctest
import importlib

import pytest

from mtasts_pages.config import Problem, Severity, Style, format_problem, render_problem
from mtasts_pages.config.cautions import find_near_miss
from mtasts_pages.config.words import find_nearest, join_words
from mtasts_pages.config.yaml.remarks import Remark
from mtasts_pages.config.yaml.source import Source
from mtasts_pages.durations import ROUND_DURATIONS, format_duration, parse_duration
from mtasts_pages.text import quote

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
    assert [[style for style, _ in line] for line in lines] == [
        [Style.PLACE, Style.ERROR, Style.MESSAGE],
        [Style.GUTTER, Style.SOURCE],
        [Style.GUTTER, Style.ERROR],
        [Style.HINT, Style.MESSAGE],
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


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_offset_of_a_text_has_its_line(line_end: str):
    text = f"a{line_end}b{line_end}{line_end}c"
    offsets = range(len(text))
    problems = Source("f", text).problems(Remark(at, at, "m") for at in offsets)
    expected = [1] * (1 + len(line_end)) + [2] * (1 + len(line_end)) + [3] * len(line_end) + [4]
    assert [problem.line for problem in problems] == expected


def test_a_problem_of_the_file_itself_has_no_source_line():
    problem = Problem(Severity.ERROR, "f", 1, 1, 1, "", "the file is in UTF-16")
    assert format_problem(problem) == "f:1:1: error: the file is in UTF-16"


@pytest.mark.parametrize("seconds", [0, 1, 59, 60, 3600, 5400, 86_400, 604_800, 31_557_600])
def test_a_duration_is_read_back(seconds: int):
    assert parse_duration(format_duration(seconds)) == seconds


@pytest.mark.parametrize(
    "text", ["", "w", "1W", "1w 1d", "-1d", "1.5d", "1d1w", "1d1d", "\u0661d", "1" * 11]
)
def test_only_durations_are_read(text: str):
    with pytest.raises(ValueError, match="not a duration"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("seconds", "meant"),
    [
        (704_800, 604_800),
        (60_480, 604_800),
        (6_048_000, None),  # ten weeks
        (640_800, None),  # 178 hours
        (604_801, 604_800),
        (604_080, 604_800),
        (1_209_700, 1_209_600),
        (8_640, 86_400),
        (86_401, 86_400),
        (31_536_001, 31_536_000),
        (100_000, None),
        (31_557_600, None),
    ],
)
def test_a_slip_of_a_digit_is_seen(seconds: int, meant: int | None):
    assert find_near_miss(seconds) == meant


def test_a_round_duration_is_no_slip():
    assert not [seconds for seconds in ROUND_DURATIONS if find_near_miss(seconds)]


def test_quoting_is_short_and_printable():
    assert quote("a\nb\x1b\u202e") == "`a\\nb\\x1b\\u202e`"
    assert len(quote("x" * 1000)) < 70


def test_nearest_is_found_whatever_the_case_and_the_hyphens():
    assert find_nearest("TLS-Reports", ["ttl", "tls_reports"]) == "tls_reports"
    assert find_nearest("zebra", ["ttl", "tls_reports"]) is None


@pytest.mark.parametrize(
    ("words", "joined"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_words_are_joined_as_in_a_sentence(words: list[str], joined: str):
    assert join_words(words) == joined


@pytest.mark.parametrize("name", ["words", "durations", "scalars", "cautions"])
def test_examples_in_docstrings_hold(name: str):
    results = doctest.testmod(importlib.import_module(f"mtasts_pages.config.{name}"))
    assert results.attempted > 0
    assert results.failed == 0
