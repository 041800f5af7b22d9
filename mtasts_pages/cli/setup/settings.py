"""What the environment says, read once and checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from mtasts_pages.cli.setup.address import is_ip_address, parse_port, split_address
from mtasts_pages.errors import AuthenticationError, UsageError
from mtasts_pages.text import decode_text
from mtasts_pages.world.files import read_secret_file
from mtasts_pages.world.github.gh import read_gh_token
from mtasts_pages.world.outside import Settings

_ASSIGNMENT = re.compile(r"(?:export\s+)?[A-Z][A-Z0-9_]*\s*=", re.ASCII)


@dataclass(frozen=True, slots=True)
class Token:
    """A secret that shows itself only when asked by name."""

    value: str = field(repr=False)


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Return the settings in *environment*.

    Raises:
        UsageError: a value cannot be used; the message names the variable.

    """
    ca_file = environment.get("SSL_CERT_FILE")
    if ca_file and not Path(ca_file).is_file():
        raise UsageError(f"SSL_CERT_FILE names `{ca_file}`, which is not a file")
    return Settings(
        api_url=_read_url(environment, "GITHUB_API_URL", "https://api.github.com"),
        server_url=_read_url(environment, "GITHUB_SERVER_URL", "https://github.com"),
        name_server=_read_name_server(environment.get("MTASTS_PAGES_NAMESERVER", "")),
        https_port=_read_port(environment, "MTASTS_PAGES_HTTPS_PORT", 443),
        http_port=_read_port(environment, "MTASTS_PAGES_HTTP_PORT", 80),
        smtp_port=_read_port(environment, "MTASTS_PAGES_SMTP_PORT", 25),
        ca_file=Path(ca_file) if ca_file else None,
    )


def read_token(environment: Mapping[str, str], token_file: Path | None, server_url: str) -> Token:
    """Return the token from *token_file*, else from the environment, else from ``gh``.

    Raises:
        AuthenticationError: there is none, or it could not be one.

    """
    hint = "set GITHUB_TOKEN, name a file by --token-file, or run `gh auth login`"
    whose = "the GitHub token"
    if token_file is not None:
        text = _read_token_file(token_file)
        whose = f"the GitHub token in `{token_file}`"
    else:
        text = environment.get("GITHUB_TOKEN") or environment.get("GH_TOKEN") or ""
        if not text:
            text = read_gh_token(urlsplit(server_url).hostname or "") or ""
    # Quotes come from an `.env` file or a secret store; no token has any.
    token = text.strip().strip("'\"").strip()
    if not token:
        raise AuthenticationError("there is no GitHub token", hint)
    # It becomes a header value: a control character would let it become two.
    if _ASSIGNMENT.match(token):
        raise AuthenticationError(
            f"{whose} is a line `NAME=…`", "leave the name out: the token alone, nothing else"
        )
    if not token.isascii() or not token.isprintable() or " " in token:
        raise AuthenticationError(f"{whose} has characters that no token has", hint)
    return Token(token)


def _read_token_file(path: Path) -> str:
    try:
        data, _ = read_secret_file(path)
    except OSError as error:
        raise AuthenticationError(
            f"the token file `{path}` cannot be read: {error.strerror}"
        ) from None
    text = decode_text(data)
    if text is None:
        raise AuthenticationError(
            f"the token file `{path}` holds no token: it is not text",
            "put the token into it as plain text, and nothing else",
        )
    if not text.strip():
        raise AuthenticationError(
            f"the token file `{path}` is empty", "put the token into it, and nothing else"
        )
    return text


def _read_url(environment: Mapping[str, str], name: str, default: str) -> str:
    url = (environment.get(name) or default).rstrip("/")
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        # Not shown: somebody may have written a password into it.
        raise UsageError(
            f"{name} is not a URL", f"write a plain root such as `{default}`"
        ) from None
    if parts.username or parts.password or parts.query or parts.fragment or not host:
        raise UsageError(f"{name} must be a plain root such as `{default}`")
    if parts.scheme == "https" or (parts.scheme == "http" and host in ("127.0.0.1", "::1")):
        return url
    raise UsageError(
        f"{name} must begin with https://, or with http://127.0.0.1 in a test world",
        "a token is never sent over a line that others can read",
    )


def _read_name_server(text: str) -> tuple[str, int] | None:
    if not text:
        return None
    address, port = split_address(text) or ("", None)
    if port is None or not is_ip_address(address):
        raise UsageError(f"MTASTS_PAGES_NAMESERVER must be address:port, not `{text}`")
    return address, port


def _read_port(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name) or str(default)
    port = parse_port(text)
    if port is None:
        raise UsageError(f"{name} must be a port number, not `{text}`")
    return port
