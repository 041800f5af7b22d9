"""Changes to the text of a YAML file: a value set, added or taken out, all else left as it is.

They are made from the places that a `Document` knows. An alias, and what a merge brings in, is not
changed where it comes from, since others may have it too: the value is written at the place that
is meant. Nothing here knows whether the result means what it should; who asks reads it again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from mtasts_pages.config.yaml.document import Document, KeyPath
    from mtasts_pages.config.yaml.source import Span

_colon = re.compile(r"\s*:(?=[\s\[{\"'*&!]|$)").match
_alias = re.compile(r"\s*(\*[^\s,\[\]{}]+)").match
_rest_of_line = re.compile(r"[ \t]*(?:[ \t]#[^\r\n]*)?(?:\r\n|\r|\n|\Z)").match
_line_break = re.compile(r"\r\n|\r|\n")
_is_indent = re.compile(r"[ ]*").fullmatch
_is_item_mark = re.compile(r"[ ]*-[ \t]+").fullmatch
_is_idle = re.compile(r"[ \t]*(?:#.*)?").fullmatch
_properties = re.compile(r"(?:[&!][^\s,\[\]{}]*\s+)+").match


class Replacement(NamedTuple):
    """New text for the characters from *start* to *end*."""

    start: int
    end: int
    text: str


class CannotChangeError(ValueError):
    """The text is written in a way that is not changed here; *offset* is where."""

    def __init__(self, offset: int) -> None:
        super().__init__("this has to be changed by hand")
        self.offset = offset


def apply(text: str, replacements: Iterable[Replacement]) -> str:
    """Return *text* with every replacement made.

    Raises:
        CannotChangeError: two of them meet.

    """
    parts, at = [], 0
    for start, end, new in sorted(replacements, key=lambda each: each[:2]):
        if start < at:
            raise CannotChangeError(start)
        parts += [text[at:start], new]
        at = end
    return "".join([*parts, text[at:]])


def set_values(
    document: Document, path: KeyPath, values: Mapping[str, str]
) -> tuple[Replacement, ...]:
    """Return what sets each key of *values* in the mapping at *path* to its text.

    Raises:
        CannotChangeError: the file is written in a way that is not changed here.

    """
    mapping, key_span, span = _find(document, path)
    text = document.source.text
    flow = ", ".join(f"{key}: {value}" for key, value in values.items())
    alias = _alias(text, _after_colon(text, key_span))
    if alias:
        return (Replacement(*alias.span(1), f"{{<<: {alias[1]}, {flow}}}"),)
    if mapping is None:
        return (_set(document, key_span, span, f"{{{flow}}}"),)
    found, missing = [], {}
    for key, value in values.items():
        own = _find_own(document, mapping, span, key)
        if own is None:
            missing[key] = value
        else:
            found.append(_set(document, *own, value))
    if missing:
        found.append(_insert(document, mapping, span, missing))
    return tuple(found)


def set_items(
    document: Document, path: KeyPath, kept: Sequence[int], added: Sequence[str]
) -> tuple[Replacement, ...] | None:
    """Return what leaves only the items *kept* in the list at *path*, and appends those *added*.

    ``None`` when there is no list of its own at *path*; at least one item must be left.

    Raises:
        CannotChangeError: the file is written in a way that is not changed here.

    """
    mapping, _, span = _find(document, path[:-1])
    text = document.source.text
    own = None if mapping is None else _find_own(document, mapping, span, str(path[-1]))
    items = None if mapping is None else mapping.get(str(path[-1]))
    if own is None or not isinstance(items, list) or _alias(text, _after_colon(text, own[0])):
        return None
    within = _skip_properties(text, own[1])
    spans = [document.spans[id(items)][number][1] for number in range(len(items))]
    if any(not within[0] <= start < end <= within[1] for start, end in spans):
        return None  # an item comes from elsewhere, or is empty
    if text[within[0]] == "[":
        return tuple(_change_flow_items(spans, kept, added))
    return tuple(_change_block_items(text, spans, kept, added))


def remove_entry(document: Document, path: KeyPath) -> Replacement:
    """Return what takes the entry at *path* out of its block mapping, with its lines.

    Comments above it and below it stay.

    Raises:
        CannotChangeError: it shares a line with something else.

    """
    _, key_span, span = _find(document, path)
    text = document.source.text
    start = _line_start(text, key_span[0])
    after = _after_colon(text, key_span)
    alias = _alias(text, after)
    end = alias.end() if alias else max(after, span[1])
    if span[0] < after and not alias:
        end = after  # an empty value
    # The mark of a block's end is where the next token is: comments in between are not its own.
    lines = text[start:end].splitlines(keepends=True)
    while len(lines) > 1 and _is_idle(lines[-1].strip()):
        end -= len(lines.pop())
    if not _is_indent(text[start : key_span[0]]):
        raise CannotChangeError(key_span[0])
    if text[end - 1] in "\r\n":
        return Replacement(start, end, "")
    rest = _rest_of_line(text, end)
    if rest is None:
        raise CannotChangeError(key_span[0])
    return Replacement(start, rest.end(), "")


def _find(document: Document, path: KeyPath) -> tuple[dict[str, Any] | None, Span, Span]:
    """Return the mapping at *path*, ``None`` for an empty value, and the spans of key and value."""
    data: Any = document.data
    key_span = span = (0, 0)
    for step in path:
        entry = document.spans.get(id(data), {}).get(step)
        if entry is None:
            raise CannotChangeError(key_span[0])
        key_span, span = entry
        data = data[step]
    if data is not None and not isinstance(data, dict):
        raise CannotChangeError(key_span[0])
    return data, key_span, span


def _find_own(
    document: Document, mapping: dict[str, Any], within: Span, key: str
) -> tuple[Span, Span] | None:
    """Return the spans of *key* and its value if the mapping has it itself, not by a merge."""
    entry = document.spans[id(mapping)].get(key)
    if entry is None or not within[0] <= entry[0][0] < within[1]:
        return None
    return entry


def _set(document: Document, key_span: Span, span: Span, value: str) -> Replacement:
    text = document.source.text
    after = _after_colon(text, key_span)
    alias = _alias(text, after)
    if alias:
        return Replacement(*alias.span(1), value)
    start, end = _skip_properties(text, span)
    if start >= end:
        return Replacement(after, after, f" {value}")
    # A block, or a text over several lines: where it ends is not told exactly.
    plain = text[start] not in "|>-" and _line_break.search(text, start, end) is None
    if start < after or not (plain or text[start] in "[{"):
        raise CannotChangeError(key_span[0])
    return Replacement(start, end, value)


def _insert(
    document: Document, mapping: dict[str, Any], span: Span, values: Mapping[str, str]
) -> Replacement:
    """Return what puts *values* in front of the first entry of a mapping."""
    text = document.source.text
    entries = document.spans[id(mapping)].values()
    own = [key[0] for key, _ in entries if span[0] <= key[0] < span[1]]
    start = _skip_properties(text, span)[0]
    if text[start] == "{":
        flow = ", ".join(f"{key}: {value}" for key, value in values.items())
        if own:
            return Replacement(min(own), min(own), f"{flow}, ")
        return Replacement(start + 1, start + 1, flow)
    if not own:
        raise CannotChangeError(start)
    at = _line_start(text, min(own))
    indent = text[at : min(own)]
    if not _is_indent(indent):
        raise CannotChangeError(min(own))
    found = _line_break.search(text)
    end = found[0] if found else "\n"
    lines = "".join(f"{indent}{key}: {value}{end}" for key, value in values.items())
    return Replacement(at, at, lines)


def _change_flow_items(
    spans: Sequence[Span], kept: Sequence[int], added: Sequence[str]
) -> Iterable[Replacement]:
    new = ", ".join(added)
    if not kept:
        yield Replacement(spans[0][0], spans[-1][1], new)
        return
    before = -1
    for number in kept:
        if number > before + 1:
            yield Replacement(spans[before + 1][0], spans[number][0], "")
        before = number
    yield Replacement(spans[before][1], spans[-1][1], f", {new}" if new else "")


def _change_block_items(
    text: str, spans: Sequence[Span], kept: Sequence[int], added: Sequence[str]
) -> Iterable[Replacement]:
    mark = ""
    end = 0
    for number, (start, stop) in enumerate(spans):
        line = _line_start(text, start)
        mark = text[line:start]
        rest = _rest_of_line(text, stop)
        if rest is None or not _is_item_mark(mark):
            raise CannotChangeError(start)
        end = rest.end()
        if number not in kept:
            yield Replacement(line, end, "")
    if added:
        found = _line_break.search(text)
        brk = found[0] if found else "\n"
        lines = "".join(f"{mark}{item}{brk}" for item in added)
        ended = text[end - 1] in "\r\n"
        yield Replacement(end, end, lines if ended else brk + lines.removesuffix(brk))


def _after_colon(text: str, key_span: Span) -> int:
    match = _colon(text, key_span[1])
    if match is None:
        raise CannotChangeError(key_span[0])
    return match.end()


def _skip_properties(text: str, span: Span) -> Span:
    start, end = span
    match = _properties(text, start, end)
    return (match.end(), end) if match and match.end() < end else span


def _line_start(text: str, offset: int) -> int:
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
