"""Config texts read as files, for tests."""

from __future__ import annotations

import tempfile
from pathlib import Path

from mtasts_pages.cli.console import Color, Console
from mtasts_pages.cli.views.excerpt import paint
from mtasts_pages.cli.views.problems import render_problem
from mtasts_pages.config import Problem, Severity
from mtasts_pages.config.load import LoadedConfig, read_config
from mtasts_pages.config.values import Config


def read_text(text: str | bytes) -> LoadedConfig:
    """Return what reading a config file that holds *text* gives."""
    data = text.encode() if isinstance(text, str) else text
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory, "mta-sts.yaml")
        path.write_bytes(data)
        return read_config(path)


def read_good(text: str) -> Config:
    """Return the config in *text*, which has no errors."""
    loaded = read_text(text)
    assert loaded.config is not None, show(loaded.problems)
    return loaded.config


def read_errors(text: str | bytes) -> tuple[Problem, ...]:
    """Return the errors of *text*, which has some."""
    loaded = read_text(text)
    assert loaded.config is None
    return tuple(p for p in loaded.problems if p.severity is Severity.ERROR)


def format_problem(problem: Problem) -> str:
    """Return *problem* as it is shown, without colour."""
    return paint(Console(Color.NEVER), render_problem(problem))


def show(problems: tuple[Problem, ...]) -> str:
    """Return *problems* as text, for messages of failed tests."""
    return "\n".join(map(format_problem, problems))
