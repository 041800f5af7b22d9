"""One API call as an endpoint sees it, and what it gives back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from mtasts_pages.sandbox.github.access import Role, find_role
from mtasts_pages.sandbox.github.accounts import Account, Grant, TokenKind
from mtasts_pages.sandbox.github.apps import App
from mtasts_pages.sandbox.github.gitstore import BareRepository
from mtasts_pages.sandbox.github.hub import Hub
from mtasts_pages.sandbox.github.refusals import Refusal
from mtasts_pages.sandbox.github.repositories import Repository
from mtasts_pages.sandbox.github.shapes import Shape

_PAGE_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Result:
    """An answer in JSON."""

    status: int
    body: Shape | Sequence[Shape] | None = None
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Call:
    """A call that passed authentication, permissions and the body's check.

    Args:
        hub: The parts of GitHub.
        path: Decoded, below the API root.
        parameters: Values of the route's template.
        query: The query string's parameters.
        body: The checked JSON.
        version: The API version asked for.
        grant: The token's grant, ``None`` for an anonymous call.
        named: The repository that the path names.
        signer: The App that signed the call with its own key.

    """

    hub: Hub
    path: str
    parameters: Mapping[str, str]
    query: Mapping[str, str]
    body: Mapping[str, object]
    version: str
    grant: Grant | None
    named: Repository | None
    signer: App | None = None

    @property
    def repository(self) -> Repository:
        """Return the repository of the path."""
        if self.named is None:
            raise Refusal.not_found()
        return self.named

    @property
    def git(self) -> BareRepository:
        """Return the git side of that repository."""
        return self.hub.state.git(self.repository)

    @property
    def role(self) -> Role:
        """Return what the caller is to that repository."""
        return find_role(self.hub.state, self.repository, self.grant)

    def app(self) -> App:
        """Return the App that calls by its own key."""
        if self.signer is None:
            raise Refusal(401, "A JSON web token could not be decoded")
        return self.signer

    def user(self) -> Account:
        """Return the person who calls, which an App is not."""
        if self.grant is None:
            raise Refusal(401, "Requires authentication")
        if self.grant.kind is TokenKind.APP:
            raise Refusal(403, "Resource not accessible by integration")
        return self.actor()

    def actor(self) -> Account:
        """Return the account in whose name the call acts."""
        account = None if self.grant is None else self.hub.state.account(self.grant.login)
        if account is None:
            raise Refusal(401, "Requires authentication")
        return account

    def take_page(self, items: Sequence[Shape]) -> Result:
        """Return the page of *items* asked for, with ``Link`` to its neighbours."""
        size = min(self._number("per_page", 30), _PAGE_LIMIT)
        page = self._number("page", 1)
        last = max(1, -(-len(items) // size))
        near = {"prev": page - 1, "next": page + 1, "first": 1, "last": last}
        hidden = {"prev", "first"} if page == 1 else set()
        hidden |= {"next", "last"} if page >= last else set()
        others = "".join(f"{key}={value}&" for key, value in self.query.items() if key != "page")
        links = [
            f'<{self.hub.urls.api}{self.path}?{others}page={number}>; rel="{name}"'
            for name, number in near.items()
            if name not in hidden
        ]
        shown = items[(page - 1) * size : page * size]
        return Result(200, shown, {"Link": ", ".join(links)} if links else {})

    def _number(self, name: str, default: int) -> int:
        text = self.query.get(name, "")
        return int(text) if text.isascii() and text.isdigit() and int(text) > 0 else default
