"""Endpoints for GitHub Apps: finding an installation, and making a token of it.

A token has all permissions of its installation: the body's keys that narrow it are not
played.
"""

from __future__ import annotations

import time

from mtasts_pages.sandbox.github.accounts import Account, AccountKind, Grant, TokenKind
from mtasts_pages.sandbox.github.apps import App, Installation
from mtasts_pages.sandbox.github.bodies import Body
from mtasts_pages.sandbox.github.calls import Call, Result
from mtasts_pages.sandbox.github.refusals import Refusal
from mtasts_pages.sandbox.github.routes import Route
from mtasts_pages.sandbox.github.shapes import Shape, format_time, shape_account


def get_organization_installation(call: Call) -> Result:
    """Return where the App is installed on an organization."""
    return _find(call, call.parameters["org"], AccountKind.ORGANIZATION)


def get_user_installation(call: Call) -> Result:
    """Return where the App is installed on a user's account."""
    return _find(call, call.parameters["username"], AccountKind.USER)


def create_token(call: Call) -> Result:
    """Make a token of an installation, good for as long as the App's tokens are."""
    app = call.app()
    number = call.parameters["installation_id"]
    found = call.hub.state.apps.installation(int(number)) if number.isdigit() else None
    if found is None or found.app_id != app.id:
        raise Refusal.not_found()
    if found.suspended is not None:
        raise Refusal(403, "This installation has been suspended")
    expires = time.time() + app.token_life
    grant = Grant(
        login=found.login,
        kind=TokenKind.APP,
        owner=found.login,
        permissions=dict(found.permissions),
        repositories=found.repositories,
        app=app.slug,
        expires=expires,
    )
    token = call.hub.state.add_token(grant)
    return Result(
        201,
        {
            "token": token.value,
            "expires_at": format_time(expires),
            "permissions": _shape_permissions(found),
            "repository_selection": _selection(found),
        },
    )


def _find(call: Call, login: str, kind: AccountKind) -> Result:
    app = call.app()
    account = call.hub.state.account(login)
    found = call.hub.state.apps.installation_on(app, login)
    if found is None or account is None or account.kind is not kind:
        raise Refusal.not_found()
    return Result(200, _shape(call, app, found, account))


def _shape(call: Call, app: App, found: Installation, account: Account) -> Shape:
    urls = call.hub.urls
    created = format_time(found.created)
    settings = f"organizations/{account.login}/settings"
    if account.kind is AccountKind.USER:
        settings = "settings"
    return {
        "id": found.id,
        "account": shape_account(account, urls),
        "repository_selection": _selection(found),
        "access_tokens_url": f"{urls.api}/app/installations/{found.id}/access_tokens",
        "repositories_url": f"{urls.api}/installation/repositories",
        "html_url": f"{urls.web}/{settings}/installations/{found.id}",
        "app_id": app.id,
        "app_slug": app.slug,
        "target_id": account.id,
        "target_type": account.kind.value,
        "permissions": _shape_permissions(found),
        "events": [],
        "created_at": created,
        "updated_at": created,
        "single_file_name": None,
        "suspended_by": None if found.suspended is None else shape_account(account, urls),
        "suspended_at": None if found.suspended is None else format_time(found.suspended),
    }


def _shape_permissions(found: Installation) -> Shape:
    return {"metadata": "read", **found.permissions}


def _selection(found: Installation) -> str:
    return "all" if found.repositories is None else "selected"


ROUTES = (
    Route("GET", "/orgs/{org}/installation", get_organization_installation, by_app=True),
    Route("GET", "/users/{username}/installation", get_user_installation, by_app=True),
    Route(
        "POST",
        "/app/installations/{installation_id}/access_tokens",
        create_token,
        by_app=True,
        body=Body({}),
    ),
)
