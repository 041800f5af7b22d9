"""A GitHub of one's own, behind TLS with a certificate of one's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from publishing.conftest import Rehearsal

from mtasts_pages.errors import OperationError
from mtasts_pages.world.git import Remote, create_repository, git_environment


@pytest.fixture
def rehearsal(begin: Callable[..., Rehearsal]) -> Rehearsal:
    return begin(tls=True)


def test_api_graphql_and_git_are_reached_by_the_authority_that_is_named(
    rehearsal: Rehearsal,
) -> None:
    """The layout is that of an Enterprise Server: /api/v3, /api/graphql, git at the root."""
    assert rehearsal.environment["GITHUB_API_URL"].startswith("https://localhost:")
    assert rehearsal.environment["GITHUB_API_URL"].endswith("/api/v3")
    done = rehearsal.publish()
    assert done.returncode == 0, done.stderr
    assert {"/graphql", "/orgs/{org}/repos"} <= {
        exchange.template for exchange in rehearsal.world.github.exchanges
    }
    assert rehearsal.world.github.pushes


def test_a_server_of_an_unknown_authority_is_not_talked_to(rehearsal: Rehearsal) -> None:
    done = rehearsal.run("publish", SSL_CERT_FILE="", REQUESTS_CA_BUNDLE="")
    assert done.returncode == 1
    assert "certificate verify failed" in done.stderr
    assert rehearsal.world.github.exchanges == []


def test_git_as_well_knows_the_authority_by_name_only(rehearsal: Rehearsal, tmp_path: Path) -> None:
    """The API's own check is not the only one."""
    rehearsal.create_by_hand("example-org/one")
    rehearsal.commit_by_hand("example-org/one", {"README.md": "one"}, "Begin")
    world = rehearsal.world
    create_repository(tmp_path / "local", bare=True).close()

    def fetch(authority: Path | None) -> str:
        environment = git_environment(world.github.url, rehearsal.token, authority)
        remote = Remote(f"{world.github.url}/example-org/one.git", lambda: environment)
        return remote.fetch(tmp_path / "local", "main")

    with pytest.raises(OperationError):
        fetch(None)
    assert fetch(world.authority.root) == rehearsal.git("example-org/one", "rev-parse", "HEAD")[:40]
