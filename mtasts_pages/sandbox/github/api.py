"""The API: every call passes through here on its way to an endpoint.

In the order of GitHub: credentials, primary limit, endpoint, repository (which
may have moved), permissions, body, secondary limit, then the endpoint itself
under the one lock. Every call is recorded with its answer.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from mtasts_pages.sandbox.github.access import is_visible, may_use, read_credentials
from mtasts_pages.sandbox.github.accounts import Grant, TokenKind
from mtasts_pages.sandbox.github.apps import App, looks_like_app
from mtasts_pages.sandbox.github.bodies import parse_body, unknown_keys
from mtasts_pages.sandbox.github.calls import Call, Result
from mtasts_pages.sandbox.github.graphql.execution import answer_query
from mtasts_pages.sandbox.github.hub import Hub
from mtasts_pages.sandbox.github.refusals import Refusal
from mtasts_pages.sandbox.github.repositories import Repository
from mtasts_pages.sandbox.github.rest import accounts, apps, git, pages, repositories
from mtasts_pages.sandbox.github.routes import Route, RouteTable
from mtasts_pages.sandbox.github.serving import ConnectionDropped, Reply, Request

VERSIONS = ("2022-11-28", "2026-03-10")
GRAPHQL = "/graphql"
ROUTES = (
    *accounts.ROUTES,
    *apps.ROUTES,
    *git.ROUTES,
    *repositories.ROUTES,
    *pages.ROUTES,
)
_TABLE = RouteTable(ROUTES)
_BY_ID = re.compile(r"/repositories/(\d+)(/.*)?")
_JSON = "application/json; charset=utf-8"


@dataclass(slots=True)
class _Visit:
    """What becomes known of a call while it is answered."""

    template: str | None = None
    parameters: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    grant: Grant | None = None
    app: App | None = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def actor(self) -> str:
        """Whose budget the call is charged to; empty for an anonymous call."""
        if self.app is not None:
            return f"app {self.app.id}"
        return "" if self.grant is None else self.grant.login.lower()


class Api:
    """Answers API calls."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def answer(self, request: Request, path: str) -> Reply:
        """Answer one call; *path* is below the API root.

        Raises:
            ConnectionDropped: A fault wants the connection reset.

        """
        visit = _Visit()
        reply, fault = self._hub.faults.answer(
            request.method, path, lambda: self._reply(request, path, visit)
        )
        self._hub.journal.record_exchange(
            request,
            path,
            reply,
            template=visit.template,
            parameters=visit.parameters,
            by=None if visit.grant is None else visit.grant.login,
            fault=fault,
        )
        if reply is None:
            raise ConnectionDropped
        return reply

    def _reply(self, request: Request, path: str, visit: _Visit) -> Reply:
        try:
            result = self._work(request, path, visit)
        except Refusal as refusal:
            result = Result(refusal.status, refusal.shape(), refusal.headers)
        headers = {
            "X-GitHub-Request-Id": secrets.token_hex(8).upper(),
            "X-GitHub-Media-Type": "github.v3; format=json",
            **visit.headers,
            **result.headers,
        }
        if result.body is None:
            return Reply(result.status, headers)
        body = json.dumps(result.body).encode()
        headers.setdefault("Content-Type", _JSON)
        if request.method == "GET" and result.status == 200:  # noqa: PLR2004 - OK
            headers["ETag"] = f'W/"{hashlib.sha256(body).hexdigest()}"'
            if request.headers.get("if-none-match") == headers["ETag"]:
                self._refund(visit, headers)
                del headers["Content-Type"]
                return Reply(304, headers)
        return Reply(result.status, headers, body)

    def _work(self, request: Request, path: str, visit: _Visit) -> Result:
        if "user-agent" not in request.headers:
            raise Refusal(403, "Request forbidden by administrative rules.")
        version = request.headers.get("x-github-api-version", VERSIONS[0])
        if version not in VERSIONS:
            raise Refusal(400, f"The API version `{version}` is not supported.")
        visit.headers["X-GitHub-Api-Version-Selected"] = version
        with self._hub.state.lock:
            self._authenticate(request, visit)
            exceeded = self._spend(visit, path)
            if path == GRAPHQL:
                visit.template = GRAPHQL
                return self._query(request, visit, exceeded)
            if exceeded is not None:
                raise Refusal(403, exceeded)
            self._limit_points(request, visit)
            return self._call(request, path, visit, version)

    def _authenticate(self, request: Request, visit: _Visit) -> None:
        value = read_credentials(request.headers.get("authorization"))
        if value is None:
            return
        if looks_like_app(value):
            visit.app = self._hub.state.apps.identify(value)
            return
        visit.grant = self._hub.state.grant(value)
        if visit.grant is None:
            raise Refusal(401, "Bad credentials")

    def _spend(self, visit: _Visit, path: str) -> str | None:
        """Count the call against the hour's budget; return the refusal when it is used up."""
        grant, limits = visit.grant, self._hub.limits
        if grant is not None and grant.kind is TokenKind.CLASSIC:
            visit.headers["X-OAuth-Scopes"] = ", ".join(grant.scopes)
        if not limits.enabled:
            return None
        actor = visit.actor
        resource = "graphql" if path == GRAPHQL else "core"
        budget = limits.spend(actor, resource)
        visit.headers |= budget.headers()
        if budget.used <= budget.limit:
            return None
        account = self._hub.state.account(actor)
        whom = "your IP" if account is None else f"user ID {account.id}"
        return f"API rate limit exceeded for {whom}."

    def _refund(self, visit: _Visit, headers: dict[str, str]) -> None:
        """Take a call back from the budget: 304 costs nothing."""
        if self._hub.limits.enabled:
            headers |= self._hub.limits.spend(visit.actor, "core", -1).headers()

    def _query(self, request: Request, visit: _Visit, exceeded: str | None) -> Result:
        if visit.grant is None:
            raise Refusal(401, "This endpoint requires you to be authenticated.")
        if request.method != "POST":
            raise Refusal.not_found()
        if exceeded is not None:  # GraphQL says so with 200
            return Result(200, {"errors": [{"type": "RATE_LIMITED", "message": exceeded}]})
        answer = answer_query(self._hub, visit.grant, request.body)
        if answer.refused:
            self._hub.journal.record_unknown(request.method, GRAPHQL, answer.refused)
        return Result(200, answer.body)

    def _call(self, request: Request, path: str, visit: _Visit, version: str) -> Result:
        route, repository = self._find(request, path, visit)
        body = self._check_body(request, path, route)
        if route.creates_content:
            self._limit_content(visit)
        call = Call(
            hub=self._hub,
            path=path,
            parameters=visit.parameters,
            query=request.query,
            body=body,
            version=version,
            grant=visit.grant,
            named=repository,
            signer=visit.app,
        )
        return route.handle(call)

    def _find(self, request: Request, path: str, visit: _Visit) -> tuple[Route, Repository | None]:
        """Return the endpoint and its repository, once the caller may use them."""
        found = _TABLE.find(request.method, self._rewrite(path))
        if found is None:
            self._hub.journal.record_unknown(request.method, path, "no such endpoint")
            raise Refusal.not_found()
        route, visit.parameters = found
        visit.template = route.template
        if route.by_app:  # its own answer to everybody else is in `Call.app`
            return route, None
        if visit.app is not None:
            raise Refusal(403, "Resource not accessible by integration")
        if visit.grant is None and not route.public:
            raise Refusal(401, "Requires authentication")
        if visit.grant is not None and visit.grant.kind is not TokenKind.CLASSIC and route.needs:
            needs = ",".join(f"{name}={level}" for name, level in route.needs.items())
            visit.headers["X-Accepted-GitHub-Permissions"] = needs
        if "repo" not in visit.parameters:
            return route, None
        repository = self._find_repository(request, visit)
        if route.public and not repository.private:
            return route, repository
        if visit.grant is None:
            raise Refusal.not_found()
        refusal = may_use(self._hub.state, repository, visit.grant, route.needs)
        if refusal is not None:
            raise refusal
        return route, repository

    def _find_repository(self, request: Request, visit: _Visit) -> Repository:
        owner, name = visit.parameters["owner"], visit.parameters["repo"]
        state = self._hub.state
        repository = state.repository(owner, name)
        if repository is not None and is_visible(state, repository, visit.grant):
            return repository
        moved = state.moved_repository(owner, name)
        if repository is not None or moved is None or not is_visible(state, moved, visit.grant):
            raise Refusal.not_found()
        rest = (visit.template or "").removeprefix("/repos/{owner}/{repo}")
        for key, value in visit.parameters.items():
            rest = rest.replace(f"{{{key}}}", value)
        location = f"{self._hub.urls.api}/repositories/{moved.id}{rest}"
        if request.query_string:
            location += f"?{request.query_string}"
        message, status = "Moved Permanently", 301
        if request.method not in {"GET", "HEAD"}:
            message, status = "Temporary Redirect", 307
        raise Refusal(status, message, headers={"Location": location})

    def _rewrite(self, path: str) -> str:
        """Return the path by name of a path by number, to which redirects lead."""
        match = _BY_ID.fullmatch(path)
        repository = match and self._hub.state.repository_by_id(int(match[1]))
        if not match or repository is None:
            return path
        return f"/repos/{repository.full_name}{match[2] or ''}"

    def _check_body(self, request: Request, path: str, route: Route) -> Mapping[str, object]:
        if route.body is None:
            return {}
        body = parse_body(request.body, route.body)
        if unknown := unknown_keys(body, route.body):
            named = ", ".join(f'"{key}"' for key in unknown)
            self._hub.journal.record_unknown(request.method, path, f"unknown keys: {named}")
            raise Refusal(422, f"Invalid request.\n\n{named} is not a permitted key.", errors=[])
        return body

    def _limit_points(self, request: Request, visit: _Visit) -> None:
        if self._hub.limits.enabled:
            wait = self._hub.limits.spend_points(visit.actor, request.method)
            _refuse_for(wait, ". Please wait a few minutes before you try again.")

    def _limit_content(self, visit: _Visit) -> None:
        if self._hub.limits.enabled and visit.grant is not None:
            wait = self._hub.limits.create_content(visit.grant.login.lower())
            what = " and have been temporarily blocked from content creation."
            _refuse_for(wait, f"{what} Please retry your request again later.")


def _refuse_for(seconds: int | None, said: str) -> None:
    if seconds is not None:
        headers = {"Retry-After": str(seconds)}
        raise Refusal(403, f"You have exceeded a secondary rate limit{said}", headers=headers)
