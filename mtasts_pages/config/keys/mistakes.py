"""A value that is not what its key asks for, before anyone knows where it stands."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Self

from mtasts_pages.text import quote

if TYPE_CHECKING:
    from collections.abc import Iterable


class Beyond(StrEnum):
    """The rules that the JSON Schema cannot say; a document that breaks one may pass it.

    Whatever else the loader refuses, the schema refuses too, and whatever the loader accepts,
    the schema accepts: tests hold this on generated documents.
    """

    meaning: str

    def __new__(cls, value: str, meaning: str) -> Self:
        """Return the rule that a row of the table describes."""
        rule = str.__new__(cls, value)
        rule._value_ = value
        rule.meaning = meaning
        return rule

    NAME = "name", "a name outside ASCII has A-labels by IDNA 2008, and they are not too long"
    MAIL_HOST = "mail-host", "an MX pattern is no placeholder and no host for verification"
    DURATION = "duration", "a duration that is written with units keeps to the bounds"
    RUA = "rua", "what follows `mailto:` or `https:` is an address that reporters can use"
    FILLED_IN = "filled-in", "a template keeps to the bounds with `{domain}` filled in"
    NAMED_TWICE = "named-twice", "a domain is named once, however it is written"
    REPOSITORY_TWICE = "repository-twice", "a repository serves one domain"
    DIRECTORY = "directory", "`site.templates` is a directory"
    POLICY_SIZE = "policy-size", "the policy file has at most 64 KiB"


class Mistake(ValueError):  # noqa: N818 - a value that is reported, not an error that is raised on
    """One value is wrong.

    Args:
        message: One sentence, names in backquotes.
        hint: What to write instead.
        beyond: The rule that was broken, when the JSON Schema cannot say it.

    """

    def __init__(self, message: str, hint: str | None = None, beyond: Beyond | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.beyond = beyond


def require_text(value: object, what: str, example: str) -> str:
    """Return *value* when it is a text that is not empty.

    Raises:
        Mistake: It is anything else; the sentence says that *what* is wanted.

    """
    if isinstance(value, str) and value:
        return value
    if value is None or value == "":
        raise Mistake(f"{what} is missing here", f"write it, as in `{example}`")
    if isinstance(value, bool | int | float):
        message = f"{quote(describe(value))} is {_kind(value)}, not {what}"
        raise Mistake(message, f"write it as in `{example}`, or in quotes if that is its name")
    raise Mistake(f"{_kind(value)} is not {what}", f"write it as in `{example}`")


def describe(value: object) -> str:
    """Return a scalar as YAML writes it."""
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _kind(value: object) -> str:
    for kind, name in _KINDS:
        if isinstance(value, kind):
            return name
    return "nothing"


_KINDS: Iterable[tuple[type, str]] = (
    (bool, "true or false"),
    (int, "a number"),
    (float, "a number"),
    (str, "a text"),
    (list, "a list"),
    (dict, "a mapping"),
)
