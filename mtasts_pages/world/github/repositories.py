"""Policy repositories: seen many at a time by GraphQL, created one at a time by REST."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from itertools import takewhile
from typing import Any

from mtasts_pages.errors import PermissionDeniedError
from mtasts_pages.site import CNAME, POLICY_PATH, REBUILD_SUBJECT, LedgerEntry, parse_message
from mtasts_pages.state import Owner, OwnerKind, RemoteRepository, RepositoryName, Visibility
from mtasts_pages.world.github.forecast import forecast_creation
from mtasts_pages.world.github.graph import ask, refuse_all
from mtasts_pages.world.github.refusals import AlreadyThereError, explain_refusal
from mtasts_pages.world.github.session import ATTEMPTS, OverloadedError, Session

BATCH = 50
"""Repositories in one query: GitHub ends a query after ten seconds; then it is halved."""

_ATTEMPTS_AT_MANY = 2
_HISTORY = 20
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
            data = ask(
                self._session, f"query({declared}){{viewer{{login}} {asked}}}", variables
            ).whole()
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
        """Return the repositories among *names* that exist, with their files at *paths*.

        One that the token may not look at is among them, with GitHub's refusal.

        Raises:
            AuthenticationError: the token may look at none of them.

        """
        found: dict[RepositoryName, RemoteRepository] = {}
        for start in range(0, len(names), BATCH):
            batch = names[start : start + BATCH]
            found |= self._read_batch(batch, paths)
        refusals = [each.refusal for each in found.values() if each.refusal is not None]
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

    def _read_batch(
        self, batch: Sequence[RepositoryName], paths: Sequence[str]
    ) -> dict[RepositoryName, RemoteRepository]:
        """Return what exists of *batch*; a query that is too much for GitHub is halved."""
        half = len(batch) // 2
        try:
            attempts = _ATTEMPTS_AT_MANY if half else ATTEMPTS
            answer = ask(self._session, *_batch_query(batch, paths), attempts=attempts)
        except OverloadedError:
            if not half:
                raise
            return self._read_batch(batch[:half], paths) | self._read_batch(batch[half:], paths)
        refusals, rest = answer.split_refusals()
        data = rest.whole()
        found = {}
        for number, name in enumerate(batch):
            field = f"r{number}"
            if field in refusals:
                found[name] = RemoteRepository.hidden(name, refusals[field])
            elif data.get(field):
                found[name] = self._read_repository(name, data[field], paths)
        return found

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
            return True
        refusal = explain_refusal(reply.status, reply.message, reply.headers, f"create `{name}`")
        if not isinstance(refusal, AlreadyThereError):
            raise refusal
        return False

    def _read_repository(
        self, name: RepositoryName, described: Mapping[str, Any], paths: Sequence[str]
    ) -> RemoteRepository:
        branch = described["defaultBranchRef"]
        commit = branch["target"] if branch else None
        now = str(described["nameWithOwner"])
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
            head_committed=_read_time(commit["committedDate"]) if commit else None,
            domain_committed=_read_newest(commit["domain"]) if commit else None,
            rebuilds=_count_rebuilds(commit["history"]["nodes"]) if commit else 0,
            may_administer=described["viewerPermission"] in _ADMINISTERS,
            ledger=self._read_ledger(name, commit["history"]) if commit else None,
            newest_subject=commit["messageHeadline"] if commit else None,
            # GitHub follows renamings, and takes names in any case of letters.
            renamed_to=None if now.casefold() == str(name).casefold() else now,
        )

    def _read_ledger(self, name: RepositoryName, history: Mapping[str, Any]) -> LedgerEntry | None:
        """Return the newest announcement, going back through *history* page by page."""
        for pages_left in reversed(range(_LEDGER_PAGES)):
            for node in history["nodes"]:
                policy_id = parse_message(node["message"])
                if policy_id is not None:
                    when = _read_time(node["committedDate"])
                    return LedgerEntry(policy_id, node["oid"], when)
            page = history["pageInfo"]
            if not page["hasNextPage"] or not pages_left:
                break
            data = ask(
                self._session,
                "query($o:String!,$n:String!,$a:String!){repository(owner:$o,name:$n)"
                "{defaultBranchRef{target{... on Commit"
                f"{{history(first:100,after:$a){{{_COMMITS}}}}}}}}}}}}}",
                {"o": name.owner, "n": name.name, "a": page["endCursor"]},
            ).whole()
            branch = (data["repository"] or {}).get("defaultBranchRef")
            if branch is None:
                break  # deleted meanwhile
            history = branch["target"]["history"]
        return None


def _read_newest(history: Mapping[str, Any] | None) -> datetime | None:
    """Return when the newest commit of a history was made, as far as that can be read."""
    nodes = (history or {}).get("nodes") or [None]
    return _read_time(nodes[0]["committedDate"]) if nodes[0] else None


def _count_rebuilds(nodes: Sequence[Mapping[str, Any]]) -> int:
    subjects = (str(node["message"]).partition("\n")[0] for node in nodes)
    return sum(1 for _ in takewhile(REBUILD_SUBJECT.__eq__, subjects))


def _read_time(text: str) -> datetime:
    return datetime.fromisoformat(text)


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
        f"r{number}:repository(owner:$o{number},name:$n{number}){{...R}}"
        for number in range(len(batch))
    )
    text = (
        f"query({','.join(declared)}){{{asked}}} "
        "fragment R on Repository{nameWithOwner visibility isArchived viewerPermission "
        "defaultBranchRef{name target{oid "
        "... on Commit{messageHeadline committedDate "
        f'domain:history(first:1,path:"{CNAME}"){{nodes{{committedDate}}}} '
        f'policy:history(first:1,path:"{POLICY_PATH}"){{nodes{{oid}}}} '
        f"history(first:{_HISTORY}){{{_COMMITS}}}}}}}}} {files}}}"
    )
    variables: dict[str, object] = {f"p{i}": f"HEAD:{path}" for i, path in enumerate(paths)}
    for number, name in enumerate(batch):
        variables[f"o{number}"] = name.owner
        variables[f"n{number}"] = name.name
    return text, variables
