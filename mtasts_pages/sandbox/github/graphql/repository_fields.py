"""Resolvers about accounts, repositories and the rate limit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

from mtasts_pages.sandbox.github.access import (
    Role,
    find_role,
    is_visible,
    lacks_sign_on,
    role_in,
)
from mtasts_pages.sandbox.github.accounts import Account, AccountKind, TokenKind
from mtasts_pages.sandbox.github.graphql.context import (
    GitNode,
    Info,
    RefNode,
    find_repository,
    load_node,
    read_first,
    refuse,
)
from mtasts_pages.sandbox.github.repositories import Repository
from mtasts_pages.sandbox.github.shapes import account_node_id, format_time, node_id

_FIRST_LIMIT = 100
_HEADS = "refs/heads/"


def _viewer(_: object, info: Info) -> Account:
    """Return who asks; an App has an account of its own, for which there is no login."""
    grant = info.context.grant
    if grant.kind is TokenKind.APP:
        return Account(1, f"{grant.app}[bot]", AccountKind.USER, 0.0)
    account = info.context.state.account(grant.login)
    if account is None:
        raise refuse("FORBIDDEN", "Resource not accessible by personal access token")
    return account


def _account(_: object, info: Info, *, login: str) -> Account | None:
    """Return the owner of any kind; GitHub gives null without an error here."""
    return info.context.state.account(login)


def _user(_: object, info: Info, *, login: str) -> Account:
    return _find_account(info, login, AccountKind.USER)


def _organization(_: object, info: Info, *, login: str) -> Account:
    return _find_account(info, login, AccountKind.ORGANIZATION)


def _find_account(info: Info, login: str, kind: AccountKind) -> Account:
    account = info.context.state.account(login)
    if account is None or account.kind is not kind:
        name = "a User" if kind is AccountKind.USER else "an Organization"
        raise refuse("NOT_FOUND", f"Could not resolve to {name} with the login of '{login}'.")
    return account


def _repository(_: object, info: Info, **args: str) -> Repository:
    context, follow = info.context, bool(args["followRenames"])
    return find_repository(context, args["owner"], args["name"], follow_renames=follow)


def _owned_repository(owner: Account, info: Info, **args: str) -> Repository:
    context, follow = info.context, bool(args["followRenames"])
    return find_repository(context, owner.login, args["name"], follow_renames=follow)


def _owned_repositories(owner: Account, info: Info, **args: object) -> dict[str, object]:
    """Return one page of an account's repositories that the caller can see, by name."""
    first, context = args.get("first"), info.context
    if not isinstance(first, int) or not 0 <= first <= _FIRST_LIMIT:
        raise refuse(
            "EXCESSIVE_PAGINATION" if isinstance(first, int) else "MISSING_PAGINATION_BOUNDARIES",
            "You must provide a `first` value of at most 100 on the `repositories` connection.",
        )
    owned = sorted(
        (
            repository
            for repository in context.state.repositories()
            if repository.owner.lower() == owner.login.lower()
            and is_visible(context.state, repository, context.grant)
            and not lacks_sign_on(context.state, repository, context.grant)
        ),
        key=lambda repository: repository.name,
    )
    after = args.get("after")
    rest = [each for each in owned if after is None or each.name > str(after)]
    shown = rest[:first]
    return {
        "nodes": shown,
        "totalCount": len(owned),
        "pageInfo": {
            "endCursor": shown[-1].name if shown else None,
            "hasNextPage": len(rest) > len(shown),
            "hasPreviousPage": len(rest) < len(owned),
            "startCursor": shown[0].name if shown else None,
        },
    }


def _rate_limit(_: object, info: Info, **_args: object) -> dict[str, object] | None:
    context = info.context
    if not context.hub.limits.enabled:
        return None
    budget = context.hub.limits.spend(context.grant.login.lower(), "graphql", 0)
    return {
        "cost": 1,
        "limit": budget.limit,
        "nodeCount": 0,
        "remaining": budget.remaining,
        "resetAt": format_time(budget.reset),
        "used": budget.used,
    }


def _role(account: Account, info: Info) -> Role:
    return role_in(account, info.context.grant.login)


def _is_empty(repository: Repository, info: Info) -> bool:
    return info.context.state.git(repository).is_empty()


def _owner(repository: Repository, info: Info) -> Account | None:
    return info.context.state.account(repository.owner)


def _default_branch(repository: Repository, info: Info) -> RefNode | None:
    git = info.context.state.git(repository)
    return _find_ref(repository, info, _HEADS + git.head())


def _ref(repository: Repository, info: Info, **args: str) -> RefNode | None:
    name = args["qualifiedName"]
    wanted = (name,) if name.startswith("refs/") else (_HEADS + name, f"refs/tags/{name}")
    found = (_find_ref(repository, info, ref) for ref in wanted)
    return next((node for node in found if node is not None), None)


def _find_ref(repository: Repository, info: Info, ref: str) -> RefNode | None:
    git = info.context.state.git(repository)
    oid = git.read_ref(ref)
    return None if oid is None else RefNode(repository, git, ref, oid)


def _refs(repository: Repository, info: Info, **args: object) -> dict[str, object]:
    """Return the refs below a prefix; a light tag is as old as its commit."""
    git, prefix = info.context.state.git(repository), str(args["refPrefix"])
    first = read_first("refs", args)
    found = [
        RefNode(repository, git, ref, oid)
        for ref, oid in git.refs().items()
        if ref.startswith(prefix) and str(args.get("query") or "") in ref
    ]
    order = cast("Mapping[str, str]", args.get("orderBy") or {})
    if order.get("field") == "TAG_COMMIT_DATE":
        found.sort(key=_ref_age)
    if order.get("direction", args.get("direction")) == "DESC":
        found.reverse()
    return {
        "nodes": found[:first],
        "totalCount": len(found),
        "pageInfo": {
            "endCursor": None,
            "hasNextPage": len(found) > first,
            "hasPreviousPage": False,
            "startCursor": None,
        },
    }


def _ref_age(node: RefNode) -> int:
    found = load_node(node.repository, node.git, node.oid)
    return found.commit.committer.seconds if found is not None and found.commit else 0


def _object(
    repository: Repository,
    info: Info,
    *,
    expression: str | None = None,
    oid: str | None = None,
) -> GitNode | None:
    """Return what ``branch``, ``branch:path`` or an object id names."""
    git = info.context.state.git(repository)
    if oid is not None or expression is None:
        return None if oid is None else load_node(repository, git, oid)
    name, colon, path = expression.partition(":")
    commit = git.resolve_commit(name)
    if commit is None:
        return None if colon else load_node(repository, git, name)
    if not colon:
        return load_node(repository, git, commit)
    entry = git.entry_at(git.commit(commit).tree, path)
    return None if entry is None else load_node(repository, git, entry.oid)


def _permission(repository: Repository, info: Info) -> str | None:
    context = info.context
    role = find_role(context.state, repository, context.grant)
    # An App has permissions of its own, and no role.
    hidden = role is Role.NONE or context.grant.kind is TokenKind.APP
    return None if hidden else role.name


def _may_create(account: Account, info: Info) -> bool:
    """Return whether the caller may create repositories as a member, which an App is not."""
    if info.context.grant.kind is TokenKind.APP:
        return False
    role = _role(account, info)
    return role is Role.ADMIN or (role is Role.READ and account.members_can_create_repositories)


def _web(info: Info, name: str) -> str:
    return f"{info.context.hub.urls.web}/{name}"


_ACCOUNT: Mapping[str, Callable[..., object]] = {
    "id": lambda account, _: account_node_id(account),
    "databaseId": lambda account, _: account.id,
    "name": lambda _account, _: None,
    "url": lambda account, info: _web(info, account.login),
    "repositories": _owned_repositories,
    "repository": _owned_repository,
}
RESOLVERS: Mapping[str, Mapping[str, Callable[..., object]]] = {
    "Query": {
        "organization": _organization,
        "rateLimit": _rate_limit,
        "repository": _repository,
        "repositoryOwner": _account,
        "user": _user,
        "viewer": _viewer,
    },
    "User": {
        **_ACCOUNT,
        "isViewer": lambda user, info: user.login.lower() == info.context.grant.login.lower(),
    },
    "Organization": {
        **_ACCOUNT,
        "viewerCanAdminister": lambda account, info: _role(account, info) is Role.ADMIN,
        "viewerCanCreateRepositories": _may_create,
    },
    "Repository": {
        "createdAt": lambda repository, _: format_time(repository.created),
        "databaseId": lambda repository, _: repository.id,
        "defaultBranchRef": _default_branch,
        "homepageUrl": lambda repository, _: repository.homepage,
        "id": lambda repository, _: node_id("R", repository.id),
        "isArchived": lambda repository, _: repository.archived,
        "isDisabled": lambda _repository, _: False,
        "isEmpty": _is_empty,
        "isFork": lambda _repository, _: False,
        "isLocked": lambda _repository, _: False,
        "isPrivate": lambda repository, _: repository.private,
        "isTemplate": lambda repository, _: repository.switches.get("is_template", False),
        "nameWithOwner": lambda repository, _: repository.full_name,
        "object": _object,
        "owner": _owner,
        "pushedAt": lambda repository, _: repository.pushed and format_time(repository.pushed),
        "ref": _ref,
        "refs": _refs,
        "updatedAt": lambda repository, _: format_time(repository.updated),
        "url": lambda repository, info: _web(info, repository.full_name),
        "viewerCanAdminister": lambda repository, info: _permission(repository, info) == "ADMIN",
        "viewerPermission": _permission,
        "visibility": lambda repository, _: "PRIVATE" if repository.private else "PUBLIC",
    },
}
