"""Git over HTTPS as GitHub offers it, served by the real ``git http-backend``.

Anyone may fetch what is public. Credentials are HTTP Basic with the token as
the password. A push needs the Contents permission; once it is through, GitHub
notes it, and Pages builds a branch that it publishes.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from pathlib import Path

from mtasts_pages.errors import OperationError
from mtasts_pages.sandbox.github.access import is_visible, may_use, read_credentials
from mtasts_pages.sandbox.github.accounts import Account, Grant
from mtasts_pages.sandbox.github.gitstore import ZERO
from mtasts_pages.sandbox.github.history import is_ancestor
from mtasts_pages.sandbox.github.hub import Hub
from mtasts_pages.sandbox.github.pktline import Command, parse_accepted, parse_commands
from mtasts_pages.sandbox.github.records import Push
from mtasts_pages.sandbox.github.repositories import Repository
from mtasts_pages.sandbox.github.serving import ConnectionDropped, Reply, Request

_PATH = re.compile(
    r"/(?P<owner>[^/]+)/(?P<name>[^/]+?)(?:\.git)?/"
    r"(?P<rest>info/refs|git-upload-pack|git-receive-pack)"
)
_PUSH = "git-receive-pack"
_TIME_LIMIT = 60.0  # seconds for one run of git
_TEXT = {"Content-Type": "text/plain; charset=utf-8"}
_HEADS = "refs/heads/"


class GitHttp:
    """Answers git's requests."""

    def __init__(self, hub: Hub) -> None:
        program = shutil.which("git")
        if program is None:
            raise OperationError("git is not installed", "install it, the sandbox serves with it")
        self._program = program
        self._hub = hub

    def answer(self, request: Request) -> Reply | None:
        """Answer a request, ``None`` when its path is not one of git's.

        Raises:
            ConnectionDropped: A fault wants the connection reset.

        """
        match = _PATH.fullmatch(request.path)
        if match is None:
            return None
        path = f"/{match['owner']}/{match['name']}.git/{match['rest']}"
        reply, _ = self._hub.faults.answer(request.method, path, lambda: self._work(request, match))
        if reply is None:
            raise ConnectionDropped
        return reply

    def _work(self, request: Request, match: re.Match[str]) -> Reply:
        pushes = _PUSH in {match["rest"], request.query.get("service")}
        state = self._hub.state
        with state.lock:
            value = read_credentials(request.headers.get("authorization"))
            grant = None if value is None else state.grant(value)
            repository = state.repository(match["owner"], match["name"])
            moved = state.moved_repository(match["owner"], match["name"])
            if value is not None and grant is None:
                return _refuse(401, "Invalid username or token.")
            if repository is None and moved is not None and is_visible(state, moved, grant):
                return self._redirect(moved, match["rest"], request.query_string)
            refusal = self._refuse_access(repository, grant, pushes=pushes)
            if refusal is not None or repository is None:
                return refusal or _refuse(404, "Repository not found.")
            directory = state.git(repository).path
        login = "" if grant is None else grant.login
        reply = self._run(request, directory, match["rest"], login)
        if match["rest"] == _PUSH and grant is not None:
            self._take_note(repository, grant, parse_commands(request.body), reply)
        return reply

    def _refuse_access(
        self, repository: Repository | None, grant: Grant | None, *, pushes: bool
    ) -> Reply | None:
        state = self._hub.state
        hidden = repository is None or not is_visible(state, repository, grant)
        if grant is None and (hidden or pushes):
            return _refuse(401, "Authentication is required.")
        if repository is None or hidden or grant is None:
            return _refuse(404, "Repository not found.") if hidden else None
        needs = {"contents": "write" if pushes else "read"}
        if not pushes and not repository.private:
            return None
        if may_use(state, repository, grant, needs) is not None:
            return _refuse(
                403, f"Permission to {repository.full_name}.git denied to {grant.login}."
            )
        if pushes and repository.archived:
            return _refuse(403, "This repository was archived so it is read-only.")
        return None

    def _redirect(self, repository: Repository, rest: str, query: str) -> Reply:
        location = f"{self._hub.urls.web}/{repository.full_name}.git/{rest}"
        return Reply(301, {"Location": f"{location}?{query}" if query else location})

    def _run(self, request: Request, directory: Path, rest: str, login: str) -> Reply:
        """Run ``git http-backend`` as a CGI program (RFC 3875)."""
        environment = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(directory),
            "GIT_PROJECT_ROOT": str(directory.parent),
            "GIT_HTTP_EXPORT_ALL": "1",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": "safe.directory",
            "GIT_CONFIG_VALUE_0": "*",  # the sandbox may run as another user than it was made by
            "GATEWAY_INTERFACE": "CGI/1.1",
            "REQUEST_METHOD": request.method,
            "PATH_INFO": f"/{directory.name}/{rest}",
            "QUERY_STRING": request.query_string,
            "CONTENT_TYPE": request.headers.get("content-type", ""),
            "CONTENT_LENGTH": str(len(request.body)),
            "HTTP_CONTENT_ENCODING": request.headers.get("content-encoding", ""),
            "GIT_PROTOCOL": request.headers.get("git-protocol", ""),
            "REMOTE_USER": login,
            "REMOTE_ADDR": "127.0.0.1",
        }
        done = subprocess.run(  # noqa: S603 - a fixed program without arguments from outside
            [self._program, "http-backend"],
            input=request.body,
            env=environment,
            capture_output=True,
            timeout=_TIME_LIMIT,
            check=False,
        )
        head, _, body = done.stdout.partition(b"\r\n\r\n")
        fields = dict(
            line.split(": ", 1) for line in head.decode("latin-1").split("\r\n") if ": " in line
        )
        status = int(fields.pop("Status", "200" if fields else "500").split(" ")[0])
        return Reply(status, fields, body)

    def _take_note(
        self, repository: Repository, grant: Grant, commands: list[Command], reply: Reply
    ) -> None:
        accepted = parse_accepted(reply.body)
        done = [command for command in commands if command.ref in accepted]
        state = self._hub.state
        with state.lock:
            account = state.account(grant.login)
            if not done or account is None or state.repository_by_id(repository.id) is None:
                return
            repository.pushed = repository.updated = time.time()
            self._choose_default(repository, done)
            state.save(repository)
            for command in done:
                self._record(repository, command, account)
            site = repository.site
            if site is not None and any(c.ref == _HEADS + site.branch for c in done):
                self._hub.publishing.build(repository, account)

    def _record(self, repository: Repository, command: Command, account: Account) -> None:
        git = self._hub.state.git(repository)
        forced = ZERO not in {command.old, command.new} and not (
            command.ref.startswith(_HEADS) and is_ancestor(git, command.old, command.new)
        )
        self._hub.journal.pushes.append(
            Push(
                at=time.time(),
                repository=repository.full_name,
                ref=command.ref,
                old=command.old,
                new=command.new,
                forced=forced,
                by=account.login,
            )
        )

    def _choose_default(self, repository: Repository, done: list[Command]) -> None:
        """Make the first branch of a repository that had none the default."""
        git = self._hub.state.git(repository)
        pushed = [c.ref.removeprefix(_HEADS) for c in done if c.ref.startswith(_HEADS)]
        if pushed and git.branch(git.head()) is None and git.branch(pushed[0]) is not None:
            git.set_head(pushed[0])


def _refuse(status: int, message: str) -> Reply:
    headers = dict(_TEXT)
    if status == 401:  # noqa: PLR2004 - the status that asks for credentials
        headers["WWW-Authenticate"] = 'Basic realm="GitHub"'
    return Reply(status, headers, message.encode())
