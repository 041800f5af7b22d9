"""Text of unknown origin made fit for a message, lists in a sentence, and slips of the pen.

No control character of a file or a server reaches a terminal or a log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_QUOTED_LENGTH = 60
_LONGEST_SLIP = 60
_BLOT = "\N{REPLACEMENT CHARACTER}"


def escape_unprintable(text: str) -> str:
    r"""Return *text* with an escape for each character that is not printed.

    >>> escape_unprintable("a\x1b[31m")
    'a\\x1b[31m'
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def blot_unprintable(text: str) -> str:
    """Return *text* as long as it was, with one sign for all that is not printed; tabs stay."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c == "\t" else _BLOT for c in text)


def quote(text: str) -> str:
    """Return *text* in backquotes for a message: on one line, printable, and not too long.

    >>> quote("enforced")
    '`enforced`'
    """
    if len(text) > _QUOTED_LENGTH:
        text = text[:_QUOTED_LENGTH] + "…"
    text = escape_unprintable(text)
    return f'"{text}"' if "`" in text else f"`{text}`"


def decode_text(data: bytes) -> str | None:
    r"""Return *data* as text, in UTF-8 or the UTF-16 of Windows, without its mark; else ``None``.

    >>> decode_text("key".encode("utf-16")), decode_text(b"\xef\xbb\xbfkey"), decode_text(b"\xff")
    ('key', 'key', None)
    >>> decode_text("key".encode("utf-16-le"))
    'key'
    """
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    form = "utf-16" if marked else "utf-16-le" if data[1:2] == b"\0" else "utf-8-sig"
    try:
        return data.decode(form)
    except UnicodeDecodeError:
        return None


def join_words(words: Sequence[str], conjunction: str = "and") -> str:
    """Return *words* as a list in a sentence.

    >>> join_words(["none", "testing", "enforce"])
    'none, testing and enforce'
    """
    if len(words) < 2:  # noqa: PLR2004 - one word or none needs no conjunction
        return "".join(words)
    return f"{', '.join(words[:-1])} {conjunction} {words[-1]}"


def join_some(names: Sequence[str], most: int = 3, mark: str = "`") -> str:
    """Return the first *most* of *names* in backquotes, and how many more there are.

    >>> join_some(["a", "b", "c", "d", "e"])
    '`a`, `b`, `c` and 2 more'
    """
    shown = ", ".join(f"{mark}{name}{mark}" for name in names[:most])
    return f"{shown} and {len(names) - most:,} more" if len(names) > most else shown


def find_nearest(word: str, choices: Iterable[str]) -> str | None:
    """Return the one of *choices* that *word* is most likely meant to be, if any.

    Three slips in ten characters are forgiven, and words cut short or drawn out; letter case and
    hyphens do not count.

    >>> [find_nearest(word, ["none", "testing", "enforce"]) for word in ("enforced", "Test", "on")]
    ['enforce', 'testing', None]
    """
    if len(word) > _LONGEST_SLIP:
        return None
    wanted = _fold(word)
    scores = ((_measure(wanted, _fold(choice)), choice) for choice in choices)
    near = ((score, choice) for score, choice in scores if score is not None)
    return min(near, key=lambda each: each[0], default=(0, None))[1]


def count_slips(text: str, wanted: str, most: int) -> int:
    """Return how many letters were mistyped, left out, added or swapped between the two.

    Counted up to *most*; any larger number means more.

    >>> count_slips("welknwon", "wellknown", 2), count_slips("well", "wellknown", 2)
    (2, 3)
    """
    if abs(len(text) - len(wanted)) > most:
        return most + 1
    # What both begin and end with costs nothing, and most names of a fleet share much of it.
    start = _count_shared(text, wanted)
    text, wanted = text[start:], wanted[start:]
    end = _count_shared(text[::-1], wanted[::-1])
    text, wanted = text[: len(text) - end], wanted[: len(wanted) - end]
    before: list[int] = []
    row = list(range(len(wanted) + 1))
    for i, letter in enumerate(text, 1):
        older, before, row = before, row, [i]
        for j, other in enumerate(wanted, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == wanted[j - 2] and text[i - 2] == other:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most and min(before) > most:  # a swap looks back two rows
            return most + 1
    return row[-1]


def _count_shared(one: str, other: str) -> int:
    """Return how many letters the two begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _fold(word: str) -> str:
    return word.lower().replace("-", "_")


def _measure(word: str, choice: str) -> int | None:
    """Return how far *word* is from *choice*; None when it is something else."""
    short, long = sorted((word, choice), key=len)
    allowed = (len(long) + 1) * 3 // 10
    slips = count_slips(word, choice, allowed)
    if slips <= allowed:
        return slips
    is_part = len(short) > 3 and 5 * len(short) >= 2 * len(long) and short in long  # noqa: PLR2004
    return len(long) - len(short) if is_part else None
