"""Text that anybody may have written, shown safely; lists in a sentence; slips of the pen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtasts_pages.text import (
    blot_unprintable,
    count_slips,
    escape_unprintable,
    find_nearest,
    join_some,
    join_words,
    quote,
)


@given(st.text())
def test_what_is_shown_is_printable_and_what_was_printable_is_kept(text: str) -> None:
    assert escape_unprintable(text).isprintable()
    assert quote(text).isprintable()
    blotted = blot_unprintable(text)
    assert blotted.replace("\t", "").isprintable()
    assert len(blotted) == len(text)
    kept = "".join(char for char in text if char.isprintable())
    assert escape_unprintable(kept) == blot_unprintable(kept) == kept


def test_an_escape_shows_what_was_there() -> None:
    assert escape_unprintable("a\x1b[31m\nb\u202e") == "a\\x1b[31m\\nb\\u202e"
    assert blot_unprintable("a\x1b\tb") == "a\N{REPLACEMENT CHARACTER}\tb"
    assert quote("a`b") == '"a`b"'


def test_quoting_is_short_and_printable() -> None:
    assert quote("a\nb\x1b\u202e") == "`a\\nb\\x1b\\u202e`"
    assert len(quote("x" * 1000)) < 70


@pytest.mark.parametrize(
    ("words", "joined"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_words_are_joined_as_in_a_sentence(words: list[str], joined: str) -> None:
    assert join_words(words) == joined


@pytest.mark.parametrize(
    ("names", "joined"),
    [
        ([], ""),
        (["a"], "`a`"),
        (["a", "b", "c"], "`a`, `b`, `c`"),
        (["a", "b", "c", "d"], "`a`, `b`, `c` and 1 more"),
        (["a"] * 1503, "`a`, `a`, `a` and 1,500 more"),
    ],
)
def test_of_many_names_a_few_are_given(names: list[str], joined: str) -> None:
    assert join_some(names) == joined


def test_nearest_is_found_whatever_the_case_and_the_hyphens() -> None:
    assert find_nearest("TLS-Reports", ["ttl", "tls_reports"]) == "tls_reports"
    assert find_nearest("zebra", ["ttl", "tls_reports"]) is None


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("enforced", "enforce"),
        ("enforcing", "enforce"),
        ("ENFORCEMENT", "enforce"),
        ("test", "testing"),
        ("nonee", "none"),
        ("no", None),
        ("on", None),
        ("nonexistent", None),
        ("", None),
        ("enforce" * 9, None),
    ],
)
def test_a_slip_leads_to_the_word_that_is_meant(word: str, meant: str | None) -> None:
    assert find_nearest(word, ["none", "testing", "enforce"]) == meant


def test_the_nearest_wins_not_the_first() -> None:
    assert find_nearest("max_aeg", ["max_ages", "max_age"]) == "max_age"
    assert find_nearest("ttl", ["tls", "ttl"]) == "ttl"


@given(st.text(alphabet="abc", max_size=8), st.text(alphabet="abc", max_size=8))
def test_slips_count_alike_both_ways_and_up_to_the_bound(one: str, other: str) -> None:
    slips = count_slips(one, other, 8)
    assert slips == count_slips(other, one, 8)
    assert (slips == 0) == (one == other)
    for most in range(8):
        assert (count_slips(one, other, most) <= most) == (slips <= most)
