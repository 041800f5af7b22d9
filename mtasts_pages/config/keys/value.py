"""What the readers of all values share: texts, templates, and words for what is there instead."""

from __future__ import annotations

import re
from typing import Final

from mtasts_pages.config.problems import BadValueError
from mtasts_pages.text import quote

DOMAIN_FIELD: Final = "{domain}"
"""What a template has in place of the policy domain."""

PATTERN_END: Final = r"$(?!\n)"  # to Python, `$` alone is before a last line end too
"""The end of a regular expression of the JSON Schema, alike in ECMA 262 and Python."""

_BRACES = re.compile(r"\{[^{}]*\}|[{}]")


def require_text(value: object, what: str, example: str) -> str:
    """Return *value* when it is a text that is not empty.

    Raises:
        BadValueError: It is anything else; the sentence says that *what* is wanted.

    """
    if isinstance(value, str) and value:
        return value
    if value is None or value == "":
        raise BadValueError(f"{what} is missing", f"write it, as in `{example}`")
    if isinstance(value, bool | int | float):
        message = f"{quote(describe(value))} is {_name_kind(value)}, not {what}"
        raise BadValueError(
            message, f"write it as in `{example}`; if that is its name, put it in quotes"
        )
    raise BadValueError(f"{_name_kind(value)} is not {what}", f"write it as in `{example}`")


def refuse_other_fields(template: str) -> None:
    """Refuse a *template* with another field than ``{domain}``, or with a single brace.

    Raises:
        BadValueError: It has one.

    """
    for found in _BRACES.findall(template):
        if found != DOMAIN_FIELD:
            hint = f"only `{DOMAIN_FIELD}` is filled in"
            raise BadValueError(f"{quote(found)} means nothing here", hint)


def describe(value: object) -> str:
    """Return a scalar as YAML writes it."""
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _name_kind(value: object) -> str:
    return next(name for kind, name in _KINDS if isinstance(value, kind))


_KINDS: Final[tuple[tuple[type, str], ...]] = (
    (bool, "true or false"),
    (int, "a number"),
    (float, "a number"),
    (str, "a text"),
    (list, "a list"),
    (dict, "a mapping"),
)
