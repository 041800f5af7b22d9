"""A YAML text into a `Document`, from the events of PyYAML's parser.

The events are read one by one, without recursion, so that no nesting, alias or size of a
hostile file costs more than a fixed amount before it is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from mtasts_pages.config.words import find_nearest
from mtasts_pages.config.yaml.document import Document, Span, Spans
from mtasts_pages.config.yaml.remarks import EARLIER_LINE, Refused, Remark, RemarkLog
from mtasts_pages.config.yaml.scalars import TAG_PREFIX, resolve_plain, resolve_tagged
from mtasts_pages.config.yaml.syntax import explain_syntax_error
from mtasts_pages.text import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mtasts_pages.config.yaml.source import Source

DEPTH_LIMIT = 32
_TOO_DEEP = f"values are nested more than {DEPTH_LIMIT} deep here"
VALUE_LIMIT = 2_000_000
"""Values of a document, those that aliases repeat counted each time."""

LENGTH_LIMIT = 4_096
"""Characters of a key or value; a URL, the longest thing a config holds, has fewer."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MERGE_KEY = "\0<<"  # not what a `"<<"` in quotes is, and no file holds a NUL


class _Node(NamedTuple):
    """A finished value: what an anchor stands for."""

    value: Any
    span: Span
    size: int  # values in it, aliases expanded
    text: str | None  # of a scalar


class _Collection:
    """A mapping or sequence whose end has not been read yet."""

    __slots__ = ("anchor", "key", "key_span", "merged", "size", "span", "spans", "value")

    def __init__(self, value: Any, span: Span, anchor: str | None) -> None:  # noqa: ANN401 - YAML
        self.value = value
        self.span = span
        self.anchor = anchor
        self.spans: Spans = {}
        self.size = 1
        self.key: str | None = None
        self.key_span: Span = span
        self.merged: list[dict[str, Any]] = []


def compose(source: Source) -> tuple[Document | None, tuple[Remark, ...]]:
    """Return the document of *source*, and what is wrong with it as YAML.

    There is no document when the text cannot be read to its end.
    """
    composer = _Composer(source)
    try:
        document = composer.compose()
    except Refused as refusal:
        return None, (*composer.log.remarks, refusal.remark)
    except yaml.MarkedYAMLError as error:
        if error.problem_mark and "nesting depth" in (error.problem or ""):
            # libyaml has a limit of its own since 0.2.6, and looks far ahead behind a bracket.
            remark = Remark(error.problem_mark.index, error.problem_mark.index + 1, _TOO_DEEP)
            return None, (*composer.log.remarks, remark)
        return None, (*composer.log.remarks, explain_syntax_error(source, error))
    except yaml.YAMLError as error:  # the reader of PyYAML without its C library
        return None, (*composer.log.remarks, Remark(0, 0, f"this is not YAML: {error}"))
    return document, tuple(composer.log.remarks)


class _Composer:
    def __init__(self, source: Source) -> None:
        self.log = RemarkLog()
        self._source = source
        self._open: list[_Collection] = []
        self._anchors: dict[str, _Node | None] = {}  # None: not finished yet
        self._spans: dict[int, Spans] = {}
        self._root: _Node | None = None
        self._count = 0

    def compose(self) -> Document:
        for event in _parse_events(self._source.text):
            kind = type(event)
            if kind is yaml.ScalarEvent:
                self._add_scalar(event)
            elif kind is yaml.MappingStartEvent:
                self._open_collection(event, {}, "map")
            elif kind is yaml.SequenceStartEvent:
                self._open_collection(event, [], "seq")
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                self._close_collection(event)
            elif kind is yaml.AliasEvent:
                self._add_alias(event)
            elif kind is yaml.DocumentStartEvent and self._root is not None:
                self._note_second_document(event)
                break
        if self._root is None or self._root.value is None:
            raise _refuse((0, 0), "the file holds no config", "start from `sample-config.yaml`")
        return Document(self._source, self._root.value, self._spans)

    def _note_second_document(self, event: Any) -> None:  # noqa: ANN401 - types-PyYAML says no more
        hint = "a config is one document: delete the line `---`, and what follows if it is a copy"
        self.log.note(Remark(*_span(event), "a second YAML document begins here", hint))

    def _add_scalar(self, event: Any) -> None:  # noqa: ANN401
        text, tag, span = event.value, event.tag, _span(event)
        if len(text) > LENGTH_LIMIT:
            message = f"this text has {len(text):,} characters, and {LENGTH_LIMIT:,} is the most"
            raise _refuse(span, message)
        if tag is not None:
            try:
                value = resolve_tagged(text, tag)
            except ValueError:
                self.log.note(Remark(*span, *_describe_tag(tag, text)))
                value = resolve_plain(text)
        elif event.implicit[0]:
            value = resolve_plain(text)
        else:
            value = text
        node = _Node(value, span, 1, text)
        if event.anchor:
            self._anchors[event.anchor] = node
        is_merge = text == "<<" and event.implicit[0]
        self._add(node, is_merge=is_merge)

    def _add_alias(self, event: Any) -> None:  # noqa: ANN401
        name, span = event.anchor, _span(event)
        if name not in self._anchors:
            near = find_nearest(name, self._anchors)
            raise _refuse(
                span,
                f"there is no anchor {quote('&' + name)} above this alias",
                f"did you mean `*{near}`?" if near else "an anchor stands before its aliases",
            )
        node = self._anchors[name]
        if node is None:
            raise _refuse(span, f"{quote('*' + name)} stands inside the value that it names")
        self._add(node, alias=span)

    def _open_collection(self, event: Any, value: Any, kind: str) -> None:  # noqa: ANN401
        span = _span(event)
        if event.tag not in {None, "!", TAG_PREFIX + kind}:
            self.log.note(Remark(*span, *_describe_tag(event.tag, None)))
        if len(self._open) >= DEPTH_LIMIT:
            raise _refuse(span, _TOO_DEEP)
        parent = self._open[-1] if self._open else None
        if parent is not None and isinstance(parent.value, dict) and parent.key is None:
            raise _refuse(
                span,
                "a key is a plain word, not a list or a mapping",
                "a value that begins with `{`, `[` or `?` needs quotes",
            )
        if event.anchor:
            self._anchors[event.anchor] = None
        collection = _Collection(value, span, event.anchor)
        self._spans[id(value)] = collection.spans
        self._open.append(collection)

    def _close_collection(self, event: Any) -> None:  # noqa: ANN401
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
            raise _refuse(
                alias or node.span,
                f"the file holds more than {VALUE_LIMIT:,} values up to here, aliases expanded",
                "split the fleet into several configs",
            )
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
            self._add_entry(parent, node)

    def _add_key(self, parent: _Collection, node: _Node, span: Span, *, is_merge: bool) -> None:
        if node.text is None:
            raise _refuse(span, "a key is a plain word, not a list or a mapping")
        parent.key = _MERGE_KEY if is_merge else node.text
        parent.key_span = span
        earlier = parent.spans.get(parent.key)
        if earlier is not None:
            self.log.note(
                Remark(
                    *span,
                    f"{quote(node.text)} is given twice; the first is in line {EARLIER_LINE}",
                    "keep one of the two",
                    earlier=earlier[0][0],
                )
            )

    def _add_entry(self, parent: _Collection, node: _Node) -> None:
        key = parent.key
        parent.key = None
        if key is None or key in parent.spans:
            return
        parent.spans[key] = (parent.key_span, node.span)
        if key != _MERGE_KEY:
            parent.value[key] = node.value
            return
        mappings = node.value if isinstance(node.value, list) else [node.value]
        for mapping in mappings:
            if isinstance(mapping, dict):
                parent.merged.append(mapping)
            else:
                self.log.note(
                    Remark(
                        *parent.key_span,
                        "`<<` takes in mappings, and this is none",
                        "write `<<: *name`, where `&name` stands before a mapping",
                    )
                )

    def _merge(self, collection: _Collection, mapping: dict[str, Any]) -> None:
        """Take in the entries of *mapping* that the collection does not have itself."""
        self._count += len(mapping)
        spans = self._spans[id(mapping)]
        for key, value in mapping.items():
            if key not in collection.value:
                collection.value[key] = value
                collection.spans[key] = spans[key]


def _parse_events(text: str) -> Iterator[Any]:
    return iter(_LOADER(text).get_event, None)


def _span(event: Any) -> Span:  # noqa: ANN401
    return event.start_mark.index, event.end_mark.index


def _refuse(span: Span, message: str, hint: str | None = None) -> Refused:
    return Refused(Remark(*span, message, hint))


def _describe_tag(tag: str, text: str | None) -> tuple[str, str]:
    shown = quote(tag.replace(TAG_PREFIX, "!!") if tag.startswith(TAG_PREFIX) else tag)
    if text is not None and tag.removeprefix(TAG_PREFIX) in {"int", "float", "bool", "null"}:
        return f"{quote(text)} is not what the tag {shown} says", "delete the tag"
    return f"the tag {shown} means nothing here", "delete the tag: a config needs none"
