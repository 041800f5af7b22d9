"""``mtasts-pages validate``."""

from __future__ import annotations

from pathlib import Path

import click

from mtasts_pages.cli import options
from mtasts_pages.cli.console import Console
from mtasts_pages.cli.edge import ExitCode


@click.command("validate")
@options.config
@options.common
def command(console: Console, config_path: Path | None) -> int:
    """Read the config and say what is wrong.

    Every problem is shown with its place in the file and a hint. Needs no network.
    """
    import os

    from mtasts_pages.cli.views.problems import (
        describe_problem,
        show_problems,
        summarize_problems,
    )
    from mtasts_pages.config import find_config
    from mtasts_pages.config.load import read_config

    found = find_config(config_path, os.environ, Path.cwd())
    loaded = read_config(found)
    valid = loaded.config is not None
    if console.as_json:
        problems = [describe_problem(problem) for problem in loaded.problems]
        console.document("validate", {"valid": valid, "problems": problems})
    else:
        show_problems(console, loaded.problems, as_result=True)
        summary = summarize_problems(loaded.problems, str(found))
        if loaded.config is not None and not loaded.problems:
            count = len(loaded.config.domains)
            summary = f"{count} domain{'' if count == 1 else 's'}, {summary}"
        console.result(summary)
    return ExitCode.DONE if valid else ExitCode.USAGE
