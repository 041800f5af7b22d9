"""The first config of an operator who has none: `init` writes it, and `bootstrap` does."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from mtasts_pages.cli.console import Console
from mtasts_pages.cli.setup.outside import connect_without_github
from mtasts_pages.config import BadValueError, ConfigNotFoundError, find_config
from mtasts_pages.config.draft import Draft, draft_config
from mtasts_pages.config.find import CONFIG_NAMES, CONFIG_VARIABLE
from mtasts_pages.config.keys import read_domain, read_mx_text, read_owner
from mtasts_pages.config.load import load_config
from mtasts_pages.errors import UsageError
from mtasts_pages.rollout.adopting.survey import survey
from mtasts_pages.world.files import create_file

DEFAULT_NAME = CONFIG_NAMES[0]
_PAGE = re.compile(r"(?:https?://)?github\.com/(?:orgs/)?([^/]+)/?", re.ASCII)


def choose_path(output: Path | None) -> Path:
    """Return the file that a new config goes to.

    Raises:
        UsageError: There is a config already; nothing is ever overwritten.

    """
    path = output or Path(os.environ.get(CONFIG_VARIABLE) or DEFAULT_NAME)
    others = [] if output else [Path(name) for name in CONFIG_NAMES]
    for existing in (path, *others):
        if existing.exists() or existing.is_symlink():
            raise UsageError(
                f"`{existing}` exists, and is not overwritten",
                "add the domains to it, or name another file by --output",
            )
    return path


def write_config(path: Path, draft: Draft) -> str:
    """Write *draft* into the new file *path*, and return the text.

    Raises:
        UsageError: The file exists.
        OperationError: The disk, or the rights on it, do not allow it.

    """
    text = draft_config(draft)
    create_file(path, text.encode())
    return text


def ensure_config(
    console: Console,
    path: Path | None,
    domains: Sequence[str],
    *,
    owner: str | None,
    mx: Sequence[str],
    jobs: int = 8,
) -> Path:
    """Return the config to use, written for *domains* when there is none.

    Raises:
        UsageError: A name cannot be used, no owner is named for a new config, or a domain has
            no MX host in the DNS.
        NetworkError: The DNS does not answer.

    """
    try:
        found = find_config(path, os.environ, Path.cwd())
        is_new = not found.exists()
    except ConfigNotFoundError:
        found, is_new = Path(DEFAULT_NAME), True
    if not is_new:
        if (owner or mx) and not _says_the_same(found, domains, owner, mx):
            raise UsageError(
                f"`{found}` exists and says otherwise, and is not overwritten by --owner and --mx",
                f"change `{found}` instead, or leave the options out",
            )
        return found
    if not owner:
        raise UsageError(
            "a new config needs an owner",
            "name the GitHub user or organization that will own the policy repositories by --owner",
        )
    login = check_owner(owner)
    seen = survey(domains, connect_without_github(console), mx, jobs=jobs)
    for domain in seen.left_out:
        raise UsageError(
            f"`{domain.domain}` cannot be published: {domain.remarks[-1]}",
            "name the MX hosts by --mx, or leave the domain out",
        )
    text = write_config(found, Draft(seen.domains, login))
    console.note(f"wrote {found}:\n\n{text}")
    return found


def _says_the_same(
    config: Path, domains: Sequence[str], owner: str | None, mx: Sequence[str]
) -> bool:
    """Return whether *config* has *domains* as the options say: the command is run again."""
    try:
        names = [read_domain(domain) for domain in domains]
        patterns = tuple(dict.fromkeys(read_mx_text(host) for host in mx))
    except BadValueError:
        return False
    known = {each.domain: each for each in load_config(config)[0].domains}
    found = [known.get(name) for name in names]
    return all(
        each is not None
        and (owner is None or (each.owner or "").lower() == owner.lower())
        and (not patterns or each.mx == patterns)
        for each in found
    )


def check_owner(owner: str) -> str:
    """Return *owner*, a GitHub login or the address of its page, as a login.

    Raises:
        UsageError: It is none.

    """
    page = _PAGE.fullmatch(owner)
    return read_owner(page[1] if page else owner)
