"""Repositories on this machine, judged by the real git."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from git_helper import git
from samples import make_domain

from mtasts_pages.errors import GitError, MtaStsPagesError
from mtasts_pages.rollout.rendering import commit_locally
from mtasts_pages.site import (
    POLICY_PATH,
    Templates,
    describes,
    format_message,
    load_templates,
    render_site,
)
from mtasts_pages.state import Target
from mtasts_pages.world import git as package
from mtasts_pages.world.clock import SystemClock
from mtasts_pages.world.git.creation import create_repository, open_or_create_repository
from mtasts_pages.world.git.environment import forget_outer_git
from mtasts_pages.world.git.repository import Repository

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SITE = {
    ".well-known/mta-sts.txt": b"version: STSv1\r\nmode: none\r\nmax_age: 86400\r\n",
    "CNAME": b"mta-sts.example.com",
    ".nojekyll": b"",
    ".gitattributes": b"* -text\n",
}


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[Repository]:
    with open_or_create_repository(tmp_path / "repository") as opened:
        yield opened


@pytest.fixture(scope="module")
def templates() -> Templates:
    return load_templates(None)


@pytest.fixture
def target(templates: Templates) -> Target:
    domain = make_domain()
    return Target(domain, "example-org", render_site(domain, templates))


def publish(repository: Repository, site: Mapping[str, bytes], message: str = "Publish\n") -> str:
    """Do to the repository what rendering does."""
    repository.write_work_tree(site)
    commit = repository.commit_site(site, message, NOON, repository.head().commit)
    repository.write_index(site)
    repository.set_branch(repository.head().branch, commit)
    return commit


# ---- rendering into a repository ----


def test_rendering_again_makes_no_commit(tmp_path: Path, target: Target) -> None:
    first = commit_locally(target, tmp_path, SystemClock())
    inode = (first.path / POLICY_PATH).stat()
    again = commit_locally(target, tmp_path, SystemClock())
    assert (first.changed, again.changed) == (True, False)
    assert (again.commit, again.policy_id) == (first.commit, first.policy_id)
    assert git(first.path, "rev-list", "--count", "HEAD").strip() == "1"
    assert (first.path / POLICY_PATH).stat() == inode, "an unchanged file is not written"


def test_another_mx_is_one_commit_with_a_new_id(
    tmp_path: Path, target: Target, templates: Templates
) -> None:
    first = commit_locally(target, tmp_path, SystemClock())
    domain = make_domain(mx=("mx1.example.com", "mx3.example.com"))
    changed = replace(target, config=domain, site=render_site(domain, templates))
    second = commit_locally(changed, tmp_path, SystemClock())
    assert git(first.path, "rev-list", "HEAD").split() == [second.commit, first.commit]
    assert second.policy_id[:14] > first.policy_id[:14]
    trailers = git(first.path, "log", "--format=%(trailers:key=MTA-STS-Id,valueonly)")
    assert trailers.split() == [second.policy_id, first.policy_id]
    assert describes(second.policy_id, changed.policy_file)


def test_another_page_keeps_the_policy_id(tmp_path: Path, target: Target) -> None:
    first = commit_locally(target, tmp_path, SystemClock())
    other = replace(target, site={**target.site, "index.html": b"<p>new</p>"})
    second = commit_locally(other, tmp_path, SystemClock())
    assert second.changed
    assert second.policy_id == first.policy_id
    assert "MTA-STS-Id" not in git(first.path, "log", "-1", "--format=%B")


def test_git_sees_nothing_to_do_and_nothing_wrong(tmp_path: Path, target: Target) -> None:
    path = commit_locally(target, tmp_path, SystemClock()).path
    assert git(path, "status", "--porcelain=v2", "--untracked-files=all", "--ignored") == ""
    assert git(path, "fsck", "--strict", "--full", "--no-dangling") == ""
    assert git(path, "branch", "--show-current").strip() == "main"
    assert git(path, "diff", "--cached", "HEAD") == ""
    assert sorted(git(path, "ls-files").splitlines()) == sorted(target.site)
    fresh = tmp_path / "clone"
    git(tmp_path, "-c", "core.autocrlf=true", "clone", "--quiet", str(path), str(fresh))
    assert {name: (fresh / name).read_bytes() for name in target.site} == dict(target.site)


def test_a_file_that_was_edited_by_hand_is_put_back(tmp_path: Path, target: Target) -> None:
    first = commit_locally(target, tmp_path, SystemClock())
    (first.path / "CNAME").write_text("elsewhere.example.com\n")
    (first.path / ".nojekyll").unlink()
    again = commit_locally(target, tmp_path, SystemClock())
    assert again.commit == first.commit
    assert git(first.path, "status", "--porcelain") == ""


def test_a_run_that_was_cut_short_is_finished_by_the_next(tmp_path: Path, target: Target) -> None:
    folder = tmp_path / target.domain
    (folder / ".git" / "objects" / "info").mkdir(parents=True)
    (folder / ".git" / "config").write_text("[core")
    write(folder, dict(list(target.site.items())[:2]))
    rendered = commit_locally(target, tmp_path, SystemClock())
    assert git(rendered.path, "status", "--porcelain") == ""
    assert git(rendered.path, "rev-list", "--count", "HEAD").strip() == "1"


def test_what_the_operator_adds_stays(tmp_path: Path, target: Target, templates: Templates) -> None:
    path = commit_locally(target, tmp_path, SystemClock()).path
    write(path, {"security.txt": b"x", ".well-known/security.txt": b"y", "draft": b"z"})
    git(path, "add", "security.txt", ".well-known/security.txt")
    git(path, "commit", "--quiet", "--message", "Add a contact")
    domain = make_domain(mx=("mx9.example.com",))
    commit_locally(
        replace(target, config=domain, site=render_site(domain, templates)),
        tmp_path,
        SystemClock(),
    )
    assert git(path, "show", "HEAD:.well-known/security.txt") == "y"
    assert git(path, "show", "HEAD:security.txt") == "x"
    assert git(path, "status", "--porcelain") == "?? draft\n"


def test_the_index_keeps_no_memory_of_earlier_trees(
    tmp_path: Path, target: Target, templates: Templates
) -> None:
    path = commit_locally(target, tmp_path, SystemClock()).path
    write(path, {"security.txt": b"x"})
    git(path, "add", "security.txt")
    git(path, "commit", "--quiet", "--message", "Add a contact")  # git caches trees in the index
    domain = make_domain(mx=("mx9.example.com",))
    commit_locally(
        replace(target, config=domain, site=render_site(domain, templates)),
        tmp_path,
        SystemClock(),
    )
    assert git(path, "write-tree") == git(path, "rev-parse", "HEAD^{tree}")


def test_a_new_repository_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "output" / "repository"

    def fail() -> None:
        with open_or_create_repository(path) as repository:
            repository.write_work_tree(SITE)
            assert not path.exists()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert list((tmp_path / "output").iterdir()) == []
    with open_or_create_repository(path) as repository:
        publish(repository, SITE)
    assert git(path, "fsck", "--strict", "--no-dangling") == ""
    assert list((tmp_path / "output").iterdir()) == [path]


def test_what_git_holds_under_a_lock_is_left_alone(tmp_path: Path, target: Target) -> None:
    first = commit_locally(target, tmp_path, SystemClock())
    (first.path / ".git/refs/heads/main.lock").touch()
    other = replace(target, site={**target.site, "index.html": b"<p>new</p>"})
    with pytest.raises(GitError, match=r"main\.lock"):
        commit_locally(other, tmp_path, SystemClock())
    assert git(first.path, "rev-parse", "HEAD").strip() == first.commit


# ---- commits and trees ----

SORTED_APART = {
    # Names between which git's order, folders with a slash behind, is not that of the names.
    "a": {"a.b": b"1", "a/x": b"2", "a0": b"3", "a-": b"4", "ab/c/d/e": b"5"},
    "dots": {".well-known/x": b"1", ".well-known.txt": b"2", ".w": b"3", "..x": b"4"},
    "letters": {
        "Z": b"1",
        "a": b"2",
        "é": b"3",
        "日本/x": b"4",
        "日本.x": b"5",
        "\U0001f4eb": b"6",
    },
    "site": SITE,
}


@pytest.mark.parametrize("name", SORTED_APART)
def test_a_tree_is_the_one_that_git_writes(
    tmp_path: Path, repository: Repository, name: str
) -> None:
    files = SORTED_APART[name]
    commit = repository.commit_site(files, "Publish\n", NOON, None)
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "--quiet")
    write(other, files)
    git(other, "-c", "core.autocrlf=false", "add", "--all")
    written = git(other, "write-tree").strip()
    assert git(repository.path, "rev-parse", f"{commit}^{{tree}}").strip() == written


def test_the_same_arguments_give_the_same_commit(
    tmp_path: Path, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = repository.commit_site(SITE, "Publish\n", NOON, None)
    for name in ("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME", "GIT_AUTHOR_EMAIL"):
        monkeypatch.setenv(name, "somebody")
    monkeypatch.setenv("GIT_AUTHOR_DATE", "2001-01-01T00:00:00Z")
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2001-01-01T00:00:00Z")
    with closing(create_repository(tmp_path / "bare", bare=True)) as other:
        assert other.commit_site(SITE, "Publish\n", NOON, None) == first
        assert other.commit_site(dict(reversed(SITE.items())), "Publish\n", NOON, None) == first
        assert other.commit_site(SITE, "Publish\n", NOON + timedelta(seconds=1), None) != first
        assert other.commit_site(SITE, "Again\n", NOON, None) != first


@pytest.mark.parametrize(
    "config", ["[i18n]\n\tcommitEncoding = iso-8859-1\n", "[user]\n\tname = Ö\n", "[broken"]
)
def test_the_operators_git_config_changes_no_commit(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, config: str
) -> None:
    first = repository.commit_site(SITE, "Bücher\n", NOON, None)
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / ".gitconfig").write_text(config)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    with closing(Repository(repository.path)) as again:
        assert again.commit_site(SITE, "Bücher\n", NOON, None) == first


def test_a_commit_says_who_when_and_what(repository: Repository) -> None:
    message = format_message("Publish the policy of bücher.example", "20261123a")
    east = NOON.astimezone(timezone(timedelta(hours=5, minutes=30)))
    commit = repository.commit_site(SITE, message, east, None)
    form = "%an <%ae> %at %cn <%ce> %ct%n%B"
    head, _, body = git(repository.path, "log", "-1", f"--format={form}", commit).partition("\n")
    who = f"mtasts-pages <mtasts-pages@users.noreply.invalid> {NOON.timestamp():.0f}"
    assert head == f"{who} {who}"
    assert body.strip() == message.strip()
    parsed = git(repository.path, "interpret-trailers", "--parse", text=message)
    assert parsed == "MTA-STS-Id: 20261123a\n"


def test_files_that_the_site_does_not_name_stay(repository: Repository) -> None:
    """Also with names, modes and kinds that the program itself never writes."""
    path = repository.path
    write(path, {"old": b"1", ".well-known/security.txt": b"2", "docs/a/b": b"3", "run": b"4"})
    (path / "run").chmod(0o755)
    (path / "link").symlink_to("old")
    (path / os.fsdecode(b"caf\xe9")).write_bytes(b"latin")
    git(path, "add", "--all")
    empty = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
    git(path, "update-index", "--add", "--cacheinfo", f"160000,{empty},module")
    git(path, "commit", "--quiet", "--message", "By hand")
    before = git(path, "-c", "core.quotePath=true", "ls-tree", "-r", "HEAD").splitlines()
    parent = repository.head().commit
    commit = repository.commit_site(SITE, "Publish\n", NOON, parent)
    after = git(path, "-c", "core.quotePath=true", "ls-tree", "-r", commit).splitlines()
    assert set(before) < set(after)
    assert len(after) == len(before) + len(SITE)
    assert git(path, "rev-parse", f"{commit}^").strip() == parent
    assert git(path, "fsck", "--strict", "--no-dangling") == ""


def test_a_site_takes_the_place_of_what_stands_in_its_way(repository: Repository) -> None:
    write(repository.path, {".well-known": b"a file", "CNAME/x": b"a folder", "other": b"x"})
    git(repository.path, "add", "--all")
    git(repository.path, "commit", "--quiet", "--message", "By hand")
    commit = repository.commit_site(SITE, "Publish\n", NOON, repository.head().commit)
    listed = git(repository.path, "ls-tree", "-r", "--name-only", commit).splitlines()
    assert sorted(listed) == sorted([*SITE, "other"])


def test_committing_moves_no_branch(repository: Repository) -> None:
    repository.commit_site(SITE, "Publish\n", NOON, None)
    assert repository.head().commit is None


# ---- reading ----


def test_a_new_repository_has_an_unborn_branch(repository: Repository) -> None:
    assert (repository.head().branch, repository.head().commit) == ("main", None)
    assert repository.read_files(None, SITE) == {}
    assert list(repository.list_ledger(None)) == []


def test_the_branch_that_is_checked_out_is_the_head(repository: Repository) -> None:
    commit = publish(repository, SITE)
    git(repository.path, "switch", "--quiet", "--create", "gh-pages/x")
    assert (repository.head().branch, repository.head().commit) == ("gh-pages/x", commit)


def test_a_detached_head_is_an_error_that_says_what_to_do(repository: Repository) -> None:
    publish(repository, SITE)
    git(repository.path, "checkout", "--quiet", "--detach")
    with pytest.raises(GitError, match="no branch is checked out") as caught:
        repository.head()
    assert "git -C" in (caught.value.hint or "")


def test_only_files_are_read_and_only_those_that_are_there(repository: Repository) -> None:
    commit = publish(repository, SITE)
    asked = {**SITE, ".well-known": b"", "CNAME/x": b"", "missing": b"", "a/b/c": b""}
    assert repository.read_files(commit, asked) == SITE


def test_the_ledger_lists_announcements_newest_first(repository: Repository) -> None:
    first = publish(repository, SITE, format_message("One", "id1"))
    publish(repository, {"index.html": b"1"}, format_message("Two", None))
    third = publish(repository, {"index.html": b"2"}, format_message("Three", "id3"))
    entries = list(repository.list_ledger(repository.head().commit))
    assert [(entry.policy_id, entry.commit) for entry in entries] == [
        ("id3", third),
        ("id1", first),
    ]
    assert entries[0].committed == NOON


def test_the_ledger_is_what_the_branch_itself_said(repository: Repository) -> None:
    """An announcement on a branch that was merged, and then not taken, never was one."""
    publish(repository, SITE, format_message("One", "id1"))
    path = repository.path
    git(path, "switch", "--quiet", "--create", "side")
    git(path, "commit", "--quiet", "--allow-empty", "--message", format_message("S", "side"))
    git(path, "switch", "--quiet", "main")
    git(path, "merge", "--quiet", "--no-ff", "--strategy", "ours", "--message", "Merge", "side")
    ids = [entry.policy_id for entry in repository.list_ledger(repository.head().commit)]
    assert ids == ["id1"]


def test_the_ledger_of_a_shallow_clone_ends_where_its_history_ends(
    tmp_path: Path, repository: Repository
) -> None:
    publish(repository, SITE, format_message("One", "id1"))
    publish(repository, {"index.html": b"1"}, format_message("Two", "id2"))
    url = repository.path.as_uri()
    git(tmp_path, "clone", "--quiet", "--depth=1", url, str(tmp_path / "shallow"))
    with closing(Repository(tmp_path / "shallow")) as shallow:
        entries = list(shallow.list_ledger(shallow.head().commit))
    assert [entry.policy_id for entry in entries] == ["id2"]


# ---- where a repository should be ----


def test_a_file_in_the_place_of_a_repository_is_an_error(tmp_path: Path, target: Target) -> None:
    (tmp_path / target.domain).write_text("x")
    with pytest.raises(GitError, match="is a file, where a repository should be"):
        commit_locally(target, tmp_path, SystemClock())


@pytest.mark.parametrize("where", ["", ".git", ".well-known", "CNAME/x"])
def test_what_stands_in_the_way_is_a_sentence_and_is_kept(
    tmp_path: Path, target: Target, where: str
) -> None:
    obstacle = tmp_path / "out" / where
    obstacle.parent.mkdir(parents=True, exist_ok=True)
    if where:
        obstacle = tmp_path / "out" / target.domain / where
        obstacle.parent.mkdir(parents=True)
    obstacle.write_text("mine")
    with pytest.raises(MtaStsPagesError) as caught:
        commit_locally(target, tmp_path / "out", SystemClock())
    assert str(tmp_path) in caught.value.message
    assert obstacle.read_text() == "mine"


def test_an_enclosing_checkout_is_never_used(tmp_path: Path, target: Target) -> None:
    git(tmp_path, "init", "--quiet", "--initial-branch=enclosing")
    git(tmp_path, "commit", "--quiet", "--allow-empty", "--message", "theirs")
    before = git(tmp_path, "rev-parse", "HEAD")
    (tmp_path / "out" / target.domain).mkdir(parents=True)
    rendered = commit_locally(target, tmp_path / "out", SystemClock())
    assert git(rendered.path, "rev-parse", "--show-toplevel").strip() == str(rendered.path)
    assert git(tmp_path, "rev-parse", "HEAD") == before
    assert git(tmp_path, "status", "--porcelain", "--untracked-files=no") == ""


def test_an_outer_git_in_the_environment_is_not_used(
    tmp_path: Path, target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    git(theirs, "init", "--quiet")
    monkeypatch.setenv("GIT_DIR", str(theirs / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(theirs))
    monkeypatch.setenv("GIT_INDEX_FILE", str(theirs / ".git" / "index"))
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(theirs / ".git" / "objects"))
    forget_outer_git(os.environ)
    rendered = commit_locally(target, tmp_path / "out", SystemClock())
    git(rendered.path, "pack-refs", "--all")  # so that GitPython is asked
    again = commit_locally(target, tmp_path / "out", SystemClock())
    assert again.commit == rendered.commit
    assert git(rendered.path, "status", "--porcelain") == ""
    assert git(theirs, "count-objects").startswith("0 objects")
    assert sorted(path.name for path in theirs.iterdir()) == [".git"]


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("HEAD", ""),
        ("HEAD", "nonsense\n"),
        ("refs/heads/main", "nonsense\n"),
        ("refs/heads/main", "1234567890" * 4 + "\n"),
        ("index", "nonsense"),
        ("index.lock", ""),
    ],
)
def test_a_damaged_repository_is_a_sentence(
    tmp_path: Path, target: Target, templates: Templates, file: str, content: str
) -> None:
    path = commit_locally(target, tmp_path, SystemClock()).path
    (path / ".git" / file).write_text(content)
    domain = make_domain(mx=("mx9.example.com",))
    changed = replace(target, config=domain, site=render_site(domain, templates))
    with pytest.raises(GitError) as caught:
        commit_locally(changed, tmp_path, SystemClock())
    assert str(path) in caught.value.message


def test_opening_what_is_no_repository_is_an_error(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing"):
        with pytest.raises(GitError, match="is not a git repository"):
            Repository(path)


def test_files_of_a_work_tree_are_readable_for_all(tmp_path: Path, target: Target) -> None:
    path = commit_locally(target, tmp_path, SystemClock()).path
    assert stat.S_IMODE((path / POLICY_PATH).stat().st_mode) == 0o644


# ---- the door of the package ----


def test_every_name_is_there() -> None:
    assert all(getattr(package, name) is not None for name in package.__all__)
    with pytest.raises(AttributeError, match="nonsense"):
        _ = package.nonsense


def test_what_needs_no_repository_here_does_not_load_gitpython() -> None:
    code = (
        "import sys; from mtasts_pages.world.git import Remote, forget_outer_git, git_environment;"
        " sys.exit('git' in sys.modules or 'gitdb' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0
