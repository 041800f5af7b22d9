"""What a syntax error of YAML means, in words for people who do not know its grammar."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mtasts_pages.config.yaml.remarks import EARLIER_LINE, Remark
from mtasts_pages.text import quote

if TYPE_CHECKING:
    import yaml

    from mtasts_pages.config.yaml.source import Source

# The beginning of what libyaml or PyYAML says, and what to do about it.
_HINTS = {
    "mapping values are not allowed": (
        "is a value missing on the line above, or does a value hold `: `? Then put it in quotes"
    ),
    "could not find expected `:`": "a key is followed by `:` and a blank",
    "did not find expected key": (
        "entries of one mapping begin in the same column; a value that begins with `*`, `&`, "
        "`{`, `[` or a quote needs quotes around all of it"
    ),
    "expected <block end>": (
        "entries of one mapping begin in the same column; a value that begins with `*`, `&`, "
        "`{`, `[` or a quote needs quotes around all of it"
    ),
    "did not find expected `-` indicator": "items of one list begin in the same column with `- `",
    "did not find expected `,` or": "is a `,` or the closing bracket missing before this?",
    "expected `,` or": "is a `,` or the closing bracket missing before this?",
    "did not find expected node content": "is a value or a closing bracket missing before this?",
    "found unknown escape character": "write `\\\\` for a backslash, or use single quotes",
    "block sequence entries are not allowed": "a list begins on a line of its own",
}
_QUOTED = re.compile(r"'([^']+)'")
_STARRED = re.compile(r"\*[^\s,\[\]{}\"']{1,253}")
_CHARACTERS = {
    "\t": ("a tab indents this line", "indent with blanks: YAML takes no tabs there"),
    "@": ("a value cannot begin with `@`", "put the value in quotes"),
    "`": ("a value cannot begin with a backquote", "put the value in quotes"),
    "%": ("a value cannot begin with `%`", "put the value in quotes"),
}


def explain_syntax_error(source: Source, error: yaml.MarkedYAMLError) -> Remark:
    """Return what is wrong where the parser gave up, and what usually helps."""
    mark = error.problem_mark or error.context_mark
    offset = min(mark.index, len(source.text)) if mark else 0
    problem = _QUOTED.sub(r"`\1`", str(error.problem or error.context or "it ends too early"))
    said = f"{problem} {error.context or ''}"
    character = source.text[offset : offset + 1]
    if character == "\t" or (character in _CHARACTERS and "cannot start any token" in problem):
        return Remark(offset, offset + 1, *_CHARACTERS[character])
    star = source.text[:offset].endswith("*") and _STARRED.match(source.text, offset - 1)
    if star:
        message = f"{quote(star[0])} begins with `*`, which makes it an alias to YAML"
        return Remark(*star.span(), message, f'put it in quotes: `"{star[0]}"`')
    hint = next((hint for known, hint in _HINTS.items() if known in said), None)
    opening = error.context_mark.index if error.context_mark else offset
    if "end of stream" in problem and source.text[opening : opening + 1] in {"'", '"'}:
        return Remark(opening, opening + 1, "this quote is not closed", "is one missing behind it?")
    if "flow" in said and source.text[opening : opening + 1] in {"[", "{"}:
        if character == "{":
            hint = "in a list or mapping in brackets, a text with `{` needs quotes"
        message = f"this is not YAML: {problem}; the bracket opens in line {EARLIER_LINE}"
        return Remark(offset, offset + 1, message, hint, earlier=opening)
    return Remark(offset, offset + 1, f"this is not YAML: {problem}", hint)
