"""Text of unknown origin made fit to be shown: no control character reaches a terminal or a log."""

from __future__ import annotations

_QUOTED_LENGTH = 60
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
