"""GitHub's API description as kept beside this file: operations, routes, schemas.

``tools/extract_github_description.py`` makes the extract and says what it leaves out and repairs.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

EXTRACT = Path(__file__).with_name("api.github.com.json")
CHANGES = "x-github-breaking-changes"
VERSIONS = ("2022-11-28", "2026-03-10")  # all that exist; the first is meant when none is asked for

FORMATS = FormatChecker(formats=())
FORMATS.checks("date", raises=ValueError)(
    lambda value: not isinstance(value, str) or bool(date.fromisoformat(value))
)
FORMATS.checks("date-time", raises=ValueError)(
    lambda value: not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None
)


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path, with every reference but those of its schemas followed."""

    method: str
    path: str
    parameters: tuple[dict[str, Any], ...]
    request: dict[str, Any] | None  # the schema of the JSON body
    request_required: bool
    responses: dict[int, dict[str, Any] | None]  # by status, the schema of the JSON body


class Description:
    """What GitHub's description says in one API version."""

    def __init__(self, version: str) -> None:
        document = apply_changes(json.loads(EXTRACT.read_text()), version)
        self._components = document["components"]
        schemas = {"components": {"schemas": self._components["schemas"]}}
        self._root = Draft202012Validator(schemas, format_checker=FORMATS)
        self._routes = list(self._routes_of(document["paths"]))

    def find_operation(self, method: str, path: str) -> tuple[Operation, dict[str, str]] | None:
        """Return the operation that answers *method* on *path*, and its path parameters."""
        for template, operation in self._routes:
            if operation.method == method and (match := template.fullmatch(path)):
                return operation, match.groupdict()
        return None

    def check(self, value: object, schema: dict[str, Any]) -> Iterator[str]:
        """Yield what is wrong with *value* as an instance of *schema*."""
        # Made from the root, so that references lead into its components.
        for error in self._root.evolve(schema=schema).iter_errors(value):
            yield f"`{error.json_path}`: {error.message}"

    def _routes_of(
        self, paths: dict[str, dict[str, Any]]
    ) -> Iterator[tuple[re.Pattern[str], Operation]]:
        for path, methods in paths.items():
            for method, described in methods.items():
                operation = self._operation(method.upper(), path, described)
                yield compile_template(path), operation

    def _operation(self, method: str, path: str, described: dict[str, Any]) -> Operation:
        body = described.get("requestBody")
        return Operation(
            method,
            path,
            parameters=tuple(map(self._follow, described.get("parameters", ()))),
            request=json_schema_of(body) if body else None,
            request_required=bool(body and body.get("required")),
            responses={
                int(status): json_schema_of(self._follow(response))
                for status, response in described["responses"].items()
            },
        )

    def _follow(self, node: dict[str, Any]) -> dict[str, Any]:
        if "$ref" not in node:
            return node
        _, _, kind, name = node["$ref"].split("/")
        followed: dict[str, Any] = self._components[kind][name]
        return followed


@cache
def load_description(version: str) -> Description:
    """Return GitHub's description in API version *version*, read once."""
    return Description(version)


def json_schema_of(described: dict[str, Any]) -> dict[str, Any] | None:
    """Return the schema of a described body, `None` where none is described."""
    content = described.get("content", {}).get("application/json")
    return content["schema"] if content else None


def compile_template(path: str) -> re.Pattern[str]:
    """Return the expression that matches the paths of a template."""
    pattern = re.escape(path).replace(r"\{", "{").replace(r"\}", "}")
    return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", pattern))


def apply_changes(node: Any, version: str) -> Any:
    """Return *node* as it is in *version*, the breaking changes up to then carried out."""
    if isinstance(node, list):
        return [apply_changes(member, version) for member in node]
    if not isinstance(node, dict):
        return node
    for since, patch in sorted(node.get(CHANGES, {}).items()):
        if since <= version:
            node = merge_patch(node, patch)
    return {key: apply_changes(value, version) for key, value in node.items() if key != CHANGES}


def merge_patch(target: Any, patch: Any) -> Any:
    """Return *target* changed by a merge patch (RFC 7396, section 2)."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = merge_patch(merged.get(key), value)
    return merged
