"""Sections of the file checked by their models, with the place of everything that is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import ValidationError

from mtasts_pages.config.keys.mistakes import Mistake
from mtasts_pages.config.keys.model import Section
from mtasts_pages.config.problems import Severity
from mtasts_pages.config.words import find_nearest, join_words
from mtasts_pages.config.yaml.remarks import Remark, RemarkLog
from mtasts_pages.text import quote

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mtasts_pages.config.yaml.document import Document, KeyPath

SectionT = TypeVar("SectionT", bound=Section)
ItemT = TypeVar("ItemT")


class DocumentLog(RemarkLog):
    """Gathers what is wrong with a document, whose values have their places."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document

    def add(
        self,
        path: KeyPath,
        mistake: Mistake,
        *,
        key: bool = False,
        earlier: tuple[KeyPath, bool] | None = None,
    ) -> None:
        """Note *mistake* about the value at *path*, or about its *key*.

        The sentence is about an *earlier* place as well: a path, and whether its key is meant.
        """
        start, end = self._document.locate(path, key=key)
        first = earlier and self._document.locate(earlier[0], key=earlier[1])[0]
        self.note(
            Remark(start, end, mistake.message, mistake.hint, earlier=first, beyond=mistake.beyond)
        )

    def caution(self, path: KeyPath, message: str, hint: str, *, key: bool = False) -> None:
        """Note a risk of the value at *path*, or of what its *key* stands for."""
        start, end = self._document.locate(path, key=key)
        self.note(Remark(start, end, message, hint, Severity.WARNING))


@dataclass(frozen=True, slots=True)
class Checked(Generic[SectionT]):
    """A section as far as it is right.

    Attributes:
        section: The values that are right; a broken one counts as left out.
        path: Where the section stands.
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
    model: type[SectionT], data: object, path: KeyPath, log: DocumentLog
) -> Checked[SectionT]:
    """Return the section *data* at *path* as far as it is right; note in *log* what is not.

    A section without a value is one whose keys are all left out.
    """
    if data is None:
        return Checked(model.model_construct(), path, frozenset())
    if not isinstance(data, dict):
        keys = join_words([f"`{name}`" for name in model.model_fields], "or")
        message = f"{_name_section(path)} is a mapping, and this is none"
        log.add(path, Mistake(message, f"its keys are {keys}"))
        return Checked(model.model_construct(), path, frozenset({()}))
    known = model.model_fields
    unknown = data.keys() - known.keys()
    for name in unknown:
        log.add((*path, name), _explain_unknown(name, path, known), key=True)
    given = {key: data[key] for key in data.keys() - unknown} if unknown else data
    try:
        return Checked(model.model_validate(given), path, frozenset())
    except ValidationError as error:
        broken = frozenset(_note_errors(error, path, log))
    kept = {
        name: _without_broken(name, value, broken)
        for name, value in given.items()
        if (name,) not in broken
    }
    return Checked(model.model_validate(kept), path, broken)


def _note_errors(error: ValidationError, path: KeyPath, log: DocumentLog) -> Iterator[KeyPath]:
    for detail in error.errors(include_url=False):
        place = detail["loc"]
        mistake = detail.get("ctx", {}).get("error")
        if not isinstance(mistake, Mistake):  # our readers look at every value first
            raise error
        log.add((*path, *place), mistake)
        yield place


def _without_broken(name: str, value: Any, broken: frozenset[KeyPath]) -> Any:  # noqa: ANN401 - YAML
    if not isinstance(value, list):
        return [] if (name, 0) in broken else value
    return [item for index, item in enumerate(value) if (name, index) not in broken]


def _explain_unknown(name: str, path: KeyPath, known: dict[str, Any]) -> Mistake:
    if name == "mx" and path == ("defaults",):
        hint = "give `mx` to each domain; several can share a list by an anchor, as in `mx: *hosts`"
        return Mistake("`mx` has no default", hint)
    place = _name_section(path)
    near = find_nearest(name, known)
    keys = f"keys of {place} are {join_words([f'`{key}`' for key in known])}"
    hint = f"did you mean `{near}`? {keys.capitalize()}" if near else keys
    return Mistake(f"{quote(name)} is not a key of {place}", hint)


def _name_section(path: KeyPath) -> str:
    if not path:
        return "the config"
    return "a domain" if path[0] == "domains" else f"`{path[0]}`"
