"""An embedded GitHub: API, git, and Pages, over real repositories on the loopback.

    with GitHub(directory, resolve_cname=…, server_context=…) as github:
        github.add_user("octo")
        token = github.add_token("octo")
        … github.api_url, github.url, github.pages_port …

Written from what GitHub publishes about itself (its API description, GraphQL
schema and documentation), not from the client. It refuses what it does not
know: see ``GitHub.unknown_requests``. `server` says how the parts fit together.
"""

from mtasts_pages.sandbox.github.accounts import Account, AccountKind, Token, TokenKind
from mtasts_pages.sandbox.github.apps import App, Installation
from mtasts_pages.sandbox.github.faults import Alter, Fault, Hang, Reset, Respond, When
from mtasts_pages.sandbox.github.publishing import Lag
from mtasts_pages.sandbox.github.records import Exchange, PagesRequest, Push, UnknownRequest
from mtasts_pages.sandbox.github.rulesets import Rule, set_rules
from mtasts_pages.sandbox.github.server import GitHub, Ports

__all__ = [
    "Account",
    "AccountKind",
    "Alter",
    "App",
    "Exchange",
    "Fault",
    "GitHub",
    "Hang",
    "Installation",
    "Lag",
    "PagesRequest",
    "Ports",
    "Push",
    "Reset",
    "Respond",
    "Rule",
    "Token",
    "TokenKind",
    "UnknownRequest",
    "When",
    "set_rules",
]
