"""``mtasts-pages render``."""

from __future__ import annotations

from pathlib import Path

import click

from mtasts_pages.cli import options
from mtasts_pages.cli.console import Console, Style
from mtasts_pages.cli.edge import ExitCode


@click.command("render")
@options.config
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("policy-repositories"),
    show_default=True,
    metavar="DIR",
    help="Where the repositories are, one a domain.",
)
@options.common
@options.domains
def command(
    console: Console, config_path: Path | None, output: Path, domains: tuple[str, ...]
) -> int:
    """Write and commit each site into a git repository, and print the DNS records.

    Needs no network. Running it again commits only what changed.
    """
    from mtasts_pages.checks.standing import preview_records
    from mtasts_pages.cli.setup.selection import read_selection
    from mtasts_pages.cli.views.records import show_records
    from mtasts_pages.rollout.rendering import render_fleet
    from mtasts_pages.site import load_templates
    from mtasts_pages.world.clock import SystemClock

    selection = read_selection(console, config_path, domains)
    templates = load_templates(selection.config.templates)
    rendered = []
    for one in render_fleet(selection.domains, templates, output, SystemClock()):
        rendered.append(one)
        if not console.as_json:
            style = Style.ADDED if one.changed else Style.QUIET
            state = console.style("changed" if one.changed else "unchanged", style)
            console.note(f"{one.path}  {state}  {one.commit[:10]}  policy id {one.policy_id}")
    changed = sum(one.changed for one in rendered)
    summary = {"changed": changed, "unchanged": len(rendered) - changed}
    if console.as_json:
        listed = [
            {
                "domain": one.domain.domain,
                "repository": one.domain.repository,
                "path": str(one.path),
                "commit": one.commit,
                "changed": one.changed,
                "policy_id": one.policy_id,
                "files": sorted(templates.by_path),
            }
            for one in rendered
        ]
        console.document("render", {"domains": listed, "summary": summary})
        return ExitCode.DONE
    records = [(one.domain.domain, preview_records(one.domain, one.policy_id)) for one in rendered]
    show_records(console, "zone", records)
    if changed:
        console.note(f"\n{changed} of {len(rendered)} repositories changed")
    else:
        console.note(f"\nnothing changed in {len(rendered)} repositories")
    return ExitCode.DONE
