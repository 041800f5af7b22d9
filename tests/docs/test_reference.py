"""Everything that scripts and operators can use is described, and nothing else is."""

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from docs.pages import PAGES, ROOT, name_page, read_page, read_section

from mtasts_pages.checks.stage import Stage
from mtasts_pages.cli.app import app
from mtasts_pages.cli.edge import ExitCode
from mtasts_pages.rollout.publishing.plan import Awaited

CONTEXT = click.Context(app, info_name="mtasts-pages", **app.context_settings)
COMMANDS = app.list_commands(CONTEXT)
TERMINAL_VARIABLE = "TERM"  # the one without an underscore
READS_ENVIRONMENT = ("mtasts_pages/cli", "mtasts_pages/config")


def load(name: str) -> click.Command:
    command = app.get_command(CONTEXT, name)
    assert command is not None
    return command


@pytest.mark.parametrize("name", COMMANDS)
def test_command_has_a_section_with_its_help(name: str) -> None:
    section = " ".join(read_section(read_page("docs/commands.md"), f"## {name}").split())
    assert " ".join((load(name).help or "").split()) in section
    assert f"mtasts-pages {name} " in section


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_described(name: str) -> None:
    page = read_page("docs/commands.md")
    shared = page.partition("\n## ")[0]
    section = read_section(page, f"## {name}")
    for option in load(name).params:
        if not isinstance(option, click.Option):
            continue
        row = re.compile(rf"^\| `{re.escape(', '.join(option.opts))}[` ].*$", re.MULTILINE)
        described = row.search(section) or row.search(shared)
        assert described, f"`{option.opts[0]}` of `{name}` is not described"
        # Variables are in code type on the page; that is the only difference.
        assert option.help
        assert plain(option.help) in plain(described[0])


def plain(text: str) -> str:
    return re.sub(r"[$`]", "", text)


def test_readme_lists_every_command() -> None:
    section = read_section(read_page("README.md"), "## Commands")
    listed = re.findall(r"^\| \[`([a-z-]+)`\]", section, re.MULTILINE)
    assert listed == COMMANDS


@pytest.mark.parametrize("page", ["README.md", "docs/commands.md"])
def test_every_exit_code_is_described(page: str) -> None:
    text = read_page(page)
    for code in ExitCode:
        assert re.search(rf"^\| {code.value} \| {re.escape(code.meaning)}", text, re.MULTILINE)


@pytest.mark.parametrize("page", ["README.md", "docs/commands.md"])
def test_every_variable_of_the_environment_is_described_and_no_other(page: str) -> None:
    described = set(re.findall(r"^\| `([A-Z][A-Z_]*)` \|", read_page(page), re.MULTILINE))
    assert described == set(find_variables())


def find_variables() -> Iterator[str]:
    """Yield the names that the code has for variables: capitals with an underscore, or ``TERM``."""
    for folder in READS_ENVIRONMENT:
        for path in (ROOT / folder).rglob("*.py"):
            if path.name == "__init__.py":
                continue  # holds names of the package, for import
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    name = node.value
                    if re.fullmatch(r"[A-Z]+(?:_[A-Z]+)+", name) or name == TERMINAL_VARIABLE:
                        yield name


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_is_explained(stage: Stage) -> None:
    assert f"| `{stage}` |" in read_section(read_page("docs/publishing.md"), "## Stages")


@pytest.mark.parametrize("awaited", Awaited)
def test_every_wait_is_explained(awaited: Awaited) -> None:
    assert f"| `{awaited}` |" in read_section(read_page("docs/publishing.md"), "## The waits")


def find_command_lines(text: str) -> Iterator[str]:
    """Yield the command lines that *text* shows, in code blocks and in sentences.

    In a workflow, ``${{ matrix.NAME }}`` stands for each value that the page gives NAME.
    """
    matrix = dict(re.findall(r"^ +(\w+): \[([^,\]]+)[^\n]*\]$", text, re.MULTILINE))
    text = re.sub(r"\$\{\{ matrix\.(\w+) \}\}", lambda found: matrix[found[1]], text)
    for line in re.findall(r"`(mtasts-pages [^`]+)`", text):
        yield " ".join(line.split())
    for line in re.findall(r"^[ $]*(?:- run: )?(mtasts-pages .+)$", text, re.MULTILINE):
        yield line.partition("  #")[0].partition(" || ")[0]


@pytest.mark.parametrize("page", PAGES, ids=name_page)
def test_commands_that_are_mentioned_exist(page: Path) -> None:
    for line in find_command_lines(page.read_text(encoding="utf-8")):
        arguments = shlex.split(line)[1:]
        if "[OPTIONS]" in arguments or arguments[0].startswith("-"):
            continue
        parse(arguments)


def parse(arguments: list[str]) -> None:
    """Parse *arguments* as the program would, those of a rehearsed command as well."""
    name, *rest = arguments
    assert name in COMMANDS, f"there is no command `{name}`"
    with load(name).make_context(name, rest, parent=CONTEXT) as parsed:
        rehearsed = parsed.params.get("arguments")
    if rehearsed:
        parse(list(rehearsed))


def test_a_command_line_that_does_not_exist_is_noticed() -> None:
    assert list(find_command_lines("run `mtasts-pages frob` now")) == ["mtasts-pages frob"]
    with pytest.raises(AssertionError, match="there is no command"):
        parse(["frob"])
    with pytest.raises(click.NoSuchOption):
        parse(["plan", "--frob"])
    with pytest.raises(click.NoSuchOption):
        parse(["sandbox", "plan", "--frob"])
