"""Asking GitHub about many repositories, many of them in a query."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mtasts_pages.errors import MtaStsPagesError
from mtasts_pages.state import RepositoryName
from mtasts_pages.world.github.fields import Fields, UnreadableError
from mtasts_pages.world.github.graph import ask
from mtasts_pages.world.github.session import ATTEMPTS, OverloadedError, Session

BATCH = 50
"""Things in one query: GitHub ends a query after ten seconds; then it is halved."""

_ATTEMPTS_AT_MANY = 2

Described = Fields | MtaStsPagesError | None


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of each repository.

    Attributes:
        fields: The selection of fields of GraphQL's type ``Repository``, without braces.
        variables: The texts that it names; values travel so, none is in the text.
        what: What is described, for messages, such as ``the history of``.

    """

    fields: str
    variables: Mapping[str, str]
    what: str


def describe_many(
    session: Session, names: Sequence[RepositoryName], question: Question
) -> Iterator[tuple[RepositoryName, Described]]:
    """Yield what GitHub says of each of *names*, or why it cannot be read; ``None`` of no such one.

    A query that GitHub has no good answer to is halved, down to one repository.

    Raises:
        AuthenticationError: the token is wrong, or may not ask.
        GitHubError: GitHub does not answer.

    """
    for start in range(0, len(names), BATCH):
        yield from _describe_batch(session, names[start : start + BATCH], question)


def _describe_batch(
    session: Session, batch: Sequence[RepositoryName], question: Question
) -> Iterator[tuple[RepositoryName, Described]]:
    half = len(batch) // 2
    try:
        attempts = _ATTEMPTS_AT_MANY if half else ATTEMPTS
        answer = ask(session, *_write(batch, question), attempts=attempts)
    except (OverloadedError, UnreadableError) as error:
        if half:
            yield from _describe_batch(session, batch[:half], question)
            yield from _describe_batch(session, batch[half:], question)
            return
        if isinstance(error, OverloadedError):
            raise
        yield batch[0], error
        return
    fields = [f"r{number}" for number in range(len(batch))]
    answer.require_whole(*fields)
    for field, name in zip(fields, batch, strict=True):
        yield name, answer.find(field, f"{question.what} `{name}`")


def _write(batch: Sequence[RepositoryName], question: Question) -> tuple[str, dict[str, object]]:
    variables: dict[str, object] = dict(question.variables)
    asked = []
    for number, name in enumerate(batch):
        variables |= {f"o{number}": name.owner, f"n{number}": name.name}
        asked.append(f"r{number}:repository(owner:$o{number},name:$n{number}){{...R}}")
    declared = ",".join(f"${name}:String!" for name in variables)
    fragment = f"fragment R on Repository{{{question.fields}}}"
    return f"query({declared}){{{' '.join(asked)}}} {fragment}", variables
