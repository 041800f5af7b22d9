"""Queries by GraphQL: what GitHub answered, and what it refused.

GitHub answers what it can: a repository that the token may not look at does not affect the others
of a query; it is in ``errors``, with the path of its place in the data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from mtasts_pages.errors import (
    AuthenticationError,
    GitHubError,
    MtaStsPagesError,
    PermissionDeniedError,
)
from mtasts_pages.text import blot_unprintable
from mtasts_pages.world.github.fields import Fields, UnreadableError, refuse_to_read
from mtasts_pages.world.github.refusals import explain_refusal
from mtasts_pages.world.github.reply import list_errors
from mtasts_pages.world.github.session import ATTEMPTS, Session

_WHAT = "describe the repositories"
_AGAIN = "run the same command again; if it fails again, name fewer domains to find the cause"
_ABSENT = "NOT_FOUND"
_FORBIDDEN = "FORBIDDEN"


@dataclass(frozen=True, slots=True)
class Answer:
    """The data of an answer, and its errors."""

    data: Fields
    errors: Sequence[Mapping[str, Any]]

    def find(
        self, name: str, what: str, *, has_word: bool = True
    ) -> Fields | MtaStsPagesError | None:
        """Return what is in the field *name*, or why GitHub does not say it.

        ``None``: there is no such thing. *what* names it in a message. A field of null counts as
        that only with GitHub's word for it, where it gives one (*has_word*): whoever took it so
        would make a second one.
        """
        absent = not has_word
        for error in self.errors:
            if name not in _list_path(error)[:1]:
                continue
            if error.get("type") == _ABSENT:
                absent = True
                continue
            said = blot_unprintable(str(error.get("message") or "no reason given"))
            if error.get("type") == _FORBIDDEN:
                return PermissionDeniedError(said)
            return GitHubError(f"GitHub does not describe {what}: {said}", _AGAIN)
        try:
            described = self.data.find_inner(name)
        except UnreadableError as error:
            return error
        if described is None:
            return None if absent else refuse_to_read(what, "it is null, and no reason is given")
        return Fields.read(described.data, what)

    def require_whole(self, *names: str) -> None:
        """Return when no error is about anything but the fields *names*.

        Raises:
            AuthenticationError: the token may not ask this.
            GitHubError: GitHub does not answer it for another reason.

        """
        others = [
            error
            for error in self.errors
            if error.get("type") != _ABSENT and not set(_list_path(error)[:1]) & set(names)
        ]
        if others:
            raise _explain(others)


def _explain(errors: Sequence[Mapping[str, Any]]) -> MtaStsPagesError:
    said = blot_unprintable("; ".join(sorted({str(error.get("message")) for error in errors})))
    if any(error.get("type") == _FORBIDDEN for error in errors):
        return refuse_all(said)
    return _undescribed(said)


def _list_path(error: Mapping[str, Any]) -> list[Any]:
    path = error.get("path")
    return path if isinstance(path, list) else []


def ask(
    session: Session, text: str, variables: Mapping[str, object], *, attempts: int = ATTEMPTS
) -> Answer:
    """Return what GitHub answers to the query *text*.

    Raises:
        AuthenticationError: the token is wrong, or may not ask.
        OverloadedError: GitHub gave up over it *attempts* times.
        UnreadableError: GitHub answers without data.
        GitHubError: GitHub does not answer.

    """
    reply = session.query(text, variables, attempts=attempts)
    if reply.status != HTTPStatus.OK:
        raise explain_refusal(reply.status, reply.message, reply.headers, _WHAT)
    data = reply.data.get("data") if isinstance(reply.data, dict) else None
    errors = list_errors(reply)
    if not isinstance(data, dict):
        if errors:
            raise _explain(errors)
        raise refuse_to_read("the repositories", reply.message or "there is no data")
    return Answer(Fields.read(data, "the repositories"), errors)


def refuse_all(said: str) -> AuthenticationError:
    """Return the error for a token that may look at nothing; *said* by GitHub."""
    return AuthenticationError(
        f"GitHub refused to show the repositories: {said}",
        "the token needs access to all repositories of the owner, and an authorization where the"
        " organization requires single sign-on",
    )


def _undescribed(said: str) -> GitHubError:
    return GitHubError(
        f"GitHub does not {_WHAT}: {said}",
        _AGAIN,
    )
