"""GitPython, loaded only when git is there and new enough.

GitPython runs git when it is imported, in the environment of the operator: a mistake in
``~/.gitconfig`` would end the program. So git is asked here first, in an environment of its own.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from mtasts_pages.errors import UsageError

OLDEST = (2, 32)
"""``GIT_CONFIG_COUNT``, by which git gets the token, came with 2.31; ``GIT_CONFIG_GLOBAL``, which
keeps the operator's own configuration out, with 2.32."""

_TIME_LIMIT = 20.0
_VERSION = re.compile(r"git version (\d+)\.(\d+)\S*")
OWN_CONFIG = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}
"""Variables by which git reads no configuration but that of the repository."""


def require_git(program: str = "git") -> None:
    """Return when *program* is a git that this program can work with.

    Raises:
        UsageError: it is not there, cannot be run, or is too old.

    """
    try:
        done = subprocess.run(  # noqa: S603 - no shell, and the name is ours
            [program, "version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=_TIME_LIMIT,
            env={**os.environ, **OWN_CONFIG},
        )
    except FileNotFoundError:
        raise UsageError("`git` is not installed, or not in PATH", "install it") from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UsageError(f"`git` cannot be run: {error}", "run `git version`") from None
    said = done.stdout.decode("utf-8", "replace")
    found = _VERSION.match(said)
    if done.returncode != 0 or found is None:
        raise UsageError("`git version` gives no version", "run it, and repair what it says")
    if (int(found[1]), int(found[2])) < OLDEST:
        needed = ".".join(map(str, OLDEST))
        version = found[0].removeprefix("git version ")
        raise UsageError(f"git {version} is too old", f"install git {needed} or newer")


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Keep the operator's configuration out of what GitPython runs when it is imported."""
    before = {name: os.environ.get(name) for name in OWN_CONFIG}
    os.environ.update(OWN_CONFIG)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


require_git()
with _undisturbed():
    import git.exc
    import git.index.fun
    import git.index.typ
    import git.objects.fun

__all__ = ["OLDEST", "OWN_CONFIG", "git", "require_git"]
