"""Names in backquotes, as code in a page."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_NAME = re.compile(r"`([^`]+)`")


def mark_names(text: str) -> Markup:
    """Return *text*, escaped, with what stands in backquotes as code.

    >>> mark_names("`a<b` is")
    Markup('<code>a&lt;b</code> is')
    """
    return Markup(_NAME.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped before
