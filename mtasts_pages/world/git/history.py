"""The commits of a clone and its marks, as far as they concern the policy."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from mtasts_pages.errors import GitError
from mtasts_pages.site import POLICY_PATH
from mtasts_pages.site.history import PolicyCommit, read_marks
from mtasts_pages.world.git.damage import explain_damage
from mtasts_pages.world.git.program import OWN_CONFIG, git

_MOST_COMMITS = 100_000


def read_clone(path: Path) -> tuple[list[PolicyCommit], dict[str, datetime], bool]:
    """Return the commits of the branch that is checked out in *path*, newest first, and the marks.

    The last part says whether the first commit is among them, which in a shallow clone it is not.
    The first parents are followed: what the branch itself said.

    Raises:
        GitError: there is no repository, or its files are damaged.

    """
    with explain_damage(path):
        try:
            opened = git.Repo(path, expand_vars=False)
        except (git.InvalidGitRepositoryError, git.NoSuchPathError) as error:
            raise GitError(
                f"`{path}` is not a git repository", "name a clone of the policy repository"
            ) from error
        with closing(opened) as repository:
            repository.git.update_environment(**OWN_CONFIG)
            return _read(repository)


def _read(repository: git.Repo) -> tuple[list[PolicyCommit], dict[str, datetime], bool]:
    marks = read_marks(tag.name for tag in repository.tags)
    if not repository.head.is_valid():
        return [], marks, True
    shallow = Path(repository.common_dir, "shallow")
    ends = frozenset(shallow.read_text(encoding="ascii").split()) if shallow.is_file() else ()
    commits: list[PolicyCommit] = []
    commit: git.Commit | None = repository.head.commit
    while commit is not None and len(commits) < _MOST_COMMITS:
        commits.append(_read_commit(commit))
        if commit.hexsha in ends:
            return commits, marks, False
        commit = commit.parents[0] if commit.parents else None
    return commits, marks, commit is None


def _read_commit(commit: git.Commit) -> PolicyCommit:
    try:
        found = commit.tree / POLICY_PATH
        data = found.data_stream.read() if found.type == "blob" else None
    except KeyError:
        data = None
    message = commit.message
    return PolicyCommit(
        commit=commit.hexsha,
        committed=datetime.fromtimestamp(commit.committed_date, UTC),
        author=commit.author.name or "",
        message=(
            message if isinstance(message, str) else message.decode("utf-8", "replace")
        ).rstrip("\n"),
        policy_file=data,
    )
