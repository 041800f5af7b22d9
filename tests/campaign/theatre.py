"""One world for many bootstraps: each of another domain, with an operator at hand."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import re
import socket
import ssl
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPSConnection
from pathlib import Path
from typing import Protocol
from urllib.request import Request, urlopen

import git_helper
from campaign.leaping_clock import LeapingClock

from mtasts_pages.cli.setup.settings import read_settings, read_token
from mtasts_pages.config.load import load_config
from mtasts_pages.dns import Purpose
from mtasts_pages.errors import MtaStsPagesError
from mtasts_pages.rollout.publishing.fleet import Choices, publish_fleet
from mtasts_pages.rollout.publishing.outcome import Outcome
from mtasts_pages.sandbox import World
from mtasts_pages.sandbox.github import Lag
from mtasts_pages.sandbox.github.serving import Reply
from mtasts_pages.site import POLICY_PATH, load_templates
from mtasts_pages.state import Target, render_targets
from mtasts_pages.world.github.credentials import FixedToken
from mtasts_pages.world.outside import Limits, connect

OWNER = "example-org"
PATIENCE = 450.0
READS = 3  # of a policy, before its id may be released
REQUEST_LIMIT = 1
TRANSFER_LIMIT = 2.0
QUICK = Lag(pages_build=0.005, certificate=0.01, cdn=0.0, dns_recheck=0.01)


class Listener(Protocol):
    """Is told of a request to the API or to git, before and after its work."""

    def __call__(self, method: str, path: str, *, after: bool) -> None: ...


@dataclass
class Run:
    """How one run of the program ended."""

    outcome: str
    """``current``, ``waiting``, ``failed``, or the name of what was raised."""
    said: str
    hint: str | None = None


@dataclass
class Stage:
    """One policy domain in the world, and what was done for it."""

    theatre: Theatre
    domain: str
    hosts: Sequence[str] = ("mx1", "mx2")
    runs: list[Run] = field(default_factory=list)
    has_foreign_commits: bool = False
    released_early: list[str] = field(default_factory=list)
    traced: list[str] = field(default_factory=list)
    clock: LeapingClock = field(default_factory=LeapingClock)

    @property
    def repository(self) -> str:
        return f"mta-sts.{self.domain}"

    def target(self) -> Target:
        path = self.theatre.folder / f"{self.domain}.yaml"
        hosts = ", ".join(f"{host}.{self.domain}" for host in self.hosts)
        path.write_text(
            f"github: {{owner: {OWNER}}}\ndomains:\n  {self.domain}: {{mx: [{hosts}]}}\n"
        )
        config, _ = load_config(path)
        (target,) = render_targets(config.domains, load_templates(None))
        return target

    def publish(self, patience: float = PATIENCE) -> Run:
        """Run the program once, in this process; an operator pastes what it says."""
        theatre = self.theatre
        settings = read_settings(theatre.environment)
        outside = connect(
            settings,
            FixedToken(read_token(theatre.environment, None, settings.server_url).value),
            self.clock,
            self.traced.append,
            Limits(request=REQUEST_LIMIT, transfer=TRANSFER_LIMIT),
        )
        try:
            (outcome,) = publish_fleet(
                [self.target()],
                outside,
                Choices(jobs=1, patience=patience),
                approve=lambda _: None,
                listener=self,
            )
        except MtaStsPagesError as error:
            run = Run(type(error).__name__, f"{error.message}\n{error.hint}", error.hint)
        else:
            said = "\n".join([outcome.detail, *outcome.next_steps])
            run = Run(outcome.kind.value, said)
            if outcome.error is not None:
                said += outcome.error.message
                run = Run(outcome.kind.value, said, outcome.error.hint)
        self.runs.append(run)
        return run

    def forecast(self, seconds: float) -> None:
        """Be a listener: how long all will take."""

    def step(self, target: Target, reached: object) -> None:
        """Be a listener: a stage was reached."""

    def warn(self, target: Target, sentence: str) -> None:
        """Be a listener: something is to be known before."""

    def show(self, outcome: Outcome) -> None:
        """Be the operator: create the records that may be created."""
        for status in outcome.open_records:
            record = status.record
            if record.purpose is Purpose.POLICY_RECORD:
                self._look_before_release(record.value or "")
            value = f'"{record.value}"' if record.type == "TXT" else record.value
            self.theatre.world.names.paste(f"{record.name} 60 IN {record.type} {value}\n")

    def paste_zone(self, zone: str) -> None:
        """Be the operator, who pastes what `dns` prints."""
        for line in zone.splitlines():
            if line.startswith("_mta-sts."):
                self._look_before_release(line)
        self.theatre.world.names.paste(zone)

    def _look_before_release(self, record: str) -> None:
        """Note a record whose id was not made for what the policy host serves now.

        Or that comes before the policy was read often enough since it was last changed.
        """
        if not self.has_foreign_commits and self._count_reads() < READS:
            self.released_early.append(f"{record}: after {self._count_reads()} reads")
        served = self.theatre.fetch_policy(f"mta-sts.{self.domain}")
        found = re.search(r"id=\d{14}([0-9a-f]{12})", record)
        if found is None or served is None:
            self.released_early.append(f"{record}: nothing is served")
        elif hashlib.sha256(served).hexdigest()[:12] != found[1]:
            self.released_early.append(f"{record}: something else is served")

    def _count_reads(self) -> int:
        """Return how often the policy was served since the last push."""
        github = self.theatre.world.github
        name = f"{OWNER}/{self.repository}"
        since = max((push.at for push in github.pushes if push.repository == name), default=0.0)
        host = f"mta-sts.{self.domain}"
        return sum(
            request.host == host and request.status == 200 and request.at >= since
            for request in github.pages_requests
        )

    def commit_by_hand(self, path: str, text: str) -> bool:
        """Commit and push *text* as somebody else; return whether there is a repository."""
        world = self.theatre.world
        try:
            world.github.repository_path(OWNER, self.repository)
        except KeyError:
            return False
        self.has_foreign_commits = True
        clone = self.theatre.folder / f"clone-{time.monotonic_ns()}"
        url = world.github.url.replace("//", f"//x-access-token:{self.theatre.other_token}@")
        source = f"{url}/{OWNER}/{self.repository}.git"
        git_helper.commit_by_hand(
            source, clone, {path: text}, "Do something else", refspec="HEAD:main"
        )
        return True

    def undo_pages(self) -> None:
        """Take the domain away and let a workflow publish, as somebody can on the web."""
        github = self.theatre.world.github
        for change in ({"cname": None}, {"build_type": "workflow"}):
            request = Request(  # noqa: S310 - on loopback
                f"{github.api_url}/repos/{OWNER}/{self.repository}/pages",
                json.dumps(change).encode(),
                {"Authorization": f"Bearer {self.theatre.other_token}", "User-Agent": "hand"},
                method="PUT",
            )
            with urlopen(request, timeout=5):  # noqa: S310 - on loopback
                pass

    def git(self, *arguments: str) -> str:
        path = self.theatre.world.github.repository_path(OWNER, self.repository)
        return git_helper.git(path, *arguments)


class Theatre:
    """The world, entered once; a stage in it for each domain."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.world = World(folder / "world", lag=QUICK, limits=False)
        login = self.world.add_owners([OWNER])
        self._temporary = folder / "temporary"
        self._temporary.mkdir()
        tempfile.tempdir = str(self._temporary)
        self.token = self.world.github.add_token(login, scopes=("repo",)).value
        basic = base64.b64encode(f"x-access-token:{self.token}".encode()).decode()
        self.secrets = (self.token, basic)
        self.other_token = self.world.github.add_token(login).value
        self.environment: Mapping[str, str] = dict(self.world.environment(self.token))
        self._tls = ssl.create_default_context(cafile=self.environment["SSL_CERT_FILE"])
        self._count = 0
        self.leaks: list[str] = []
        self._listeners: list[Listener] = []
        self._answer = self.world.github.faults.answer
        self.world.github.faults.answer = self._tell  # type: ignore[method-assign]

    def close(self) -> None:
        tempfile.tempdir = None
        self.world.close()
        failures = self.world.github.failures
        assert failures == [], "\n".join(map(str, failures))
        # git's own, where a page for people made it try the protocol of dumb servers
        assert all(".git/" in request.path for request in self.world.github.unknown_requests)
        assert not self.world.names.errors

    def open_stage(self, hosts: Sequence[str] = ("mx1", "mx2")) -> Stage:
        """Return a new domain that nobody has done anything for."""
        self._count += 1
        self.clear()
        return Stage(self, f"d{self._count}.example.com", hosts)

    def clear(self) -> None:
        """Let everything work again, and nobody listen."""
        self.world.github.faults.clear()
        self._listeners.clear()

    def repositories(self, domain: str) -> list[str]:
        """Return the names of all repositories that have to do with *domain*."""
        state = self.world.github._state
        return [r.name for r in state.repositories(OWNER) if domain in r.name]

    def listen(self, listener: Listener) -> None:
        """Call *listener* at each request to the API and to git: before, and after its work."""
        self._listeners.append(listener)

    def fetch_policy(self, host: str) -> bytes | None:
        """Return what is served at *host*, asked for without any code of the client."""
        where = ("127.0.0.1", self.world.github.pages_port)
        context = self._tls
        with closing(HTTPSConnection(*where, context=context, timeout=5)) as connection:
            try:
                plain = socket.create_connection(where, timeout=5)
                connection.sock = context.wrap_socket(plain, server_hostname=host)
                connection.request("GET", f"/{POLICY_PATH}", headers={"Host": host})
                answer = connection.getresponse()
            except OSError:
                return None
            return answer.read() if answer.status == 200 else None

    def _look_for_leaks(self) -> None:
        """Note a token in an argument list or a file, while git is at work."""
        files = [path for path in self._temporary.rglob("*") if path.is_file()]
        for file in [*Path("/proc").glob("[0-9]*/cmdline"), *files]:
            with contextlib.suppress(OSError):
                data = file.read_bytes()
                if any(secret.encode() in data for secret in self.secrets):
                    self.leaks.append(f"the token is in {file}: {data[:80]!r}")

    def _tell(self, method: str, path: str, work: Callable[[], Reply]) -> tuple[Reply | None, bool]:
        for listener in list(self._listeners):
            listener(method, path, after=False)
        if ".git/" in path:
            self._look_for_leaks()
        answer = self._answer(method, path, work)
        for listener in list(self._listeners):
            listener(method, path, after=True)
        return answer
