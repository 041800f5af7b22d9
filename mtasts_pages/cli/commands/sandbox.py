"""``mtasts-pages sandbox``."""

from __future__ import annotations

from pathlib import Path

import click

from mtasts_pages.cli.console import Console


@click.command(
    "sandbox",
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
)
@click.option(
    "--world",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Keep the world here, to go on with it later; else it ends with the command.",
)
@click.option(
    "--user",
    metavar="LOGIN",
    help="This owner is a user; every other one is an organization.",
)
@click.argument("arguments", nargs=-1, required=True, metavar="COMMAND [ARG]...")
@click.pass_obj
def command(
    console: Console, world: Path | None, user: str | None, arguments: tuple[str, ...]
) -> int:
    """Run a command in a world of its own: GitHub, Pages, DNS and mail on the loopback.

    The real program, unchanged, against servers that are started for it; an operator
    there puts the records that it prints into the DNS. Needs no token and no domain.
    """
    from mtasts_pages.cli.rehearsal import rehearse

    return rehearse(console, arguments, world, user)
