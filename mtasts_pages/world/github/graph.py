"""Queries by GraphQL: what GitHub answered, and what it refused.

GitHub answers what it can: a repository that the token may not look at does not affect the others
of a query; it is in ``errors``, with the path of its place in the data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from mtasts_pages.errors import AuthenticationError, GitHubError
from mtasts_pages.world.github.refusals import explain_refusal
from mtasts_pages.world.github.reply import list_errors
from mtasts_pages.world.github.session import ATTEMPTS, Session

_WHAT = "describe the repositories"


@dataclass(frozen=True, slots=True)
class Answer:
    """The data of an answer, and its errors except those about things that do not exist."""

    data: Mapping[str, Any]
    errors: Sequence[Mapping[str, Any]]

    def split_refusals(self) -> tuple[dict[str, str], Answer]:
        """Return GitHub's refusals by the name of the field, and the rest of the answer."""
        refused = {
            str(error["path"][0]): str(error.get("message"))
            for error in self.errors
            if error.get("type") == "FORBIDDEN" and error.get("path")
        }
        others = [
            error for error in self.errors if str((error.get("path") or [""])[0]) not in refused
        ]
        return refused, Answer(self.data, others)

    def whole(self) -> Mapping[str, Any]:
        """Return the data of an answer that has no errors.

        Raises:
            AuthenticationError: the token may not ask this.
            GitHubError: GitHub does not answer it for another reason.

        """
        if not self.errors:
            return self.data
        said = "; ".join(sorted({str(error.get("message")) for error in self.errors}))
        if any(error.get("type") == "FORBIDDEN" for error in self.errors):
            raise refuse_all(said)
        raise _undescribed(said)


def ask(
    session: Session, text: str, variables: Mapping[str, object], *, attempts: int = ATTEMPTS
) -> Answer:
    """Return what GitHub answers to the query *text*.

    Raises:
        AuthenticationError: the token is wrong, or may not ask.
        OverloadedError: GitHub gave up over it *attempts* times.
        GitHubError: GitHub does not answer, or answers without data.

    """
    reply = session.query(text, variables, attempts=attempts)
    if reply.status != HTTPStatus.OK:
        raise explain_refusal(reply.status, reply.message, reply.headers, _WHAT)
    data = reply.data.get("data") if isinstance(reply.data, dict) else None
    errors = [error for error in list_errors(reply) if error.get("type") != "NOT_FOUND"]
    if not isinstance(data, dict):
        if errors:
            Answer({}, errors).whole()
        raise _undescribed(reply.message)
    return Answer(data, errors)


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
        "run the same command again; if it fails again, name fewer domains to find the cause",
    )
