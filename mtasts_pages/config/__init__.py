"""The YAML file: found, read, explained when it is wrong, and resolved into frozen values.

``values`` and ``selection`` need neither PyYAML nor pydantic; the rest is imported when it is
first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtasts_pages.config.find import (
    CONFIG_NAMES,
    CONFIG_VARIABLE,
    ConfigNotFoundError,
    find_config,
)
from mtasts_pages.config.problems import BadValueError, ConfigError, Problem, Severity
from mtasts_pages.config.selection import select_domains
from mtasts_pages.config.values import Config, DomainConfig

if TYPE_CHECKING:
    from mtasts_pages.config.keys.schema import json_schema
    from mtasts_pages.config.load import LoadedConfig, load_config, read_config

__all__ = [
    "CONFIG_NAMES",
    "CONFIG_VARIABLE",
    "BadValueError",
    "Config",
    "ConfigError",
    "ConfigNotFoundError",
    "DomainConfig",
    "LoadedConfig",
    "Problem",
    "Severity",
    "find_config",
    "json_schema",
    "load_config",
    "read_config",
    "select_domains",
]


def __getattr__(name: str) -> object:
    """Return what needs PyYAML and pydantic, which are loaded now."""
    if name in {"LoadedConfig", "load_config", "read_config"}:
        from mtasts_pages.config import load  # noqa: PLC0415 - `select_domains` needs neither

        return getattr(load, name)
    if name == "json_schema":
        from mtasts_pages.config.keys import schema  # noqa: PLC0415 - as above

        return schema.json_schema
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
