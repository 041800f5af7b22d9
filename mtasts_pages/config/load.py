"""A config file from disk to values: the one way in."""

from __future__ import annotations

import gc
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtasts_pages.config.problems import ConfigError, Problem
from mtasts_pages.config.resolve import resolve
from mtasts_pages.config.yaml import SIZE_LIMIT, StopReading, read_yaml
from mtasts_pages.errors import UsageError
from mtasts_pages.text import quote

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


def read_config(path: Path) -> LoadedConfig:
    """Return the config in the file *path*, and all of its problems.

    Whatever the file holds, this returns, within bounds of time and memory.

    Raises:
        UsageError: The file cannot be opened or read.

    """
    data = _read_file(path)
    with _collector_paused():
        document, source = read_yaml(str(path), data)
        config = None
        if document is not None:
            with suppress(StopReading):
                config = resolve(document, path)
        return LoadedConfig(None if source.has_errors else config, source.list_problems())


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


def _read_file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(SIZE_LIMIT)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise UsageError(
            f"{quote(str(path))} cannot be read: {reason}",
            "name the config with `--config`, or write one with `mtasts-pages init`",
        ) from error


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
