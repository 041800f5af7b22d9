"""GitHub's answers, read field by field: what does not fit GitHub's own description is named.

Every field that the program uses of an answer comes through here, so that an answer of another
shape fails the one thing that it describes, with a sentence that names the field.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from mtasts_pages.errors import GitHubError
from mtasts_pages.text import blot_unprintable, quote

Choice = TypeVar("Choice", bound=StrEnum)
Kind = TypeVar("Kind")

_HINT = (
    "run the same command again; if GitHub says the same again, it has changed, and a newer version"
    " of this program may know how"
)
_NAMES = {
    str: "a text",
    int: "a number",
    bool: "true or false",
    dict: "an object",
    list: "a list",
}


class UnreadableError(GitHubError):
    """GitHub's answer is not of the form that GitHub describes."""


def refuse_to_read(what: str, why: str) -> UnreadableError:
    """Return the error for an answer about *what* that cannot be read, with *why* as a clause."""
    return UnreadableError(
        f"GitHub describes {what} in a way that this program cannot read: {why}", _HINT
    )


@dataclass(frozen=True, slots=True)
class Fields:
    """One object of an answer.

    ``find_…`` reads what GitHub's description lets be null, the others what it does not; each
    raises an :class:`UnreadableError` for anything else.
    """

    data: Mapping[str, Any]
    what: str
    """What the answer describes, for messages: ``the Pages site of `owner/name```."""
    path: str = ""
    """Where in the answer this is, for messages."""
    is_whole: bool = True
    """Whether every field is there, be it as null: so it is by GraphQL. REST leaves out some."""

    @classmethod
    def read(cls, data: object, what: str, *, is_whole: bool = True) -> Fields:
        """Return the fields of the whole answer *data*."""
        if not isinstance(data, Mapping):
            raise refuse_to_read(what, f"it is {_describe(data)}, not an object")
        return cls(data, what, is_whole=is_whole)

    def text(self, name: str) -> str:
        """Return a text."""
        return self._require(name, self.find_text(name))

    def find_text(self, name: str) -> str | None:
        """Return a text, or ``None``."""
        return self._find(name, str)

    def require(self, *names: str) -> None:
        """Return when all of *names* are there, be it as null."""
        for name in names:
            if name not in self.data:
                raise self.refuse(name, "missing")

    def words(self, name: str) -> str:
        """Return a text for people, without what a terminal would take for commands."""
        return blot_unprintable(self.find_text(name) or "")

    def flag(self, name: str) -> bool:
        """Return a truth value."""
        return self._require(name, self.find_flag(name))

    def find_flag(self, name: str) -> bool | None:
        """Return a truth value, or ``None``."""
        return self._find(name, bool)

    def number(self, name: str) -> int:
        """Return a whole number."""
        return self._require(name, self._find(name, int))

    def time(self, name: str) -> datetime:
        """Return a moment, with its time zone."""
        try:
            moment = datetime.fromisoformat(self.text(name))
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise self.refuse(name, f"{_describe(self.data[name])}, not a moment")
        return moment

    def find_date(self, name: str) -> date | None:
        """Return a day, or ``None``; of a moment the day."""
        text = self.find_text(name)
        if text is None:
            return None
        try:
            return date.fromisoformat(text[:10])
        except ValueError:
            raise self.refuse(name, f"{_describe(text)}, not a date") from None

    def choice(self, name: str, kind: type[Choice]) -> Choice:
        """Return one of the words of *kind*; a new word cannot be read."""
        text = self.text(name)
        try:
            return kind(text)
        except ValueError:
            raise self.refuse(
                name, f"{_describe(text)}, which this program does not know"
            ) from None

    def inner(self, name: str) -> Fields:
        """Return an object within this one."""
        return self._require(name, self.find_inner(name))

    def find_inner(self, name: str) -> Fields | None:
        """Return an object within this one, or ``None``."""
        found: dict[str, Any] | None = self._find(name, dict)
        return None if found is None else self._enter(found, name)

    def each(self, name: str) -> list[Fields]:
        """Return the objects of a list; none of them may be null."""
        items: list[Any] = self._require(name, self._find(name, list))
        for number, item in enumerate(items):
            if not isinstance(item, Mapping):
                raise self.refuse(f"{name}[{number}]", f"{_describe(item)}, not an object")
        return [self._enter(item, f"{name}[{number}]") for number, item in enumerate(items)]

    def refuse(self, name: str, why: str) -> UnreadableError:
        """Return the error for the field *name*, of which *why* is what is there."""
        return refuse_to_read(self.what, f"`{self.path}{name}` is {why}")

    def _enter(self, data: Mapping[str, Any], name: str) -> Fields:
        return Fields(data, self.what, f"{self.path}{name}.", self.is_whole)

    def _find(self, name: str, kind: type[Kind]) -> Kind | None:
        if name not in self.data and self.is_whole:
            raise self.refuse(name, "missing")
        value = self.data.get(name)
        if value is None or isinstance(value, kind):
            return value
        raise self.refuse(name, f"{_describe(value)}, not {_NAMES[kind]}")

    def _require(self, name: str, value: Kind | None) -> Kind:
        if value is None:
            raise self.refuse(name, "null" if name in self.data else "missing")
        return value


def _describe(value: object) -> str:
    """Return what *value* is, in a few words."""
    if value is None:
        return "null"
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return "a number"
    return "a list" if isinstance(value, list) else "an object"
