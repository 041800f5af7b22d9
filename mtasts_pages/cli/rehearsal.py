"""Running the real program in a sandbox."""

from __future__ import annotations

import contextlib
import os
import shlex
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from mtasts_pages.cli.console import PROGRAM_VARIABLE, Console
from mtasts_pages.config import BadValueError, Config, ConfigError, find_config
from mtasts_pages.config.keys import read_domain
from mtasts_pages.config.load import load_config
from mtasts_pages.errors import UsageError

_PROGRAM = [sys.executable, "-m", "mtasts_pages"]
_WAIT = ("--wait", "10m")
_PASTING = 8.0
"""Seconds that the operator takes over a policy record: longer than the program's next look."""
_WAITS = frozenset({"publish", "bootstrap", "bump"})


@dataclass(frozen=True, slots=True)
class Scene:
    """What the world must hold before the command begins."""

    owners: tuple[str, ...]
    mail: tuple[tuple[str, tuple[str, ...]], ...]
    """Policy domains with their MX hosts."""
    config_arguments: tuple[str, ...]


def rehearse(
    console: Console, arguments: Sequence[str], world: Path | None, user: str | None
) -> int:
    """Run the program with *arguments* in a sandbox, and return its exit code.

    Raises:
        UsageError: the sandbox is not installed, or would run itself.

    """
    try:
        from mtasts_pages.sandbox import Operator, World, run_program
    except ImportError as error:
        raise UsageError(
            f"the sandbox needs `{error.name}`, which is not installed",
            'install the wheel with its extra: pip install "FILE.whl[sandbox]"',
        ) from None
    name, parameters = _parse(arguments)
    scene = _set_scene(parameters, user)
    full = [*_PROGRAM, *arguments]
    waits = name in _WAITS
    if waits and parameters.get("wait") is None:
        full[len(_PROGRAM) + 1 : len(_PROGRAM) + 1] = _WAIT
    called = _name_program(world, user)
    console.quiet = bool({"-q", "--quiet"} & set(arguments))
    _explain(console, world, waits=waits)
    with contextlib.ExitStack() as stack:
        stage = stack.enter_context(World(world))
        login = stage.add_owners(scene.owners, user)
        for domain, hosts in scene.mail:
            stage.add_mail_domain(domain, hosts)
        token = stage.github.add_token(login, scopes=("repo",)).value
        inherited = {
            key: value
            for key, value in os.environ.items()
            if key not in ("GH_TOKEN", "GITHUB_TOKEN")
        }
        environment = {**inherited, **stage.environment(token), PROGRAM_VARIABLE: called}
        if waits:
            printer = [*_PROGRAM, "dns", "--format", "zone", "-q", *scene.config_arguments]
            stack.enter_context(Operator(stage, printer, environment, _PASTING))
        return run_program(full, environment)


def _name_program(world: Path | None, user: str | None) -> str:
    """Return the words by which the command is run again in the same world."""
    options = [] if world is None else ["--world", str(world)]
    options += [] if user is None else ["--user", user]
    return shlex.join(["mtasts-pages", "sandbox", *options])


def _explain(console: Console, world: Path | None, *, waits: bool) -> None:
    """Say what is not real, and what becomes of it."""
    if world is None:
        where = "a world that ends with the command; `--world DIR` keeps one"
    elif world.is_dir():
        where = f"the world in `{world}`"
    else:
        where = f"a new world in `{world}`"
    console.note(f"sandbox: {where}")
    if waits:
        console.note("sandbox: its operator puts the records into its DNS; there is nothing to do")


def _parse(arguments: Sequence[str]) -> tuple[str, dict[str, object]]:
    """Return the command and its parameters as the program itself will understand them."""
    from mtasts_pages.cli.app import app

    context = click.Context(app, info_name="mtasts-pages")
    name, command, rest = app.resolve_command(context, list(arguments))
    if command is None or name is None or name == "sandbox":
        raise UsageError(
            "the sandbox runs one of the other commands", "mtasts-pages sandbox publish"
        )
    with command.make_context(name, rest, parent=context, resilient_parsing=True) as parsed:
        return name, dict(parsed.params)


def _set_scene(parameters: dict[str, object], user: str | None) -> Scene:
    given = parameters.get("config_path")
    path = Path(str(given)) if given else None
    try:
        found = find_config(path, os.environ, Path.cwd())
        config, _ = load_config(found)
    except ConfigError:
        # The command will say what is wrong with it, better than could be said here.
        return Scene((), (), ())
    except UsageError:
        return _first_scene(parameters, path)
    owners = {domain.owner for domain in config.domains if domain.owner is not None}
    if user is not None:
        owners.add(user)
    return Scene(tuple(sorted(owners)), _mail_of(config), ("-c", str(found)))


def _first_scene(parameters: dict[str, object], path: Path | None) -> Scene:
    """Return the scene for `bootstrap` without a config: the domains receive mail already."""
    domains = parameters.get("domains") or ()
    owner = parameters.get("owner")
    named = [str(domain) for domain in domains] if isinstance(domains, tuple) else []
    return Scene(
        (str(owner),) if owner else (),
        tuple((domain, (f"mx1.{domain}", f"mx2.{domain}")) for domain in _read_domains(named)),
        ("-c", str(path)) if path else (),
    )


def _read_domains(named: Sequence[str]) -> Iterator[str]:
    """Yield the names as the command will understand them; what it refuses has no mail hosts."""
    for text in named:
        with contextlib.suppress(BadValueError):
            yield read_domain(text)


def _mail_of(config: Config) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return each policy domain with the MX hosts that its policy covers."""
    return tuple(
        (
            domain.domain,
            # A wildcard covers any one label: one host is enough.
            tuple(pattern.text.replace("*.", "mx1.", 1) for pattern in domain.mx),
        )
        for domain in config.domains
    )
