"""Resolvers about git: refs, commits and their history, trees, blobs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import cast

from mtasts_pages.sandbox.github.accounts import Account
from mtasts_pages.sandbox.github.gitobjects import Commit, Entry, Signature
from mtasts_pages.sandbox.github.graphql.context import (
    GitNode,
    Info,
    RefNode,
    load_node,
    read_first,
    refuse,
)
from mtasts_pages.sandbox.github.history import walk_history
from mtasts_pages.sandbox.github.shapes import format_time, node_id

_BINARY_PROBE = 8000  # bytes that git looks at for a NUL
_SHORT = 7
_HEADS, _TAGS = "refs/heads/", "refs/tags/"


def _commit(node: GitNode) -> Commit:
    return node.commit or node.git.commit(node.oid)


def _history(node: GitNode, _: Info, **args: object) -> dict[str, object]:
    """Return one page of the commits that lead here; its cursor is the commit and a count."""
    first = read_first("history", args)
    skip = _read_cursor(args.get("after"))
    page = list(islice(_select(node, args), skip, skip + first + 1))
    shown = page[:first]
    return {
        "nodes": [
            GitNode(node.repository, node.git, commit.oid, "commit", commit=commit)
            for commit in shown
        ],
        "totalCount": lambda _: sum(1 for _ in _select(node, args)),
        "pageInfo": {
            "endCursor": f"{node.oid} {skip + len(shown) - 1}" if shown else None,
            "hasNextPage": len(page) > first,
            "hasPreviousPage": skip > 0,
            "startCursor": f"{node.oid} {skip}" if shown else None,
        },
    }


def _select(node: GitNode, args: Mapping[str, object]) -> Iterator[Commit]:
    since, until = (_read_time(args.get(name)) for name in ("since", "until"))
    for commit in walk_history(node.git, node.oid, cast("str | None", args.get("path"))):
        at = commit.committer.seconds
        if (since is None or at >= since) and (until is None or at <= until):
            yield commit


def _read_time(text: object) -> float | None:
    try:
        return None if text is None else datetime.fromisoformat(str(text)).timestamp()
    except ValueError as error:
        raise refuse("INVALID", f"`{text}` is not a GitTimestamp") from error


def _read_cursor(after: object) -> int:
    """Return how many commits to pass over."""
    if after is None:
        return 0
    count = str(after).rpartition(" ")[2]
    if not count.isdecimal():
        raise refuse("INVALID_CURSOR_ARGUMENTS", f"`{after}` does not appear to be a valid cursor.")
    return int(count) + 1


def _parents(node: GitNode, _: Info, **args: object) -> dict[str, object]:
    first, parents = read_first("parents", args), _commit(node).parents
    return {
        "nodes": [load_node(node.repository, node.git, oid) for oid in parents[:first]],
        "totalCount": len(parents),
        "pageInfo": {
            "endCursor": None,
            "hasNextPage": len(parents) > first,
            "hasPreviousPage": False,
            "startCursor": None,
        },
    }


def _file(node: GitNode, _: Info, *, path: str) -> dict[str, object] | None:
    """Return the entry at *path* of a commit's tree."""
    entry = node.git.entry_at(_commit(node).tree, path)
    if entry is None:
        return None
    return {**_show_entry(node, entry), "path": path}


def _actor_user(who: Signature, info: Info) -> Account | None:
    """Return the account behind an address of the form that GitHub hands out."""
    local, _, domain = who.email.partition("@")
    number = local.partition("+")[0]
    if domain != "users.noreply.github.com" or not number.isdecimal():
        return None
    return info.context.state.account_by_id(int(number))


def _entries(node: GitNode, _: Info) -> list[dict[str, object]]:
    return [_show_entry(node, entry) for entry in node.git.tree(node.oid)]


def _show_entry(node: GitNode, entry: Entry) -> dict[str, object]:
    inside = load_node(node.repository, node.git, entry.oid)
    dot = entry.name.rpartition(".")
    return {
        "extension": f".{dot[2]}" if dot[1] else "",
        "mode": int(entry.mode, 8),
        "name": entry.name,
        "object": inside,
        "oid": entry.oid,
        "path": entry.name,
        "size": len(inside.data) if inside is not None and entry.kind == "blob" else 0,
        "type": entry.kind,
    }


def _is_binary(node: GitNode) -> bool:
    return b"\0" in node.data[:_BINARY_PROBE]


def _text(node: GitNode, _: Info) -> str | None:
    return None if _is_binary(node) else node.data.decode(errors="replace")


def _url(node: GitNode, info: Info) -> str:
    web = info.context.hub.urls.web
    return f"{web}/{node.repository.full_name}/commit/{node.oid}"


def _format_git_time(who: Signature, _: Info) -> str:
    return who.when().isoformat().replace("+00:00", "Z")


def _prefix(node: RefNode) -> str:
    return next((p for p in (_HEADS, _TAGS) if node.ref.startswith(p)), "refs/")


_OBJECT: Mapping[str, Callable[..., object]] = {
    "abbreviatedOid": lambda node, _: node.oid[:_SHORT],
    "id": lambda node, _: node_id(node.kind[0].upper(), node.repository.id, node.oid),
}
RESOLVERS: Mapping[str, Mapping[str, Callable[..., object]]] = {
    "Ref": {
        "id": lambda node, _: node_id("REF", node.repository.id, node.ref),
        "name": lambda node, _: node.ref.removeprefix(_prefix(node)),
        "prefix": lambda node, _: _prefix(node),
        "target": lambda node, _: load_node(node.repository, node.git, node.oid),
    },
    "Blob": {
        **_OBJECT,
        "byteSize": lambda node, _: len(node.data),
        "isBinary": lambda node, _: _is_binary(node),
        "isTruncated": lambda _node, _: False,
        "text": _text,
    },
    "Tree": {**_OBJECT, "entries": _entries},
    "Commit": {
        **_OBJECT,
        "author": lambda node, _: _commit(node).author,
        "authoredDate": lambda node, _: format_time(_commit(node).author.seconds),
        "committedDate": lambda node, _: format_time(_commit(node).committer.seconds),
        "committer": lambda node, _: _commit(node).committer,
        "file": _file,
        "history": _history,
        "message": lambda node, _: _commit(node).message.rstrip("\n"),
        "messageBody": lambda node, _: _commit(node).message.partition("\n")[2].strip("\n"),
        "messageHeadline": lambda node, _: _commit(node).message.partition("\n")[0],
        "parents": _parents,
        "tree": lambda node, _: load_node(node.repository, node.git, _commit(node).tree),
        "url": _url,
    },
    "GitActor": {"date": _format_git_time, "user": _actor_user},
}
