"""What the command line says about who asks GitHub: a token's file, or an App with its key."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from mtasts_pages.errors import AuthenticationError, UsageError

_APP_ID = re.compile(r"[0-9]{1,19}|[A-Za-z][A-Za-z0-9.]{1,63}", re.ASCII)  # App ID, client ID


@dataclass(frozen=True, slots=True)
class Access:
    """The options as given; none of them leaves it to the environment."""

    token_file: Path | None = None
    app_id: str | None = None
    app_key_file: Path | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be meant."""
        if self.app_id is None and self.app_key_file is None:
            return
        if self.token_file is not None:
            raise UsageError(
                "--token-file and a GitHub App exclude each other",
                "leave out --token-file, or --app-id and --app-key-file",
            )
        if self.app_id is None or self.app_key_file is None:
            missing = "--app-id" if self.app_id is None else "--app-key-file"
            raise UsageError(
                f"{missing} is missing",
                "a GitHub App needs both: --app-id 12345 --app-key-file key.pem",
            )
        if not _APP_ID.fullmatch(self.app_id):
            raise UsageError(
                f"`{self.app_id}` is not the ID of a GitHub App",
                "it is shown at the top of the App's settings",
            )

    @property
    def names_anybody(self) -> bool:
        """Whether an option names who asks."""
        return self.token_file is not None or self.app_id is not None


def read_key(path: Path) -> tuple[bytes, bool]:
    """Return what the key file *path* holds, and whether others on this machine may read it.

    Raises:
        AuthenticationError: it cannot be read.

    """
    from mtasts_pages.world.files import read_secret_file

    try:
        return read_secret_file(path)
    except OSError as error:
        raise AuthenticationError(
            f"the App's key file `{path}` cannot be read: {error.strerror}"
        ) from None
