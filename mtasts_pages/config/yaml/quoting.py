"""Texts as values of YAML."""

from __future__ import annotations

import json
import re

# Nothing here means anything to YAML, nor can it be read as a number, a date or a word like null.
_is_plain = re.compile(r"[a-z][a-z0-9]*(?:[.-][a-z0-9]+)+", re.ASCII).fullmatch


def quote_item(text: str) -> str:
    """Return *text* as a value of YAML, in quotes where it needs them."""
    return text if _is_plain(text) else json.dumps(text)
