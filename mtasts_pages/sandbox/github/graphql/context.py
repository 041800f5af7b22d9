"""What every resolver sees: GitHub's parts, the caller, and the nodes of git."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from graphql import GraphQLError

from mtasts_pages.sandbox.github.access import is_visible, lacks_sign_on
from mtasts_pages.sandbox.github.accounts import Account, AccountKind, Grant
from mtasts_pages.sandbox.github.gitobjects import Commit
from mtasts_pages.sandbox.github.gitstore import BareRepository
from mtasts_pages.sandbox.github.hub import Hub
from mtasts_pages.sandbox.github.repositories import Repository
from mtasts_pages.sandbox.github.state import State

_FIRST_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Context:
    """The caller and where to look things up."""

    hub: Hub
    grant: Grant

    @property
    def state(self) -> State:
        """Return what GitHub remembers."""
        return self.hub.state


class Info(Protocol):
    """The part of graphql-core's resolve info that is used here."""

    context: Context


@dataclass(frozen=True, slots=True)
class GitNode:
    """An object of git: a blob or tree, or a commit, which is parsed already."""

    repository: Repository
    git: BareRepository
    oid: str
    kind: str
    data: bytes = b""
    commit: Commit | None = None


@dataclass(frozen=True, slots=True)
class RefNode:
    """A branch or tag."""

    repository: Repository
    git: BareRepository
    ref: str
    oid: str


def name_type(value: object, *_: object) -> str:
    """Return the GraphQL type of a value behind an interface."""
    if isinstance(value, Account):
        return "User" if value.kind is AccountKind.USER else "Organization"
    return value.kind.capitalize() if isinstance(value, GitNode) else type(value).__name__


def load_node(repository: Repository, git: BareRepository, oid: str) -> GitNode | None:
    """Return the object *oid* of a repository, ``None`` when it is not there."""
    found = git.read(oid)
    if found is None:
        return None
    kind, data = found
    if kind == "commit":
        return GitNode(repository, git, oid, kind, commit=git.commit(oid))
    return GitNode(repository, git, oid, kind, data)


def find_repository(
    context: Context, owner: str, name: str, *, follow_renames: bool = True
) -> Repository:
    """Return a repository that the caller can see.

    Raises:
        GraphQLError: There is none, of GitHub's type ``NOT_FOUND``, or its organization keeps
            the token out, ``FORBIDDEN``.

    """
    repository = context.state.repository(owner, name)
    if repository is None and follow_renames:
        repository = context.state.moved_repository(owner, name)
    if repository is None or not is_visible(context.state, repository, context.grant):
        raise refuse(
            "NOT_FOUND", f"Could not resolve to a Repository with the name '{owner}/{name}'."
        )
    if refusal := lacks_sign_on(context.state, repository, context.grant):
        raise refuse("FORBIDDEN", refusal.message)
    return repository


def read_first(connection: str, args: Mapping[str, object]) -> int:
    """Return how many records of *connection* are asked for.

    Raises:
        GraphQLError: None, or too many at once.

    """
    first = args.get("first")
    if not isinstance(first, int):
        raise refuse(
            "MISSING_PAGINATION_BOUNDARIES",
            "You must provide a `first` or `last` value to properly paginate the "
            f"`{connection}` connection.",
        )
    if not 0 <= first <= _FIRST_LIMIT:
        raise refuse(
            "EXCESSIVE_PAGINATION",
            f"Requesting {first} records on the `{connection}` connection exceeds the `first` "
            f"limit of {_FIRST_LIMIT} records.",
        )
    return first


def refuse(kind: str, message: str) -> GraphQLError:
    """Return an error in GitHub's form: with a ``type`` beside the message."""
    return GraphQLError(message, extensions={"type": kind})
