"""``mtasts-pages dns``, and the command below it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from mtasts_pages.cli import options
from mtasts_pages.cli.commands import dns_push
from mtasts_pages.cli.console import Console
from mtasts_pages.cli.edge import ExitCode
from mtasts_pages.cli.setup.access import Access
from mtasts_pages.dns import FORMATS, Provider


class _DnsCommand(click.Group):
    """Prints records of domains, unless the first word is the name of a command below it.

    No domain is called `push`: a mail domain has a dot.
    """

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        if args and args[0] in self.commands:
            below = self.commands[args[0]]
            return below.make_context(f"{info_name} {args[0]}", args[1:], parent, **extra)
        return super().make_context(info_name, args, parent, **extra)

    # Without the name of a command it is one itself, which click's group is not.
    allow_interspersed_args = True
    parse_args = click.Command.parse_args
    invoke = click.Command.invoke
    collect_usage_pieces = click.Command.collect_usage_pieces


@click.group("dns", cls=_DnsCommand, no_args_is_help=False)
@options.config
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", *FORMATS]),
    default="zone",
    show_default=True,
    help="How the records are written.",
)
@click.option(
    "--provider",
    type=click.Choice([provider.value for provider in Provider]),
    help="Whose DNS it is; for --format terraform.",
)
@click.option(
    "--zone",
    "zones",
    multiple=True,
    metavar="ZONE",
    help="A zone that records lie in, repeatable; else the DNS is asked, or the config guessed by.",
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
@options.access
@options.jobs
@options.common
@options.domains
def command(  # noqa: PLR0913 - one parameter an option
    *,
    console: Console,
    config_path: Path | None,
    form: str,
    provider: str | None,
    zones: tuple[str, ...],
    offline: bool,
    output: Path,
    access: Access,
    jobs: int,
    domains: tuple[str, ...],
) -> int:
    """Print the DNS records, each with its state against the live DNS.

    A policy record is on hold until its policy was read over HTTPS, several times apart.
    """
    from dataclasses import replace

    from mtasts_pages.cli.setup.outside import connect_outside
    from mtasts_pages.cli.setup.selection import read_selection
    from mtasts_pages.cli.setup.settings import read_settings
    from mtasts_pages.cli.views.check_progress import show_count, tick
    from mtasts_pages.cli.views.records import show_records
    from mtasts_pages.dns import place_records
    from mtasts_pages.rollout.records.sources import (
        choose_zones,
        look,
        preview,
        require_seen,
    )

    form = "json" if console.as_json else form
    _check_provider(form, provider)
    selection = read_selection(console, config_path, domains)
    if offline:
        resolver = None
        records = preview(selection.render(), output)
    else:
        outside = connect_outside(console, access, selection.owners)
        resolver = outside.resolver
        # A name server that the environment names is all of the DNS that there is.
        if read_settings(os.environ).name_server is None:
            outside = replace(outside, records=outside.authorities)
        with show_count(console, len(selection.domains)) as count:
            records = look(selection.render(), outside, jobs, tick(count))
        if form in FORMATS and FORMATS[form].declares:
            require_seen(records, form)
    asked = [domain.domain for domain in selection.domains]
    known = choose_zones(zones, asked, selection.config, resolver, jobs)
    at = None if provider is None else Provider(provider)
    show_records(console, form, records, place_records(records, known), at)
    return ExitCode.DONE


command.add_command(dns_push.command)


def _check_provider(form: str, provider: str | None) -> None:
    from mtasts_pages.errors import UsageError

    needed = form in FORMATS and FORMATS[form].needs_provider
    if needed and provider is None:
        named = " or ".join(f"--provider {each.value}" for each in Provider)
        raise UsageError(f"--format {form} needs a provider", f"add {named}")
    if provider is not None and not needed:
        raise UsageError(
            "--provider is for --format terraform", "leave it out, or add --format terraform"
        )
