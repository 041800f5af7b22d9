"""Rendering into repositories on this machine, without any network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mtasts_pages.rollout.push import compose_commit
from mtasts_pages.rollout.target import Target
from mtasts_pages.site import describes, make_policy_id
from mtasts_pages.world.clock import Clock
from mtasts_pages.world.git import open_or_create_repository


@dataclass(frozen=True, slots=True)
class Rendered:
    """One rendered repository."""

    target: Target
    path: Path
    commit: str
    policy_id: str
    changed: bool


def commit_locally(target: Target, folder: Path, clock: Clock) -> Rendered:
    """Write and commit the site of *target* into the repository ``folder/<domain>``.

    Running it again changes nothing and makes no commit.

    Raises:
        GitError: the folder holds something that is not a repository with a branch.

    """
    path = folder / target.domain.domain
    with open_or_create_repository(path) as repository:
        head = repository.head()
        before = repository.read_files(head.commit, target.site)
        newest = next(repository.list_ledger(head.commit), None)
        known = newest is not None and describes(newest.policy_id, target.policy_file)
        policy_id = newest.policy_id if newest is not None and known else None
        now = clock.now().replace(microsecond=0)
        new_id = make_policy_id(
            target.policy_file, now, None if newest is None else newest.policy_id
        )
        commit = compose_commit(target.domain.domain, before, target.site, policy_id, new_id)
        files_changed = repository.write_work_tree(target.site)
        if commit is None:
            return Rendered(target, path, head.commit or "", policy_id or "", files_changed)
        made = repository.commit_site(target.site, commit.message, now, head.commit)
        repository.write_index(target.site)
        repository.set_branch(head.branch, made)
        return Rendered(target, path, made, commit.policy_id or policy_id or "", changed=True)


def find_local_id(target: Target, folder: Path, clock: Clock) -> str:
    """Return the id that the rendered repository below *folder* announces for this policy.

    Where none does, the id is a preview: what a commit made now would announce.
    """
    path = folder / target.domain.domain
    if (path / ".git" / "HEAD").is_file():
        with open_or_create_repository(path) as repository:
            newest = next(repository.list_ledger(repository.head().commit), None)
        if newest is not None and describes(newest.policy_id, target.policy_file):
            return newest.policy_id
    return make_policy_id(target.policy_file, clock.now())


def render_fleet(targets: Sequence[Target], folder: Path, clock: Clock) -> list[Rendered]:
    """Return what was rendered for each target, in their order."""
    return [commit_locally(target, folder, clock) for target in targets]
