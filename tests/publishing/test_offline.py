"""Rendering needs no network at all."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from git_helper import git
from publishing.conftest import CONFIG, PROGRAM

UNSHARE = ["unshare", "--net", "--map-root-user"]


def can_unshare() -> bool:
    """Return whether this machine lets a program be cut off from every network."""
    if shutil.which("unshare") is None:
        return False
    return subprocess.run([*UNSHARE, "true"], check=False, capture_output=True).returncode == 0


@pytest.mark.skipif(not can_unshare(), reason="no right to cut a program off from the network")
def test_every_site_is_rendered_and_committed_without_a_network(tmp_path: Path) -> None:
    (tmp_path / "mta-sts.yaml").write_text(CONFIG)

    def render(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [*UNSHARE, *PROGRAM, "render", *arguments]
        done = subprocess.run(
            command,
            cwd=tmp_path,
            env=os.environ,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        assert "Traceback" not in done.stderr
        return done

    first = render()
    assert "mta-sts.example.com.   3600 IN CNAME example-org.github.io." in first.stdout
    assert "1 of 1 repositories changed" in first.stderr
    second = render()
    assert second.stdout == first.stdout
    assert "nothing changed in 1 repositories" in second.stderr
    (domain,) = json.loads(render("--json").stdout)["domains"]
    assert domain["changed"] is False
    commits = git(tmp_path / domain["path"], "log", "--format=%H").split()
    assert commits == [domain["commit"]]


def test_a_run_from_a_hook_keeps_to_its_own_repositories(tmp_path: Path) -> None:
    """A git that starts the program hands its own repository on, in the environment."""
    (tmp_path / "mta-sts.yaml").write_text(CONFIG)
    git(tmp_path, "init", "--quiet", "theirs")
    inside = tmp_path / "theirs" / ".git"
    outer = {
        "GIT_DIR": str(inside),
        "GIT_WORK_TREE": str(inside.parent),
        "GIT_INDEX_FILE": str(inside / "index"),
        "GIT_OBJECT_DIRECTORY": str(inside / "objects"),
    }

    def render() -> str:
        done = subprocess.run(
            [*PROGRAM, "render", "--json"],
            cwd=tmp_path,
            env={**os.environ, **outer},
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        (domain,) = json.loads(done.stdout)["domains"]
        return domain["commit"]

    first = render()
    ours = tmp_path / "policy-repositories" / "example.com"
    git(ours, "gc", "--quiet")  # packed: GitPython is asked for the branch
    (tmp_path / "mta-sts.yaml").write_text(CONFIG.replace("mx2", "mx3"))
    second = render()
    assert git(ours, "log", "--format=%H").split() == [second, first]
    assert git(ours, "status", "--porcelain") == ""
    assert git(inside.parent, "count-objects").startswith("0 objects")
