"""Requests to GitHub's API, with its limits, its failures and its refusals."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus
from types import MappingProxyType

from github import Auth

from mtasts_pages.errors import GitHubError, NetworkError, OperationError
from mtasts_pages.world.clock import Clock
from mtasts_pages.world.github.budget import Budget
from mtasts_pages.world.github.credentials import Credentials
from mtasts_pages.world.github.memory import Memory
from mtasts_pages.world.github.refusals import explain_refusal
from mtasts_pages.world.github.reply import Reply, find_limit_wait, gave_up
from mtasts_pages.world.github.wire import Wire

TIME_LIMIT = 30
"""Seconds that one request may take."""

ATTEMPTS = 4
"""How often a request is sent, the first time included."""

FRESH = 60.0
"""Seconds after its creation in which GitHub may not find a thing everywhere."""

_SETTLING = (1.0, 2.0, 4.0, 8.0)
_NOT_FOUND = "Not Found"  # what GitHub says of a missing thing, and of nothing else
_LONGEST_LIMIT_WAIT = 15 * 60.0
_REPEATABLE = frozenset({"GET", "PUT", "DELETE"})  # RFC 9110, 9.2.2
_SCOPES = frozenset({"repo", "public_repo"})  # GitHub, "Scopes for OAuth apps"
_NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class UncertainError(NetworkError):
    """A request that may or may not have been carried out; look before repeating it."""


class OverloadedError(GitHubError):
    """GitHub gave up over a query, perhaps because it asks for too much at once."""


class Session:
    """The right to talk to one GitHub, shared by all threads."""

    def __init__(
        self,
        api_url: str,
        auth: Auth.Auth,
        clock: Clock,
        ca_file: str | None = None,
        trace: Callable[[str], None] = lambda _: None,
        *,
        time_limit: int = TIME_LIMIT,
    ) -> None:
        """Prepare to talk to *api_url*; nothing is sent yet.

        Args:
            api_url: Root of the REST API, without a final slash.
            auth: Its token is sent in a header, and never shown.
            clock: Paces the writes and the retries.
            ca_file: Trusted certificate authorities in PEM, instead of the default ones.
            trace: Receives a line about every request and the status of its answer.
            time_limit: Seconds that one request may take.

        """
        self.scopes: frozenset[str] | None = None
        """What a classic token may do, known after the first answer; ``None`` for other kinds."""
        self._auth = auth
        self._clock = clock
        self._wire = Wire(api_url, auth, ca_file, trace, time_limit)
        self._memory = Memory()
        self._expected: dict[str, float] = {}
        self.budget = Budget(clock)

    def list_missing(self) -> tuple[str, ...]:
        """Return the permissions that publishing needs and this token is known not to have."""
        if self.scopes is not None and not self.scopes & _SCOPES:
            return ("repo",)
        return self._auth.list_missing() if isinstance(self._auth, Credentials) else ()

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return self._clock.now()

    def call(
        self,
        verb: str,
        path: str,
        body: Mapping[str, object] | None = None,
        *,
        repeatable: bool | None = None,
        at_once: bool = False,
    ) -> Reply:
        """Return the reply to one REST request, whatever its status below 500.

        Reads and repeatable writes are repeated after a failure of GitHub or the
        network; every request is repeated after a rate limit, which refuses before any
        work is done.

        Args:
            verb: The HTTP method.
            path: The path below the API root.
            body: The JSON document to send.
            repeatable: Whether doing it twice is no harm; what RFC 9110 says of *verb*
                by default. A POST that makes something of one name is harmless: the second
                is refused because it exists.
            at_once: Whether it must follow the request before, with no pause in which the
                operator could interrupt.

        Raises:
            AuthenticationError: 401: the token is wrong or has expired.
            UncertainError: a POST or PATCH failed in a way that leaves open whether it was
                carried out.
            NetworkError: GitHub does not answer.
            GitHubError: GitHub keeps failing, or a limit is not lifted in time.

        """
        if repeatable is None:
            repeatable = verb in _REPEATABLE
        return self._repeat(verb, path, body, repeatable=repeatable, at_once=at_once)

    def read(self, path: str) -> Reply:
        """Return the reply to a GET, as last time when GitHub says that nothing changed.

        Raises as :meth:`call` does.
        """
        known = self._memory.recall(path)
        headers = {} if known is None else {"If-None-Match": known.headers["etag"]}
        reply = self._repeat("GET", path, None, repeatable=True, headers=headers)
        if known is not None and reply.status == HTTPStatus.NOT_MODIFIED:
            return known
        if reply.status == HTTPStatus.OK:
            self._memory.keep(path, reply)
        return reply

    def query(
        self, text: str, variables: Mapping[str, object], *, attempts: int = ATTEMPTS
    ) -> Reply:
        """Return the reply to one GraphQL query: partial data and errors are both kept.

        Raises as :meth:`call` does, and :class:`OverloadedError` when GitHub gave up over
        the query *attempts* times.
        """
        url = self._wire.graphql_url
        body = {"query": text, "variables": variables}
        return self._repeat("POST", url, body, repeatable=True, attempts=attempts)

    def _repeat(
        self,
        verb: str,
        path: str,
        body: Mapping[str, object] | None,
        *,
        repeatable: bool,
        attempts: int = ATTEMPTS,
        headers: Mapping[str, str] = _NO_HEADERS,
        at_once: bool = False,
    ) -> Reply:
        failure: OperationError = GitHubError(f"GitHub did not answer `{path}`")
        asked = 0.0  # seconds that GitHub asks for before the next attempt
        for attempt in range(attempts):
            # Jitter, so that threads that failed together do not return together.
            pause = 2**attempt * random.uniform(0.25, 0.75)  # noqa: S311 - no secret
            self._clock.sleep(pause + asked if attempt else 0.0)
            asked = 0.0
            if path.startswith("/"):  # GraphQL has a budget of its own, which reads do not exhaust
                self.budget.await_turn(write=verb != "GET", creates=verb == "POST", at_once=at_once)
            reply = self._send_patiently(verb, path, body, headers)
            if isinstance(reply, NetworkError):
                failure = reply
            elif (
                wait := find_limit_wait(reply, attempt, self._clock.now().timestamp())
            ) is not None:
                failure = _limit_failure(reply, wait)
                if wait > _LONGEST_LIMIT_WAIT:
                    raise failure
                asked = wait
                continue  # a limit refuses before any work is done
            elif reply.status == HTTPStatus.UNAUTHORIZED:
                raise explain_refusal(reply.status, reply.message, reply.headers)
            elif reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR or gave_up(reply):
                failure = OverloadedError(
                    f"GitHub failed with status {reply.status} at `{path}`: {reply.message}",
                    "see https://www.githubstatus.com; then run the same command again",
                )
            else:
                return reply
            if not repeatable:
                raise UncertainError(failure.message, failure.hint)
        raise failure

    def expect(self, *calls: str) -> None:
        """Know that what *calls* ask for, such as ``POST /repos/o/r/pages``, was just created."""
        until = self._clock.monotonic() + FRESH
        for call in calls:
            self._expected[call] = until

    def _send_patiently(
        self,
        verb: str,
        path: str,
        body: Mapping[str, object] | None,
        headers: Mapping[str, str],
    ) -> Reply | NetworkError:
        """Send, and again for some seconds while GitHub does not find what it just created."""
        reply = self._send_authenticated(verb, path, body, headers)
        for pause in _SETTLING:
            if isinstance(reply, NetworkError) or reply.status != HTTPStatus.NOT_FOUND:
                break
            expected = self._expected.get(f"{verb} {path}", 0.0) > self._clock.monotonic()
            if not expected or reply.message != _NOT_FOUND:
                break
            self._clock.sleep(pause)
            reply = self._send_authenticated(verb, path, body, headers)
        return reply

    def _send_authenticated(
        self,
        verb: str,
        path: str,
        body: Mapping[str, object] | None,
        headers: Mapping[str, str],
    ) -> Reply | NetworkError:
        """Send, and once more when the token was refused and there may be another one."""
        reply = self._send(verb, path, body, headers)
        if isinstance(reply, NetworkError) or reply.status != HTTPStatus.UNAUTHORIZED:
            return reply
        if isinstance(self._auth, Credentials) and self._auth.renew():
            return self._send(verb, path, body, headers)
        return reply

    def _send(
        self,
        verb: str,
        path: str,
        body: Mapping[str, object] | None,
        headers: Mapping[str, str],
    ) -> Reply | NetworkError:
        reply = self._wire.send(verb, path, body, headers)
        if isinstance(reply, NetworkError):
            return reply
        if "x-oauth-scopes" in reply.headers:
            scopes = reply.headers["x-oauth-scopes"].split(",")
            self.scopes = frozenset(scope.strip() for scope in scopes if scope.strip())
        # A server without limits (the default of GitHub Enterprise Server) sends no such header.
        # A failure may come from a proxy in front of the server, and says nothing.
        limited = "x-ratelimit-limit" in reply.headers
        if limited or reply.status < HTTPStatus.INTERNAL_SERVER_ERROR:
            self.budget.enforced = limited
        return reply


def _limit_failure(reply: Reply, wait: float) -> GitHubError:
    return GitHubError(
        f"GitHub's rate limit is used up for {wait:.0f} more seconds: {reply.message}",
        "run the same command again after that; it continues where it stopped",
    )
