"""A secret that a command of the operator prints, such as that of a password manager."""

from __future__ import annotations

import shlex
import subprocess

from mtasts_pages.errors import AuthenticationError

TIME_LIMIT = 60.0
"""Seconds that the command may take; it may ask the operator something."""

_LARGEST = 1 << 16


def read_secret_command(command: str) -> str:
    """Return the first line that *command* prints. No shell is started for it.

    Raises:
        AuthenticationError: It fails, or prints nothing. What it prints is not shown.

    """
    try:
        arguments = shlex.split(command)
    except ValueError:
        arguments = []
    if not arguments:
        raise AuthenticationError("the command that prints the secret cannot be read")
    name = arguments[0]
    try:
        done = subprocess.run(  # noqa: S603 - the operator's own command
            arguments, check=False, stdout=subprocess.PIPE, timeout=TIME_LIMIT
        )
    except subprocess.TimeoutExpired:
        raise AuthenticationError(
            f"`{name}` has printed no secret within {TIME_LIMIT:.0f} seconds"
        ) from None
    except OSError as error:
        raise AuthenticationError(f"`{name}` cannot be started: {error.strerror}") from None
    if done.returncode:
        raise AuthenticationError(f"`{name}` failed with exit code {done.returncode}")
    lines = done.stdout[:_LARGEST].decode("utf-8", "replace").splitlines()
    if not lines or not lines[0].strip():
        raise AuthenticationError(f"`{name}` printed no secret")
    return lines[0].strip()
