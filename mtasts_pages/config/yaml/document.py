"""A YAML document as plain data, with the place of every key and value.

Collections that an alias names are shared, not copied, and keep their places: a mistake
in an anchor is reported where it stands, however often it is used.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mtasts_pages.config.yaml.source import Source

KeyPath = tuple[str | int, ...]
"""The keys and indices that lead to a value."""

Span = tuple[int, int]
"""Offsets of the first character and behind the last."""

Spans = dict[str | int, tuple[Span, Span]]
"""Key span and value span of each entry of a collection; an item of a sequence is its own key."""

_PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*\s+)+")


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML document.

    Attributes:
        source: The text.
        data: Mappings as ``dict`` with string keys, sequences as ``list``, scalars as YAML 1.2.
        spans: The spans of each collection in *data*, by its identity.

    """

    source: Source
    data: object
    spans: dict[int, Spans]

    def locate(self, path: KeyPath, *, key: bool = False) -> Span:
        """Return where the value at *path* stands, or its *key*.

        A value that is empty or missing is shown by the nearest key that there is.
        """
        data: Any = self.data
        key_span = found = (0, 0)
        for depth, step in enumerate(path, 1):
            entry = self.spans.get(id(data), {}).get(step)
            if entry is None:
                # Nothing stands there: what it is missing from is shown. A value that stands for
                # a list of one is that item itself.
                found = key_span if isinstance(step, str) else found
                break
            key_span, value_span = entry
            empty = value_span[0] >= value_span[1]
            found = key_span if empty or (key and depth == len(path)) else value_span
            data = data[step]
        return self._skip_properties(found)

    def _skip_properties(self, span: Span) -> Span:
        start, end = span
        match = _PROPERTIES.match(self.source.text, start, end)
        return (match.end(), end) if match and match.end() < end else span
