"""The config that was asked for, and those of its domains that are meant."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mtasts_pages.cli.console import Console
from mtasts_pages.cli.views.problems import show_problems
from mtasts_pages.config import Config, DomainConfig, find_config, select_domains
from mtasts_pages.config.load import load_config
from mtasts_pages.errors import UsageError
from mtasts_pages.rollout.publishing.shard import Shard
from mtasts_pages.site import CNAME, POLICY_PATH, Templates, load_templates
from mtasts_pages.site.files import NOJEKYLL
from mtasts_pages.state import Target, render_targets, require_owners
from mtasts_pages.text import join_some

_NEEDED = frozenset({POLICY_PATH, CNAME, NOJEKYLL})


@dataclass(frozen=True, slots=True)
class Selection:
    """A config, and those of its domains that the command line names."""

    config: Config
    domains: tuple[DomainConfig, ...]
    path: Path
    """The file of the config."""

    @property
    def owners(self) -> tuple[str, ...]:
        """The owners of the domains, each once, in alphabetical order.

        A shard may be empty; its credentials are those of the whole.
        """
        domains = self.domains or self.config.domains
        return tuple(sorted({domain.owner for domain in domains if domain.owner}))

    def with_shared_entries(self) -> Selection:
        """Return the selection with the domains that share an entry of the config with its own."""
        heads = {domain.alias_of or domain.domain for domain in self.domains}
        domains = self.config.domains
        chosen = tuple(each for each in domains if (each.alias_of or each.domain) in heads)
        return Selection(self.config, chosen, self.path)

    def render(self) -> tuple[Target, ...]:
        """Return the rendered target of each domain."""
        return render_targets(self.domains, load_templates(self.config.templates))

    def render_policies(self) -> tuple[Target, ...]:
        """Return the target of each domain with only the files that decide what is served.

        A fleet of 10,000 landing pages would be rendered, and kept, for nothing.
        """
        templates = load_templates(self.config.templates)
        needed = {path: made for path, made in templates.by_path.items() if path in _NEEDED}
        return render_targets(self.domains, Templates(needed))


def read_one(
    console: Console, path: Path | None, name: str, *, with_aliases: bool = False
) -> tuple[Selection, Target]:
    """Return the one domain that *name* names, whose entry in the config is its own.

    With *with_aliases* its aliases may share the entry.

    Raises:
        UsageError: there is no such domain, or what is done to its entry would be done to others.

    """
    selection = read_selection(console, path, [name])
    if len(selection.domains) != 1:
        raise UsageError(f"`{name}` names {len(selection.domains)} domains", "name one of them")
    (target,) = selection.render_policies()
    require_owners((target,))
    (domain,) = selection.domains
    others = [
        each.domain
        for each in selection.with_shared_entries().domains
        if each.domain != domain.domain
    ]
    if domain.alias_of is not None or (others and not with_aliases):
        raise UsageError(
            f"`{domain.domain}` shares its entry in the config with {join_some(others)}",
            "give it an entry of its own first",
        )
    return selection, target


def read_selection(
    console: Console,
    path: Path | None,
    patterns: Sequence[str],
    shard: tuple[int, int] | None = None,
) -> Selection:
    """Return the domains that *patterns* and *shard* name in the config; warnings are shown."""
    found = find_config(path, os.environ, Path.cwd())
    config, warnings = load_config(found)
    if warnings and not console.quiet:
        show_problems(console, warnings)
    domains = select_domains(config, patterns)
    chosen = domains if shard is None else Shard(*shard).select(domains)
    if domains and not chosen and shard is not None:
        part = f"{shard[0]}/{shard[1]}"
        console.note(f"no domain is in part {part}: there is nothing to do")
    return Selection(config, chosen, found)
