"""The history of many repositories by GraphQL, and of one by git: both read the same."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from git_helper import git

from mtasts_pages.sandbox.authority import Authority
from mtasts_pages.sandbox.github import GitHub
from mtasts_pages.site.history import format_mark, read_history
from mtasts_pages.state import RepositoryName
from mtasts_pages.world.clock import SystemClock
from mtasts_pages.world.git import read_clone
from mtasts_pages.world.github import Session
from mtasts_pages.world.github.credentials import FixedToken
from mtasts_pages.world.github.history import Histories

NAME = RepositoryName("octo", "mta-sts.example.com")
POLICY = "version: STSv1\r\nmode: {}\r\nmx: mx1.example.com\r\nmax_age: 86400\r\n"
START = 1_790_000_000


@pytest.fixture
def github(tmp_path: Path, authority: Authority) -> Iterator[GitHub]:
    server = GitHub(
        tmp_path / "github",
        resolve_cname=lambda _: None,
        server_context=authority.server_context,
    )
    with server:
        server.add_user("octo")
        yield server
    assert server.failures == []
    assert server.unknown_requests == []


@pytest.fixture
def histories(github: GitHub) -> Histories:
    token = github.add_token("octo").value
    request = urllib.request.Request(  # noqa: S310 - on loopback
        f"{github.api_url}/user/repos",
        json.dumps({"name": NAME.name}).encode(),
        {"Authorization": f"Bearer {token}", "User-Agent": "tests"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
        assert answer.status == 201
    return Histories(Session(github.api_url, FixedToken(token), SystemClock()))


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    path = tmp_path / "clone"
    path.mkdir()
    git(path, "init", "--quiet", "--initial-branch=main")
    (path / ".well-known").mkdir()
    return path


class Hand:
    """Commits an hour apart."""

    def __init__(self, clone: Path) -> None:
        self.clone = clone
        self.hours = 0

    def commit(self, message: str, policy: str | None = None) -> None:
        self.hours += 1
        if policy is not None:
            (self.clone / ".well-known" / "mta-sts.txt").write_bytes(policy.encode())
        git(self.clone, "add", "--all")
        self.run("commit", "--quiet", "--allow-empty", "--message", message)

    def run(self, *arguments: str) -> None:
        when = f"{START + 3600 * self.hours} +0000"
        git(self.clone, *arguments, GIT_COMMITTER_DATE=when, GIT_AUTHOR_DATE=when)

    def push(self, github: GitHub) -> None:
        path = github.repository_path(NAME.owner, NAME.name)
        git(self.clone, "push", "--quiet", "--tags", str(path), "main")


def tell(hand: Hand) -> None:
    """Make a life: a policy, a change by hand, a merge, one more announcement, marks."""
    hand.commit("Publish\n\nMTA-STS-Id: A", POLICY.format("testing"))
    hand.commit("Something else")
    hand.run("tag", format_mark("A", datetime.fromtimestamp(START + 5000, UTC)))
    git(hand.clone, "branch", "side")
    hand.commit("Change\n\nMTA-STS-Id: B", POLICY.format("enforce"))
    git(hand.clone, "checkout", "--quiet", "side")
    hand.commit("By hand, aside", POLICY.format("none"))
    git(hand.clone, "checkout", "--quiet", "main")
    hand.hours += 1
    hand.run("merge", "--quiet", "-X", "theirs", "-m", "Merge", "side")
    hand.commit("Again\n\nMTA-STS-Id: C")
    hand.run("tag", "v1")


def test_both_read_the_same(github: GitHub, histories: Histories, clone: Path) -> None:
    hand = Hand(clone)
    tell(hand)
    hand.push(github)
    remote = histories.read_many([NAME, RepositoryName("octo", "nothing")])
    assert list(remote) == [NAME]
    commits, marks, is_whole = read_clone(clone)
    assert remote[NAME].commits == tuple(commits)
    assert remote[NAME].marks == marks == {"A": datetime.fromtimestamp(START + 5000, UTC)}
    assert remote[NAME].is_whole
    assert is_whole


def test_the_branch_itself_counts(github: GitHub, histories: Histories, clone: Path) -> None:
    """What a merge brought in is served from the merge on; the side branch was never served."""
    hand = Hand(clone)
    tell(hand)
    hand.push(github)
    history = read_history(histories.read_many([NAME])[NAME].commits)
    told = [(each.policy_id, each.policy.mode) for each in history.announcements if each.policy]
    assert told == [("A", "testing"), ("B", "enforce"), ("B", "none"), ("C", "none")]
    assert history.announcements[2].since == datetime.fromtimestamp(START + 5 * 3600, UTC)


def test_a_long_history_comes_page_by_page(
    github: GitHub, histories: Histories, clone: Path
) -> None:
    hand = Hand(clone)
    hand.commit("Publish\n\nMTA-STS-Id: A", POLICY.format("testing"))
    for number in range(130):
        hand.commit(f"Count {number}")
    hand.push(github)
    found = histories.read_many([NAME])[NAME]
    assert len(found.commits) == 131
    assert found.is_whole
    assert [each.policy_id for each in read_history(found.commits).announcements] == ["A"]


def test_an_empty_repository_has_no_commits(histories: Histories) -> None:
    found = histories.read_many([NAME])[NAME]
    assert (found.commits, found.is_whole) == ((), True)


def test_a_shallow_clone_says_so(clone: Path, tmp_path: Path) -> None:
    tell(Hand(clone))
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{clone}", shallow)
    commits, _, is_whole = read_clone(shallow)
    assert (len(commits), is_whole) == (1, False)
