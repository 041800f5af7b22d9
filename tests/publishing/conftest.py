"""The real program, run as its users run it, against a sandbox that the test owns."""

from __future__ import annotations

import http.client
import json
import os
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import git_helper
import pytest
from github_description.judge import judge_exchange

from mtasts_pages.sandbox import Operator, World
from mtasts_pages.sandbox.github import Lag

QUICK = Lag(pages_build=0.05, certificate=0.1, cdn=0.0, dns_recheck=0.1)
PROGRAM = [sys.executable, "-m", "mtasts_pages"]
CONFIG = """\
github:
  owner: example-org
domains:
  example.com:
    mx: [mx1.example.com, mx2.example.com]
"""


@dataclass
class Rehearsal:
    """One world, one folder with a config, and the program."""

    world: World
    folder: Path
    token: str
    environment: dict[str, str] = field(repr=False)

    @property
    def config(self) -> Path:
        return self.folder / "mta-sts.yaml"

    def write_config(self, text: str = CONFIG) -> None:
        self.config.write_text(text)

    def start(self, *arguments: str, **changes: str) -> subprocess.Popen[str]:
        """Start the program; *changes* are further environment variables."""
        return subprocess.Popen(
            [*PROGRAM, *arguments],
            cwd=self.folder,
            env={**self.environment, **changes},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
        """Run the program to its end."""
        with self.start(*arguments, **changes) as process:
            out, err = process.communicate(timeout=100)
        assert "Traceback" not in err, err
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def ask(self, *arguments: str) -> Mapping[str, Any]:
        """Run the program with ``--json``, and return the document."""
        done = self.run(*arguments, "--json")
        assert done.stdout, done.stderr
        return json.loads(done.stdout)

    def operator(self) -> Operator:
        """Return the person who pastes what `dns` prints into the name server."""
        printer = [*PROGRAM, "dns", "-q", "-c", str(self.config)]
        return Operator(self.world, printer, self.environment)

    def publish(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Publish with an operator at hand, until nothing is awaited any more."""
        with self.operator():
            return self.run("publish", "--wait", "60s", *arguments)

    def move_clock(self, hours: float) -> None:
        """Have the clock of the program's machine be wrong by *hours* from now on."""
        folder = Path(__file__).parent.parent / "wrong_clock"
        self.environment |= {"PYTHONPATH": str(folder), "WRONG_CLOCK": str(hours)}

    def writes(self) -> list[str]:
        """Return what was asked of GitHub's REST API other than reads."""
        return [
            f"{exchange.method} {exchange.template}"
            for exchange in self.world.github.exchanges
            if exchange.method != "GET" and exchange.template != "/graphql"
        ]

    def log(self, repository: str) -> list[str]:
        """Return the commits of a policy repository, newest first, as ``subject|trailer``."""
        shown = "%s|%(trailers:key=MTA-STS-Id,valueonly,separator=%x2C)"
        return self.git(repository, "log", f"--format={shown}", "HEAD").splitlines()

    def commit_by_hand(
        self, repository: str, files: Mapping[str, str | None], subject: str
    ) -> None:
        """Commit and push *files* as somebody else; ``None`` removes one."""
        self.world.github.add_user("somebody")
        token = self.world.github.add_token("sandbox-operator").value
        path = self.folder.parent / f"clone-{time.monotonic_ns()}"
        url = self.world.github.url.replace("//", f"//x-access-token:{token}@")
        trust = f"http.sslCAInfo={self.world.authority.root}"
        git_helper.commit_by_hand(f"{url}/{repository}.git", path, files, subject, trust)

    def age_newest_commit(self, repository: str, age: str) -> None:
        """Make the newest commit of a repository *age* older, as if time had passed."""
        when = self.git(repository, "log", "-1", "--format=%ct").strip()
        moved = f"{int(when) - 3600 * int(age.split(maxsplit=1)[0])} +0000"
        tree, message = (
            self.git(repository, *what).strip()
            for what in (("rev-parse", "HEAD^{tree}"), ("log", "-1", "--format=%B"))
        )
        dates = {"GIT_COMMITTER_DATE": moved, "GIT_AUTHOR_DATE": moved}
        commit = self.git(repository, "commit-tree", tree, "-m", message, **dates)
        self.git(repository, "update-ref", "HEAD", commit.strip())

    def create_by_hand(self, repository: str) -> None:
        """Create a public repository as somebody else would."""
        owner, name = repository.split("/")
        self.api("POST", f"/orgs/{owner}/repos", {"name": name})

    def api(self, method: str, path: str, body: Mapping[str, object] | None = None) -> None:
        """Ask something of GitHub as somebody else would."""
        with closing(self._connect()) as api:
            api.request(
                method,
                urlsplit(self.world.github.api_url).path + path,
                None if body is None else json.dumps(body),
                {
                    "Authorization": f"Bearer {self.token}",
                    "Content-Type": "application/json",
                    "User-Agent": "somebody",
                },
            )
            answer = api.getresponse()
            assert answer.status < 300, answer.read()

    def _connect(self) -> http.client.HTTPConnection:
        url = urlsplit(self.world.github.url)
        if url.scheme == "http":
            return http.client.HTTPConnection(url.netloc)
        trusted = ssl.create_default_context(cafile=str(self.world.authority.root))
        return http.client.HTTPSConnection(url.netloc, context=trusted)

    def git(self, repository: str, *arguments: str, **changes: str) -> str:
        """Run git in the bare repository behind *repository*, ``owner/name``."""
        path = self.world.github.repository_path(*repository.split("/"))
        return git_helper.git(path, *arguments, **changes)


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Callable[..., Rehearsal]]:
    """Return what starts a world; at the end each is judged by GitHub's own description."""
    worlds: list[World] = []

    def start(
        *,
        lag: Lag = QUICK,
        limits: bool = False,
        owner: str = "example-org",
        user: bool = False,
        tls: bool = False,
    ) -> Rehearsal:
        world = World(tmp_path / f"world-{len(worlds)}", lag=lag, limits=limits, tls=tls)
        worlds.append(world)
        login = world.add_owners([owner], owner if user else None)
        token = world.github.add_token(login, scopes=("repo",)).value
        folder = tmp_path / f"work-{len(worlds)}"
        folder.mkdir()
        environment = {**os.environ, **world.environment(token), "PYTHONWARNINGS": "error"}
        rehearsal = Rehearsal(world, folder, token, environment)
        rehearsal.write_config()
        return rehearsal

    yield start
    for world in worlds:
        world.close()
    for world in worlds:
        assert world.github.unknown_requests == []
        assert world.github.failures == []
        assert not world.names.errors
        assert not any(push.forced for push in world.github.pushes)
        for exchange in world.github.exchanges:
            if not exchange.fault:
                assert judge_exchange(exchange) == [], exchange


@pytest.fixture
def rehearsal(begin: Callable[..., Rehearsal]) -> Rehearsal:
    """Return a world with one organization and one domain, nothing published."""
    return begin()
