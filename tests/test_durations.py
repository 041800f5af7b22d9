"""Durations as people write them, and the round ones that they miss by a slip."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtasts_pages.durations import (
    DAY,
    find_round_duration,
    format_duration,
    guess_duration,
    parse_duration,
    ungroup,
)


@given(st.integers(0, 10**10 - 1))
def test_a_duration_is_read_back(seconds: int) -> None:
    assert parse_duration(format_duration(seconds)) == seconds


@pytest.mark.parametrize(
    "text", ["", "w", "1W", "1w 1d", "-1d", "1.5d", "1d1w", "1d1d", "\u0661d", "1" * 11]
)
def test_only_durations_are_read(text: str) -> None:
    with pytest.raises(ValueError, match="not a duration"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1w", 604_800),
        ("1 week", 604_800),
        ("2 Weeks", 1_209_600),
        ("30days", 2_592_000),
        ("1d12h", 129_600),
        ("90 mins", 5_400),
        ("24 hrs", 86_400),
        ("1 month", 2_592_000),
        ("1 year", 31_536_000),
        ("604800 sec", 604_800),
        ("604800", 604_800),
        ("6M", None),  # months or minutes
        ("6 ms", None),
        ("a week", None),
        ("", None),
    ],
)
def test_what_a_person_means_is_guessed(text: str, seconds: int | None) -> None:
    assert guess_duration(text) == seconds


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("604,800", 604_800),
        ("31.557.600", 31_557_600),
        ("604\u202f800", 604_800),
        ("604_800", 604_800),
        ("604,80", None),
        ("604800", None),
        (",800", None),
    ],
)
def test_grouped_digits_are_one_number(text: str, number: int | None) -> None:
    assert ungroup(text) == number


@pytest.mark.parametrize(
    ("seconds", "meant"),
    [
        (704_800, 604_800),
        (60_480, 604_800),
        (6_048_000, None),  # ten weeks
        (640_800, None),  # 178 hours
        (604_801, 604_800),
        (604_799, 604_800),
        (604_080, 604_800),
        (432_001, 432_000),
        (1_209_700, 1_209_600),
        (1_296_001, 1_296_000),
        (4_838_401, 4_838_400),
        (8_640, 86_400),
        (86_401, 86_400),
        (31_536_001, 31_536_000),
        (100_000, None),
        (31_557_600, None),
        (1, None),
        (0, None),
    ],
)
def test_a_slip_of_a_digit_is_seen(seconds: int, meant: int | None) -> None:
    assert find_round_duration(seconds) == meant


def test_a_round_duration_is_no_slip() -> None:
    assert not [days for days in range(366) if find_round_duration(days * DAY)]
