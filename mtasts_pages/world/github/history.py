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

from mtasts_pages.errors import GitHubError, MtaStsPagesError
from mtasts_pages.site import POLICY_PATH
from mtasts_pages.site.history import MARK_PREFIX, PolicyCommit, format_mark, read_marks
from mtasts_pages.state import RepositoryName
from mtasts_pages.world.github.batches import Question, describe_many
from mtasts_pages.world.github.fields import Fields
from mtasts_pages.world.github.graph import ask
from mtasts_pages.world.github.refusals import explain_refusal
from mtasts_pages.world.github.session import Session

_FIRST = 20
_PAGE = 100
_PAGES = 20
_MARKS = 100
_COMMIT = (
    "nodes{oid message committedDate author{name user{login}} parents(first:1){nodes{oid}}"
    " file(path:$p){object{... on Blob{text isTruncated}}}} pageInfo{hasNextPage endCursor}"
)


_QUESTION = Question(
    f"refs(refPrefix:$m,first:{_MARKS},orderBy:{{field:TAG_COMMIT_DATE,direction:DESC}})"
    "{nodes{name}} "
    f"defaultBranchRef{{target{{oid ... on Commit{{history(first:{_FIRST}){{{_COMMIT}}}}}}}}}",
    {"p": POLICY_PATH, "m": f"refs/tags/{MARK_PREFIX}"},
    "the history of",
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
        for name, described in describe_many(self._session, names, _QUESTION):
            if isinstance(described, MtaStsPagesError):
                found[name] = _refuse(described)
            elif described is not None:
                found[name] = self._read(name, described)
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

    def _read(self, name: RepositoryName, described: Fields) -> RemoteHistory:
        """Return the history of one repository, or why it cannot be read."""
        try:
            return self._read_repository(name, described)
        except GitHubError as error:
            return _refuse(error)

    def _read_repository(self, name: RepositoryName, described: Fields) -> RemoteHistory:
        refs = described.find_inner("refs")
        marks = read_marks([] if refs is None else [ref.text("name") for ref in refs.each("nodes")])
        branch = described.find_inner("defaultBranchRef")
        if branch is None:
            return RemoteHistory((), marks, is_whole=True)
        head = branch.inner("target")
        nodes: dict[str, Fields] = {}
        commits: list[PolicyCommit] = []
        wanted: str | None = head.text("oid")
        for page in self._read_pages(name, head.inner("history")):
            nodes |= {node.text("oid"): node for node in page}
            while wanted in nodes:
                node = nodes[wanted]
                commits.append(_read_commit(node))
                parents = node.inner("parents").each("nodes")
                wanted = parents[0].text("oid") if parents else None
            if wanted is None:
                break
        return RemoteHistory(tuple(commits), marks, is_whole=wanted is None)

    def _read_pages(self, name: RepositoryName, history: Fields) -> Iterator[Sequence[Fields]]:
        """Yield the commits that lead to the newest one, page by page."""
        yield history.each("nodes")
        for _ in range(_PAGES):
            page = history.inner("pageInfo")
            if not page.flag("hasNextPage"):
                return
            answer = ask(
                self._session,
                "query($o:String!,$n:String!,$a:String!,$p:String!){repository(owner:$o,name:$n)"
                f"{{defaultBranchRef{{target{{... on Commit{{history(first:{_PAGE},after:$a)"
                f"{{{_COMMIT}}}}}}}}}}}}}",
                {"o": name.owner, "n": name.name, "a": page.text("endCursor"), "p": POLICY_PATH},
            )
            answer.require_whole("repository")
            found = answer.find("repository", f"the history of `{name}`")
            if isinstance(found, MtaStsPagesError):
                raise found
            branch = None if found is None else found.find_inner("defaultBranchRef")
            if branch is None:
                return  # deleted meanwhile
            history = branch.inner("target").inner("history")
            yield history.each("nodes")


def _refuse(error: MtaStsPagesError) -> RemoteHistory:
    return RemoteHistory((), {}, is_whole=False, refusal=error.message)


def _read_commit(node: Fields) -> PolicyCommit:
    author = node.find_inner("author")
    user = None if author is None else author.find_inner("user")
    login = None if user is None else user.text("login")
    file = node.find_inner("file")
    blob = None if file is None else file.find_inner("object")
    text = None
    if blob is not None and blob.data and not blob.flag("isTruncated"):
        text = blob.find_text("text")
    return PolicyCommit(
        commit=node.text("oid"),
        committed=node.time("committedDate"),
        author=login or ("" if author is None else author.find_text("name") or ""),
        message=node.text("message"),
        policy_file=None if text is None else text.encode(),
    )
