"""Policy repositories: seen many at a time by GraphQL, created one at a time by REST."""

from __future__ import annotations

from binascii import b2a_base64
from collections.abc import Mapping, Sequence
from functools import partial
from http import HTTPStatus

from mtasts_pages.errors import GitHubError, MtaStsPagesError, PermissionDeniedError
from mtasts_pages.site import LedgerEntry
from mtasts_pages.state import Owner, RemoteRepository, RepositoryName
from mtasts_pages.world.github.batches import BATCH, describe_many
from mtasts_pages.world.github.descriptions import (
    COMMITS,
    ask_of_repositories,
    find_announcement,
    query_owners,
    read_owner,
    read_repository,
)
from mtasts_pages.world.github.fields import Fields, UnreadableError
from mtasts_pages.world.github.forecast import forecast_creation
from mtasts_pages.world.github.graph import ask, refuse_all
from mtasts_pages.world.github.refusals import AlreadyThereError, explain_refusal
from mtasts_pages.world.github.session import Session

_LEDGER_PAGES = 20
_STALE = "STALE_DATA"
_BOT = "[bot]"  # the end of every App's login, and of no person's


class StaleError(GitHubError):
    """The branch has a newer commit than the one to build on."""


class Repositories:
    """The repositories and their owners."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def read_owners(self, logins: Sequence[str]) -> dict[str, Owner | MtaStsPagesError]:
        """Return the accounts named *logins* by those names; unknown ones are left out.

        For one that GitHub describes in no way that can be read, the reason comes back.
        """
        owners: dict[str, Owner | MtaStsPagesError] = {}
        for start in range(0, len(logins), BATCH):
            batch = logins[start : start + BATCH]
            fields = [f"o{number}" for number in range(len(batch))]
            answer = ask(self._session, *query_owners(batch))
            answer.require_whole(*fields)
            viewer = answer.data.inner("viewer").text("login")
            by_app = viewer.endswith(_BOT)
            for field, login in zip(fields, batch, strict=True):
                found = answer.find(field, f"the account `{login}`", has_word=False)
                if isinstance(found, Fields):
                    try:
                        owners[login] = read_owner(found, viewer, by_app=by_app)
                    except UnreadableError as error:
                        owners[login] = error
                elif isinstance(found, PermissionDeniedError):
                    raise refuse_all(found.message)
                elif found is not None:
                    owners[login] = found
        return owners

    def read_many(
        self, names: Sequence[RepositoryName], paths: Sequence[str]
    ) -> dict[RepositoryName, RemoteRepository | GitHubError]:
        """Return the repositories among *names* that exist, with their files at *paths*.

        One that the token may not look at is among them, with GitHub's refusal; for one that
        GitHub describes in no way that can be read, the reason is in its place.

        Raises:
            AuthenticationError: the token may look at none of them.

        """
        found: dict[RepositoryName, RemoteRepository | GitHubError] = {}
        question = ask_of_repositories(paths)
        for name, described in describe_many(self._session, names, question):
            if isinstance(described, PermissionDeniedError):
                found[name] = RemoteRepository.hidden(name, described.message)
            elif isinstance(described, GitHubError):
                found[name] = described
            elif isinstance(described, Fields):
                found[name] = self._read(name, described, paths)
        refusals = [
            each.refusal
            for each in found.values()
            if isinstance(each, RemoteRepository) and each.refusal is not None
        ]
        if refusals and len(refusals) == len(set(names)):
            raise refuse_all("; ".join(sorted(set(refusals))))
        return found

    def find_lacking(self, name: RepositoryName) -> PermissionDeniedError | None:
        """Return what the token lacks to publish *name*, as far as GitHub says before a write.

        It says nothing about fine-grained tokens; those are refused at the first write.
        """
        missing = self._session.list_missing()
        if not missing:
            return None
        if self._session.scopes is not None:
            scopes = ", ".join(sorted(self._session.scopes)) or "none"
            return PermissionDeniedError(
                f"the token may not publish `{name}`: its scopes are {scopes}",
                "a classic token needs the scope `repo`",
            )
        wanted = ", ".join(f"{permission.capitalize()}: write" for permission in missing)
        return PermissionDeniedError(
            f"the GitHub App may not publish `{name}`: it lacks {wanted}",
            "add it in the App's settings, Permissions; then the owner has to accept it",
        )

    def forecast_creation(self, count: int, owners: Sequence[Owner]) -> float:
        """Return in how many seconds GitHub's limits let *count* new domains be published."""
        return forecast_creation(self._session, count, owners)

    def commit(
        self, name: RepositoryName, branch: str, head: str, message: str, files: Mapping[str, bytes]
    ) -> str:
        """Have GitHub itself commit *files* to *branch*, and sign for it; return the commit.

        GitHub, GraphQL, ``createCommitOnBranch``: for the token of a person or an App, with GitHub
        as the committer; only on top of *head*, the newest commit that the branch has.

        Raises:
            StaleError: the branch has another one.
            GitHubError: GitHub refuses.

        """
        headline, _, body = message.strip().partition("\n\n")
        additions = [
            {"path": path, "contents": b2a_base64(data, newline=False).decode("ascii")}
            for path, data in sorted(files.items())
        ]
        wanted = {
            "branch": {"repositoryNameWithOwner": str(name), "branchName": branch},
            "expectedHeadOid": head,
            "message": {"headline": headline, "body": body},
            "fileChanges": {"additions": additions},
        }
        self._session.budget.await_turn(write=True, creates=True)
        answer = ask(
            self._session,
            "mutation($input:CreateCommitOnBranchInput!)"
            "{createCommitOnBranch(input:$input){commit{oid}}}",
            {"input": wanted},
        )
        if any(error.get("type") == _STALE for error in answer.errors):
            raise StaleError(
                f"`{name}` has moved on",
                "run the same command again; it looks at the branch before it commits",
            )
        answer.require_whole("createCommitOnBranch")
        made = answer.find("createCommitOnBranch", f"a commit to `{name}`")
        if isinstance(made, Fields):
            return made.inner("commit").text("oid")
        raise made or GitHubError(f"GitHub finds no branch `{branch}` in `{name}`")

    def _read(
        self, name: RepositoryName, described: Fields, paths: Sequence[str]
    ) -> RemoteRepository | GitHubError:
        """Return one repository, or why it cannot be read."""
        try:
            return read_repository(name, described, paths, partial(self._read_ledger, name))
        except GitHubError as error:
            return error

    def create(self, name: RepositoryName, owner: Owner, homepage: str, description: str) -> bool:
        """Create a public, empty repository; return ``False`` when one of that name exists.

        It may be the work of an earlier request whose answer was lost, or somebody else's:
        look at it before using it.

        GitHub, "Create an organization repository", "Create a repository for the
        authenticated user".

        Raises:
            MtaStsPagesError: GitHub refuses.

        """
        path = "/user/repos" if owner.is_viewer else f"/orgs/{owner.login}/repos"
        body = {
            "name": name.name,
            "description": description,
            "homepage": homepage,
            "private": False,
            "has_issues": False,
            "has_projects": False,
            "has_wiki": False,
            "auto_init": False,
        }
        # No harm in repeating: there is one repository of a name.
        reply = self._session.call("POST", path, body, repeatable=True)
        if reply.status == HTTPStatus.CREATED:
            pages = f"/repos/{name}/pages"
            self._session.expect(f"POST {pages}", f"PUT {pages}")
            return True
        refusal = explain_refusal(reply.status, reply.message, reply.headers, f"create `{name}`")
        if not isinstance(refusal, AlreadyThereError):
            raise refusal
        return False

    def archive(self, name: RepositoryName) -> None:
        """Make *name* read-only; it stays where it is. GitHub, "Update a repository".

        Raises:
            MtaStsPagesError: GitHub refuses.

        """
        path = f"/repos/{name.owner}/{name.name}"
        reply = self._session.call("PATCH", path, {"archived": True}, repeatable=True)
        if reply.status != HTTPStatus.OK:
            raise explain_refusal(reply.status, reply.message, reply.headers, f"archive `{name}`")

    def _read_ledger(self, name: RepositoryName, history: Fields) -> LedgerEntry | None:
        """Return the newest announcement, going back through *history* page by page."""
        for pages_left in reversed(range(_LEDGER_PAGES)):
            entry = find_announcement(history)
            page = history.inner("pageInfo")
            if entry is not None or not page.flag("hasNextPage") or not pages_left:
                return entry
            answer = ask(
                self._session,
                "query($o:String!,$n:String!,$a:String!){repository(owner:$o,name:$n)"
                "{defaultBranchRef{target{... on Commit"
                f"{{history(first:100,after:$a){{{COMMITS}}}}}}}}}}}}}",
                {"o": name.owner, "n": name.name, "a": page.text("endCursor")},
            )
            answer.require_whole("repository")
            found = answer.find("repository", f"the repository `{name}`")
            if isinstance(found, MtaStsPagesError):
                raise found
            branch = None if found is None else found.find_inner("defaultBranchRef")
            if branch is None:
                return None  # deleted meanwhile
            history = branch.inner("target").inner("history")
        return None
