"""The commits of policy repositories and their marks, many repositories a query.

Not by ``history(path:)``: a commit that announces an unchanged policy again touches no file, and
of a merge the filter shows the side that agrees. So every commit is listed with the policy file
that it holds, and the first parents are followed from the newest one: what the branch itself said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from mtasts_pages.site import POLICY_PATH
from mtasts_pages.site.history import MARK_PREFIX, PolicyCommit, format_mark, read_marks
from mtasts_pages.state import RepositoryName
from mtasts_pages.world.github.graph import ask
from mtasts_pages.world.github.refusals import explain_refusal
from mtasts_pages.world.github.session import ATTEMPTS, OverloadedError, Session

BATCH = 50
"""Repositories in one query; one that is too much for GitHub is halved."""

_ATTEMPTS_AT_MANY = 2
_FIRST = 20
_PAGE = 100
_PAGES = 20
_MARKS = 100
_COMMIT = (
    "nodes{oid message committedDate author{name user{login}} parents(first:1){nodes{oid}}"
    " file(path:$p){object{... on Blob{text isTruncated}}}} pageInfo{hasNextPage endCursor}"
)


@dataclass(frozen=True, slots=True)
class RemoteHistory:
    """What GitHub has of one repository's history."""

    commits: tuple[PolicyCommit, ...]
    """Newest first."""
    marks: Mapping[str, datetime]
    is_whole: bool
    """Whether the first commit is among them."""
    refusal: str | None = None
    """Why GitHub does not show it to this token."""


class Histories:
    """The histories of policy repositories."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def read_many(self, names: Sequence[RepositoryName]) -> dict[RepositoryName, RemoteHistory]:
        """Return the history of those of *names* that exist.

        Raises:
            AuthenticationError: the token is wrong.
            GitHubError: GitHub does not answer.

        """
        found: dict[RepositoryName, RemoteHistory] = {}
        for start in range(0, len(names), BATCH):
            found |= self._read_batch(names[start : start + BATCH])
        return found

    def mark(self, name: RepositoryName, policy_id: str, commit: str, seen: datetime) -> None:
        """Set the mark that *policy_id* was seen on every name server at the moment *seen*.

        GitHub, "Create a reference". A mark that is there already is as good.

        Raises:
            MtaStsPagesError: GitHub refuses.

        """
        body = {"ref": f"refs/tags/{format_mark(policy_id, seen)}", "sha": commit}
        path = f"/repos/{name.owner}/{name.name}/git/refs"
        # No harm in repeating: there is one ref of a name.
        reply = self._session.call("POST", path, body, repeatable=True)
        there = reply.status == HTTPStatus.UNPROCESSABLE_ENTITY and "already exists" in (
            reply.message or ""
        )
        if reply.status != HTTPStatus.CREATED and not there:
            what = f"set a mark in `{name}`"
            raise explain_refusal(reply.status, reply.message, reply.headers, what)

    def _read_batch(self, batch: Sequence[RepositoryName]) -> dict[RepositoryName, RemoteHistory]:
        half = len(batch) // 2
        try:
            attempts = _ATTEMPTS_AT_MANY if half else ATTEMPTS
            answer = ask(self._session, *_batch_query(batch), attempts=attempts)
        except OverloadedError:
            if not half:
                raise
            return self._read_batch(batch[:half]) | self._read_batch(batch[half:])
        refusals, rest = answer.split_refusals()
        data = rest.whole()
        found = {}
        for number, name in enumerate(batch):
            field = f"r{number}"
            if field in refusals:
                found[name] = RemoteHistory((), {}, is_whole=False, refusal=refusals[field])
            elif data.get(field):
                found[name] = self._read_repository(name, data[field])
        return found

    def _read_repository(self, name: RepositoryName, described: Mapping[str, Any]) -> RemoteHistory:
        marks = read_marks(each["name"] for each in described["refs"]["nodes"])
        branch = described["defaultBranchRef"]
        if branch is None:
            return RemoteHistory((), marks, is_whole=True)
        head = branch["target"]
        nodes: dict[str, Mapping[str, Any]] = {}
        commits: list[PolicyCommit] = []
        wanted: str | None = head["oid"]
        for page in self._read_pages(name, head["history"]):
            nodes |= {node["oid"]: node for node in page}
            while wanted in nodes:
                node = nodes[wanted]
                commits.append(_read_commit(node))
                parents = node["parents"]["nodes"]
                wanted = parents[0]["oid"] if parents else None
            if wanted is None:
                break
        return RemoteHistory(tuple(commits), marks, is_whole=wanted is None)

    def _read_pages(
        self, name: RepositoryName, history: Mapping[str, Any]
    ) -> Iterator[Sequence[Mapping[str, Any]]]:
        """Yield the commits that lead to the newest one, page by page."""
        yield history["nodes"]
        for _ in range(_PAGES):
            page = history["pageInfo"]
            if not page["hasNextPage"]:
                return
            data = ask(
                self._session,
                "query($o:String!,$n:String!,$a:String!,$p:String!){repository(owner:$o,name:$n)"
                f"{{defaultBranchRef{{target{{... on Commit{{history(first:{_PAGE},after:$a)"
                f"{{{_COMMIT}}}}}}}}}}}}}",
                {"o": name.owner, "n": name.name, "a": page["endCursor"], "p": POLICY_PATH},
            ).whole()
            branch = (data["repository"] or {}).get("defaultBranchRef")
            if branch is None:
                return  # deleted meanwhile
            history = branch["target"]["history"]
            yield history["nodes"]


def _read_commit(node: Mapping[str, Any]) -> PolicyCommit:
    author = node["author"] or {}
    user = author.get("user") or {}
    blob = (node["file"] or {}).get("object") or {}
    text = None if blob.get("isTruncated") else blob.get("text")
    return PolicyCommit(
        commit=node["oid"],
        committed=datetime.fromisoformat(node["committedDate"]),
        author=user.get("login") or author.get("name") or "",
        message=node["message"],
        policy_file=None if text is None else text.encode(),
    )


def _batch_query(batch: Sequence[RepositoryName]) -> tuple[str, dict[str, object]]:
    """Return one query for a batch; every name travels as a variable, none in the text."""
    declared = ["$p:String!", "$m:String!"]
    declared += [f"$o{number}:String!,$n{number}:String!" for number in range(len(batch))]
    asked = " ".join(
        f"r{number}:repository(owner:$o{number},name:$n{number}){{...R}}"
        for number in range(len(batch))
    )
    text = (
        f"query({','.join(declared)}){{{asked}}} fragment R on Repository{{"
        f"refs(refPrefix:$m,first:{_MARKS},orderBy:{{field:TAG_COMMIT_DATE,direction:DESC}})"
        "{nodes{name}} "
        f"defaultBranchRef{{target{{oid ... on Commit{{history(first:{_FIRST}){{{_COMMIT}}}}}}}}}}}"
    )
    variables: dict[str, object] = {"p": POLICY_PATH, "m": f"refs/tags/{MARK_PREFIX}"}
    for number, name in enumerate(batch):
        variables[f"o{number}"] = name.owner
        variables[f"n{number}"] = name.name
    return text, variables
