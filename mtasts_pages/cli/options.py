"""The options that commands share."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from mtasts_pages.cli.console import Color, Console
from mtasts_pages.cli.setup.access import Access

_DURATION = re.compile(r"(\d{1,9})([smhd]?)", re.ASCII)
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}
_LONGEST_WAIT = 7 * 86400

Command = Callable[..., Any]


class Duration(click.ParamType[float]):
    """A time span such as ``90``, ``90s``, ``30m``, ``2h`` or ``1d``; in seconds."""

    name = "duration"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Return the seconds that *value* names."""
        match = _DURATION.fullmatch(str(value))
        if match is None:
            self.fail(f"`{value}` is not a duration; write 90s, 30m or 2h", param, ctx)
        seconds = int(match[1]) * _UNITS[match[2]]
        if seconds > _LONGEST_WAIT:
            self.fail(f"`{value}` is longer than 7d", param, ctx)
        return float(seconds)


class ShardType(click.ParamType[tuple[int, int]]):
    """A part of a fleet such as ``2/5``: index and count."""

    name = "shard"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        """Return index and count."""
        match = re.fullmatch(r"([0-9]{1,4})/([0-9]{1,4})", str(value))
        if match is None or not 1 <= int(match[1]) <= int(match[2]):
            self.fail(f"`{value}` is not a part; write 1/4 to 4/4 for four parts", param, ctx)
        return int(match[1]), int(match[2])


def common(function: Command) -> Command:
    """Add ``--json``, ``-q``, ``-v`` and ``--color``; the command is handed a console."""

    @click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
    @click.option("-q", "--quiet", is_flag=True, help="No notes and no progress.")
    @click.option("-v", "--verbose", is_flag=True, help="More about what is done and seen.")
    @click.option(
        "--color",
        type=click.Choice([color.value for color in Color]),
        default=Color.AUTO.value,
        show_default=True,
        help="When to colour the output.",
    )
    @functools.wraps(function)
    def wrapped(*, as_json: bool, quiet: bool, verbose: bool, color: str, **rest: Any) -> Any:
        console = Console(Color(color), quiet=quiet, verbose=verbose, as_json=as_json)
        console.install()
        return function(console=console, **rest)

    return wrapped


config = click.option(
    "-c",
    "--config",
    "config_path",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The config; else $MTASTS_PAGES_CONFIG, mta-sts.yaml or mta-sts.yml.",
)

domains = click.argument("domains", nargs=-1, metavar="[DOMAIN]...")

jobs = click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=8,
    show_default=True,
    metavar="N",
    help="How many domains are worked on at once.",
)

shard = click.option(
    "--shard",
    type=ShardType(),
    metavar="I/N",
    help="Only the I-th of N parts of the fleet, the same domains in every run.",
)


def access(function: Command) -> Command:
    """Add the options that say who asks GitHub; the command is handed an ``Access``."""

    @click.option(
        "--token-file",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="A file that holds the token; else $GITHUB_TOKEN, $GH_TOKEN or `gh auth token`.",
    )
    @click.option(
        "--app-id",
        metavar="ID",
        help="Instead of a token: the GitHub App that is installed on the owner.",
    )
    @click.option(
        "--app-key-file",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="With --app-id: a file that holds the private key of the App (PEM).",
    )
    @functools.wraps(function)
    def wrapped(
        *, token_file: Path | None, app_id: str | None, app_key_file: Path | None, **rest: Any
    ) -> Any:
        return function(access=Access(token_file, app_id, app_key_file), **rest)

    return wrapped


adopt = click.option(
    "--adopt",
    is_flag=True,
    help="Take over repositories that hold something else; their other files stay.",
)

force = click.option(
    "--force",
    is_flag=True,
    help="Do not ask before risky changes. Nothing is ever force-pushed.",
)

deep = click.option(
    "--deep",
    is_flag=True,
    help="Look at the Pages settings of every domain, also in a large fleet that is current.",
)

wait = click.option(
    "--wait",
    type=Duration(),
    metavar="DURATION",
    help="How long to wait for DNS and GitHub; default 30m on a terminal, 0 elsewhere.",
)
