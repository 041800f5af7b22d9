"""Hands for the tests of the embedded GitHub: a world, a client, a working copy."""

from __future__ import annotations

import base64
import json
import os
import ssl
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from typing import Any

import trustme
from git_helper import git

from mtasts_pages.sandbox.github import GitHub, Lag

QUICK = Lag(pages_build=0.05, certificate=0.3, cdn=0.0, dns_recheck=0.05)
ALL_PERMISSIONS = {"administration": "write", "contents": "write", "pages": "write"}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: Any


@dataclass
class World:
    """A GitHub, what it needs, and a client of nothing but the standard library."""

    directory: Path
    authority: trustme.CA
    lag: Lag = QUICK
    limits: bool = False
    cnames: dict[str, str] = field(default_factory=dict)
    token: str = ""
    github: GitHub = None  # type: ignore[assignment]

    def server_context(self, name: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.authority.issue_cert(name).configure_cert(context)
        return context

    def open(self) -> GitHub:
        self.github = GitHub(
            self.directory,
            resolve_cname=self.cnames.get,
            server_context=self.server_context,
            lag=self.lag,
            limits=self.limits,
        )
        self.github.start()
        return self.github

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Call the API; *token* "" calls anonymously."""
        token = self.token if token is None else token
        sent = {"User-Agent": "tests", **(headers or {})}
        if token:
            sent["Authorization"] = f"Bearer {token}"
        data = None if body is None else json.dumps(body).encode()
        root = "/api" if path == "/graphql" else "/api/v3"
        port = int(self.github.url.rpartition(":")[2])
        connection = HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            connection.request(method, root + path, data, sent)
            response = connection.getresponse()
            raw = response.read()
        finally:
            connection.close()
        is_json = "json" in response.headers.get("Content-Type", "")
        return Answer(response.status, response.headers, json.loads(raw) if is_json else raw)

    def query(self, text: str, **variables: object) -> dict[str, Any]:
        answer = self.call("POST", "/graphql", {"query": text, "variables": variables})
        assert answer.status == 200, answer
        body: dict[str, Any] = answer.body
        return body

    def page(
        self, host: str, path: str, *, method: str = "GET", headers: Mapping[str, str] | None = None
    ) -> tuple[Answer, tuple[str, ...]]:
        """Read from Pages; return the answer and the names of the certificate."""
        context = ssl.create_default_context()
        self.authority.configure_trust(context)
        context.check_hostname = False
        connection = _PagesConnection(host, self.github.pages_port, context)
        try:
            connection.request(method, path, headers={"Host": host, **(headers or {})})
            response = connection.getresponse()
            body = response.read()
            certificate = connection.sock.getpeercert()
        finally:
            connection.close()
        names = tuple(value for _, value in certificate["subjectAltName"])
        return Answer(response.status, response.headers, body), names

    def create(self, name: str = "mta-sts.example.com", owner: str = "octo-org") -> str:
        path = "/user/repos" if owner == "octo" else f"/orgs/{owner}/repos"
        answer = self.call("POST", path, {"name": name})
        assert answer.status == 201, answer.body
        full: str = answer.body["full_name"]
        return full

    def pages(self, repository: str) -> dict[str, Any]:
        answer = self.call("GET", f"/repos/{repository}/pages")
        assert answer.status == 200, answer.body
        body: dict[str, Any] = answer.body
        return body

    def git(self, repository: str, *arguments: str) -> str:
        """Run git in the bare repository behind *repository*."""
        return git(self.github.repository_path(*repository.split("/")), *arguments)

    def remote(self, repository: str) -> str:
        return f"{self.github.url}/{repository}.git"


class _PagesConnection(HTTPSConnection):
    def __init__(self, host: str, port: int, context: ssl.SSLContext) -> None:
        super().__init__("127.0.0.1", port, context=context, timeout=10)
        self._name, self._tls = host, context

    def connect(self) -> None:
        super(HTTPSConnection, self).connect()
        self.sock = self._tls.wrap_socket(self.sock, server_hostname=self._name)


def wait_until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    """Return once *condition* holds; fail when it does not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


class Clone:
    """A working copy driven by the real git, with the token in the environment only."""

    def __init__(self, directory: Path, remote: str, token: str) -> None:
        self.directory = directory
        self.remote = remote
        self.token = token
        directory.mkdir(parents=True)
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("remote", "add", "origin", remote)

    def git(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.directory),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_ASKPASS": "true",
            **{f"GIT_{who}_NAME": "Operator" for who in ("AUTHOR", "COMMITTER")},
            **{f"GIT_{who}_EMAIL": "operator@example.com" for who in ("AUTHOR", "COMMITTER")},
        }
        if self.token:
            basic = base64.b64encode(f"x-access-token:{self.token}".encode()).decode()
            environment |= {
                "GIT_CONFIG_COUNT": "1",
                "GIT_CONFIG_KEY_0": "http.extraHeader",
                "GIT_CONFIG_VALUE_0": f"Authorization: Basic {basic}",
            }
        return subprocess.run(
            ["git", *arguments],
            cwd=self.directory,
            env=environment,
            check=check,
            capture_output=True,
            text=True,
            timeout=60,
        )

    def commit(self, files: Mapping[str, str | bytes | None], message: str = "Change") -> str:
        for path, content in files.items():
            file = self.directory / path
            if content is None:
                file.unlink()
                continue
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content.encode() if isinstance(content, str) else content)
        self.git("add", "--all", "--force")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.git("rev-parse", "HEAD").stdout.strip()

    def push(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return self.git("push", "--quiet", *(arguments or ("origin", "main")), check=check)


SITE = {
    ".nojekyll": "",
    "CNAME": "mta-sts.example.com",
    "index.html": "<!DOCTYPE html><title>Policy</title>",
    ".well-known/mta-sts.txt": "version: STSv1\r\nmode: none\r\nmax_age: 86400\r\n",
}
