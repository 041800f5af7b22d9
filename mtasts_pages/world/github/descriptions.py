"""What GitHub is asked of many repositories at a time by GraphQL, and what it says of each.

Which fields may be null is what GitHub's schema says; see :mod:`~mtasts_pages.world.github.fields`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import takewhile

from mtasts_pages.site import CNAME, POLICY_PATH, REBUILD_SUBJECT, LedgerEntry, parse_message
from mtasts_pages.site.history import MARK_PREFIX, read_marks
from mtasts_pages.state import Owner, OwnerKind, RemoteRepository, RepositoryName, Visibility
from mtasts_pages.world.github.batches import Question
from mtasts_pages.world.github.fields import Fields

COMMITS = "nodes{oid message committedDate} pageInfo{hasNextPage endCursor}"

_HISTORY = 20
_FILE_MODE = 0o100644
_LINK_MODE = 0o120000
_PERMISSIONS = {
    None: True,  # for an App, whose permissions are its own
    "ADMIN": True,
    "MAINTAIN": True,
    "WRITE": False,
    "TRIAGE": False,
    "READ": False,
}
"""`RepositoryPermission` of GitHub's schema: whether it lets change the Pages settings."""

Query = tuple[str, dict[str, object]]
ReadHistory = Callable[[Fields], LedgerEntry | None]


def ask_of_repositories(paths: Sequence[str]) -> Question:
    """Return what is asked of each repository, with its files at *paths*."""
    folders = _list_folders(paths)
    trees = " ".join(
        f"t{number}:object(expression:$t{number}){{... on Tree{{entries{{name mode}}}}}}"
        for number in range(len(folders))
    )
    files = " ".join(
        f"f{number}:object(expression:$p{number}){{... on Blob{{oid text isTruncated}}}}"
        for number in range(len(paths))
    )
    fields = (
        "nameWithOwner visibility isArchived viewerPermission "
        "refs(refPrefix:$m,first:3,orderBy:{field:TAG_COMMIT_DATE,direction:DESC}){nodes{name}} "
        "defaultBranchRef{name target{oid "
        "... on Commit{committedDate "
        f'domain:history(first:1,path:"{CNAME}"){{nodes{{committedDate}}}} '
        f'policy:history(first:1,path:"{POLICY_PATH}"){{nodes{{oid committedDate}}}} '
        f"history(first:{_HISTORY}){{{COMMITS}}}}}}}}} {files} {trees}"
    )
    variables = {"m": f"refs/tags/{MARK_PREFIX}"}
    variables |= {f"p{i}": f"HEAD:{path}" for i, path in enumerate(paths)}
    variables |= {f"t{i}": f"HEAD:{folder}" for i, folder in enumerate(folders)}
    return Question(fields, variables, "the repository")


def read_repository(
    name: RepositoryName, described: Fields, paths: Sequence[str], read_history: ReadHistory
) -> RemoteRepository:
    """Return what GitHub says of one repository.

    Args:
        name: The name that was asked for.
        described: The answer.
        paths: The files that were asked for.
        read_history: Returns the newest announcement of a history that begins with these fields.

    Raises:
        UnreadableError: the answer is not of the form that GitHub describes.

    """
    branch = described.find_inner("defaultBranchRef")
    commit = branch.inner("target") if branch is not None else None
    now = described.text("nameWithOwner")
    found = {path: described.find_inner(f"f{number}") for number, path in enumerate(paths)}
    blobs = {path: blob for path, blob in found.items() if blob is not None and blob.data}
    texts = {
        path: text
        for path, blob in blobs.items()
        if not blob.flag("isTruncated") and (text := blob.find_text("text")) is not None
    }
    modes = _read_modes(described, paths)
    odd = {path: modes[path] for path in blobs if modes.get(path, _FILE_MODE) != _FILE_MODE}
    permission = described.find_text("viewerPermission")
    if permission not in _PERMISSIONS:
        raise described.refuse("viewerPermission", "a word that this program does not know")
    ledger = read_history(commit.inner("history")) if commit is not None else None
    return RemoteRepository(
        name=name,
        visibility=described.choice("visibility", Visibility),
        archived=described.flag("isArchived"),
        default_branch=branch.text("name") if branch is not None else None,
        head=commit.text("oid") if commit is not None else None,
        files={
            path: f"{odd[path]:o} {blob.text('oid')}" if path in odd else blob.text("oid")
            for path, blob in blobs.items()
        },
        texts={path: text for path, text in texts.items() if odd.get(path) != _LINK_MODE},
        head_committed=commit.time("committedDate") if commit is not None else None,
        domain_committed=_read_newest(commit),
        rebuilds=_count_rebuilds(commit),
        may_administer=_PERMISSIONS[permission],
        ledger=ledger,
        changed_back=commit is not None and _changed_after(ledger, commit),
        marked=_read_marked(described),
        # GitHub follows renamings, and takes names in any case of letters.
        renamed_to=None
        if now.casefold() == str(name).casefold()
        else described.words("nameWithOwner"),
    )


def _list_folders(paths: Sequence[str]) -> list[str]:
    return sorted({path.rpartition("/")[0] for path in paths})


def _read_modes(described: Fields, paths: Sequence[str]) -> dict[str, int]:
    """Return the mode of each file in the folders of *paths*: a link has the blob of its target."""
    modes = {}
    for number, folder in enumerate(_list_folders(paths)):
        tree = described.find_inner(f"t{number}")
        if tree is None or not tree.data:  # something else has the name of the folder
            continue
        tree.require("entries")
        if tree.data["entries"] is not None:
            for entry in tree.each("entries"):
                modes[f"{folder}/{entry.text('name')}".lstrip("/")] = entry.number("mode")
    return modes


def _changed_after(ledger: LedgerEntry | None, commit: Fields) -> bool:
    """Return whether the policy file was changed by a commit after the newest announcement."""
    nodes = commit.inner("policy").each("nodes")
    if not nodes:
        return False
    changed, committed = nodes[0].text("oid"), nodes[0].time("committedDate")
    if ledger is None or changed == ledger.commit:
        return False
    for node in commit.inner("history").each("nodes"):  # newest first
        if node.text("oid") in (changed, ledger.commit):
            return node.text("oid") == changed
    return committed > ledger.committed


def _read_newest(commit: Fields | None) -> datetime | None:
    """Return when the file with the custom domain was last changed."""
    nodes = [] if commit is None else commit.inner("domain").each("nodes")
    return nodes[0].time("committedDate") if nodes else None


def _count_rebuilds(commit: Fields | None) -> int:
    """Return how many of the newest commits do nothing but start the Pages build again."""
    nodes = [] if commit is None else commit.inner("history").each("nodes")
    subjects = (node.text("message").partition("\n")[0] for node in nodes)
    return sum(1 for _ in takewhile(REBUILD_SUBJECT.__eq__, subjects))


def _read_marked(described: Fields) -> frozenset[str]:
    """Return the newest policy ids that the repository marks as seen everywhere."""
    refs = described.find_inner("refs")
    names = [] if refs is None else [each.text("name") for each in refs.each("nodes")]
    return frozenset(read_marks(names))


def find_announcement(history: Fields) -> LedgerEntry | None:
    """Return the newest announcement in one page of a history."""
    commits = history.each("nodes")
    if not commits:
        raise history.refuse("nodes", "empty")
    for commit in commits:
        policy_id = parse_message(commit.text("message"))
        if policy_id is not None:
            return LedgerEntry(policy_id, commit.text("oid"), commit.time("committedDate"))
    return None


def query_owners(logins: Sequence[str]) -> Query:
    """Return one query for accounts."""
    declared = ",".join(f"$l{number}:String!" for number in range(len(logins)))
    asked = " ".join(
        f"o{number}:repositoryOwner(login:$l{number}){{__typename login"
        "... on Organization{viewerCanCreateRepositories}}"
        for number in range(len(logins))
    )
    variables: dict[str, object] = {f"l{number}": login for number, login in enumerate(logins)}
    return f"query({declared}){{viewer{{login}} {asked}}}", variables


def read_owner(described: Fields, viewer: str, *, by_app: bool) -> Owner:
    """Return what GitHub says of one account.

    Args:
        described: The answer.
        viewer: The login of whoever asks.
        by_app: Whether that is a GitHub App.

    Raises:
        UnreadableError: the answer is not of the form that GitHub describes.

    """
    kind, login = described.choice("__typename", OwnerKind), described.text("login")
    # An App is no member; its permission to create is its own.
    asked = kind is OwnerKind.ORGANIZATION and not by_app
    may_create = described.flag("viewerCanCreateRepositories") if asked else True
    return Owner(login, kind, login == viewer, may_create, by_app)
