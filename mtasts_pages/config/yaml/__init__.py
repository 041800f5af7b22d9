"""A YAML 1.2 reader that knows the place of every value, and nothing of what it means."""

from __future__ import annotations

from mtasts_pages.config.yaml.compose import read_yaml
from mtasts_pages.config.yaml.document import Document, KeyPath
from mtasts_pages.config.yaml.source import SIZE_LIMIT, Source, Span, StopReading

__all__ = [
    "SIZE_LIMIT",
    "Document",
    "KeyPath",
    "Source",
    "Span",
    "StopReading",
    "read_yaml",
]
