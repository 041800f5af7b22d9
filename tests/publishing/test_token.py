"""The token is nowhere: no file, no argument list, no line of output, no commit."""

from __future__ import annotations

import base64
import contextlib
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import pytest
from publishing.conftest import Rehearsal


class Watch:
    """Looks at every argument list on the machine, and at every file below some folders."""

    def __init__(self, folders: list[Path], secrets: list[bytes]) -> None:
        self.found: set[str] = set()
        self.arguments_seen: set[bytes] = set()
        self.files_seen: set[str] = set()
        self._folders = folders
        self._secrets = secrets
        self._leave = threading.Event()
        self._thread = threading.Thread(target=self._work)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._leave.set()
        self._thread.join()
        self.look()

    def look(self) -> None:
        """Look once."""
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(OSError):
                arguments = path.read_bytes()
                self.arguments_seen.add(arguments)
                self._judge(arguments, f"arguments {arguments[:80]!r}")
        for file in self._list_files():
            with contextlib.suppress(OSError):
                self.files_seen.add(file.name)
                self._judge(file.read_bytes(), str(file))

    def _list_files(self) -> Iterator[Path]:
        for folder in self._folders:
            with contextlib.suppress(OSError):
                yield from (file for file in folder.rglob("*") if file.is_file())

    def _judge(self, data: bytes, where: str) -> None:
        if any(secret in data for secret in self._secrets):
            self.found.add(where)

    def _work(self) -> None:
        while not self._leave.is_set():
            self.look()
            time.sleep(0.001)


@pytest.mark.parametrize("case", ["published", "refused"])
def test_a_run_leaves_the_token_nowhere(rehearsal: Rehearsal, tmp_path: Path, case: str) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    home = tmp_path / "home"
    home.mkdir()
    token = rehearsal.token
    basic = base64.b64encode(f"x-access-token:{token}".encode())
    if case == "refused":
        rehearsal.world.github.revoke_token(token)
    environment = {
        "TMPDIR": str(temporary),
        "HOME": str(home),
        "GIT_TRACE_CURL": str(tmp_path / "curl.log"),
        "GIT_TRACE": str(tmp_path / "git.log"),
    }
    watched = [temporary, home, rehearsal.folder, tmp_path]
    with Watch(watched, [token.encode(), basic]) as watch, rehearsal.operator():
        done = rehearsal.run("publish", "-v", "--wait", "60s", **environment)
    assert done.returncode == (0 if case == "published" else 4), done.stderr
    assert watch.found == set()
    assert token not in done.stdout + done.stderr
    if case == "published":  # the watch did see the push
        assert any(b"push" in arguments for arguments in watch.arguments_seen)
        assert "curl.log" in watch.files_seen
        assert token not in rehearsal.git("example-org/mta-sts.example.com", "log", "-p", "--all")


def test_the_watch_sees_a_token_where_there_is_one(tmp_path: Path) -> None:
    with Watch([tmp_path], [b"ghp_secret"]) as watch:
        (tmp_path / "leak").write_text("x ghp_secret y")
        time.sleep(0.1)
    assert watch.found == {str(tmp_path / "leak")}
