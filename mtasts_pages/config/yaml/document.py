"""A YAML document as plain data, with the place of every key and value.

Collections that an alias names are shared, not copied, and keep their places: a mistake in an
anchored value is reported there, however often it is used.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mtasts_pages.config.problems import Severity

if TYPE_CHECKING:
    from mtasts_pages.config.problems import Beyond
    from mtasts_pages.config.yaml.source import Source, Span

KeyPath = tuple[str | int, ...]
"""The keys and indices that lead to a value."""

_PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*\s+)+")


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML document.

    Attributes:
        source: The text.
        data: Mappings as ``dict`` with string keys, sequences as ``list``, scalars as YAML 1.2.
        spans: For each collection in *data*, by its identity: the spans of the key and the value
            of each entry. An item of a sequence is its own key.

    """

    source: Source
    data: object
    spans: dict[int, dict[str | int, tuple[Span, Span]]]

    def note(
        self,
        path: KeyPath,
        message: str,
        hint: str | None = None,
        *,
        key: bool = False,
        severity: Severity = Severity.ERROR,
        beyond: Beyond | None = None,
    ) -> None:
        """Note what is wrong with the value at *path*, or with its *key*."""
        span = self.locate(path, key=key)
        self.source.note(span, message, hint, severity=severity, beyond=beyond)

    def warn(self, path: KeyPath, message: str, hint: str, *, key: bool = False) -> None:
        """Note what is risky about the value at *path*, or about its *key*."""
        self.note(path, message, hint, key=key, severity=Severity.WARNING)

    def find_line(self, path: KeyPath, *, key: bool = False) -> int:
        """Return the number of the line in which the value at *path* begins, or its *key*."""
        return self.source.find_line(self.locate(path, key=key)[0])[0]

    def locate(self, path: KeyPath, *, key: bool = False) -> Span:
        """Return the span of the value at *path*, or of its *key*.

        For a value that is empty or missing it is that of the nearest key.
        """
        data: Any = self.data
        key_span = found = (0, 0)
        for depth, step in enumerate(path, 1):
            entry = self.spans.get(id(data), {}).get(step)
            if entry is None:
                # What it is missing from is shown. A value in place of a list of one is that
                # item itself.
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
