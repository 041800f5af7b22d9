"""Endpoints about users and organisations, and about GitHub itself."""

from __future__ import annotations

from mtasts_pages.sandbox.github.access import Role, role_in
from mtasts_pages.sandbox.github.accounts import Account, AccountKind
from mtasts_pages.sandbox.github.calls import Call, Result
from mtasts_pages.sandbox.github.refusals import Refusal
from mtasts_pages.sandbox.github.routes import Route
from mtasts_pages.sandbox.github.shapes import (
    NO_COUNTS,
    Shape,
    account_node_id,
    format_time,
    shape_account,
)

NEWER_VERSION = "2026-03-10"
_WEB_RANGES = ("192.0.2.0/24", "2001:db8::/32")  # documentation ranges: nothing is out there
_PAGES_RANGES = ("185.199.108.0/22", "2606:50c0:8000::/46")


def get_user(call: Call) -> Result:
    """Return the caller's own account."""
    account = call.user()
    private: Shape = {
        "private_gists": 0,
        "total_private_repos": _count(call, account, private=True),
        "owned_private_repos": _count(call, account, private=True),
        "disk_usage": 0,
        "collaborators": 0,
        "two_factor_authentication": True,
        "plan": {
            "name": account.plan,
            "space": 976562499,
            "private_repos": 9999,
            "collaborators": 0,
        },
    }
    return Result(200, {**_shape_user(call, account), **private})


def get_user_by_login(call: Call) -> Result:
    """Return anybody's public account; an organisation has one, too."""
    account = call.hub.state.account(call.parameters["username"])
    if account is None:
        raise Refusal.not_found()
    return Result(200, _shape_user(call, account))


def get_organization(call: Call) -> Result:
    """Return an organisation, with its settings for those who administer it."""
    account = call.hub.state.account(call.parameters["org"])
    if account is None or account.kind is not AccountKind.ORGANIZATION:
        raise Refusal.not_found()
    api = f"{call.hub.urls.api}/orgs/{account.login}"
    created = format_time(account.created)
    shape: Shape = {
        "login": account.login,
        "id": account.id,
        "node_id": account_node_id(account),
        "url": api,
        "repos_url": f"{api}/repos",
        "events_url": f"{api}/events",
        "hooks_url": f"{api}/hooks",
        "issues_url": f"{api}/issues",
        "members_url": f"{api}/members{{/member}}",
        "public_members_url": f"{api}/public_members{{/member}}",
        "avatar_url": f"{call.hub.urls.web}/avatars/{account.id}",
        "html_url": f"{call.hub.urls.web}/{account.login}",
        "description": None,
        "is_verified": False,
        "has_organization_projects": True,
        "has_repository_projects": True,
        **NO_COUNTS,
        "public_repos": _count(call, account, private=False),
        "type": account.kind.value,
        "created_at": created,
        "updated_at": created,
        "archived_at": None,
    }
    if call.grant is not None and role_in(account, call.grant.login) is Role.ADMIN:
        shape |= _shape_settings(call, account)
    return Result(200, shape)


def get_rate_limit(call: Call) -> Result:
    """Return the budgets; asking costs nothing."""
    limits = call.hub.limits
    if not limits.enabled:
        raise Refusal(404, "Rate limiting is not enabled.")
    actor = "" if call.grant is None else call.grant.login.lower()
    budgets = {name: limits.spend(actor, name, 0) for name in ("core", "graphql", "search")}
    shown: dict[str, Shape] = {
        name: {
            "limit": budget.limit,
            "used": budget.used,
            "remaining": budget.remaining,
            "reset": budget.reset,
        }
        for name, budget in budgets.items()
    }
    body: Shape = {"resources": shown}
    if call.version < NEWER_VERSION:
        body["rate"] = shown["core"]
    return Result(200, body)


def get_meta(call: Call) -> Result:
    """Return GitHub's addresses; those of Pages are what DNS advice is made of."""
    web = list(_WEB_RANGES)
    return Result(
        200,
        {
            "verifiable_password_authentication": False,
            "hooks": web,
            "web": web,
            "api": web,
            "git": web,
            "pages": list(_PAGES_RANGES),
            "domains": {"website": [call.hub.urls.web.rpartition("/")[2]]},
        },
    )


def _count(call: Call, account: Account, *, private: bool) -> int:
    owned = call.hub.state.repositories(account.login)
    return sum(repository.private is private for repository in owned)


def _shape_user(call: Call, account: Account) -> Shape:
    created = format_time(account.created)
    return {
        **shape_account(account, call.hub.urls),
        **dict.fromkeys(("company", "location", "email", "hireable", "bio"), None),
        **NO_COUNTS,
        "name": None,
        "blog": "",
        "public_repos": _count(call, account, private=False),
        "created_at": created,
        "updated_at": created,
    }


def _shape_settings(call: Call, account: Account) -> Shape:
    private = _count(call, account, private=True)
    creates = account.members_can_create_repositories
    return {
        "plan": {
            "name": account.plan,
            "space": 976562499,
            "private_repos": 9999,
            "filled_seats": len(account.owners) + len(account.members),
            "seats": 0,
        },
        "total_private_repos": private,
        "owned_private_repos": private,
        "default_repository_permission": "read",
        "members_can_create_repositories": creates,
        "members_can_create_public_repositories": creates,
        "members_can_create_private_repositories": creates,
        "members_can_create_pages": True,
        "members_can_create_public_pages": True,
        "members_can_create_private_pages": account.plan != "free",
        "two_factor_requirement_enabled": False,
        "web_commit_signoff_required": False,
    }


ROUTES = (
    Route("GET", "/user", get_user),
    Route("GET", "/users/{username}", get_user_by_login, public=True),
    Route("GET", "/orgs/{org}", get_organization, public=True),
    Route("GET", "/rate_limit", get_rate_limit, public=True),
    Route("GET", "/meta", get_meta, public=True),
)
