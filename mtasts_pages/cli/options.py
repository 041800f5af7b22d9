"""The options that commands share."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from mtasts_pages.cli.console import Color, Console
from mtasts_pages.cli.setup import name_server
from mtasts_pages.cli.setup.access import Access
from mtasts_pages.cli.setup.name_server import PushAccess
from mtasts_pages.durations import WEEK, parse_duration

_LONGEST_WAIT = WEEK
_RISKS = ("withdraw", "lose-mx", "mx-not-covered", "mx-refused", "many-changes")
"""As `RiskName` has them; a test compares the two, since this module loads no use case."""

Command = Callable[..., Any]


class Duration(click.ParamType[float]):
    """A time span such as ``90``, ``90s``, ``30m``, ``1d12h`` or ``1w``; in seconds."""

    name = "duration"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Return the seconds that *value* names."""
        try:
            seconds = parse_duration(str(value))
        except ValueError:
            self.fail(f"`{value}` is not a duration; write 90s, 30m or 2h", param, ctx)
        if seconds > _LONGEST_WAIT:
            self.fail(f"`{value}` is longer than 7d", param, ctx)
        return float(seconds)


class Day(click.ParamType[date]):
    """A day such as ``2026-11-23``, in UTC."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day that *value* names."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"`{value}` is not a day; write 2026-11-23", param, ctx)


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
        console = click.get_current_context().ensure_object(Console)
        console.color, console.as_json = Color(color), as_json
        console.quiet, console.verbose = quiet, verbose
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

problems_only = click.option(
    "--problems-only",
    is_flag=True,
    help="Show only the domains that need something; the JSON document has all.",
)

deep = click.option(
    "--deep",
    is_flag=True,
    help="Look at the Pages settings of every domain, also in a large fleet that is current.",
)


@dataclass(frozen=True, slots=True)
class PublishingOptions:
    """How `publish`, `bootstrap` and `bump` go about it."""

    access: Access
    push: PushAccess | None
    """How records are sent to a name server; ``None`` leaves them to the operator."""
    jobs: int
    wait: float | None
    """Seconds to wait for what is outside; ``None`` leaves it to the terminal."""
    force: bool
    problems_only: bool
    allowed: frozenset[str]
    """The names of the risks that are meant."""
    signing_key: Path | None
    """An SSH key that signs the commits."""


def publishing(function: Command) -> Command:
    """Add what `publish`, `bootstrap` and `bump` share; the command is handed it as one value."""

    @click.option(
        "--allow",
        "allowed",
        multiple=True,
        type=click.Choice(_RISKS),
        metavar="RISK",
        help="Do not ask about this risk; `plan` names it. May be given again.",
    )
    @click.option(
        "--force",
        is_flag=True,
        help="Do not ask before risky changes. Nothing is ever force-pushed.",
    )
    @click.option(
        "--wait",
        type=Duration(),
        metavar="DURATION",
        help="How long to wait for DNS and GitHub; default 30m on a terminal, 0 elsewhere.",
    )
    @click.option(
        "--dns-push",
        is_flag=True,
        help="Send the records to --server by dynamic update, each as soon as it may be published.",
    )
    @click.option(
        "--signing-key",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Sign the commits with this SSH key, or with the agent's of this public key.",
    )
    @name_server.server(required=False)
    @name_server.key_file(required=False)
    @access
    @jobs
    @problems_only
    @functools.wraps(function)
    def wrapped(  # noqa: PLR0913 - one parameter an option
        *,
        problems_only: bool,
        allowed: tuple[str, ...],
        force: bool,
        wait: float | None,
        dns_push: bool,
        server: str | None,
        key_file: Path | None,
        access: Access,
        jobs: int,
        signing_key: Path | None,
        **rest: Any,
    ) -> Any:
        push = name_server.read_push_access(push=dns_push, server=server, key_file=key_file)
        allow = frozenset(allowed)
        how = PublishingOptions(access, push, jobs, wait, force, problems_only, allow, signing_key)
        return function(how=how, **rest)

    return wrapped
