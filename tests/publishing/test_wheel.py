"""The built wheel does the same, with the checkout out of reach."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UNBUILT = (
    ".git",
    ".venv",
    ".cache",
    ".*_cache",
    ".hypothesis",
    "__pycache__",
    "tests",
    "node_modules",
)


@pytest.mark.timeout(600)
def test_the_wheel_in_an_empty_environment_renders_and_publishes(tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    shutil.copytree(ROOT, checkout, ignore=shutil.ignore_patterns(*UNBUILT))
    (wheel,) = build_wheel(checkout, tmp_path / "dist")
    shutil.rmtree(checkout)
    home = tmp_path / "home"
    venv.create(home / "venv", with_pip=True)
    binaries = home / "venv" / "bin"
    install = [binaries / "python", "-m", "pip", "install", "-q", f"{wheel}[sandbox]"]
    subprocess.run(install, check=True, cwd=home, timeout=400)
    shutil.copy(ROOT / "sample-config.yaml", home)
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}

    def run(*arguments: str) -> str:
        command = [binaries / "mtasts-pages", *arguments, "-c", "sample-config.yaml"]
        done = subprocess.run(
            command,
            check=False,
            cwd=home,
            env=environment,
            capture_output=True,
            text=True,
            timeout=180,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert '"v=STSv1; id=' in run("render")
    assert (home / "policy-repositories/example.com/.well-known/mta-sts.txt").is_file()
    assert "4 current, 0 waiting, 0 failed" in run("sandbox", "publish")


def build_wheel(checkout: Path, into: Path) -> list[Path]:
    """Return the wheel that the checkout builds."""
    command = [sys.executable, "-m", "build", "--wheel", "--outdir", into, checkout]
    subprocess.run(command, check=True, capture_output=True, timeout=200)
    return list(into.glob("*.whl"))
