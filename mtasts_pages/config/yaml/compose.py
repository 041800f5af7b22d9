"""A YAML text into a `Document`, from the events of PyYAML's parser.

The events are read one by one, without recursion, so that no nesting, alias or size of a
hostile file costs more than a fixed amount before it is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import yaml

from mtasts_pages.config.yaml.document import Document
from mtasts_pages.config.yaml.scalars import TAG_PREFIX, resolve_plain, resolve_tagged
from mtasts_pages.config.yaml.source import Source, StopReading, decode
from mtasts_pages.config.yaml.syntax import DEPTH_LIMIT, TOO_DEEP, explain_syntax_error
from mtasts_pages.text import find_nearest, quote

if TYPE_CHECKING:
    from mtasts_pages.config.yaml.source import Span

VALUE_LIMIT: Final = 2_000_000
"""Values of a document, those that aliases repeat counted each time."""

LENGTH_LIMIT: Final = 4_096
"""Characters of a key or value."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MERGE_KEY = "\0<<"  # not what a `"<<"` in quotes is, and no file holds a NUL
_NO_PLAIN_KEY = "a key must be plain text, not a list or a mapping"

_Event = Any  # types-PyYAML says no more
_Value = Any  # a dict, a list or a scalar


class _Node(NamedTuple):
    """A finished value: what an anchor stands for."""

    value: _Value
    span: Span
    size: int  # values in it, aliases expanded
    text: str | None  # of a scalar


@dataclass(slots=True)
class _Collection:
    """A mapping or sequence whose end has not been read yet."""

    value: _Value
    span: Span
    anchor: str | None
    spans: dict[str | int, tuple[Span, Span]]
    size: int = 1
    key: str | None = None
    key_span: Span = (0, 0)
    merged: list[dict[str, _Value]] = field(default_factory=list)


def read_yaml(name: str, data: bytes) -> tuple[Document | None, Source]:
    """Return the document in the file *name* that holds *data*, and what is wrong with it.

    There is no document when the text cannot be read to its end. Whatever the file holds, this
    returns, within bounds of time and memory.
    """
    source, complaint = decode(name, data)
    try:
        if complaint is not None:
            source.refuse(*complaint)
        try:
            return _Composer(source).compose(), source
        except yaml.MarkedYAMLError as error:
            source.refuse(*explain_syntax_error(source, error))
        except yaml.YAMLError as error:  # the reader of PyYAML without its C library
            source.refuse((0, 0), f"this is not YAML: {error}")
    except StopReading:
        return None, source


class _Composer:
    def __init__(self, source: Source) -> None:
        self._source = source
        self._open: list[_Collection] = []
        self._anchors: dict[str, _Node | None] = {}  # None: not finished yet
        self._spans: dict[int, dict[str | int, tuple[Span, Span]]] = {}
        self._root: _Node | None = None
        self._count = 0

    def compose(self) -> Document:
        handlers = {
            yaml.ScalarEvent: self._add_scalar,
            yaml.AliasEvent: self._add_alias,
            yaml.MappingStartEvent: self._open_collection,
            yaml.SequenceStartEvent: self._open_collection,
            yaml.MappingEndEvent: self._close_collection,
            yaml.SequenceEndEvent: self._close_collection,
        }
        for event in iter(_LOADER(self._source.text).get_event, None):
            handle = handlers.get(type(event))
            if handle is not None:
                handle(event)
            elif type(event) is yaml.DocumentStartEvent and self._root is not None:
                hint = "delete the line `---`, and what follows it if that is a copy"
                self._source.note(_span(event), "a second YAML document starts here", hint)
                break
        return Document(self._source, self._root.value if self._root else None, self._spans)

    def _add_scalar(self, event: _Event) -> None:
        text, tag, span = event.value, event.tag, _span(event)
        if len(text) > LENGTH_LIMIT:
            message = f"this value has {len(text):,} characters; the limit is {LENGTH_LIMIT:,}"
            self._source.refuse(span, message)
        value = text
        if tag is not None:
            try:
                value = resolve_tagged(text, tag)
            except ValueError:
                self._source.note(span, *_describe_tag(tag, text))
                value = resolve_plain(text)
        elif event.implicit[0]:
            value = resolve_plain(text)
        node = _Node(value, span, 1, text)
        if event.anchor:
            self._anchors[event.anchor] = node
        self._add(node, is_merge=text == "<<" and event.implicit[0])

    def _add_alias(self, event: _Event) -> None:
        name, span = event.anchor, _span(event)
        if name not in self._anchors:
            near = find_nearest(name, self._anchors)
            self._source.refuse(
                span,
                f"there is no anchor {quote('&' + name)} above this alias",
                f"did you mean `*{near}`?" if near else "an anchor must come before its aliases",
            )
        node = self._anchors[name]
        if node is None:
            self._source.refuse(span, f"{quote('*' + name)} is inside the value that it refers to")
        self._add(node, alias=span)

    def _open_collection(self, event: _Event) -> None:
        span, is_mapping = _span(event), type(event) is yaml.MappingStartEvent
        if event.tag not in {None, "!", TAG_PREFIX + ("map" if is_mapping else "seq")}:
            self._source.note(span, *_describe_tag(event.tag, None))
        if len(self._open) >= DEPTH_LIMIT:
            self._source.refuse(span, TOO_DEEP)
        parent = self._open[-1] if self._open else None
        if parent is not None and isinstance(parent.value, dict) and parent.key is None:
            hint = "a value that starts with `{`, `[` or `?` needs quotes"
            self._source.refuse(span, _NO_PLAIN_KEY, hint)
        if event.anchor:
            self._anchors[event.anchor] = None
        collection = _Collection({} if is_mapping else [], span, event.anchor, {})
        self._spans[id(collection.value)] = collection.spans
        self._open.append(collection)

    def _close_collection(self, event: _Event) -> None:
        collection = self._open.pop()
        for mapping in collection.merged:
            self._merge(collection, mapping)
        span = (collection.span[0], event.end_mark.index)
        node = _Node(collection.value, span, collection.size, None)
        if collection.anchor:
            self._anchors[collection.anchor] = node
        self._add(node)

    def _add(self, node: _Node, *, is_merge: bool = False, alias: Span | None = None) -> None:
        self._count += 1 if alias is None else node.size
        if self._count > VALUE_LIMIT:
            message = f"the file has more than {VALUE_LIMIT:,} values up to here, aliases expanded"
            self._source.refuse(alias or node.span, message, "split the file")
        if not self._open:
            self._root = node
            return
        parent = self._open[-1]
        parent.size += node.size
        if isinstance(parent.value, list):
            parent.spans[len(parent.value)] = (node.span, node.span)
            parent.value.append(node.value)
        elif parent.key is None:
            self._add_key(parent, node, alias or node.span, is_merge=is_merge)
        else:
            self._add_entry(parent, parent.key, node)

    def _add_key(self, parent: _Collection, node: _Node, span: Span, *, is_merge: bool) -> None:
        if node.text is None:
            self._source.refuse(span, _NO_PLAIN_KEY)
        parent.key = _MERGE_KEY if is_merge else node.text
        parent.key_span = span
        earlier = parent.spans.get(parent.key)
        if earlier is not None:
            line, _ = self._source.find_line(earlier[0][0])
            message = f"{quote(node.text)} is already given on line {line}"
            self._source.note(span, message, "keep one of the two")

    def _add_entry(self, parent: _Collection, key: str, node: _Node) -> None:
        parent.key = None
        if key in parent.spans:
            return
        parent.spans[key] = (parent.key_span, node.span)
        if key != _MERGE_KEY:
            parent.value[key] = node.value
            return
        for mapping in node.value if isinstance(node.value, list) else [node.value]:
            if isinstance(mapping, dict):
                parent.merged.append(mapping)
            else:
                hint = "write `<<: *name`, where `&name` marks a mapping above"
                self._source.note(parent.key_span, "`<<` can merge only mappings", hint)

    def _merge(self, collection: _Collection, mapping: dict[str, _Value]) -> None:
        """Take in the entries of *mapping* that the collection does not have itself."""
        self._count += len(mapping)
        spans = self._spans[id(mapping)]
        for key, value in mapping.items():
            if key not in collection.value:
                collection.value[key] = value
                collection.spans[key] = spans[key]


def _span(event: _Event) -> Span:
    return event.start_mark.index, event.end_mark.index


def _describe_tag(tag: str, text: str | None) -> tuple[str, str]:
    shown = quote(tag.replace(TAG_PREFIX, "!!") if tag.startswith(TAG_PREFIX) else tag)
    if text is not None and tag.removeprefix(TAG_PREFIX) in {"int", "float", "bool", "null"}:
        return f"{quote(text)} does not fit the tag {shown}", "delete the tag"
    return f"the tag {shown} is not supported", "delete the tag"
