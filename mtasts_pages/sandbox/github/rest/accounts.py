"""The endpoint about the account that asks."""

from __future__ import annotations

from mtasts_pages.sandbox.github.calls import Call, Result
from mtasts_pages.sandbox.github.routes import Route
from mtasts_pages.sandbox.github.shapes import format_time, shape_account


def get_user(call: Call) -> Result:
    """Return the caller's own account."""
    account = call.user()
    owned = list(call.hub.state.repositories(account.login))
    private = sum(repository.private for repository in owned)
    created = format_time(account.created)
    return Result(
        200,
        {
            **shape_account(account, call.hub.urls),
            **dict.fromkeys(("company", "location", "email", "hireable", "bio"), None),
            **dict.fromkeys(("public_gists", "private_gists", "followers", "following"), 0),
            **dict.fromkeys(("disk_usage", "collaborators"), 0),
            **dict.fromkeys(("total_private_repos", "owned_private_repos"), private),
            "name": None,
            "blog": "",
            "public_repos": len(owned) - private,
            "two_factor_authentication": True,
            "created_at": created,
            "updated_at": created,
            "plan": {
                "name": account.plan,
                "space": 976562499,
                "private_repos": 9999,
                "collaborators": 0,
            },
        },
    )


ROUTES = (Route("GET", "/user", get_user),)
