"""How words of the config are named in messages: as lists, and by their nearest neighbours."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_LONGEST_SLIP = 60


def find_nearest(word: str, choices: Iterable[str]) -> str | None:
    """Return the one of *choices* that *word* is most likely meant to be, if any.

    >>> find_nearest("enforced", ["none", "testing", "enforce"])
    'enforce'
    """
    if len(word) > _LONGEST_SLIP:
        return None
    folded = {choice.lower(): choice for choice in choices}
    close = difflib.get_close_matches(word.lower().replace("-", "_"), folded, n=1, cutoff=0.7)
    return folded[close[0]] if close else None


def join_words(words: Sequence[str], conjunction: str = "and") -> str:
    """Return *words* as a list in a sentence.

    >>> join_words(["none", "testing", "enforce"])
    'none, testing and enforce'
    """
    if len(words) < 2:  # noqa: PLR2004 - one word or none needs no conjunction
        return "".join(words)
    return f"{', '.join(words[:-1])} {conjunction} {words[-1]}"
