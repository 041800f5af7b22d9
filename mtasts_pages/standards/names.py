"""Host names in ASCII: the grammar that MX patterns and reporting addresses share."""

from __future__ import annotations

import re

NAME_LENGTH = 253
"""Characters; RFC 1035, 2.3.4: the longest name, without a final dot."""

LABEL_LENGTH = 63
"""Characters; RFC 1035, 2.3.4: the longest label."""

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
# RFC 5321, 4.1.2: Domain = sub-domain *("." sub-domain), each of letters, digits, inner hyphens
# RFC 5321, 2.3.5: only fully qualified names, hence one dot at least
# RFC 1123, 2.1: the last label is not a number, so that an IPv4 address is no name
HOST = rf"(?:{_LABEL}\.)+(?![0-9]+\Z){_LABEL}"
"""The regular expression for a name in lower case, its length aside.

One for the whole name: a fleet of 10,000 domains has tens of thousands of them.
"""

_match_host = re.compile(rf"(?!.{{254}}){HOST}", re.ASCII).fullmatch


def is_domain(text: str) -> bool:
    """Return whether *text* is a fully qualified host name in ASCII, letter case aside.

    >>> [is_domain(text) for text in ("mx1.Example.com", "localhost", "192.0.2.1", "a..example")]
    [True, False, False, False]
    """
    return text.isascii() and _match_host(text.lower()) is not None
