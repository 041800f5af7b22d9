"""Text that anybody may have written, shown safely."""

from hypothesis import given
from hypothesis import strategies as st

from mtasts_pages.text import blot_unprintable, escape_unprintable, quote


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
