"""Which file is the config (design: the option, the environment, the working directory)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from mtasts_pages.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

CONFIG_VARIABLE: Final = "MTASTS_PAGES_CONFIG"
CONFIG_NAMES: Final = ("mta-sts.yaml", "mta-sts.yml")


class ConfigNotFoundError(UsageError):
    """No config was named, and there is none in the working directory."""


def find_config(explicit: Path | None, environ: Mapping[str, str], directory: Path) -> Path:
    """Return the path of the config: *explicit*, else by the environment, else in *directory*.

    `-` is stdin. A path that was named is returned unchecked: reading the file says whether it is
    there.

    Raises:
        ConfigNotFoundError: None was named, and *directory* holds none.
        UsageError: *directory* holds both ``mta-sts.yaml`` and ``mta-sts.yml``.

    """
    if explicit is not None:
        return Path("/dev/stdin") if str(explicit) == "-" else explicit
    named = environ.get(CONFIG_VARIABLE)
    if named:
        return Path(named)
    found = [name for name in CONFIG_NAMES if (directory / name).exists()]
    if len(found) > 1:
        raise UsageError(
            f"both `{found[0]}` and `{found[1]}` are here",
            "remove one of them, or name the config with `--config`",
        )
    if not found:
        above = _find_above(directory)
        if above is not None:
            raise ConfigNotFoundError(
                "there is no `mta-sts.yaml` here",
                f"there is one further up: name it by `-c {above}`",
            )
        raise ConfigNotFoundError(
            "there is no `mta-sts.yaml` here",
            f"write one with `mtasts-pages init`, or name one with `--config` or {CONFIG_VARIABLE}",
        )
    return directory / found[0]


def _find_above(directory: Path) -> Path | None:
    """Return a config in a folder above *directory*, as it is named from there."""
    up = Path()
    for folder in directory.absolute().parents:
        up /= ".."
        for name in CONFIG_NAMES:
            if (folder / name).is_file():
                return up / name
    return None
