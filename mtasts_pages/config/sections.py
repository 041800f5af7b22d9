"""Sections of the file checked by their models, each problem noted at its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import ValidationError

from mtasts_pages.config.keys.model import Section
from mtasts_pages.config.problems import BadValueError
from mtasts_pages.text import find_nearest, join_words, quote

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mtasts_pages.config.yaml import Document, KeyPath

SectionT = TypeVar("SectionT", bound=Section)
ItemT = TypeVar("ItemT")


@dataclass(frozen=True, slots=True)
class Checked(Generic[SectionT]):
    """A section as far as it is right.

    Attributes:
        section: The values that are right; a broken one counts as left out.
        path: Where the section is.
        broken: Paths in the section of values that are not right; ``()`` for all of it.

    """

    section: SectionT
    path: KeyPath
    broken: frozenset[KeyPath]

    def is_broken(self, key: str) -> bool:
        """Return whether the value of *key*, or a part of it, is not right."""
        if not self.broken:  # as nearly always, in a fleet of thousands
            return False
        return any(not path or path[0] == key for path in self.broken)

    def locate_items(self, key: str, items: Sequence[ItemT]) -> Iterator[tuple[KeyPath, ItemT]]:
        """Yield the *items* of the list at *key* with their paths; broken ones left a gap."""
        index = 0
        for item in items:
            while (key, index) in self.broken:
                index += 1
            yield (*self.path, key, index), item
            index += 1


def check_section(
    model: type[SectionT], data: object, path: KeyPath, document: Document
) -> Checked[SectionT]:
    """Return the section *data* at *path* as far as it is right; note what is not.

    A section without a value is one whose keys are all left out.
    """
    if data is None:
        return Checked(model.model_construct(), path, frozenset())
    if not isinstance(data, dict):
        message = f"{_name_section(path)} must be a mapping"
        document.note(path, message, _list_keys(model.model_fields))
        return Checked(model.model_construct(), path, frozenset({()}))
    known = model.model_fields
    unknown = data.keys() - known.keys()
    for name in unknown:
        document.note((*path, name), *_explain_unknown(name, path, known), key=True)
    given = {key: data[key] for key in data.keys() - unknown} if unknown else data
    try:
        return Checked(model.model_validate(given), path, frozenset())
    except ValidationError as error:
        broken = frozenset(_note_errors(error, path, document))
    kept = {
        name: _without_broken(name, value, broken)
        for name, value in given.items()
        if (name,) not in broken
    }
    return Checked(model.model_validate(kept), path, broken)


def note_bad_value(
    document: Document, path: KeyPath, error: BadValueError, *, key: bool = False
) -> None:
    """Note why the value at *path* cannot be used, or its *key*."""
    document.note(path, error.message, error.hint, key=key, beyond=error.beyond)


def _note_errors(error: ValidationError, path: KeyPath, document: Document) -> Iterator[KeyPath]:
    for detail in error.errors(include_url=False):
        place = detail["loc"]
        reason = detail.get("ctx", {}).get("error")
        if not isinstance(reason, BadValueError):  # our readers look at every value first
            raise error
        note_bad_value(document, (*path, *place), reason)
        yield place


def _without_broken(name: str, value: Any, broken: frozenset[KeyPath]) -> Any:  # noqa: ANN401 - YAML
    if not isinstance(value, list):
        return [] if (name, 0) in broken else value
    return [item for index, item in enumerate(value) if (name, index) not in broken]


def _explain_unknown(name: str, path: KeyPath, known: dict[str, Any]) -> tuple[str, str]:
    if name == "mx" and path == ("defaults",):
        hint = (
            "give each domain its `mx`; domains can share a list by an anchor, as in `mx: *hosts`"
        )
        return "`mx` has no default", hint
    near = find_nearest(name, known)
    keys = _list_keys(known)
    hint = f"did you mean `{near}`? {keys.capitalize()}" if near else keys
    return f"{quote(name)} is not a key of {_name_section(path)}", hint


def _list_keys(known: dict[str, Any]) -> str:
    return f"known key{'' if len(known) == 1 else 's'}: {join_words([f'`{key}`' for key in known])}"


def _name_section(path: KeyPath) -> str:
    if not path:
        return "the config"
    return "a domain" if path[0] == "domains" else f"`{path[0]}`"
