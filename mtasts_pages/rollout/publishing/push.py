"""Committing a site on top of whatever GitHub holds, and pushing it; never by force."""

from __future__ import annotations

import tempfile
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from mtasts_pages.errors import GitError, NetworkError, OperationError
from mtasts_pages.site import (
    REBUILD_SUBJECT,
    LedgerEntry,
    blob_id,
    compose_commit,
    describes,
    format_message,
    make_policy_id,
)
from mtasts_pages.state import RemoteRepository, Target
from mtasts_pages.world.git import (
    DEFAULT_BRANCH,
    PushRejectedError,
    Repository,
    RepositoryMissingError,
    UnsignedError,
    create_repository,
)
from mtasts_pages.world.github.repositories import StaleError
from mtasts_pages.world.outside import Outside

_ATTEMPTS = 5
"""How often a push is tried, on top of what others pushed meanwhile or after a failure."""

_PAUSE = 2.0
"""Seconds before a server that failed is asked again; doubled each time."""


def push_site(
    target: Target, repository: RemoteRepository, policy_id: str | None, outside: Outside
) -> RemoteRepository:
    """Return *repository* as it is after its default branch holds the site.

    Args:
        target: What the branch should hold.
        repository: What was seen of it.
        policy_id: The id of the policy that is there; ``None`` announces it anew.
        outside: How to look, and where to push.

    A push whose answer was lost may have done its work: the branch is looked at again
    before the next one, and a commit that is there already is not made a second time.

    Raises:
        GitError: git fails, or others keep pushing in between.
        NetworkError: the server keeps failing.

    """
    failure: OperationError = GitError(
        f"`{target.repository}` was pushed to by others {_ATTEMPTS} times in a row",
        "find out who or what commits there; then run the same command again",
    )
    pause = 0.0
    for attempt in range(_ATTEMPTS):
        outside.clock.sleep(pause)
        try:
            return _push_once(target, repository, policy_id, outside)
        except (PushRejectedError, StaleError):
            pause = 0.0
        except RepositoryMissingError as error:
            if not repository.is_empty:
                raise
            # It was just created, and GitHub does not know it everywhere yet.
            failure = error
            pause = _PAUSE * 2**attempt
            continue
        except NetworkError as error:
            failure = error
            pause = _PAUSE * 2**attempt
        # The branch moved, or came to be, or may have: fetch it, and commit on top of it.
        repository = replace(repository, default_branch=repository.default_branch or DEFAULT_BRANCH)
    raise failure


def start_build(target: Target, repository: RemoteRepository, outside: Outside) -> RemoteRepository:
    """Return *repository* as it is after a commit without a change, which GitHub builds anew.

    When somebody has pushed meanwhile, that has started a build, and nothing is done.

    Raises:
        GitError: git fails.
        NetworkError: the server fails.

    """
    github = outside.require_github()
    remote = github.remote(target.repository)
    branch = repository.default_branch or DEFAULT_BRANCH
    with tempfile.TemporaryDirectory(prefix="mtasts-pages-") as folder:
        path = Path(folder)
        create_repository(path, bare=True).close()
        parent = remote.fetch(path, branch)
        if parent != repository.head:
            return repository
        with closing(Repository(path)) as local:
            now = github.now().replace(microsecond=0)
            message = format_message(REBUILD_SUBJECT, None)
            made = local.commit_site(target.site, message, now, parent)
            try:
                remote.push(path, made, branch)
            except PushRejectedError:
                return repository
    return replace(repository, head=made, head_committed=now, rebuilds=repository.rebuilds + 1)


def _push_once(
    target: Target, repository: RemoteRepository, policy_id: str | None, outside: Outside
) -> RemoteRepository:
    remote = outside.require_github().remote(target.repository)
    branch = repository.default_branch or DEFAULT_BRANCH
    previous = repository.announced_id
    with tempfile.TemporaryDirectory(prefix="mtasts-pages-") as folder:
        path = Path(folder)
        create_repository(path, bare=True).close()
        parent = None if repository.default_branch is None else remote.fetch(path, branch)
        with closing(Repository(path)) as local:
            before = local.read_files(parent, target.site)
            newest = None if parent is None else local.read_announcement(parent)
            if parent != repository.head and newest is not None:
                # Somebody, perhaps another run of this program, pushed since we looked.
                previous = newest.policy_id
                same = describes(newest.policy_id, target.policy_file)
                policy_id = newest.policy_id if same else None
            now = outside.require_github().now().replace(microsecond=0)
            new_id = make_policy_id(target.policy_file, now, previous)
            commit = compose_commit(target.domain, before, target.site, policy_id, new_id)
            if commit is None:
                return _after(target, repository, branch, parent or "", newest, None)
            made = local.commit_site(
                target.site,
                commit.message,
                now,
                parent,
                None if outside.signer is None else outside.signer.sign,
            )
            try:
                remote.push(path, made, branch)
            except UnsignedError:
                if parent is None:
                    raise
                changed = {p: data for p, data in target.site.items() if before.get(p) != data}
                repositories = outside.require_github().repositories
                made = repositories.commit(
                    target.repository, branch, parent, commit.message, changed
                )
    announced = None if commit.policy_id is None else LedgerEntry(commit.policy_id, made, now)
    return _after(target, repository, branch, made, announced, now)


def _after(
    target: Target,
    repository: RemoteRepository,
    branch: str,
    head: str,
    announced: LedgerEntry | None,
    committed: datetime | None,
) -> RemoteRepository:
    return RemoteRepository(
        name=repository.name,
        visibility=repository.visibility,
        archived=repository.archived,
        default_branch=branch,
        head=head,
        files={path: blob_id(data) for path, data in target.site.items()},
        texts={path: data.decode("utf-8", "replace") for path, data in target.site.items()},
        ledger=announced or repository.ledger,
        head_committed=committed
        or (announced.committed if announced else None)
        or repository.head_committed,
    )
