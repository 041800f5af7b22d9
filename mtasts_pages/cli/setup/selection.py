"""The config that was asked for, and those of its domains that are meant."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mtasts_pages.cli.console import Console
from mtasts_pages.cli.views.problems import show_problems
from mtasts_pages.config import Config, DomainConfig, find_config, load_config, select_domains
from mtasts_pages.rollout.publishing.shard import Shard
from mtasts_pages.site import load_templates
from mtasts_pages.state.target import Target, render_targets


@dataclass(frozen=True, slots=True)
class Selection:
    """A config, and those of its domains that the command line names."""

    config: Config
    domains: tuple[DomainConfig, ...]

    @property
    def owners(self) -> tuple[str, ...]:
        """The owners of the domains, each once, in alphabetical order.

        A shard may be empty; its credentials are those of the whole.
        """
        domains = self.domains or self.config.domains
        return tuple(sorted({domain.owner for domain in domains if domain.owner}))

    def render(self) -> tuple[Target, ...]:
        """Return the rendered target of each domain."""
        return render_targets(self.domains, load_templates(self.config.templates))


def read_selection(
    console: Console,
    path: Path | None,
    patterns: Sequence[str],
    shard: tuple[int, int] | None = None,
) -> Selection:
    """Return the domains that *patterns* and *shard* name in the config; warnings are shown."""
    found = find_config(path, os.environ, Path.cwd())
    config, warnings = load_config(found)
    if not console.quiet:
        show_problems(console, warnings)
    domains = select_domains(config, patterns)
    return Selection(config, domains if shard is None else Shard(*shard).select(domains))
