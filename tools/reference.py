"""What the documentation takes from the program itself: called from its cog blocks.

Every function returns Markdown without a final line end. ``make docs`` writes it into the
pages; a test fails when a page is stale.
"""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from mtasts_pages.cli.app import app
from mtasts_pages.cli.edge import ExitCode

ROOT = Path(__file__).resolve().parents[1]

ENVIRONMENT = {
    "GITHUB_TOKEN": "The token. `--token-file` or a GitHub App goes before it",
    "GH_TOKEN": "The token, when `GITHUB_TOKEN` is not set",
    "GITHUB_API_URL": "Root of GitHub's API; default `https://api.github.com`",
    "GITHUB_SERVER_URL": "Root of the git URLs; default `https://github.com`",
    "MTASTS_PAGES_CONFIG": "The config, when there is no `-c`",
    "MTASTS_PAGES_NAMESERVER": "`address:port` of a name server for all DNS questions, instead of"
    " those that the system is set up for",
    "MTASTS_PAGES_HTTPS_PORT": "Port of the policy hosts instead of 443, for test worlds",
    "MTASTS_PAGES_HTTP_PORT": "Port of the policy hosts for plain HTTP instead of 80, for test"
    " worlds",
    "MTASTS_PAGES_SMTP_PORT": "Port of the MX hosts instead of 25, for test worlds",
    "MTASTS_PAGES_IMAP_PASSWORD": "Password of the mailboxes that `reports` reads",
    "MTASTS_PAGES_IMAP_TOKEN": "OAuth 2 access token for them, instead of a password",
    "MTASTS_PAGES_CALLED_AS": "How hints name the program; the sandbox sets it",
    "SSL_CERT_FILE": "Trusted certificate authorities in PEM, instead of the default ones",
    "NO_COLOR": "Not empty: no colour",
    "FORCE_COLOR": "Not empty: colour without a terminal too",
    "TERM": "`dumb`: no colour and no live progress",
}
"""Every environment variable that the program reads, with its meaning."""

_SHARED_BY = 3
"""An option that so many commands have alike is described once, for all of them."""

_ID_TIME = re.compile(r"(?<=id[= ])\d{14}(?=[0-9a-f]{12})")
_SAMPLE_TIME = "20261123120000"
_TIME_LIMIT = 300

Row = tuple[str, ...]


def list_commands() -> dict[str, click.Command]:
    """Return every command by its name, in the order of the help."""
    context = click.Context(app, info_name="mtasts-pages")
    found = {name: app.get_command(context, name) for name in app.list_commands(context)}
    return {name: command for name, command in found.items() if command is not None}


def commands(page: str) -> str:
    """Return the table of the commands, each with a link to its section in *page*."""
    rows = [
        (f"[`{name}`]({page}#{name})", _summarize(command))
        for name, command in list_commands().items()
    ]
    return _table(("command", "does"), rows)


def shared_options() -> str:
    """Return the table of the options that several commands have, with those commands."""
    everywhere = list_commands()
    rows = [
        (f"`{names}`", meaning, _name_commands(having, everywhere))
        for (names, meaning), having in _find_shared(everywhere).items()
    ]
    return _table(("option", "meaning", "commands"), rows)


def command(name: str) -> str:
    """Return the usage of a command, what it does, and the options that are its own."""
    known = list_commands()
    found = known[name]
    shared = _find_shared(known)
    own = [(f"`{row[0]}`", row[1]) for row in _describe_options(found) if row not in shared]
    context = click.Context(found, info_name=f"mtasts-pages {name}")
    pieces = " ".join(found.collect_usage_pieces(context))
    parts = [f"    mtasts-pages {name} {pieces}", inspect.cleandoc(found.help or "")]
    if own:
        parts.append(_table(("option", "meaning"), own))
    return "\n\n".join(parts)


def exit_codes() -> str:
    """Return the table of the exit codes; one that nothing gives yet says so."""
    cli = "".join(path.read_text() for path in (ROOT / "mtasts_pages" / "cli").rglob("*.py"))
    rows = []
    for code in ExitCode:
        # Once, beside its meaning: then no command gives it.
        unused = cli.count(f"ExitCode.{code.name}") == 1
        rows.append((str(code.value), code.meaning + ("; not given yet" if unused else "")))
    return _table(("exit code", "meaning"), rows)


def environment() -> str:
    """Return the table of the environment variables."""
    return _table(
        ("variable", "meaning"), [(f"`{name}`", meaning) for name, meaning in ENVIRONMENT.items()]
    )


def decisions() -> str:
    """Return the list of the decisions, by number."""
    lines = []
    for path in sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md")):
        title = path.read_text().partition("\n")[0].removeprefix("# ")
        lines.append(f"- [{title}]({path.name})")
    return "\n".join(lines)


def demo() -> str:
    """Return what ``make demo`` prints on stdout, shortened and with the times of ids fixed.

    The proofs of the first domain stand for those of the others.
    """
    lines = _run_in_sandbox("publish", "-c", "sample-config.yaml").splitlines()
    first = [number for number, line in enumerate(lines) if line[:1] != " "][1]
    kept = [line for number, line in enumerate(lines) if number < first or line[:1] != " "]
    return _fence("$ make demo", kept)


def sample_plan() -> str:
    """Return the plan for a domain that was never published."""
    lines = _run_in_sandbox("plan", "-c", "sample-config.yaml", "shop.example.com").splitlines()
    return _fence("$ mtasts-pages plan shop.example.com", lines)


def _run_in_sandbox(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "mtasts_pages", "sandbox", *arguments],
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        timeout=_TIME_LIMIT,
    )
    return _ID_TIME.sub(_SAMPLE_TIME, done.stdout)


def _fence(command_line: str, lines: list[str]) -> str:
    return "\n".join(["```console", command_line, *lines, "```"])


def _describe_options(found: click.Command) -> list[Row]:
    context = click.Context(found, info_name="mtasts-pages")
    options = [parameter for parameter in found.params if isinstance(parameter, click.Option)]
    return list(filter(None, (option.get_help_record(context) for option in options)))


def _find_shared(known: dict[str, click.Command]) -> dict[Row, list[str]]:
    having: dict[Row, list[str]] = {}
    for name, found in known.items():
        for row in _describe_options(found):
            having.setdefault(row, []).append(name)
    return {row: names for row, names in having.items() if len(names) >= _SHARED_BY}


def _name_commands(having: list[str], known: dict[str, click.Command]) -> str:
    lacking = [name for name in known if name not in having]
    if len(lacking) < len(having):
        return f"all but {', '.join(lacking)}" if lacking else "all"
    return ", ".join(having)


def _summarize(found: click.Command) -> str:
    paragraph = inspect.cleandoc(found.help or "").partition("\n\n")[0]
    return " ".join(paragraph.split())


def _table(head: Row, rows: Sequence[Row]) -> str:
    lines = [head, ("---",) * len(head), *(tuple(map(_cell, row)) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(text: str) -> str:
    # Inside a cell a bar ends it, in code too (GitHub Flavored Markdown, 4.10).
    text = re.sub(r"\s+", " ", text).replace("|", "\\|")
    return re.sub(r"\$([A-Z_]+)", r"`\1`", text)
