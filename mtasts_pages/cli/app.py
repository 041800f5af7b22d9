"""The program: its commands, loaded when they are called."""

from __future__ import annotations

import importlib
import os
import sys
from functools import partial

import click

from mtasts_pages import __version__
from mtasts_pages.cli.console import Console
from mtasts_pages.cli.edge import ExitCode, end, end_on_signals, leave
from mtasts_pages.cli.streams import accept_any_encoding, open_missing_streams
from mtasts_pages.text import find_nearest
from mtasts_pages.world.git import forget_outer_git

COMMANDS = {
    "init": "Write a config for domains: MX hosts from the DNS, what is there taken over.",
    "validate": "Read the config and say what is wrong.",
    "render": "Write and commit each site into a git repository; print the DNS records.",
    "plan": "Show what `publish` would do, and why. Changes nothing.",
    "publish": "Make it so, for every domain, as far as it can go now.",
    "bootstrap": "From nothing to a published policy: a config when there is none, then publish.",
    "dns": "Print the DNS records, each with its state against the live DNS.",
    "check": "Read the living result as a sender would; say what will go wrong next.",
    "lint": "Judge policy files, policy repositories, or folders of them, offline.",
    "bump": "Announce policies that have not changed under a new policy id.",
    "history": "Show every policy that was announced, and which senders may still hold.",
    "reports": "Read TLS reports, sum them up, hold them against policies and live hosts.",
    "promote": "Say which domains in testing may be enforced, and why others may not yet.",
    "explain": "Say what a finding of `check` means, why it matters, and what to do.",
    "migrate-mx": "Show the safe way from the MX hosts of today to others, step by step.",
    "rollback": "Bring the policy of an earlier announcement back, under a new id.",
    "retire": "Take the policy of a domain away, step by step.",
    "what-if": "Say which senders, holding which policy, would deliver to which MX hosts.",
    "schema": "Print the JSON Schema of the config, for editors.",
    "sandbox": "Run a command in a world of its own: GitHub, Pages, DNS and mail on loopback.",
}
"""Every command and what it does, in the order of the help.

A command's module has its name. The help is here so that ``--help`` loads no module.
"""


_SLIPS = {
    "help": " Help is `mtasts-pages --help`, or `mtasts-pages COMMAND --help`.",
    "version": " The version is `mtasts-pages --version`.",
    "apply": " Did you mean `publish`?",
    "push": " Did you mean `publish`, or `dns push`?",
    "status": " Did you mean `check`, or `plan`?",
    "diff": " Did you mean `plan`?",
}
"""What people type who know other tools."""


class _Commands(click.Group):
    """Loads a command's module when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        cmd_name: str,
    ) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        loaded = importlib.import_module(f"mtasts_pages.cli.commands.{cmd_name.replace('-', '_')}")
        command: click.Command = loaded.command
        return command

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        """Write the table of the commands."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = find_nearest(args[0], COMMANDS)
            hint = f" Did you mean `{near}`?" if near else ""
            hint = _SLIPS.get(args[0], hint)
            raise click.UsageError(f"there is no command `{args[0]}`.{hint}", ctx)
        return super().resolve_command(ctx, args)


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: " + "; ".join(f"{code.value} {code.meaning}" for code in ExitCode) + ".",
)
@click.version_option(__version__, prog_name="mtasts-pages", message="%(prog)s %(version)s")
def app() -> None:
    """MTA-STS policies on GitHub Pages: rendered, committed, published, proven."""


def main() -> None:
    """Run the program with the arguments of the process, and exit."""
    open_missing_streams()
    accept_any_encoding()
    end_on_signals()
    forget_outer_git(os.environ)
    console = Console()
    program = partial(app.main, prog_name="mtasts-pages", standalone_mode=False, obj=console)
    leave(end(program, console, sys.argv[1:]))
