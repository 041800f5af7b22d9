"""A real Postfix delivers by what this program has published, and defers by it."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

DRIVER = Path(__file__).with_name("postfix_world.py")


@pytest.fixture
def folder() -> Iterator[Path]:
    """Return a folder that Postfix, which is several users, can reach into."""
    with tempfile.TemporaryDirectory() as path:
        Path(path).chmod(0o755)
        yield Path(path)


@pytest.mark.timeout(300)
def test_mail_goes_where_the_policy_lets_it(folder: Path) -> None:
    """In `enforce` only to the host whose certificate fits; in `testing` to both."""
    missing = [name for name in ("postfix", "ip", "unshare") if shutil.which(name) is None]
    if missing:
        pytest.skip(f"{', '.join(missing)} not installed")
    if os.geteuid() != 0:
        pytest.skip("only root may make a network namespace for Postfix")
    alone = ["unshare", "--net", "--mount"]
    if subprocess.run([*alone, "true"], check=False, capture_output=True).returncode:
        pytest.skip("network namespaces are not to be had here")
    done = subprocess.run(
        [*alone, sys.executable, str(DRIVER), str(folder)],
        check=False,
        capture_output=True,
        text=True,
        timeout=280,
    )
    log = folder / "postfix.log"
    said = log.read_text() if log.exists() else ""
    assert done.returncode == 0, done.stderr + said
    result = json.loads(done.stdout.splitlines()[-1])
    assert result["words"] == {
        "enforced.example.com": "sent",
        "refused.example.com": "deferred",
        "testing.example.com": "sent",
        "tested.example.com": "sent",
    }, said
    assert set(result["got"]) == {
        "enforced.example.com",
        "testing.example.com",
        "tested.example.com",
    }
    assert result["got"]["enforced.example.com"] == "TLSv1.3"
    assert "Verified TLS connection established to good.example.com" in said
    assert "to=<postmaster@refused.example.com>" in said
    assert "Server certificate not verified" in said
