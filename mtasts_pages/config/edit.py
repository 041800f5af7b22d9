"""The config changed by the smallest edit that does it.

One value is changed or added, or an entry taken out; every other byte stays. The new text is read
again before anybody gets it: it then says exactly what was meant and nothing else, or there is no
edit. What cannot be edited so is refused with the line to change by hand.
"""

from __future__ import annotations

import codecs
import difflib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mtasts_pages.config.keys import read_domain
from mtasts_pages.config.keys.names import read_mx
from mtasts_pages.config.problems import BadValueError, ConfigError
from mtasts_pages.config.resolve import resolve
from mtasts_pages.config.yaml import Document, Source, StopReading, read_yaml
from mtasts_pages.config.yaml.change import (
    CannotChangeError,
    Replacement,
    apply,
    remove_entry,
    set_items,
    set_values,
)
from mtasts_pages.config.yaml.quoting import quote_item
from mtasts_pages.durations import format_duration
from mtasts_pages.errors import OperationError
from mtasts_pages.text import join_some

if TYPE_CHECKING:
    from pathlib import Path

    from mtasts_pages.config.values import Config, DomainConfig
    from mtasts_pages.standards.mtasts import Mode, MxPattern


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one entry under `domains`, its aliases included; ``None`` leaves it."""

    mode: Mode | None = None
    max_age: int | None = None
    mx: tuple[MxPattern, ...] | None = None
    remove: bool = False

    def apply(self, domain: DomainConfig) -> DomainConfig:
        """Return *domain* as it is after the change."""
        return replace(
            domain,
            mode=domain.mode if self.mode is None else self.mode,
            max_age=domain.max_age if self.max_age is None else self.max_age,
            mx=domain.mx if self.mx is None else self.mx,
        )


@dataclass(frozen=True, slots=True)
class ConfigEdit:
    """An edit that was proven: the file *path* before it, and after it."""

    path: Path
    before: bytes
    after: bytes
    domains: tuple[str, ...]
    """The domains that change, with those that share an entry with them."""

    @property
    def diff(self) -> str:
        """The edit as a unified diff, ``""`` when nothing changes."""
        lines = (data.decode("utf-8", "replace") for data in (self.before, self.after))
        before, after = (text.splitlines(keepends=True) for text in lines)
        name = str(self.path)
        found = difflib.unified_diff(before, after, f"a/{name}", f"b/{name}")
        return "".join(line if line.endswith("\n") else f"{line}\n" for line in found)


class EditRefusedError(OperationError):
    """The config has to be changed by hand."""


def edit_config(path: Path, data: bytes, changes: Mapping[str, Change]) -> ConfigEdit:
    """Return the edit of the config *path*, which holds *data*, that makes *changes*.

    Args:
        path: The file, as the operator named it.
        data: What it holds.
        changes: By domain. What a domain's entry says applies to its aliases too.

    Raises:
        ConfigError: the config is wrong as it is.
        EditRefusedError: it cannot be edited so that it says exactly that.

    """
    document, config = _read(path, data)
    now = {each.domain: each for each in config.domains}
    entries = {now[domain].alias_of or domain: change for domain, change in changes.items()}
    keys = _read_keys(document)
    replacements: list[Replacement] = []
    for head, change in entries.items():
        try:
            replacements += _change_entry(document, ("domains", keys[head]), change, now[head])
        except CannotChangeError as error:
            raise _refuse(document.source, error.offset, [head], entries) from None
    touched = []
    wanted = []
    for each in config.domains:
        found = entries.get(each.alias_of or each.domain)
        if found is not None:
            touched.append(each.domain)
        if found is None or not found.remove:
            wanted.append(each if found is None else found.apply(each))
    offset = document.locate(("domains", keys[next(iter(entries))]), key=True)[0]
    try:
        text = apply(document.source.text, replacements)
    except CannotChangeError:
        raise _refuse(document.source, offset, touched, entries) from None
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    after = mark + text.encode()
    said: Config | None = None
    with suppress(ConfigError):
        said = _read(path, after)[1]
    if said is None or said.domains != tuple(wanted) or said.templates != config.templates:
        raise _refuse(document.source, offset, touched, entries)
    return ConfigEdit(path, data, after, tuple(touched))


def _read(path: Path, data: bytes) -> tuple[Document, Config]:
    document, source = read_yaml(str(path), data)
    config = None
    if document is not None:
        with suppress(StopReading):
            config = resolve(document, path)
    if document is None or config is None or source.has_errors:
        raise ConfigError(source.list_problems())
    return document, config


def _read_keys(document: Document) -> dict[str, str]:
    """Return the key of each domain's entry, as it is written."""
    data = document.data
    keys: dict[str, str] = {}
    for key in data["domains"] if isinstance(data, dict) else {}:
        with suppress(BadValueError):
            keys.setdefault(read_domain(key), str(key))
    return keys


def _change_entry(
    document: Document, path: tuple[str, str], change: Change, now: DomainConfig
) -> tuple[Replacement, ...]:
    if change.remove:
        return (remove_entry(document, path),)
    values: dict[str, str] = {}
    found: tuple[Replacement, ...] = ()
    if change.mode not in (None, now.mode):
        values["mode"] = str(change.mode)
    if change.max_age is not None and change.max_age != now.max_age:
        values["max_age"] = format_duration(change.max_age)
    if change.mx is not None and change.mx != now.mx:
        listed = _change_list(document, (*path, "mx"), change.mx)
        if listed is None:
            items = ", ".join(quote_item(pattern.text) for pattern in change.mx)
            values["mx"] = f"[{items}]"
        else:
            found = listed
    return (*found, *(set_values(document, path, values) if values else ()))


def _change_list(
    document: Document, path: tuple[str, str, str], wanted: Sequence[MxPattern]
) -> tuple[Replacement, ...] | None:
    """Return what makes the list at *path* hold *wanted*, with as many items kept as can be."""
    data = document.data
    entry = data[path[0]][path[1]] if isinstance(data, dict) else None
    items = entry.get(path[2]) if isinstance(entry, dict) else None
    if not isinstance(items, list) or not wanted:
        return None
    present = [read_mx(item) for item in items]
    kept: list[int] = []
    left = list(wanted)
    for number, pattern in enumerate(present):
        if left and pattern == left[0]:
            kept.append(number)
            left.pop(0)
    if [present[number] for number in kept] != list(wanted[: len(kept)]):
        kept, left = [], list(wanted)
    return set_items(document, path, kept, [quote_item(pattern.text) for pattern in left])


def _refuse(
    source: Source, offset: int, domains: Sequence[str], changes: Mapping[str, Change]
) -> EditRefusedError:
    """Return the error that names the line and what it should come to say."""
    line, _ = source.find_line(offset)
    change = next((changes[each] for each in domains if each in changes), Change())
    parts = [f"`mode: {change.mode}`"] if change.mode is not None else []
    if change.max_age is not None:
        parts.append(f"`max_age: {format_duration(change.max_age)}`")
    if change.mx is not None:
        items = ", ".join(quote_item(pattern.text) for pattern in change.mx)
        parts.append(f"`mx: [{items}]`")
    what = "take it out" if change.remove else f"let it say {' and '.join(parts)}"
    return EditRefusedError(
        f"{source.name}:{line}: the entry of {join_some(list(domains))} cannot be changed by an"
        " edit that leaves all else as it is",
        f"change it by hand: {what}; an anchor or a line that others share is the usual reason",
    )
