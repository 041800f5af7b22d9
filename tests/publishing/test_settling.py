"""GitHub may not find for some seconds what it has just created."""

from __future__ import annotations

import pytest
from publishing.conftest import Rehearsal

from mtasts_pages.sandbox.github import Fault, Respond

REPOSITORY = "example-org/mta-sts.example.com"
MISSING = {"message": "Not Found", "documentation_url": "https://docs.github.com/rest"}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", f"/repos/{REPOSITORY}/pages", MISSING),
        ("PUT", f"/repos/{REPOSITORY}/pages", MISSING),
        ("GET", f"/{REPOSITORY}.git/info/refs", "Repository not found."),
        ("POST", f"/{REPOSITORY}.git/git-receive-pack", "Repository not found."),
    ],
)
def test_a_404_after_ones_own_creation_is_asked_again(
    rehearsal: Rehearsal, method: str, path: str, body: object
) -> None:
    rehearsal.world.github.faults.add(Fault(method, path, Respond(404, body)))
    done = rehearsal.run("publish")
    assert done.returncode == 6, done.stdout + done.stderr
    assert "domain-set" in done.stdout


def test_a_404_that_stays_is_an_error(rehearsal: Rehearsal) -> None:
    path = f"/repos/{REPOSITORY}/pages"
    rehearsal.world.github.faults.add(Fault("POST", path, Respond(404, MISSING), times=None))
    done = rehearsal.run("publish")
    assert done.returncode == 1
    assert "cannot see it" in done.stdout + done.stderr
