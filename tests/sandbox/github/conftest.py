"""A GitHub with a user, an organisation and tokens."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import trustme
from github_description.judge import judge_response
from sandbox.github.hands import SITE, Clone, World, wait_until

# What GitHub answers and its description does not know: every refusal has a JSON body, and that
# has a `status`.
UNDESCRIBED = re.compile(
    r"DELETE /repos/[^/]+/[^/]+: 403: .*\('status' was unexpected\)"
    r"|GET /repos/[^/]+/[^/]+/pages/health: 422: the answer has a body"
)


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def make_world(tmp_path: Path, authority: trustme.CA) -> Iterator[Callable[..., World]]:
    """Return a maker of worlds.

    Each must end without a failure of its own, and all its answers must be
    what GitHub describes.
    """
    worlds: list[World] = []

    def make(directory: Path | None = None, **options: object) -> World:
        world = World(directory or tmp_path / "github", authority, **options)  # type: ignore[arg-type]
        github = world.open()
        github.add_user("octo")
        github.add_user("stranger")
        github.add_organization("octo-org", owners=["octo"])
        world.token = github.add_token("octo").value
        worlds.append(world)
        return world

    yield make
    for world in worlds:
        world.github.close()
    assert [failure for world in worlds for failure in world.github.failures] == []
    heard = [e for world in worlds for e in world.github.exchanges if e.template and not e.fault]
    problems = [problem for e in heard for problem in judge_response(e)]
    assert [problem for problem in problems if not UNDESCRIBED.match(problem)] == []


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    return make_world()


@pytest.fixture
def clone(tmp_path: Path, world: World) -> Callable[..., Clone]:
    """Return a maker of working copies of a repository."""
    made: list[Clone] = []

    def make(repository: str, token: str | None = None) -> Clone:
        directory = tmp_path / f"clone-{len(made)}"
        value = world.token if token is None else token
        made.append(Clone(directory, world.remote(repository), value))
        return made[-1]

    return make


@pytest.fixture
def published(world: World, clone: Callable[..., Clone]) -> tuple[str, Clone]:
    """Return a repository whose site is deployed, and a working copy of it."""
    repository = world.create()
    copy = clone(repository)
    copy.commit(SITE)
    copy.push()
    source = {"source": {"branch": "main", "path": "/"}}
    assert world.call("POST", f"/repos/{repository}/pages", source).status == 201
    wait_until(lambda: world.pages(repository)["status"] == "built")
    return repository, copy
