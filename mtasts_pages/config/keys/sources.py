"""Where TLS reports lie: a path, or a folder of an IMAP server. A password is never part of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from mtasts_pages.config.keys.value import PATTERN_END, require_text
from mtasts_pages.config.problems import BadValueError
from mtasts_pages.text import quote

IMAPS_PORT: Final = 993
INBOX: Final = "INBOX"
STDIN: Final = "-"

_HOST = r"(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}\])"
_PORT = r"(?:6553[0-5]|655[0-2][0-9]|65[0-4][0-9]{2}|6[0-4][0-9]{3}|[1-5][0-9]{4}|[1-9][0-9]{0,3})"
# User and folder may hold anything in percent-encoding but control characters, which would end
# a command of the protocol.
_IMAPS = (
    rf"(?!.*%(?:[01]|7[Ff]))[Ii][Mm][Aa][Pp][Ss]://[^/?#:\s]{{1,320}}@{_HOST}(?::{_PORT})?"
    r"(?:/[^?#\s]{0,500})?"
)
SOURCE_SCHEMA: Final = {
    "type": "string",
    "pattern": rf"^(?:{_IMAPS}|(?!-$)(?![A-Za-z][A-Za-z0-9+.-]*://)[^\u0000]+){PATTERN_END}",
}
_match_source = re.compile(SOURCE_SCHEMA["pattern"]).match
_match_imaps = re.compile(
    rf"imaps://(?P<user>[^/?#:\s]{{1,320}})@(?P<host>{_HOST})(?::(?P<port>{_PORT}))?"
    r"(?:/(?P<folder>[^?#\s]{0,500}))?",
    re.IGNORECASE,
).fullmatch
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://(.*)", re.DOTALL)
_ENCODED = re.compile(r"((?:%[0-9A-Fa-f]{2})+)")
_WRITE = "write `imaps://user@mail.example.com/INBOX`, or a path"


@dataclass(frozen=True, slots=True)
class ImapFolder:
    """A folder of a mailbox (RFC 5092), reached over TLS."""

    user: str
    host: str
    port: int = IMAPS_PORT
    folder: str = INBOX

    def __str__(self) -> str:
        port = "" if self.port == IMAPS_PORT else f":{self.port}"
        return f"imaps://{self.user}@{self.host}{port}/{self.folder}"


def read_source(value: object) -> str:
    """Return a source as the config names it, fit for `parse_source`.

    Raises:
        BadValueError: It is none; a password is not shown.

    """
    text = require_text(value, "a source of TLS reports", "./tls-reports")
    if not _match_source(text):
        raise _explain(text)
    return text


def parse_source(text: str) -> str | ImapFolder:
    """Return the path that *text* is, or the folder of a mailbox that it names.

    Raises:
        BadValueError: It is neither.

    >>> parse_source("imaps://tls%40example.com@mail.example.com/Reports")
    ImapFolder(user='tls@example.com', host='mail.example.com', port=993, folder='Reports')
    >>> parse_source("./tls-reports")
    './tls-reports'
    """
    if text == STDIN:
        return text
    if not _match_source(text):
        raise _explain(text)
    match = _match_imaps(text)
    if match is None:
        return text
    port = int(match["port"] or IMAPS_PORT)
    user, folder = _decode(match["user"]), _decode(match["folder"] or "")
    return ImapFolder(user, match["host"].strip("[]").lower(), port, folder or INBOX)


def _explain(text: str) -> BadValueError:
    if text == STDIN:
        return BadValueError("a config cannot name stdin", _WRITE)
    match = _SCHEME.fullmatch(text)
    if match is None:
        return BadValueError("a path holds no NUL", _WRITE)
    scheme, rest = match[1].lower(), match[2]
    authority = rest.partition("/")[0]
    if "@" in authority and ":" in authority.rpartition("@")[0]:
        return BadValueError(  # the text is not shown: it holds the password
            f"a password cannot be part of an `{scheme}:` URL",
            "name the user alone; the password comes from the environment, a file or a command",
        )
    if scheme == "imap":
        return BadValueError(f"{quote(text)} is not encrypted", f"write `imaps:`; {_WRITE}")
    if scheme != "imaps":
        return BadValueError(f"TLS reports are not read from `{scheme}:`", _WRITE)
    return BadValueError(f"{quote(text)} is not a folder of a mailbox", _WRITE)


def _decode(text: str) -> str:
    """Return *text* with its percent-encoding (RFC 3986, 2.1) undone."""

    def read(found: re.Match[str]) -> str:
        return bytes.fromhex(found[1].replace("%", "")).decode("utf-8", "replace")

    return _ENCODED.sub(read, text)
