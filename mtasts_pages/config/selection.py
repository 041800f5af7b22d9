"""Which of the config's domains a command is about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mtasts_pages.errors import UsageError
from mtasts_pages.standards.reading import parse_domain
from mtasts_pages.text import find_nearest, quote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mtasts_pages.config.values import Config, DomainConfig


def select_domains(config: Config, patterns: Sequence[str]) -> tuple[DomainConfig, ...]:
    """Return the domains that any of *patterns* names, in the order of the config.

    A pattern is a domain as people write it, with ``*`` for any characters and ``?`` for one.
    Without patterns these are all domains.

    Raises:
        UsageError: A pattern matches no domain; the hint names the nearest one.

    """
    if not patterns:
        return config.domains
    names = [domain.domain for domain in config.domains]
    selected: set[str] = set()
    for pattern in patterns:
        matches = _compile(pattern)
        matching = {name for name in names if matches.fullmatch(name)}
        if not matching:
            message = f"{quote(pattern)} matches no domain of the config"
            raise UsageError(message, _hint(pattern, names))
        selected |= matching
    return tuple(domain for domain in config.domains if domain.domain in selected)


def _compile(pattern: str) -> re.Pattern[str]:
    """Return *pattern* for matching A-labels."""
    name = pattern.strip().removesuffix(".").lower()
    labels = name.split(".")
    if not name.isascii():
        first = next((i for i, label in enumerate(labels) if not label.isascii()), 0)
        tail = ".".join(labels[first:])
        if not {"*", "?"} & set(tail):
            labels = [*labels[:first], *_encode(tail).split(".")]
    expression = re.escape(".".join(labels)).replace(r"\*", ".*").replace(r"\?", ".")
    return re.compile(expression)


def _encode(name: str) -> str:
    try:
        return parse_domain(name)
    except ValueError:
        return name


def _hint(pattern: str, names: list[str]) -> str:
    near = find_nearest(pattern, names)
    if near:
        return f"did you mean `{near}`?"
    if not names:
        return "the config has no domains"
    if len(names) == 1:
        return f"the config has `{names[0]}` alone; add a new domain to it under `domains`"
    return (
        f"the config has {len(names):,} domains, such as `{names[0]}`; add a new one to it under"
        " `domains`"
    )
