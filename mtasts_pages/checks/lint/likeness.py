"""Names that are nearly the right one: what people type instead of ``.well-known``.

By likeness and not by a list: everybody misspells in a way of their own.
"""

from __future__ import annotations

import unicodedata

from mtasts_pages.text import count_slips

WELL_KNOWN = ".well-known"
POLICY_NAME = "mta-sts.txt"

_LONGEST = 64
_EXTENSIONS = ("txt", "text")
_SLIPS = 2
"""Letters of a name that may be wrong, missing, too many or swapped."""


def is_like_well_known(name: str) -> bool:
    """Return whether *name* is ``.well-known``, or a slip of it.

    >>> [is_like_well_known(name) for name in (".well_know", "Well-Konwn ", "unknown", "wells")]
    [True, True, False, False]
    """
    return count_slips(reduce_name(name), "wellknown", _SLIPS) <= _SLIPS


def is_like_policy_name(name: str) -> bool:
    """Return whether *name* is ``mta-sts.txt``, or a slip of it.

    >>> [is_like_policy_name(name) for name in ("_mta-sts.txt", "MTA-STS.txt.txt", "tests.txt")]
    [True, True, False]
    """
    letters = reduce_name(name)
    for extension in _EXTENSIONS * 2:
        letters = letters.removesuffix(extension)
    if "mtasts" in letters:
        return True
    slips = count_slips(letters, "mtasts", _SLIPS)
    return slips <= 1 or (slips <= _SLIPS and letters.startswith("mt"))


def is_like(name: str, wanted: str, slips: int = 1) -> bool:
    """Return whether *name*, without ``.txt``, is *wanted* but for a few letters and its marks.

    >>> is_like("CNAME.txt", "CNAME"), is_like("no_jekyl", ".nojekyll"), is_like("index", "CNAME")
    (True, True, False)
    """
    letters = reduce_name(name).removesuffix("txt")
    wanted = reduce_name(wanted)
    return letters[:1] == wanted[:1] and count_slips(letters, wanted, slips) <= slips


def is_about_policies(name: str) -> bool:
    """Return whether a folder or repository *name* speaks of MTA-STS.

    >>> [is_about_policies(name) for name in ("mta-sts.example.com", "MTA_STS-policy", "website")]
    [True, True, False]
    """
    return "mtasts" in reduce_name(name)


def reduce_name(name: str) -> str:
    """Return the letters and digits of *name*, without regard to case, width and look.

    >>> reduce_name("\N{FULLWIDTH FULL STOP}Well_\N{FULLWIDTH LATIN SMALL LETTER K}nown ")
    'wellknown'
    """
    plain = unicodedata.normalize("NFKD", name[:_LONGEST]).casefold()
    return "".join(character for character in plain if character.isalnum())


def explain_difference(name: str, wanted: str) -> str:
    """Return a clause that says how *name* differs from *wanted* where it is hard to see.

    Empty when it is plain to see.

    >>> explain_difference(".well-known  ", ".well-known")
    'its name begins or ends with white space'
    """
    if name.strip() == wanted:
        return "its name begins or ends with white space"
    if name.casefold() == wanted.casefold():
        return "letter case matters"
    if not (name.isascii() and name.isprintable()):
        return "its name has characters that are invisible, or only look like the right ones"
    if name.casefold().startswith(wanted + "."):
        return "Windows hides the last extension of a name"
    return ""
