"""Endpoints that read git: files, commits, branches, refs, and Actions' switch."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import datetime

from mtasts_pages.sandbox.github.accounts import Account
from mtasts_pages.sandbox.github.calls import Call, Result
from mtasts_pages.sandbox.github.gitobjects import Commit, Entry
from mtasts_pages.sandbox.github.history import walk_history
from mtasts_pages.sandbox.github.publishing import sign_as
from mtasts_pages.sandbox.github.refusals import Refusal
from mtasts_pages.sandbox.github.routes import Route
from mtasts_pages.sandbox.github.shapes import Shape, node_id, shape_commit

_TYPES = {"tree": "dir", "blob": "file", "commit": "submodule"}
_LINK_MODE = "120000"


def get_content(call: Call) -> Result:
    """Return a file, or what a directory holds."""
    path = call.parameters["path"].strip("/")
    name = call.query.get("ref", "HEAD")
    commit = call.git.resolve_commit(name)
    if commit is None:
        empty = call.git.is_empty()
        raise Refusal(
            404, "This repository is empty." if empty else f"No commit found for the ref {name}"
        )
    entry = call.git.entry_at(call.git.commit(commit).tree, path)
    if entry is None:
        raise Refusal.not_found()
    ref = call.query.get("ref", call.git.head())
    if entry.kind == "tree":
        inside = call.git.tree(entry.oid)
        return Result(
            200, [_shape_entry(call, e, f"{path}/{e.name}".lstrip("/"), ref) for e in inside]
        )
    shape = _shape_entry(call, entry, path, ref)
    data = _read_blob(call, entry)
    if "raw" in call.headers.get("accept", ""):
        media = {"Content-Type": "application/vnd.github.raw; charset=utf-8"}
        return Result(200, headers=media, raw=data)
    if shape["type"] == "symlink":
        return Result(200, {**shape, "target": data.decode(errors="replace")})
    return Result(
        200, {**shape, "encoding": "base64", "content": base64.encodebytes(data).decode()}
    )


def list_commits(call: Call) -> Result:
    """Return the commits that lead to a branch or commit, newest first."""
    if call.git.is_empty():
        raise Refusal(409, "Git Repository is empty.")
    start = call.git.resolve_commit(call.query.get("sha", "HEAD"))
    if start is None:
        raise Refusal.not_found()
    known = _known_addresses(call)
    found = [
        shape_commit(commit, call.repository, call.hub.urls, known)
        for commit in _between(call, walk_history(call.git, start, call.query.get("path") or None))
    ]
    return call.take_page(found)


def get_branch(call: Call) -> Result:
    """Return a branch and the commit at its tip."""
    name = call.parameters["branch"]
    tip = call.git.branch(name)
    if tip is None:
        raise Refusal(404, "Branch not found")
    url = f"{call.hub.urls.repository(call.repository)}/branches/{name}"
    web = f"{call.hub.urls.web}/{call.repository.full_name}/tree/{name}"
    known = _known_addresses(call)
    return Result(
        200,
        {
            "name": name,
            "commit": shape_commit(call.git.commit(tip), call.repository, call.hub.urls, known),
            "_links": {"self": url, "html": web},
            "protected": False,
            "protection": {
                "enabled": False,
                "required_status_checks": {
                    "enforcement_level": "off",
                    "contexts": [],
                    "checks": [],
                },
            },
            "protection_url": f"{url}/protection",
        },
    )


def get_ref(call: Call) -> Result:
    """Return what one ref, written without ``refs/``, points at."""
    if call.git.is_empty():
        raise Refusal(409, "Git Repository is empty.")
    ref = f"refs/{call.parameters['ref']}"
    oid = call.git.read_ref(ref)
    found = None if oid is None else call.git.read(oid)
    if oid is None or found is None:
        raise Refusal.not_found()
    url = call.hub.urls.repository(call.repository)
    return Result(
        200,
        {
            "ref": ref,
            "node_id": node_id("REF", call.repository.id, ref),
            "url": f"{url}/git/{ref}",
            "object": {"sha": oid, "type": found[0], "url": f"{url}/git/{found[0]}s/{oid}"},
        },
    )


def get_actions_permissions(_: Call) -> Result:
    """Return whether Actions are on: always, and all of them."""
    return Result(200, {"enabled": True, "allowed_actions": "all", "sha_pinning_required": False})


def _between(call: Call, commits: Iterator[Commit]) -> Iterator[Commit]:
    since, until = (_read_time(call.query.get(name)) for name in ("since", "until"))
    for commit in commits:
        at = commit.committer.seconds
        if (since is None or at >= since) and (until is None or at <= until):
            yield commit


def _read_time(text: str | None) -> float | None:
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).timestamp()
    except ValueError as error:
        raise Refusal(400, f"`{text}` is not a time") from error


def _known_addresses(call: Call) -> dict[str, Account]:
    """Return the accounts that may have made a commit, by e-mail address."""
    state = call.hub.state
    logins = (
        {build.pusher for build in call.repository.site.builds} if call.repository.site else set()
    )
    logins |= {call.repository.owner, *([call.grant.login] if call.grant else [])}
    accounts = [account for login in logins if (account := state.account(login)) is not None]
    return {sign_as(account, 0).email: account for account in accounts}


def _read_blob(call: Call, entry: Entry) -> bytes:
    found = call.git.read(entry.oid)
    return b"" if found is None else found[1]


def _shape_entry(call: Call, entry: Entry, path: str, ref: str) -> Shape:
    repository = call.repository
    url = call.hub.urls.repository(repository)
    web = f"{call.hub.urls.web}/{repository.full_name}"
    here = f"{url}/contents/{path}?ref={ref}"
    is_blob = entry.kind == "blob"
    git = f"{url}/git/{entry.kind}s/{entry.oid}"
    html = f"{web}/{entry.kind}/{ref}/{path}"
    return {
        "type": "symlink" if entry.mode == _LINK_MODE else _TYPES[entry.kind],
        "size": len(_read_blob(call, entry)) if is_blob else 0,
        "name": entry.name,
        "path": path,
        "sha": entry.oid,
        "url": here,
        "git_url": git,
        "html_url": html,
        "download_url": f"{web}/raw/{ref}/{path}" if is_blob else None,
        "_links": {"self": here, "git": git, "html": html},
    }


_READ = {"contents": "read"}
_REPOSITORY = "/repos/{owner}/{repo}"
ROUTES = (
    Route("GET", f"{_REPOSITORY}/contents/{{path}}", get_content, _READ, public=True),
    Route("GET", f"{_REPOSITORY}/commits", list_commits, _READ, public=True),
    Route("GET", f"{_REPOSITORY}/branches/{{branch}}", get_branch, _READ, public=True),
    Route("GET", f"{_REPOSITORY}/git/ref/{{ref}}", get_ref, _READ, public=True),
    Route(
        "GET",
        f"{_REPOSITORY}/actions/permissions",
        get_actions_permissions,
        {"administration": "read"},
    ),
)
