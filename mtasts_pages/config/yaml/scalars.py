"""Plain scalars as YAML 1.2 reads them (its core schema, section 10.3.2).

PyYAML's own view is YAML 1.1, where ``no`` is false, ``012`` is ten and ``1:30`` is ninety:
a list of hosts or durations would be misread in silence.
"""

from __future__ import annotations

import re

Scalar = str | int | float | bool | None

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMBER_START = frozenset("+-.0123456789")
# More digits are no number that means anything here, and int() of thousands of them is slow.
_INTEGER = re.compile(r"[-+]?[0-9]{1,40}", re.ASCII)
_PREFIXED = re.compile(r"0o[0-7]{1,40}|0x[0-9a-fA-F]{1,40}", re.ASCII)
_FLOAT = re.compile(
    r"[-+]?(?:\.[0-9]{1,40}|[0-9]{1,40}(?:\.[0-9]{0,40})?)(?:[eE][-+]?[0-9]{1,4})?", re.ASCII
)
_SPECIAL = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")

TAG_PREFIX = "tag:yaml.org,2002:"
_TYPES: dict[str, tuple[type, ...]] = {
    "null": (type(None),),
    "bool": (bool,),
    "int": (int,),
    "float": (float, int),
}


def resolve_plain(text: str) -> Scalar:
    """Return the value of a plain scalar.

    >>> [resolve_plain(text) for text in ("no", "012", "1_000", "1:30", "~", "true", "1e3")]
    ['no', 12, '1_000', '1:30', None, True, 1000.0]
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMBER_START:
        return text
    if _INTEGER.fullmatch(text) or _PREFIXED.fullmatch(text):
        return int(text, 0 if text[:2] in {"0o", "0x"} else 10)
    if _FLOAT.fullmatch(text):
        return float(text)
    return float(text.replace(".", "")) if _SPECIAL.fullmatch(text) else text


def resolve_tagged(text: str, tag: str) -> Scalar:
    """Return the value of a scalar with an explicit *tag*.

    Raises:
        ValueError: The tag is not one of YAML's own for scalars, or does not fit *text*.

    """
    if tag in {"!", TAG_PREFIX + "str"}:
        return text
    wanted = _TYPES.get(tag.removeprefix(TAG_PREFIX)) if tag.startswith(TAG_PREFIX) else None
    if wanted is None:
        raise ValueError("unknown")
    value = resolve_plain(text)
    if type(value) not in wanted:
        raise ValueError("unfit")
    return value
