"""The reference of the config's keys, for the cog blocks of ``docs/configuration.md``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from mtasts_pages.config.keys import model
from mtasts_pages.config.problems import Beyond

_SECTIONS: dict[str, type[model.Section]] = {
    "github": model.GitHubSection,
    "defaults": model.DefaultsSection,
    "domains.<domain>": model.DomainSection,
    "site": model.SiteSection,
    "reports": model.ReportsSection,
}


def config_keys() -> str:
    """Return a Markdown table of all keys: where each goes, what it means, an example.

    A key that two sections share has one row.
    """
    places: dict[str, list[str]] = {}
    for section, section_model in _SECTIONS.items():
        for key, schema in section_model.model_json_schema()["properties"].items():
            places.setdefault(_format_meaning(schema), []).append(f"`{section}.{key}`")
    rows = [f"| {', '.join(keys)} | {meaning} |" for meaning, keys in places.items()]
    return "\n".join(["| key | meaning | example |", "| --- | --- | --- |", *rows])


def rules_beyond_schema() -> str:
    """Return a Markdown list of the rules that the JSON Schema cannot express."""
    return "\n".join(f"- `{rule}`: {rule.meaning}" for rule in Beyond)


def _format_meaning(schema: dict[str, Any]) -> str:
    examples = ", ".join(f"`{example}`" for example in _format_examples(schema["examples"]))
    return f"{schema['description'].replace('|', chr(92) + '|')} | {examples}"


def _format_examples(examples: list[Any]) -> Iterator[str]:
    for example in examples:
        if isinstance(example, list):
            quoted = (f'"{item}"' if item[0] == "*" else item for item in example)
            yield f"[{', '.join(quoted)}]"
        else:
            yield example if isinstance(example, str) else json.dumps(example)
