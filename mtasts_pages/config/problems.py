"""What is wrong with a config file: a `Problem`, and a `BadValueError` until its place is known."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from mtasts_pages.errors import UsageError


class Severity(StrEnum):
    """Whether a problem stops the program."""

    ERROR = "error"
    WARNING = "warning"


class Beyond(StrEnum):
    """The rules that the JSON Schema cannot express; a document that breaks one may pass it.

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
    MAIL_HOST = "mail-host", "an MX pattern is no placeholder, and may cover a host that takes mail"
    DURATION = "duration", "a duration that is written with units keeps to the bounds"
    RUA = "rua", "what follows `mailto:` or `https:` is an address that reporters can use"
    FILLED_IN = "filled-in", "a template keeps to the bounds with `{domain}` filled in"
    NAMED_TWICE = "named-twice", "a domain is named once, however it is written"
    REPOSITORY_TWICE = "repository-twice", "a repository serves one domain"
    DIRECTORY = "directory", "`site.templates` is a directory"
    POLICY_SIZE = "policy-size", "the policy file has at most 64 KiB"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, or risky, at one place of a config file.

    Attributes:
        severity: Whether it stops the program.
        file: The file, as the operator named it.
        line: Line of the value or key, from 1.
        column: Its column in characters, from 1.
        width: How many characters of the line it takes; at least 1.
        source: That line, printable character by character; a very long one is cut on both sides.
            Empty when the problem is the file itself.
        message: One sentence, names in backquotes.
        hint: What to do about it.
        cut: How many characters are missing at the start of `source`.
        beyond: The rule that was broken, where the JSON Schema cannot express it.

    """

    severity: Severity
    file: str
    line: int
    column: int
    width: int
    source: str
    message: str
    hint: str | None = None
    cut: int = 0
    beyond: Beyond | None = None


class BadValueError(UsageError, ValueError):
    """One value cannot be used, whose place its reader does not know.

    It is a `ValueError` too, since pydantic gathers those.

    Args:
        message: One sentence, names in backquotes.
        hint: What to write instead.
        beyond: The rule that was broken, where the JSON Schema cannot express it.

    """

    def __init__(self, message: str, hint: str | None = None, beyond: Beyond | None = None) -> None:
        super().__init__(message, hint)
        self.beyond = beyond


class ConfigError(UsageError):
    """The config cannot be used; carries every problem of the file, warnings included."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        errors = [problem for problem in problems if problem.severity is Severity.ERROR]
        first = errors[0]
        place = f"{first.file}:{first.line}:{first.column}"
        more = f", and {len(errors) - 1:,} more" if len(errors) > 1 else ""
        super().__init__(f"{place}: {first.message}{more}", first.hint)
