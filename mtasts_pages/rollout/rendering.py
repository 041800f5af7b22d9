"""Rendering into repositories on this machine, without any network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mtasts_pages.config import DomainConfig
from mtasts_pages.site import Templates, compose_commit, describes, make_policy_id
from mtasts_pages.state import Target, render_targets
from mtasts_pages.world.clock import Clock
from mtasts_pages.world.git import Repository, hash_tree, open_or_create_repository


@dataclass(frozen=True, slots=True)
class Rendered:
    """One rendered repository."""

    domain: DomainConfig
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
    path = folder / target.domain
    with open_or_create_repository(path) as repository:
        return _commit(repository, path, target, clock)


def find_local_id(target: Target, folder: Path, clock: Clock) -> str:
    """Return the id that the rendered repository below *folder* announces for this policy.

    Where none does, the id is a preview: what a commit made now would announce.
    """
    path = folder / target.domain
    if (path / ".git" / "HEAD").is_file():
        with open_or_create_repository(path) as repository:
            newest = next(repository.list_ledger(repository.head().commit), None)
        if newest is not None and describes(newest.policy_id, target.policy_file):
            return newest.policy_id
    return make_policy_id(target.policy_file, clock.now())


def render_fleet(
    domains: Sequence[DomainConfig], templates: Templates, folder: Path, clock: Clock
) -> Iterator[Rendered]:
    """Yield what was rendered for each of *domains*, in their order.

    Each site is rendered before anything is written: a template that fails for one domain
    stops the run.

    Raises:
        TemplateError: a template does not render what the config says.
        GitError: see :func:`commit_locally`.

    """
    for target in render_targets(domains, templates):
        path = folder / target.domain
        with open_or_create_repository(path) as repository:
            rendered = _find_rendered(repository, path, target)
            if rendered is None:
                rendered = _commit(repository, path, target, clock)
        yield rendered


def _find_rendered(repository: Repository, path: Path, target: Target) -> Rendered | None:
    """Return what an earlier run rendered, if branch, files and ledger are as they should be.

    It may return ``None`` where :func:`_commit` finds nothing to do either, as when somebody
    has added a file of their own.
    """
    commit = repository.head().commit
    if commit is None or repository.read_work_tree(target.site) != target.site:
        return None
    if repository.read_tree_id(commit) != hash_tree(target.site).hex():
        return None
    newest = next(repository.list_ledger(commit), None)
    if newest is None or not describes(newest.policy_id, target.policy_file):
        return None
    return Rendered(target.config, path, commit, newest.policy_id, changed=False)


def _commit(repository: Repository, path: Path, target: Target, clock: Clock) -> Rendered:
    repository.require_ordinary(target.site)
    head = repository.head()
    before = repository.read_files(head.commit, target.site)
    newest = next(repository.list_ledger(head.commit), None)
    known = newest is not None and describes(newest.policy_id, target.policy_file)
    policy_id = newest.policy_id if newest is not None and known else None
    now = clock.now().replace(microsecond=0)
    new_id = make_policy_id(target.policy_file, now, None if newest is None else newest.policy_id)
    commit = compose_commit(target.domain, before, target.site, policy_id, new_id)
    changed = repository.write_work_tree(target.site)
    made = head.commit or ""
    if commit is not None:
        made = repository.commit_site(target.site, commit.message, now, head.commit)
        repository.write_index(target.site)
        repository.set_branch(head.branch, made)
        policy_id = commit.policy_id or policy_id
        changed = True
    return Rendered(target.config, path, made, policy_id or "", changed)
