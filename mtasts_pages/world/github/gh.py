"""GitHub's own command line, asked for the token that it holds."""

from __future__ import annotations

import shutil
import subprocess

TIME_LIMIT = 10.0
"""Seconds; ``gh`` may have to open a keyring."""


def read_gh_token(host: str) -> str | None:
    """Return the token that ``gh auth token`` has for *host*, or ``None``.

    It comes through a pipe, and is in no argument list.
    """
    program = shutil.which("gh")
    if program is None or not host:
        return None
    try:
        done = subprocess.run(  # noqa: S603 - no shell, and the host is checked
            [program, "auth", "token", "--hostname", host],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=TIME_LIMIT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError):
        return None
    return done.stdout.strip() or None if done.returncode == 0 else None
