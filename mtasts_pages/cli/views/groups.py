"""What many domains have in common, said once: a fleet's report fits a screen."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

from mtasts_pages.text import join_some

SMALL_FLEET = 10
"""Domains up to which each is shown by itself; above, those that are alike are one."""

MOST_GROUPS = 10
"""Groups that are shown; the others are counted."""

Item = TypeVar("Item")


def group_alike(
    items: Iterable[Item], likeness: Callable[[Item], Hashable]
) -> list[tuple[Item, ...]]:
    """Return *items* in groups of the same *likeness*, the largest first.

    >>> group_alike(["a1", "b1", "a2"], lambda text: text[0])
    [('a1', 'a2'), ('b1',)]
    """
    groups: dict[Hashable, list[Item]] = {}
    for item in items:
        groups.setdefault(likeness(item), []).append(item)
    return [tuple(group) for group in sorted(groups.values(), key=lambda group: -len(group))]


def leave_out(text: str, names: Sequence[str]) -> str:
    """Return *text* with each of *names* as `…`, so that what differs by them alone is alike.

    >>> leave_out("create `mta-sts.example.com`", ["example.com"])
    'create `mta-sts.…`'
    """
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "…")
    return text


def name_group(domains: Sequence[str]) -> str:
    """Return a clause such as ``12 domains: a.example, b.example, c.example and 9 more``."""
    number = f"{len(domains):,} domain{'' if len(domains) == 1 else 's'}"
    return f"{number}: {join_some(domains, mark='')}"


def count_rest(groups: Sequence[Sequence[object]]) -> str | None:
    """Return the line for the groups that are not shown, if any."""
    rest = groups[MOST_GROUPS:]
    if not rest:
        return None
    domains = sum(map(len, rest))
    return f"… and {domains:,} more domains of {len(rest):,} other kinds: -v shows each"
