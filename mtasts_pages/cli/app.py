"""The program: its commands, loaded when they are called."""

from __future__ import annotations

import importlib

import click

from mtasts_pages import __version__
from mtasts_pages.cli.edge import ExitCode, end, leave

_COMMANDS = {
    "init": "init",
    "validate": "validate",
    "render": "render",
    "plan": "plan",
    "publish": "publish",
    "bootstrap": "bootstrap",
    "dns": "dns",
    "check": "check",
    "lint": "lint",
    "bump": "bump",
    "schema": "schema",
    "sandbox": "sandbox",
}
"""Name and module of every command, in the order of the help."""


class _Commands(click.Group):
    """Loads a command's module when it is needed; ``--help`` needs only their first lines."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        cmd_name: str,
    ) -> click.Command | None:
        module = _COMMANDS.get(cmd_name)
        if module is None:
            return None
        loaded = importlib.import_module(f"mtasts_pages.cli.commands.{module}")
        command: click.Command = loaded.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            import difflib

            near = difflib.get_close_matches(args[0], _COMMANDS, n=1)
            hint = f" Did you mean `{near[0]}`?" if near else ""
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
    leave(end(lambda: app.main(prog_name="mtasts-pages", standalone_mode=False)))
