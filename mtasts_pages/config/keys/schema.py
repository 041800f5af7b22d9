"""The JSON Schema of the config, for editors: made from the models, in draft 7."""

from __future__ import annotations

from typing import Any

from mtasts_pages.config.keys import model
from mtasts_pages.config.keys.names import DOMAIN_SCHEMA
from mtasts_pages.standards.mtasts import Mode

Schema = dict[str, Any]

_NEEDS_MX: Schema = {"type": "object", "required": ["mx"], "properties": {"mx": {"minItems": 1}}}
_KEPT = ("description", "examples")


def json_schema() -> dict[str, object]:
    """Return the JSON Schema of a config, as ``mtasts-pages schema`` prints it.

    A document that the loader accepts passes it. One that the loader refuses fails it, unless the
    rule is one of `mtasts_pages.config.problems.Beyond`.
    """
    root = model.ConfigFile.model_json_schema()["properties"]
    sections = {
        "github": _describe_section(model.GitHubSection),
        "defaults": _describe_section(model.DefaultsSection),
        "domains": {
            "type": "object",
            "minProperties": 1,
            "propertyNames": DOMAIN_SCHEMA,
            "additionalProperties": _describe_section(model.DomainSection),
            "examples": [{"example.com": {"mx": ["mx1.example.com"]}}],
        },
        "site": _describe_section(model.SiteSection),
        "reports": _describe_section(model.ReportsSection),
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "mtasts-pages",
        "description": "MTA-STS policies on GitHub Pages: one policy repository a domain.",
        "type": "object",
        "properties": {
            name: {**_pick(root[name], _KEPT), **section} for name, section in sections.items()
        },
        "required": ["domains"],
        "additionalProperties": False,
        **_require_mx(),
    }


def _describe_section(section: type[model.Section]) -> Schema:
    """Return the schema of *section*: a mapping, or nothing when all its keys are left out."""
    properties = section.model_json_schema()["properties"]
    return {
        "type": ["object", "null"],
        "properties": {
            name: {key: value for key, value in schema.items() if key not in {"default", "title"}}
            for name, schema in properties.items()
        },
        "additionalProperties": False,
    }


def _require_mx() -> Schema:
    """Return the rule that ``mx`` is needed unless the mode is ``none``, defaults considered."""
    others = [mode.value for mode in Mode if mode is not Mode.NONE]
    return {
        "if": {"required": ["defaults"], "properties": {"defaults": _has_mode([Mode.NONE.value])}},
        "then": _each_domain({"if": _has_mode(others), "then": _NEEDS_MX}),
        "else": _each_domain({"if": _has_mode([Mode.NONE.value]), "else": _NEEDS_MX}),
    }


def _has_mode(modes: list[str]) -> Schema:
    return {"type": "object", "required": ["mode"], "properties": {"mode": {"enum": modes}}}


def _each_domain(schema: Schema) -> Schema:
    return {"properties": {"domains": {"additionalProperties": schema}}}


def _pick(schema: dict[str, Any], keys: tuple[str, ...]) -> Schema:
    return {key: schema[key] for key in keys if key in schema}
