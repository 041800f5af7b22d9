"""GitHub on the loopback interface, started and stopped as one.

How it works
------------
One HTTP server holds the API (below ``/api/v3``, GraphQL at ``/api/graphql``,
the layout of GitHub Enterprise Server) and git (``/<owner>/<name>.git``).
A second one, with TLS, is GitHub Pages, a third one the same by plain HTTP. All work on the
same `State`, which is on disk, so that another run on the same directory continues where this
one ended.

What GitHub does by itself (builds, certificates, health checks) takes the time
that `Lag` says. Everything that happened is in ``exchanges``, ``pushes``,
``pages_requests`` and ``unknown_requests``; ``faults`` makes things go wrong.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self

from mtasts_pages.sandbox.github.accounts import Account, AccountKind, Grant, Token, TokenKind
from mtasts_pages.sandbox.github.agenda import Agenda
from mtasts_pages.sandbox.github.api import GRAPHQL, Api
from mtasts_pages.sandbox.github.apps import App, Installation
from mtasts_pages.sandbox.github.faults import Faults
from mtasts_pages.sandbox.github.git_http import GitHttp
from mtasts_pages.sandbox.github.health import HealthChecks
from mtasts_pages.sandbox.github.hub import Hub
from mtasts_pages.sandbox.github.journal import Journal, Observed
from mtasts_pages.sandbox.github.limits import Limits
from mtasts_pages.sandbox.github.pages_server import PagesServer
from mtasts_pages.sandbox.github.publishing import Lag, Publishing
from mtasts_pages.sandbox.github.records import Exchange
from mtasts_pages.sandbox.github.serving import LoopbackServer, Reply, Request
from mtasts_pages.sandbox.github.shapes import Urls
from mtasts_pages.sandbox.github.state import State

_API = "/api"
_API_ROOT = "/api/v3"
_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Ports:
    """Where this GitHub listens; 0 for any free port."""

    api: int = 0
    """API and git."""
    pages: int = 0
    plain: int = 0
    """Pages by plain HTTP."""


class GitHub(Observed):
    """An embedded GitHub; a context manager that serves from entry to exit.

    Args:
        directory: Where everything is kept.
        resolve_cname: Returns the CNAME target of a host in lower case without
            the final dot, or ``None``. It must not raise.
        server_context: Returns a context with a certificate for exactly that name.
        lag: How long GitHub takes.
        limits: Whether there are rate limits; without, no such headers either, as on
            an Enterprise Server that has them switched off.
        ports: Where to listen.
        api_tls: The context to speak TLS with, for API and git; plain HTTP without it.

    """

    def __init__(
        self,
        directory: Path,
        *,
        resolve_cname: Callable[[str], str | None],
        server_context: Callable[[str], ssl.SSLContext],
        lag: Lag = Lag(),  # noqa: B008 - a frozen value
        limits: bool = True,
        ports: Ports = Ports(),
        api_tls: ssl.SSLContext | None = None,
    ) -> None:
        self.faults = Faults()
        self.limits = Limits(enabled=limits)
        self._journal = Journal()
        self._agenda = Agenda()
        self._state = State(directory)
        self._publishing = Publishing(self._state, self._agenda, lag, resolve_cname, self.faults)
        self._front = LoopbackServer(ports.api, self._answer, api_tls)
        scheme, host = ("http", "127.0.0.1") if api_tls is None else ("https", "localhost")
        self.url = f"{scheme}://{host}:{self._front.port}"
        self.api_url = self.url + _API_ROOT
        hub = Hub(
            state=self._state,
            publishing=self._publishing,
            health=HealthChecks(self._agenda, lag, resolve_cname),
            limits=self.limits,
            urls=Urls(self.url, self.api_url),
            faults=self.faults,
            journal=self._journal,
        )
        self._api = Api(hub)
        self._git = GitHttp(hub)
        pages = PagesServer(hub, server_context)
        self._pages = LoopbackServer(ports.pages, pages.answer, pages.tls_context())
        self.pages_port = self._pages.port
        self._plain = LoopbackServer(ports.plain, pages.answer_plain)
        self.plain_port = self._plain.port

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def start(self) -> None:
        """Serve, and take up what an earlier run on the same directory left."""
        self._agenda.start()
        with self._state.lock:
            self._publishing.resume()
        self._front.start()
        self._pages.start()
        self._plain.start()

    def close(self) -> None:
        """End every connection, every thread and all waiting."""
        self.faults.close()
        self._front.close()
        self._pages.close()
        self._plain.close()
        self._agenda.close()

    # What happened

    @property
    def failures(self) -> list[str]:
        """Return the tracebacks of this GitHub's own failures; a test wants none."""
        return [
            *self._front.failures,
            *self._pages.failures,
            *self._plain.failures,
            *self._agenda.failures,
        ]

    def on_exchange(self, listen: Callable[[Exchange], None]) -> None:
        """Call *listen* after each API call, in the thread that answers it."""
        self._journal.on_exchange.append(listen)

    # Who and what there is

    def add_user(self, login: str, *, plan: str = "free") -> Account:
        """Return the user of that login, created unless there is one."""
        return self._add(login, AccountKind.USER, plan=plan)

    def add_organization(
        self,
        login: str,
        *,
        owners: Sequence[str] = (),
        members: Sequence[str] = (),
        plan: str = "free",
        members_can_create_repositories: bool = True,
        single_sign_on: bool = False,
    ) -> Account:
        """Return the organisation of that login, created unless there is one."""
        return self._add(
            login,
            AccountKind.ORGANIZATION,
            plan=plan,
            owners=tuple(owners),
            members=tuple(members),
            members_can_create_repositories=members_can_create_repositories,
            single_sign_on=single_sign_on,
        )

    def add_token(
        self,
        login: str,
        *,
        kind: TokenKind | str = TokenKind.CLASSIC,
        permissions: Mapping[str, str] = _NOTHING,
        scopes: Sequence[str] = ("repo", "delete_repo"),
        owner: str | None = None,
        repositories: Sequence[str] | None = None,
    ) -> Token:
        """Return a new token of an account.

        Args:
            login: The user; for an App the account on which it is installed.
            kind: ``classic``, ``fine-grained`` or ``app``.
            permissions: Of a fine-grained or App token, such as ``{"pages": "write"}``.
            scopes: Of a classic token.
            owner: The resource owner of a fine-grained token; *login* by default.
            repositories: The only repositories reached, by name; all by default.

        """
        kind = TokenKind(kind)
        grant = Grant(
            login=login,
            kind=kind,
            owner=owner or login,
            permissions=dict(permissions),
            scopes=tuple(scopes) if kind is TokenKind.CLASSIC else (),
            repositories=None if repositories is None else tuple(repositories),
        )
        with self._state.lock:
            if self._state.account(login) is None:
                raise ValueError(f"there is no account `{login}`")
            return self._state.add_token(grant)

    def add_app(self, slug: str, public_key: str, *, token_life: float = 3600.0) -> App:
        """Return a new App, which proves who it is by the private key of *public_key* (PEM).

        A token of its installations is good for *token_life* seconds.
        """
        with self._state.lock:
            app = App(self._state.take_id(), slug, public_key, time.time(), token_life)
            self._state.apps.keep(app)
            return app

    def install_app(
        self,
        app: App,
        login: str,
        *,
        permissions: Mapping[str, str],
        repositories: Sequence[str] | None = None,
        suspended: bool = False,
    ) -> Installation:
        """Return a new installation of *app* on the account *login*; arguments as for tokens."""
        now = time.time()
        with self._state.lock:
            if self._state.account(login) is None:
                raise ValueError(f"there is no account `{login}`")
            installation = Installation(
                id=self._state.take_id(),
                app_id=app.id,
                login=login,
                permissions=dict(permissions),
                repositories=None if repositories is None else tuple(repositories),
                created=now,
                suspended=now if suspended else None,
            )
            self._state.apps.keep(installation)
            return installation

    def revoke_token(self, value: str) -> None:
        """Make a token worthless, as when it expires."""
        with self._state.lock:
            self._state.revoke_token(value)

    def repository_path(self, owner: str, name: str) -> Path:
        """Return where the bare repository is.

        Raises:
            KeyError: There is no such repository.

        """
        with self._state.lock:
            repository = self._state.repository(owner, name)
            if repository is None:
                raise KeyError(f"{owner}/{name}")
            return self._state.git(repository).path

    def _add(self, login: str, kind: AccountKind, **settings: object) -> Account:
        with self._state.lock:
            account = Account(self._state.take_id(), login, kind, time.time(), **settings)  # type: ignore[arg-type]  # only settings of Account
            return self._state.add_account(account)

    def _answer(self, request: Request) -> Reply:
        reply = self._git.answer(request)
        if reply is not None:
            return reply
        if request.path == _API + GRAPHQL:
            return self._api.answer(request, GRAPHQL)
        if request.path == _API_ROOT or request.path.startswith(_API_ROOT + "/"):
            return self._api.answer(request, request.path.removeprefix(_API_ROOT) or "/")
        self._journal.record_unknown(request.method, request.path, "neither the API nor git")
        return Reply(404, {"Content-Type": "text/plain; charset=utf-8"}, b"Not Found")
