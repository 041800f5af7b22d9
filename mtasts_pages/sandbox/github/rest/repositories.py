"""Endpoints about repositories as a whole: create, read, change, delete, list."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from mtasts_pages.sandbox.github.access import (
    Role,
    is_visible,
    may_create_in,
    role_in,
)
from mtasts_pages.sandbox.github.accounts import Account, AccountKind, TokenKind
from mtasts_pages.sandbox.github.bodies import BOOLEAN, NULLABLE_STRING, STRING, Body, Kind
from mtasts_pages.sandbox.github.calls import Call, Result
from mtasts_pages.sandbox.github.history import write_commit
from mtasts_pages.sandbox.github.publishing import sign_as
from mtasts_pages.sandbox.github.refusals import Refusal
from mtasts_pages.sandbox.github.repositories import (
    Repository,
    explain_bad_name,
    normalize_name,
)
from mtasts_pages.sandbox.github.routes import Route
from mtasts_pages.sandbox.github.shapes import (
    SWITCHES,
    Shape,
    shape_account,
    shape_permissions,
    shape_repository,
)

_TAKEN = "name already exists on this account"
_NEWER_VERSION = "2026-03-10"
_ORDERS: Mapping[str, Callable[[Repository], Any]] = {
    "created": lambda repository: repository.id,
    "updated": lambda repository: repository.updated,
    "pushed": lambda repository: repository.pushed or repository.created,
    "full_name": lambda repository: repository.full_name.lower(),
}
_NOT_IN_SHORT = frozenset(
    {
        "allow_auto_merge",
        "allow_merge_commit",
        "allow_rebase_merge",
        "allow_squash_merge",
        "allow_update_branch",
    }
)
_SETTINGS: Mapping[str, Kind] = {
    "name": STRING,
    "description": NULLABLE_STRING,
    "homepage": NULLABLE_STRING,
    "private": BOOLEAN,
    "visibility": Kind(("string",), choices=("public", "private")),
    **dict.fromkeys(SWITCHES, BOOLEAN),
}
_CREATE = Body({**_SETTINGS, "auto_init": BOOLEAN}, required=("name",))
_UPDATE = Body({**_SETTINGS, "default_branch": STRING, "archived": BOOLEAN})


def create_for_user(call: Call) -> Result:
    """Create a repository of the caller; no App can."""
    return _create(call, call.user())


def create_in_organization(call: Call) -> Result:
    """Create a repository of an organisation."""
    owner = call.hub.state.account(call.parameters["org"])
    if owner is None or owner.kind is not AccountKind.ORGANIZATION:
        raise Refusal.not_found()
    return _create(call, owner)


def get_repository(call: Call) -> Result:
    """Return a repository in full."""
    return Result(200, _shape_full(call, call.repository))


def update_repository(call: Call) -> Result:
    """Change a repository's settings; only un-archiving is possible while it is archived."""
    repository, body = call.repository, call.body
    if repository.archived and body.get("archived") is not False:
        raise Refusal(403, "Repository was archived so is read-only.")
    name = body.get("name")
    if isinstance(name, str) and name != repository.name:
        _rename(call, repository, name)
    branch = body.get("default_branch")
    if isinstance(branch, str):
        if call.git.branch(branch) is None:
            raise Refusal.invalid(
                "Repository",
                "default_branch",
                f"The branch {branch} was not found. "
                "Please push that ref first or create it via the Git Data API.",
            )
        call.git.set_head(branch)
    repository.archived = bool(body.get("archived", repository.archived))
    _apply(repository, body)
    repository.updated = time.time()
    call.hub.state.save(repository)
    return Result(200, _shape_full(call, repository))


def delete_repository(call: Call) -> Result:
    """Delete a repository with its site."""
    grant = call.grant
    if grant is not None and grant.kind is TokenKind.CLASSIC and "delete_repo" not in grant.scopes:
        raise Refusal(403, "Must have admin rights to Repository.")
    call.hub.state.delete(call.repository)
    return Result(204)


def list_for_user(call: Call) -> Result:
    """Return the public repositories of anybody, by name unless another order is asked for."""
    return _list(call, call.parameters["username"], "full_name", public_only=True)


def list_for_organization(call: Call) -> Result:
    """Return an organisation's repositories that the caller can see, newest first."""
    owner = call.hub.state.account(call.parameters["org"])
    if owner is None or owner.kind is not AccountKind.ORGANIZATION:
        raise Refusal.not_found()
    return _list(call, owner.login, "created")


def get_actions_permissions(_: Call) -> Result:
    """Return whether Actions are on: always, and all of them."""
    return Result(200, {"enabled": True, "allowed_actions": "all", "sha_pinning_required": False})


def _list(call: Call, login: str, order: str, *, public_only: bool = False) -> Result:
    """Return the repositories of an account in short: without the ways to merge."""
    state = call.hub.state
    if state.account(login) is None:
        raise Refusal.not_found()
    seen = [
        repository
        for repository in state.repositories(login)
        if not (public_only and repository.private) and is_visible(state, repository, call.grant)
    ]
    order = call.query.get("sort", order)
    seen.sort(key=_ORDERS.get(order, _ORDERS["created"]))
    # GitHub, "List repositories for a user": ascending by name, else descending.
    if call.query.get("direction", "asc" if order == "full_name" else "desc") == "desc":
        seen.reverse()
    shown = [_shape(call, repository) for repository in seen]
    return call.take_page(
        [{k: v for k, v in shape.items() if k not in _NOT_IN_SHORT} for shape in shown]
    )


def _create(call: Call, owner: Account) -> Result:
    grant, body, state = call.grant, call.body, call.hub.state
    if grant is None:
        raise Refusal(401, "Requires authentication")
    if (refusal := may_create_in(owner, grant)) is not None:
        raise refusal
    name = normalize_name(str(body["name"]))
    if (reason := explain_bad_name(name)) is not None:
        raise Refusal.invalid("Repository", "name", reason)
    if state.repository(owner.login, name) is not None:
        raise _refuse_taken()
    private = body.get("visibility") == "private" or body.get("private") is True
    repository = state.add_repository(owner, name, private=private)
    _apply(repository, body)
    if body.get("auto_init"):
        git = state.git(repository)
        readme = f"# {repository.name}".encode()
        author = sign_as(call.actor(), time.time())
        write_commit(
            git, git.head(), {"README.md": readme}, message="Initial commit", author=author
        )
        repository.pushed = time.time()
    state.save(repository)
    headers = {"Location": call.hub.urls.repository(repository)}
    return Result(201, _shape_full(call, repository), headers)


def _rename(call: Call, repository: Repository, name: str) -> None:
    name = normalize_name(name)
    if (reason := explain_bad_name(name)) is not None:
        raise Refusal.invalid("Repository", "name", reason)
    holder = call.hub.state.repository(repository.owner, name)
    if holder is not None and holder is not repository:
        raise _refuse_taken()
    call.hub.state.rename(repository, name)


def _refuse_taken() -> Refusal:
    refusal = Refusal.invalid("Repository", "name", _TAKEN)
    refusal.message = "Repository creation failed."
    return refusal


def _apply(repository: Repository, body: Mapping[str, object]) -> None:
    """Take over the settings that need no further check."""
    if "visibility" in body or "private" in body:
        wanted = body.get("visibility", "private" if body.get("private") else "public")
        repository.private = wanted == "private"
    for key in ("description", "homepage"):
        if key in body:
            setattr(repository, key, body[key])
    repository.switches |= {key: bool(body[key]) for key in SWITCHES if key in body}


def _shape(call: Call, repository: Repository) -> Shape:
    state = call.hub.state
    owner = state.account(repository.owner)
    if owner is None:
        raise Refusal.not_found()
    branch = state.git(repository).head()
    shape = shape_repository(repository, owner, call.hub.urls, default_branch=branch)
    if call.version < _NEWER_VERSION:
        shape["has_downloads"] = True
    role = role_in(owner, None if call.grant is None else call.grant.login)
    if call.grant is not None:
        shape["permissions"] = shape_permissions(max(role, Role.READ))
    return shape


def _shape_full(call: Call, repository: Repository) -> Shape:
    shape = _shape(call, repository)
    shape |= {"subscribers_count": 0, "network_count": 0}
    owner = call.hub.state.account(repository.owner)
    if owner is not None and owner.kind is AccountKind.ORGANIZATION:
        shape["organization"] = shape_account(owner, call.hub.urls)
    return shape


_ADMIN = {"administration": "write"}
_REPOSITORY = "/repos/{owner}/{repo}"
ROUTES = (
    Route("POST", "/user/repos", create_for_user, body=_CREATE, creates_content=True),
    Route("POST", "/orgs/{org}/repos", create_in_organization, body=_CREATE, creates_content=True),
    Route("GET", "/users/{username}/repos", list_for_user, public=True),
    Route("GET", "/orgs/{org}/repos", list_for_organization, public=True),
    Route("GET", _REPOSITORY, get_repository, {"metadata": "read"}, public=True),
    Route("PATCH", _REPOSITORY, update_repository, _ADMIN, body=_UPDATE),
    Route("DELETE", _REPOSITORY, delete_repository, _ADMIN),
    Route(
        "GET",
        f"{_REPOSITORY}/actions/permissions",
        get_actions_permissions,
        {"administration": "read"},
    ),
)
