"""The first config of an operator who has none."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from mtasts_pages.cli.console import Console
from mtasts_pages.cli.settings import read_settings
from mtasts_pages.config import ConfigNotFoundError, find_config
from mtasts_pages.config.draft import draft_config
from mtasts_pages.config.mistakes import Mistake
from mtasts_pages.config.names import read_domain, read_mx_text, read_owner
from mtasts_pages.errors import UsageError
from mtasts_pages.state import AnswerKind
from mtasts_pages.world.files import write_file
from mtasts_pages.world.resolver import Resolver

DEFAULT_NAME = "mta-sts.yaml"


def ensure_config(
    console: Console,
    path: Path | None,
    domains: Sequence[str],
    *,
    owner: str | None,
    mx: Sequence[str],
) -> Path:
    """Return the config to use, written for *domains* when there is none.

    Raises:
        UsageError: a name cannot be used, no owner is named for a new config, or the DNS
            knows no MX host of a domain.

    """
    try:
        found = find_config(path, os.environ, Path.cwd())
    except ConfigNotFoundError:
        found = path or Path(os.environ.get("MTASTS_PAGES_CONFIG") or DEFAULT_NAME)
    else:
        if owner or mx:
            raise UsageError(
                f"`{found}` exists, so --owner and --mx have nothing to write",
                f"change `{found}` instead, or leave the options out",
            )
        return found
    if not owner:
        raise UsageError(
            "a new config needs an owner",
            "name the GitHub user or organization that will own the policy repositories by --owner",
        )
    try:
        login = read_owner(owner)
        names = list(dict.fromkeys(read_domain(domain) for domain in domains))
        patterns = [read_mx_text(host).text for host in mx]
    except Mistake as mistake:
        raise UsageError(mistake.message, mistake.hint) from None
    resolver = Resolver(read_settings(os.environ).name_server)
    hosts = {name: patterns or _find_mx(resolver, name) for name in names}
    text = draft_config(login, hosts)
    write_file(found, text.encode())
    console.note(f"wrote {found}:\n\n{text}")
    return found


def _find_mx(resolver: Resolver, domain: str) -> Sequence[str]:
    answer = resolver.find_mx(domain)
    if answer.kind is AnswerKind.FAILED:
        raise UsageError(
            f"the MX records of `{domain}` cannot be looked up: {answer.detail}",
            "name the MX hosts by --mx",
        )
    hosts = [host for host in answer.values if host]
    if not hosts:
        raise UsageError(
            f"`{domain}` has no MX host in the DNS",
            "name the MX hosts by --mx, or leave the domain out: it receives no mail",
        )
    try:
        return [read_mx_text(host).text for host in hosts]
    except Mistake as mistake:
        raise UsageError(
            f"the MX records of `{domain}` cannot be used: {mistake.message}", mistake.hint
        ) from None
