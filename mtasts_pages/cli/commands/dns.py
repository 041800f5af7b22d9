"""``mtasts-pages dns``."""

from __future__ import annotations

from pathlib import Path

import click

from mtasts_pages.cli import options
from mtasts_pages.cli.console import Console
from mtasts_pages.cli.edge import ExitCode


@click.command("dns")
@options.config
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "zone", "json"]),
    default="zone",
    show_default=True,
    help="How the records are written.",
)
@click.option(
    "--offline",
    is_flag=True,
    help="Ask nobody: ids come from the rendered repositories, states are unknown.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("policy-repositories"),
    show_default=True,
    metavar="DIR",
    help="With --offline: where `render` wrote the repositories.",
)
@options.token_file
@options.jobs
@options.common
@options.domains
def command(
    *,
    console: Console,
    config_path: Path | None,
    form: str,
    offline: bool,
    output: Path,
    token_file: Path | None,
    jobs: int,
    domains: tuple[str, ...],
) -> int:
    """Print the DNS records, each with its state against the live DNS.

    A policy record is on hold until its policy was read over HTTPS, several times apart.
    """
    from mtasts_pages.cli.views.records import show_table, show_zone
    from mtasts_pages.cli.wiring import build_clients, read_selection
    from mtasts_pages.dns import format_json
    from mtasts_pages.rollout.observe import observe
    from mtasts_pages.rollout.records import judge_observation, preview_records
    from mtasts_pages.rollout.target import require_owners
    from mtasts_pages.world.clock import SystemClock

    targets = read_selection(console, config_path, domains).render()
    if offline:
        from mtasts_pages.rollout.local import find_local_id

        clock = SystemClock()
        judged = [
            preview_records(target.domain, find_local_id(target, output, clock))
            for target in targets
        ]
    else:
        require_owners(targets)
        clients = build_clients(token_file)
        seen = observe(targets, clients, jobs, prove=True)
        judged = [
            judge_observation(target, each, clients.clock.now())
            for target, each in zip(targets, seen, strict=True)
        ]
    records = [
        (target.domain.domain, statuses) for target, statuses in zip(targets, judged, strict=True)
    ]
    if console.as_json or form == "json":
        listed = [
            {"domain": domain, "records": format_json(statuses)} for domain, statuses in records
        ]
        console.document("dns", {"domains": listed})
    elif form == "table":
        show_table(console, records)
    else:
        show_zone(console, records)
    return ExitCode.DONE
