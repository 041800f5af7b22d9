"""Request bodies: which keys there are, and what each may hold.

GitHub ignores keys that it does not know, which hides misspellings; here they
are refused.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from mtasts_pages.sandbox.github.refusals import Refusal
from mtasts_pages.sandbox.github.shapes import Shape

_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "object": dict,
    "array": list,
}


@dataclass(frozen=True, slots=True)
class Kind:
    """What one key holds: JSON types, ``null`` among them where it is allowed, and choices."""

    types: tuple[str, ...]
    choices: tuple[str, ...] = ()
    keys: Mapping[str, Kind] = field(default_factory=lambda: MappingProxyType({}))
    required: tuple[str, ...] = ()


STRING = Kind(("string",))
NULLABLE_STRING = Kind(("string", "null"))
BOOLEAN = Kind(("boolean",))


@dataclass(frozen=True, slots=True)
class Body:
    """The JSON object that an endpoint takes.

    Args:
        keys: What each key holds.
        required: Keys that must be there.
        any_of: Keys of which at least one must be there.

    """

    keys: Mapping[str, Kind]
    required: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()


def parse_body(data: bytes, body: Body) -> Shape:
    """Return the JSON object in *data*, which keeps to *body* except for unknown keys.

    Raises:
        Refusal: It is not JSON (400), or a value is of the wrong type (422).

    """
    try:
        document = json.loads(data or b"{}")
    except ValueError as error:
        raise Refusal(400, "Problems parsing JSON") from error
    if not isinstance(document, dict):
        raise Refusal(400, "Body should be a JSON object")
    problems = _check_keys(document, body.keys, body.required, "")
    if body.any_of and not set(body.any_of) & document.keys():
        wanted = ", ".join(f'"{key}"' for key in body.any_of)
        problems.append(f'No subschema in "anyOf" matched: one of {wanted} is needed.')
    if problems:
        raise Refusal(422, "Invalid request.\n\n" + "\n".join(problems), errors=[])
    return document


def unknown_keys(document: Mapping[str, object], body: Body) -> list[str]:
    """Return the keys, with those of inner objects as ``outer.inner``, that *body* lacks."""
    return _unknown(document, body.keys, "")


def _unknown(document: Mapping[str, object], keys: Mapping[str, Kind], prefix: str) -> list[str]:
    found = [prefix + key for key in document if key not in keys]
    for key, kind in keys.items():
        inner = document.get(key)
        if kind.keys and isinstance(inner, dict):
            found += _unknown(inner, kind.keys, f"{prefix}{key}.")
    return found


def _check_keys(
    document: Mapping[str, object], keys: Mapping[str, Kind], required: tuple[str, ...], where: str
) -> list[str]:
    problems = [f'{where}"{key}" wasn\'t supplied.' for key in required if key not in document]
    for key, value in document.items():
        kind = keys.get(key)
        if kind is None:
            continue
        name = f"For 'properties/{key}', "
        if not any(_is_a(value, wanted) for wanted in kind.types):
            problems.append(f"{name}{json.dumps(value)} is not of type {' or '.join(kind.types)}.")
        elif isinstance(value, str) and kind.choices and value not in kind.choices:
            problems.append(f"{name}{json.dumps(value)} is not a member of {list(kind.choices)}.")
        elif isinstance(value, dict) and kind.keys:
            problems += _check_keys(value, kind.keys, kind.required, name)
    return problems


def _is_a(value: object, wanted: str) -> bool:
    if wanted == "null" or value is None:
        return wanted == "null" and value is None
    if isinstance(value, bool) and wanted != "boolean":
        return False
    return isinstance(value, _TYPES[wanted])
