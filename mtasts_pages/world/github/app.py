"""A GitHub App: it proves by its private key who it is, and gets tokens for one account.

GitHub, "Authenticating as a GitHub App installation": the App signs a JSON Web Token, asks
with that where it is installed on an account, and has a token made there. Such a token
lasts an hour; a run may last longer.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

from github import Auth

from mtasts_pages.errors import AuthenticationError, GitHubError, PermissionDeniedError
from mtasts_pages.world.clock import Clock
from mtasts_pages.world.github.app_key import read_app_key
from mtasts_pages.world.github.credentials import NEEDED, Credentials
from mtasts_pages.world.github.refusals import explain_refusal
from mtasts_pages.world.github.reply import Reply
from mtasts_pages.world.github.session import Session

_MARGIN = 300.0
"""Seconds before its end at which a token is replaced: longer than any request or push."""

_SHORTEST = 60.0
"""Seconds that a token is assumed to last when GitHub's answer about it cannot be read."""


@dataclass(frozen=True, slots=True)
class App:
    """An App that can sign."""

    id: str
    """The App ID or the client ID."""
    key: str = field(repr=False)
    """The RSA private key, in PEM."""

    def make_auth(self) -> Auth.Auth:
        """Return what signs each request; a signature is good for five minutes."""
        return Auth.AppAuth(self.id, self.key)


def read_app(app_id: str, key: bytes) -> App:
    """Return the App of *app_id*, whose private key is *key*, as a file holds it.

    Raises:
        AuthenticationError: *key* is not the kind of key that GitHub gives to Apps.

    """
    return App(app_id, read_app_key(key))


class InstallationToken(Credentials):
    """The current token of an App on one account, replaced in time; shared by all threads.

    Its time is counted by the server's clock, so a wrong clock here does no harm.
    """

    def __init__(self, app: App, owner: str, session: Session, clock: Clock) -> None:
        """Prepare; GitHub is not asked before the token is needed.

        Args:
            app: The App.
            owner: The account on which it is installed.
            session: Talks to GitHub with the App's signature.
            clock: Says when the token has to be replaced.

        """
        self._app = app
        self._owner = owner
        self._session = session
        self._clock = clock
        self._lock = threading.Lock()
        self._installation: int | None = None
        self._token: str | None = None
        self._missing: tuple[str, ...] = ()
        self._replace_at = 0.0

    @property
    def token(self) -> str:
        """The token to send now.

        Raises:
            AuthenticationError: GitHub does not know the App, or not by this key, or it is
                not installed there.
            NetworkError: GitHub does not answer.

        """
        with self._lock:
            if self._token is None or self._clock.monotonic() >= self._replace_at:
                self._token = self._make_token()
            return self._token

    def renew(self) -> bool:
        """Forget the token that GitHub refused; a new one is made when it is needed."""
        with self._lock:
            self._token = None
        return True

    def list_missing(self) -> tuple[str, ...]:
        """Return which permissions the installation lacks; known once there is a token."""
        return self._missing

    def _make_token(self) -> str:
        if self._installation is None:
            self._installation = self._find_installation()
        path = f"/app/installations/{self._installation}/access_tokens"
        asked = self._clock.monotonic()
        reply = self._ask("POST", path)
        token = reply.data.get("token") if isinstance(reply.data, dict) else None
        if reply.status != HTTPStatus.CREATED or not isinstance(token, str) or not token:
            what = f"make a token for App `{self._app.id}` on `{self._owner}`"
            raise explain_refusal(reply.status, reply.message, reply.headers, what)
        self._missing = _find_missing(reply.data.get("permissions"))
        life = _read_life(reply)
        self._replace_at = asked + life - min(_MARGIN, life / 4)
        return token

    def _find_installation(self) -> int:
        """Return the number of the installation on the owner, organization or user."""
        for kind in ("orgs", "users"):
            reply = self._ask("GET", f"/{kind}/{self._owner}/installation")
            if reply.status == HTTPStatus.OK:
                return _read_installation(reply.data, self._app.id, self._owner)
            if reply.status != HTTPStatus.NOT_FOUND:
                what = f"find App `{self._app.id}` on `{self._owner}`"
                raise explain_refusal(reply.status, reply.message, reply.headers, what)
            if "Integration not found" in reply.message:
                raise AuthenticationError(
                    f"GitHub does not know App `{self._app.id}`",
                    "--app-id is the App ID at the top of the App's settings",
                )
        raise AuthenticationError(
            f"App `{self._app.id}` is not installed on `{self._owner}`",
            "install it there, for all repositories: the App's settings, Install App",
        )

    def _ask(self, verb: str, path: str) -> Reply:
        try:
            # No harm in repeating: a token too many ends by itself.
            return self._session.call(verb, path, repeatable=True)
        except PermissionDeniedError:
            raise
        except AuthenticationError:
            raise AuthenticationError(
                f"GitHub does not accept the signature of App `{self._app.id}`",
                "--app-id and --app-key-file must belong together, the key must not have been"
                " deleted at GitHub, and the clock of this machine must be right",
            ) from None


def _read_installation(data: Any, app_id: str, owner: str) -> int:  # noqa: ANN401 - a JSON document
    number = data.get("id") if isinstance(data, dict) else None
    if not isinstance(number, int):
        raise GitHubError(
            "GitHub describes the installation in a way that this program cannot read"
        )
    if data.get("suspended_at"):
        raise AuthenticationError(
            f"App `{app_id}` is suspended on `{owner}`",
            "an owner of the account can unsuspend it: Settings, GitHub Apps, Configure",
        )
    return number


def _find_missing(permissions: Any) -> tuple[str, ...]:  # noqa: ANN401 - a JSON document
    if not isinstance(permissions, dict):
        return ()
    return tuple(name for name in NEEDED if permissions.get(name) != "write")


def _read_life(reply: Reply) -> float:
    """Return for how many seconds a new token is good."""
    try:
        ends = datetime.fromisoformat(reply.data["expires_at"])
        made = parsedate_to_datetime(reply.headers["date"])
        return max((ends - made).total_seconds(), 0.0)
    except (KeyError, TypeError, ValueError):
        return _SHORTEST
