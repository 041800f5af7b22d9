"""What a syntax error of YAML means, in words for people who do not know its grammar."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from mtasts_pages.text import quote

if TYPE_CHECKING:
    import yaml

    from mtasts_pages.config.yaml.source import Source, Span

DEPTH_LIMIT: Final = 32
TOO_DEEP: Final = f"this is nested more than {DEPTH_LIMIT} levels deep"

_SAME_COLUMN = (
    "entries of one mapping start in the same column; a value that starts with `*`, `&`, `{`, `[` "
    "or a quote needs quotes around all of it"
)
_MISSING = "is a `,` or the closing bracket missing before this?"
# The beginning of what libyaml or PyYAML says, and what to do about it.
_HINTS = {
    "mapping values are not allowed": (
        "is a value missing on the line above? A value that contains `: ` needs quotes"
    ),
    "could not find expected `:`": "put `:` and a space after a key",
    "did not find expected key": _SAME_COLUMN,
    "expected <block end>": _SAME_COLUMN,
    "did not find expected `-` indicator": "items of one list start in the same column with `- `",
    "did not find expected `,` or": _MISSING,
    "expected `,` or": _MISSING,
    "did not find expected node content": "is a value or a closing bracket missing before this?",
    "found unknown escape character": "write `\\\\` for a backslash, or use single quotes",
    "block sequence entries are not allowed": "start the list on a line of its own",
}
_QUOTED = re.compile(r"'([^']+)'")
_STARRED = re.compile(r"\*[^\s,\[\]{}\"']{1,253}")
_AFTER_A_BARE_KEY = ("mapping values are not allowed", "could not find expected")
_BARE_KEY = re.compile(r"( *)([^\s:#&*!|>'\"\[\]{}%@`,-][^:#\[\]{}\n]*?) *")
_CHARACTERS = {
    "\t": ("this line is indented with a tab", "indent with spaces: YAML allows no tabs there"),
    "@": ("a value cannot start with `@`", "put the value in quotes"),
    "`": ("a value cannot start with a backquote", "put the value in quotes"),
    "%": ("a value cannot start with `%`", "put the value in quotes"),
}


def explain_syntax_error(  # noqa: PLR0911 - one for each kind of mistake
    source: Source, error: yaml.MarkedYAMLError
) -> tuple[Span, str, str | None]:
    """Return what is wrong where the parser gave up, and what usually helps."""
    mark = error.problem_mark or error.context_mark
    offset = min(mark.index, len(source.text)) if mark else 0
    here = (offset, offset + 1)
    problem = _QUOTED.sub(r"`\1`", str(error.problem or error.context or "the file ends too early"))
    if "nesting depth" in problem:
        # libyaml has a limit of its own since 0.2.6, and looks far ahead behind a bracket.
        return here, TOO_DEEP, None
    said = f"{problem} {error.context or ''}"
    character = source.text[offset : offset + 1]
    if character == "\t" or (character in _CHARACTERS and "cannot start any token" in problem):
        return here, *_CHARACTERS[character]
    star = source.text[:offset].endswith("*") and _STARRED.match(source.text, offset - 1)
    if star:
        message = f"{quote(star[0])} starts with `*`, which YAML reads as an alias"
        return star.span(), message, f'put it in quotes: `"{star[0]}"`'
    hint = next((hint for known, hint in _HINTS.items() if known in said), None)
    opening = error.context_mark.index if error.context_mark else offset
    if "end of stream" in problem and source.text[opening : opening + 1] in {"'", '"'}:
        return (opening, opening + 1), "this quote is not closed", "add the closing quote"
    bare = _find_bare_key(source.text, offset)
    if "simple key" in str(error.context) and error.context_mark:
        end = source.text.find("\n", opening)
        bare = (opening, end if end >= 0 else len(source.text))
    if bare is not None and any(mark in problem for mark in _AFTER_A_BARE_KEY):
        # The parser gives up at the next key: what is between the two could be one text.
        key = source.text[slice(*bare)]
        return bare, f"{quote(key)} has no `:` behind it", "put `:` and a space after a key"
    if "flow" in said and source.text[opening : opening + 1] in {"[", "{"}:
        if character == "{":
            hint = "inside brackets, a value that contains `{` needs quotes"
        line, _ = source.find_line(opening)
        message = f"this is not YAML: {problem}; the bracket opens on line {line}"
        return here, message, hint
    return here, f"this is not YAML: {problem}", hint


def _find_bare_key(text: str, offset: int) -> Span | None:
    """Return the key without a colon on the line above that of *offset*, indented like it."""
    start = text.rfind("\n", 0, offset) + 1
    before = text.rfind("\n", 0, max(start - 1, 0)) + 1
    match = _BARE_KEY.fullmatch(text, before, max(start - 1, before))
    line = text[start:]
    indent = len(line) - len(line.lstrip(" "))
    if match is None or len(match[1]) != indent:
        return None
    return match.span(2)
