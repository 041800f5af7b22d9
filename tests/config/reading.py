"""Config texts read as files, for tests."""

from __future__ import annotations

import tempfile
from pathlib import Path

from mtasts_pages.config import Problem, Severity, format_problem, read_config
from mtasts_pages.config.load import LoadedConfig
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


def show(problems: tuple[Problem, ...]) -> str:
    """Return *problems* as text, for messages of failed tests."""
    return "\n".join(map(format_problem, problems))
