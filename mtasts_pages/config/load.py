"""A config file from disk to values: the one way in."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtasts_pages.config.problems import ConfigError, Problem, Severity
from mtasts_pages.config.resolve import resolve
from mtasts_pages.config.yaml.compose import compose
from mtasts_pages.config.yaml.source import read_source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mtasts_pages.config.values import Config


@dataclass(frozen=True, slots=True)
class LoadedConfig:
    """What reading a config file gave.

    Attributes:
        config: The config; ``None`` when a problem is an error.
        problems: Everything that is wrong or risky, in the order of the file.

    """

    config: Config | None
    problems: tuple[Problem, ...]

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems that stop nothing."""
        return tuple(p for p in self.problems if p.severity is Severity.WARNING)


def read_config(path: Path) -> LoadedConfig:
    """Return the config in the file *path*, and all of its problems.

    Whatever the file holds, this returns, within bounds of time and memory.

    Raises:
        UsageError: The file cannot be opened or read.

    """
    with _collector_paused():
        source, refusal = read_source(path)
        if refusal is not None:
            return LoadedConfig(None, source.problems([refusal]))
        document, remarks = compose(source)
        if document is None:
            return LoadedConfig(None, source.problems(remarks))
        config, more = resolve(document, path)
        return LoadedConfig(None if remarks else config, source.problems((*remarks, *more)))


def load_config(path: Path) -> tuple[Config, tuple[Problem, ...]]:
    """Return the config in the file *path*, and its warnings.

    Raises:
        ConfigError: Something in it is wrong; carries every problem.
        UsageError: The file cannot be opened or read.

    """
    loaded = read_config(path)
    if loaded.config is None:
        raise ConfigError(loaded.problems)
    return loaded.config, loaded.problems


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Keep the garbage collector from walking the growing document again and again.

    Nothing of it is garbage before the end; a third of the time of a large file went there.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
