"""The reference of the config's keys, for the documentation: made from the models."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from mtasts_pages.config.keys import model
from mtasts_pages.config.keys.mistakes import Beyond

if TYPE_CHECKING:
    from collections.abc import Iterator

_SECTIONS: dict[str, type[model.Section]] = {
    "github": model.GitHubSection,
    "defaults": model.DefaultsSection,
    "domains.<domain>": model.DomainSection,
    "site": model.SiteSection,
}


def format_key_reference() -> str:
    """Return a Markdown table of every key: where it stands, what it means, an example."""
    rows = ["| key | meaning | example |", "| --- | --- | --- |"]
    for section, section_model in _SECTIONS.items():
        schemas = section_model.model_json_schema()["properties"]
        rows += [_format_row(f"{section}.{key}", schema) for key, schema in schemas.items()]
    return "\n".join(rows)


def format_rules_beyond_schema() -> str:
    """Return a Markdown list of the rules that the JSON Schema cannot say."""
    return "\n".join(f"- `{rule}`: {rule.meaning}" for rule in Beyond)


def _format_row(key: str, schema: dict[str, Any]) -> str:
    examples = ", ".join(f"`{example}`" for example in _format_examples(schema["examples"]))
    return f"| `{key}` | {schema['description'].replace('|', chr(92) + '|')} | {examples} |"


def _format_examples(examples: list[Any]) -> Iterator[str]:
    for example in examples:
        if isinstance(example, list):
            quoted = (f'"{item}"' if item[0] == "*" else item for item in example)
            yield f"[{', '.join(quoted)}]"
        else:
            yield example if isinstance(example, str) else json.dumps(example)
