"""The first config of an operator who has none: `init` writes it, and `bootstrap` does."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mtasts_pages.cli.console import Console
from mtasts_pages.cli.setup.settings import read_settings
from mtasts_pages.config import ConfigNotFoundError, find_config, load_config
from mtasts_pages.config.draft import Draft, DraftDomain, draft_config
from mtasts_pages.config.find import CONFIG_NAMES, CONFIG_VARIABLE
from mtasts_pages.config.keys.mistakes import Mistake
from mtasts_pages.config.keys.names import read_domain, read_mx_text, read_owner
from mtasts_pages.errors import UsageError
from mtasts_pages.rollout.adopting.takeover import Present, find_pages_owner, look_at, take_over
from mtasts_pages.rollout.looking.crew import Crew
from mtasts_pages.world.clock import SystemClock
from mtasts_pages.world.dns.resolver import Resolver
from mtasts_pages.world.files import create_file
from mtasts_pages.world.policy_host import PolicyHosts

DEFAULT_NAME = CONFIG_NAMES[0]


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found of the domains that a config is to be written for."""

    domains: tuple[DraftDomain, ...]
    owner: str | None
    """The GitHub owner to whose Pages sites all policy hosts point already, if there is one."""

    @property
    def left_out(self) -> tuple[DraftDomain, ...]:
        """The domains that no policy can be written for."""
        return tuple(domain for domain in self.domains if not domain.mx)


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


def survey(domains: Sequence[str], mx: Sequence[str] = (), *, jobs: int = 8) -> Survey:
    """Return what is there of *domains*; with *mx* those patterns hold, and nobody is asked.

    Raises:
        UsageError: A name cannot be used, or no policy can be written for any domain.
        NetworkError: The DNS does not answer.

    """
    try:
        names = list(dict.fromkeys(read_domain(domain) for domain in domains))
        patterns = tuple(read_mx_text(host).text for host in mx)
    except Mistake as mistake:
        raise UsageError(mistake.message, mistake.hint) from None
    if patterns:
        return Survey(tuple(DraftDomain(name, patterns) for name in names), None)
    present = _look_at_all(names, jobs)
    found = [take_over(each) for each in present]
    if not any(domain.mx for domain in found):
        why = found[0].remarks[-1] if len(found) == 1 else "none of the domains takes mail"
        raise UsageError(
            f"there is no policy to write: {why}",
            "name the MX hosts of a new domain by `mtasts-pages bootstrap --mx`, or in the config",
        )
    owners = {find_pages_owner(each) for each in present} - {None}
    return Survey(tuple(found), owners.pop() if len(owners) == 1 else None)


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
    seen = survey(domains, mx, jobs=jobs)
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
    except Mistake:
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
    """Return *owner* as a GitHub login.

    Raises:
        UsageError: It is none.

    """
    try:
        return read_owner(owner)
    except Mistake as mistake:
        raise UsageError(mistake.message, mistake.hint) from None


def _look_at_all(names: Sequence[str], jobs: int) -> list[Present]:
    settings = read_settings(os.environ)
    resolver = Resolver(settings.name_server)
    policy_hosts = PolicyHosts(
        resolver.find_addresses,
        SystemClock().monotonic,
        port=settings.https_port,
        ca_file=settings.ca_file,
    )
    found: dict[str, Present] = {}

    def look(name: str) -> None:
        found[name] = look_at(name, resolver, policy_hosts)

    crew = Crew(jobs, "survey")
    for name in names:
        crew.submit(lambda name=name: look(name))  # type: ignore[misc]  # the default binds it now
    crew.finish()
    return [found[name] for name in names]
