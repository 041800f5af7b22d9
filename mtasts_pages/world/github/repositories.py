"""Policy repositories: seen many at a time by GraphQL, created one at a time by REST."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any

from mtasts_pages.errors import AuthenticationError, GitHubError, PermissionDeniedError
from mtasts_pages.site import LedgerEntry, parse_message
from mtasts_pages.state import Owner, OwnerKind, RemoteRepository, RepositoryName, Visibility
from mtasts_pages.world.github.budget import HOUR
from mtasts_pages.world.github.refusals import AlreadyThereError, explain_refusal
from mtasts_pages.world.github.session import Reply, Session, UncertainError

BATCH = 50
"""Repositories in one query: GitHub ends a query after ten seconds."""

_HISTORY = 20
_SCOPES = frozenset({"repo", "public_repo"})
_CREATIONS = 2  # of a new domain: the repository, its Pages site
_WRITES = 4  # and the custom domain, and the enforcement of HTTPS
_FEW = 20  # new domains that are far from any limit
_A_PAGE = 100
_RECENT_PAGES = 5  # as many creations as an hour allows
_LEDGER_PAGES = 20
_ADMINISTERS = (None, "ADMIN", "MAINTAIN")  # null for an App, whose permissions are its own
_BOT = "[bot]"  # the end of every App's login, and of no person's
_COMMITS = "nodes{oid message committedDate} pageInfo{hasNextPage endCursor}"


class Repositories:
    """The repositories and their owners."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def read_owners(self, logins: Sequence[str]) -> dict[str, Owner]:
        """Return the accounts named *logins* by those names; unknown ones are left out."""
        owners: dict[str, Owner] = {}
        for start in range(0, len(logins), BATCH):
            batch = logins[start : start + BATCH]
            declared = ",".join(f"$l{number}:String!" for number in range(len(batch)))
            asked = " ".join(
                f"o{number}:repositoryOwner(login:$l{number}){{__typename login"
                "... on Organization{viewerCanCreateRepositories}}"
                for number in range(len(batch))
            )
            variables = {f"l{number}": login for number, login in enumerate(batch)}
            data = self._query(f"query({declared}){{viewer{{login}} {asked}}}", variables)
            viewer = str(data["viewer"]["login"])
            by_app = viewer.endswith(_BOT)
            for number, login in enumerate(batch):
                found = data.get(f"o{number}")
                if found:
                    kind = OwnerKind(found["__typename"])
                    owners[login] = Owner(
                        found["login"],
                        kind,
                        is_viewer=found["login"] == viewer,
                        # An App is no member; its permission to create is its own.
                        may_create=by_app or found.get("viewerCanCreateRepositories", True),
                        by_app=by_app,
                    )
        return owners

    def read_many(
        self, names: Sequence[RepositoryName], paths: Sequence[str]
    ) -> dict[RepositoryName, RemoteRepository]:
        """Return the repositories among *names* that exist, with their files at *paths*."""
        found: dict[RepositoryName, RemoteRepository] = {}
        for start in range(0, len(names), BATCH):
            batch = names[start : start + BATCH]
            data = self._query(*_batch_query(batch, paths))
            for number, name in enumerate(batch):
                described = data.get(f"r{number}")
                if described:
                    found[name] = self._read_repository(name, described, paths)
        return found

    def forecast_creation(self, count: int, owners: Sequence[Owner]) -> float:
        """Return in how many seconds GitHub's limits let *count* new domains be published.

        What was created in the last hour counts as well, by whomever: an earlier run that was
        cut short has used up its part of the budget.
        """
        budget = self._session.budget
        if count > _FEW:
            for owner in owners:
                for seconds_ago in self._read_recent(owner):
                    budget.remember(_CREATIONS, seconds_ago)
        return budget.estimate(count * _CREATIONS, count * _WRITES)

    def _read_recent(self, owner: Owner) -> list[float]:
        """Return how many seconds ago the repositories of the last hour were created."""
        kind = "users" if owner.kind is OwnerKind.USER else "orgs"
        now = self._session.now()
        ages: list[float] = []
        for page in range(1, _RECENT_PAGES + 1):
            query = f"sort=created&direction=desc&per_page=100&page={page}"
            reply = self._session.call("GET", f"/{kind}/{owner.login}/repos?{query}")
            if reply.status != HTTPStatus.OK or not isinstance(reply.data, list):
                break
            created = [datetime.fromisoformat(one["created_at"]) for one in reply.data]
            recent = [(now - moment).total_seconds() for moment in created]
            ages += [age for age in recent if age < HOUR]
            if len(recent) < _A_PAGE or recent[-1] >= HOUR:
                break
        return sorted(ages, reverse=True)

    def create(self, name: RepositoryName, owner: Owner, homepage: str, description: str) -> None:
        """Create a public, empty repository; one that exists already is taken as created.

        GitHub, "Create an organization repository", "Create a repository for the
        authenticated user".

        Raises:
            GitHubError: GitHub refuses, or another user owns *name*.

        """
        if owner.kind is OwnerKind.USER and owner.by_app:
            # GitHub, "Create a repository for the authenticated user": not for App tokens.
            raise PermissionDeniedError(
                f"a GitHub App cannot create `{name}`: `{name.owner}` is a user",
                f"create the empty public repository `{name.name}` by hand, use a token of"
                f" `{name.owner}`, or an organization as the owner",
            )
        if owner.kind is OwnerKind.USER and not owner.is_viewer:
            raise GitHubError(
                f"`{name.owner}` is a user, and the token belongs to somebody else",
                f"use a token of `{name.owner}`, or an organization as the owner",
            )
        scopes = self._session.scopes
        if scopes is not None and not scopes & _SCOPES:
            raise PermissionDeniedError(
                f"the token may not create `{name}`: its scopes are {', '.join(sorted(scopes))}",
                "a classic token needs the scope `repo`",
            )
        if not owner.may_create:
            raise PermissionDeniedError(
                f"the organization `{owner.login}` does not let you create repositories",
                "ask one of its owners, or let one of them run this",
            )
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
        try:
            reply = self._session.call("POST", path, body)
        except UncertainError:
            # The request may have done its work before the answer was lost: look.
            if self._session.call("GET", f"/repos/{name}").status == HTTPStatus.OK:
                return
            raise
        if reply.status == HTTPStatus.CREATED:
            return
        refusal = explain_refusal(reply.status, reply.message, reply.headers, f"create `{name}`")
        if not isinstance(refusal, AlreadyThereError):
            raise refusal

    def _query(self, text: str, variables: Mapping[str, object]) -> dict[str, Any]:
        reply = self._session.query(text, variables)
        data = reply.data.get("data") if isinstance(reply.data, dict) else None
        unexpected = [error for error in _errors(reply) if error.get("type") != "NOT_FOUND"]
        if reply.status != HTTPStatus.OK or not isinstance(data, dict) or unexpected:
            said = "; ".join(str(error.get("message")) for error in unexpected) or reply.message
            if any(error.get("type") == "FORBIDDEN" for error in unexpected):
                raise AuthenticationError(
                    f"GitHub refused to show the repositories: {said}",
                    "the token needs access to all repositories of the owner",
                )
            raise GitHubError(f"GitHub does not describe the repositories: {said}")
        return data

    def _read_repository(
        self, name: RepositoryName, described: Mapping[str, Any], paths: Sequence[str]
    ) -> RemoteRepository:
        branch = described["defaultBranchRef"]
        commit = branch["target"] if branch else None
        blobs = {path: described.get(f"f{number}") for number, path in enumerate(paths)}
        present = {path: blob for path, blob in blobs.items() if blob and "oid" in blob}
        return RemoteRepository(
            name=name,
            visibility=Visibility(described["visibility"]),
            archived=described["isArchived"],
            default_branch=branch["name"] if branch else None,
            head=commit["oid"] if commit else None,
            files={path: blob["oid"] for path, blob in present.items()},
            texts={
                path: blob["text"]
                for path, blob in present.items()
                if blob.get("text") is not None and not blob.get("isTruncated")
            },
            may_administer=described["viewerPermission"] in _ADMINISTERS,
            ledger=self._read_ledger(name, commit["history"]) if commit else None,
            newest_subject=commit["messageHeadline"] if commit else None,
        )

    def _read_ledger(self, name: RepositoryName, history: Mapping[str, Any]) -> LedgerEntry | None:
        """Return the newest announcement, going back through *history* page by page."""
        for pages_left in reversed(range(_LEDGER_PAGES)):
            for node in history["nodes"]:
                policy_id = parse_message(node["message"])
                if policy_id is not None:
                    when = datetime.fromisoformat(node["committedDate"])
                    return LedgerEntry(policy_id, node["oid"], when)
            page = history["pageInfo"]
            if not page["hasNextPage"] or not pages_left:
                break
            data = self._query(
                "query($o:String!,$n:String!,$a:String!){repository(owner:$o,name:$n)"
                "{defaultBranchRef{target{... on Commit"
                f"{{history(first:100,after:$a){{{_COMMITS}}}}}}}}}}}}}",
                {"o": name.owner, "n": name.name, "a": page["endCursor"]},
            )
            history = data["repository"]["defaultBranchRef"]["target"]["history"]
        return None


def _batch_query(
    batch: Sequence[RepositoryName], paths: Sequence[str]
) -> tuple[str, dict[str, object]]:
    """Return one query for a batch; every name travels as a variable, none in the text."""
    declared = [f"$p{number}:String!" for number in range(len(paths))]
    declared += [f"$o{number}:String!,$n{number}:String!" for number in range(len(batch))]
    files = " ".join(
        f"f{number}:object(expression:$p{number}){{... on Blob{{oid text isTruncated}}}}"
        for number in range(len(paths))
    )
    asked = " ".join(
        f"r{number}:repository(owner:$o{number},name:$n{number},followRenames:false){{...R}}"
        for number in range(len(batch))
    )
    text = (
        f"query({','.join(declared)}){{{asked}}} "
        "fragment R on Repository{visibility isArchived viewerPermission "
        "defaultBranchRef{name target{oid "
        f"... on Commit{{messageHeadline history(first:{_HISTORY}){{{_COMMITS}}}}}}}}} {files}}}"
    )
    variables: dict[str, object] = {f"p{i}": f"HEAD:{path}" for i, path in enumerate(paths)}
    for number, name in enumerate(batch):
        variables[f"o{number}"] = name.owner
        variables[f"n{number}"] = name.name
    return text, variables


def _errors(reply: Reply) -> list[Mapping[str, Any]]:
    errors = reply.data.get("errors") if isinstance(reply.data, dict) else None
    return [error for error in errors or [] if isinstance(error, dict)]
