"""The key file of dynamic updates, as BIND's ``tsig-keygen`` writes it."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import dns.exception
import dns.name

from mtasts_pages.errors import AuthenticationError
from mtasts_pages.world.files import read_secret_file

_HINT = "BIND's `tsig-keygen NAME` writes such a file"

# RFC 8945, 6, and what older servers still have; as the file names them and as DNS does.
_ALGORITHMS = {
    "hmac-sha256": "hmac-sha256.",
    "hmac-sha384": "hmac-sha384.",
    "hmac-sha512": "hmac-sha512.",
    "hmac-sha224": "hmac-sha224.",
    "hmac-sha1": "hmac-sha1.",
    "hmac-md5": "hmac-md5.sig-alg.reg.int.",
    "hmac-md5.sig-alg.reg.int": "hmac-md5.sig-alg.reg.int.",
}

_token = re.compile(
    r"""(?P<gap>\s+|//[^\n]*|\#[^\n]*|/\*.*?\*/)
      | "(?P<quoted>[^"\n]*)"
      | (?P<mark>[{};])
      | (?P<word>[^\s"{};]+)""",
    re.VERBOSE | re.DOTALL,
).match


@dataclass(frozen=True, slots=True)
class UpdateKey:
    """A TSIG key (RFC 8945); its secret shows itself only when asked by name."""

    name: str
    algorithm: str
    """As DNS names it, with the final dot."""
    secret: bytes = field(repr=False)
    exposed: bool = False
    """Whether others on this machine may read the file."""


def read_update_key(path: Path) -> UpdateKey:
    """Return the one key in the file *path*.

    Raises:
        AuthenticationError: the file cannot be read, or does not hold one key. Nothing of
            the secret is in the message.

    """
    try:
        data, exposed = read_secret_file(path)
    except OSError as error:
        raise AuthenticationError(
            f"the key file `{path}` cannot be read: {error.strerror}"
        ) from None
    try:
        name, settings = _parse(data.decode("ascii"))
        dns.name.from_text(name)
        algorithm = _ALGORITHMS[settings["algorithm"].lower().removesuffix(".")]
        secret = base64.b64decode(settings["secret"], validate=True)
    except (UnicodeDecodeError, binascii.Error, _MalformedError, dns.exception.DNSException):
        raise AuthenticationError(f"the key file `{path}` does not hold one key", _HINT) from None
    except KeyError as error:
        missing = error.args[0] in ("algorithm", "secret")
        what = f"has no `{error.args[0]}`" if missing else "has an algorithm that is not known"
        known = ", ".join(list(_ALGORITHMS)[:5])
        raise AuthenticationError(
            f"the key in `{path}` {what}", _HINT if missing else f"use one of {known}"
        ) from None
    if not secret:
        raise AuthenticationError(f"the secret of the key in `{path}` is empty", _HINT)
    return UpdateKey(name, algorithm, secret, exposed)


class _MalformedError(Exception):
    """The text is not ``key "name" { algorithm …; secret "…"; };`` and nothing else."""


def _parse(text: str) -> tuple[str, dict[str, str]]:
    tokens = list(_tokens(text))
    if len(tokens) < 3 or tokens[0] != "key" or tokens[2] != "{":  # noqa: PLR2004 - key, name, brace
        raise _MalformedError
    settings: dict[str, str] = {}
    rest = tokens[3:]
    while rest and rest[0] != "}":
        if len(rest) < 3 or rest[2] != ";" or rest[0] in settings:  # noqa: PLR2004 - word, value, mark
            raise _MalformedError
        settings[rest[0].lower()] = rest[1]
        rest = rest[3:]
    if rest not in (["}", ";"], ["}"]):
        raise _MalformedError
    return tokens[1], settings


def _tokens(text: str) -> Iterator[str]:
    at = 0
    while at < len(text):
        match = _token(text, at)
        if match is None:
            raise _MalformedError
        at = match.end()
        if match["gap"] is None:
            yield match["quoted"] if match["quoted"] is not None else match[0]
