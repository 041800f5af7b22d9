"""How mailboxes are opened: a password or a token, never in an argument."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mtasts_pages.errors import AuthenticationError, UsageError

if TYPE_CHECKING:
    from mtasts_pages.world.mail.imap import Secret

Command = Callable[..., Any]

_PASSWORD = "MTASTS_PAGES_IMAP_PASSWORD"  # noqa: S105 - the name of a variable
_TOKEN = "MTASTS_PAGES_IMAP_TOKEN"  # noqa: S105 - as above
_HINT = (
    "set MTASTS_PAGES_IMAP_PASSWORD or MTASTS_PAGES_IMAP_TOKEN, or give --imap-password-file,"
    " --imap-password-command or --imap-token-command"
)


@dataclass(frozen=True, slots=True)
class MailboxAccess:
    """The options as given."""

    password_file: Path | None = None
    password_command: str | None = None
    token_command: str | None = None
    archive_to: str | None = None

    def read_secret(self, environment: Mapping[str, str]) -> Secret:
        """Return what opens the mailbox: by an option, else from the environment.

        Raises:
            UsageError: several options say so.
            AuthenticationError: there is nothing, or it could not be it.

        """
        from mtasts_pages.world.mail.imap import Secret
        from mtasts_pages.world.secret_command import read_secret_command

        given = (self.password_file, self.password_command, self.token_command)
        if sum(each is not None for each in given) > 1:
            raise UsageError("several options say how the mailbox is opened", "give one of them")
        if self.token_command is not None:
            return Secret(read_secret_command(self.token_command), is_token=True)
        if self.password_command is not None:
            return Secret(read_secret_command(self.password_command), is_token=False)
        if self.password_file is not None:
            return Secret(_read_file(self.password_file), is_token=False)
        if environment.get(_TOKEN):
            return Secret(environment[_TOKEN].strip(), is_token=True)
        if environment.get(_PASSWORD):
            return Secret(environment[_PASSWORD], is_token=False)
        raise AuthenticationError("there is no password for the mailbox", _HINT)


def options(function: Command) -> Command:
    """Add the options that open mailboxes; the command is handed a ``MailboxAccess``."""

    @click.option(
        "--imap-password-file",
        "password_file",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="A file whose first line is the password of the mailbox; else"
        " $MTASTS_PAGES_IMAP_PASSWORD.",
    )
    @click.option(
        "--imap-password-command",
        "password_command",
        metavar="COMMAND",
        help="A command that prints the password of the mailbox.",
    )
    @click.option(
        "--imap-token-command",
        "token_command",
        metavar="COMMAND",
        help="A command that prints an OAuth 2 access token for it (XOAUTH2); else"
        " $MTASTS_PAGES_IMAP_TOKEN.",
    )
    @click.option(
        "--archive-to",
        metavar="FOLDER",
        help="Move mails with reports to this folder of the mailbox, once everything is written."
        " Without it a mailbox is only read.",
    )
    @functools.wraps(function)
    def wrapped(
        *,
        password_file: Path | None,
        password_command: str | None,
        token_command: str | None,
        archive_to: str | None,
        **rest: Any,
    ) -> Any:
        given = MailboxAccess(password_file, password_command, token_command, archive_to)
        return function(opened_by=given, **rest)

    return wrapped


def _read_file(path: Path) -> str:
    from mtasts_pages.world.files import read_secret_file

    try:
        data, _ = read_secret_file(path)
        lines = data.decode().splitlines()
    except OSError as error:
        raise AuthenticationError(
            f"the password file `{path}` cannot be read: {error.strerror}"
        ) from None
    except UnicodeDecodeError:
        raise AuthenticationError(f"the password file `{path}` holds no password") from None
    if not lines or not lines[0]:
        raise AuthenticationError(f"the password file `{path}` is empty")
    return lines[0]
