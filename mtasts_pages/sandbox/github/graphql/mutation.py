"""The one mutation: a commit on a branch, made and signed for by GitHub."""

from __future__ import annotations

import base64
import binascii
import time
from collections.abc import Callable, Mapping
from typing import cast

from mtasts_pages.sandbox.github.access import may_use
from mtasts_pages.sandbox.github.gitobjects import Signature
from mtasts_pages.sandbox.github.gitstore import StaleRefError
from mtasts_pages.sandbox.github.graphql.context import (
    Context,
    Info,
    RefNode,
    find_repository,
    load_node,
    refuse,
)
from mtasts_pages.sandbox.github.history import write_commit
from mtasts_pages.sandbox.github.publishing import sign_as
from mtasts_pages.sandbox.github.repositories import Repository
from mtasts_pages.sandbox.github.rulesets import find_broken
from mtasts_pages.sandbox.github.shapes import node_id

_HEADS = "refs/heads/"


def _create_commit(_: object, info: Info, **args: Mapping[str, object]) -> dict[str, object]:
    """Commit on a branch whose tip is still ``expectedHeadOid``."""
    context, wanted = info.context, args["input"]
    repository, branch = _find_branch(context, cast("Mapping[str, str]", wanted["branch"]))
    refusal = may_use(context.state, repository, context.grant, {"contents": "write"})
    account = context.state.account(context.grant.login)
    if refusal is not None or account is None or repository.archived:
        raise refuse(
            "FORBIDDEN",
            "Repository was archived so is read-only." if refusal is None else refusal.message,
        )
    _limit_content(context)
    git = context.state.git(repository)
    if broken := find_broken(git.path):
        rules = "\n\n".join(broken)
        raise refuse("UNPROCESSABLE", f"Repository rule violations found\n\n{rules}\n\n")
    expected, tip = wanted["expectedHeadOid"], git.branch(branch)
    if tip is None:
        raise refuse("NOT_FOUND", f"Could not resolve to a branch with the name '{branch}'.")
    stale = refuse(
        "STALE_DATA",
        f'Expected branch to point to "{expected}" but it did not. Pull and try again.',
    )
    if tip != expected:
        raise stale
    message = cast("Mapping[str, str | None]", wanted["message"])
    text = "\n\n".join(filter(None, (message["headline"], message.get("body"))))
    now = time.time()
    try:
        oid = write_commit(
            git,
            branch,
            _read_changes(cast("Mapping[str, list[dict[str, str]]]", wanted.get("fileChanges"))),
            message=text,
            author=sign_as(account, now),
            committer=Signature("GitHub", "noreply@github.com", int(now)),
        )
    except StaleRefError as error:
        raise stale from error
    repository.pushed = repository.updated = now
    context.state.save(repository)
    if repository.site is not None and repository.site.branch == branch:
        context.hub.publishing.build(repository, account)
    return {
        "clientMutationId": wanted.get("clientMutationId"),
        "commit": load_node(repository, git, oid),
        "ref": RefNode(repository, git, _HEADS + branch, oid),
    }


def _find_branch(context: Context, wanted: Mapping[str, str]) -> tuple[Repository, str]:
    """Return repository and branch, named by themselves or by the id of a ref."""
    if wanted.get("id"):
        for repository in context.state.repositories():
            for ref in context.state.git(repository).refs():
                if node_id("REF", repository.id, ref) == wanted["id"]:
                    found = find_repository(context, repository.owner, repository.name)
                    return found, ref.removeprefix(_HEADS)
        raise refuse("NOT_FOUND", f"Could not resolve to a node with the id of '{wanted['id']}'")
    owner, _, name = (wanted.get("repositoryNameWithOwner") or "").partition("/")
    return find_repository(context, owner, name), wanted.get("branchName") or ""


def _read_changes(changes: Mapping[str, list[dict[str, str]]] | None) -> dict[str, bytes | None]:
    read: dict[str, bytes | None] = {}
    for deletion in (changes or {}).get("deletions") or ():
        read[deletion["path"]] = None
    for addition in (changes or {}).get("additions") or ():
        try:
            read[addition["path"]] = base64.b64decode(addition["contents"], validate=True)
        except binascii.Error as error:
            raise refuse("UNPROCESSABLE", "contents must be Base64") from error
    return read


def _limit_content(context: Context) -> None:
    limits = context.hub.limits
    if limits.enabled and limits.create_content(context.grant.login.lower()) is not None:
        raise refuse("RATE_LIMITED", "You have exceeded a secondary rate limit.")


RESOLVERS: Mapping[str, Mapping[str, Callable[..., object]]] = {
    "Mutation": {"createCommitOnBranch": _create_commit}
}
