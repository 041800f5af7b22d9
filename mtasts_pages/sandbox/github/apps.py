"""GitHub Apps, where they are installed, and how they prove who they are.

An App signs a JSON Web Token (RFC 7519) with its private key; GitHub knows only the public
one. "Generating a JSON Web Token (JWT) for a GitHub App" says what must be in it. The
sentences of the refusals are those that people have quoted in public.
"""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from mtasts_pages.sandbox.github.gitstore import replace_file
from mtasts_pages.sandbox.github.refusals import Refusal

_LONGEST_LIFE = 600  # seconds until a JWT may expire
_DOTS = 2  # between the three parts of a JWT


@dataclass(frozen=True, slots=True)
class App:
    """A registered App.

    Args:
        id: GitHub's number for it, which its JWT names as the issuer.
        slug: Its name in URLs; it acts as ``<slug>[bot]``.
        public_key: PEM; the private one stays with whoever registered it.
        created: Seconds since the epoch.
        token_life: Seconds for which a token of an installation is good; GitHub's is an hour.

    """

    id: int
    slug: str
    public_key: str
    created: float
    token_life: float = 3600.0


@dataclass(frozen=True, slots=True)
class Installation:
    """An App on one account.

    Args:
        id: GitHub's number for it.
        app_id: The App.
        login: The account.
        permissions: Permission name to ``read`` or ``write``, as the account's owner granted.
        repositories: Names of the only repositories reached, or ``None`` for all.
        created: Seconds since the epoch.
        suspended: When the account's owner suspended it, if so.

    """

    id: int
    app_id: int
    login: str
    permissions: Mapping[str, str]
    repositories: tuple[str, ...] | None
    created: float
    suspended: float | None = None


class Apps:
    """The Apps and their installations, kept in one file; guarded by the lock of `State`."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._apps: dict[int, App] = {}
        self._installations: dict[int, Installation] = {}
        if file.exists():
            document = json.loads(file.read_text(encoding="utf-8"))
            for fields in document["apps"]:
                self._apps[fields["id"]] = App(**fields)
            for fields in document["installations"]:
                if fields["repositories"] is not None:
                    fields["repositories"] = tuple(fields["repositories"])
                self._installations[fields["id"]] = Installation(**fields)

    def keep(self, thing: App | Installation) -> None:
        """Keep an App or an installation, new or changed."""
        if isinstance(thing, App):
            self._apps[thing.id] = thing
        else:
            self._installations[thing.id] = thing
        document = {
            "apps": [asdict(app) for app in self._apps.values()],
            "installations": [asdict(one) for one in self._installations.values()],
        }
        replace_file(self._file, json.dumps(document).encode())

    @property
    def highest_id(self) -> int:
        """Return the highest number that is taken; 0 when there is none."""
        return max([0, *self._apps, *self._installations])

    def installation(self, number: int) -> Installation | None:
        """Return the installation of that number."""
        return self._installations.get(number)

    def installation_on(self, app: App, login: str) -> Installation | None:
        """Return the installation of *app* on an account."""
        return next(
            (
                one
                for one in self._installations.values()
                if one.app_id == app.id and one.login.lower() == login.lower()
            ),
            None,
        )

    def identify(self, token: str) -> App:
        """Return the App that signed the JWT *token*.

        Raises:
            Refusal: It is not one that GitHub takes.

        """
        claims, signed, signature = _read_token(token)
        issuer = str(claims.get("iss"))
        app = self._apps.get(int(issuer)) if issuer.isascii() and issuer.isdigit() else None
        if app is None:
            raise Refusal(404, "Integration not found")
        key = load_pem_public_key(app.public_key.encode())
        if not isinstance(key, RSAPublicKey):
            raise _undecodable()
        try:
            key.verify(signature, signed, PKCS1v15(), SHA256())
        except InvalidSignature:
            raise _undecodable() from None
        _check_times(claims)
        return app


def looks_like_app(credentials: str) -> bool:
    """Return whether *credentials* have the form of a JWT rather than of a token."""
    return credentials.count(".") == _DOTS


def _read_token(token: str) -> tuple[dict[str, object], bytes, bytes]:
    """Return the claims, the bytes that are signed, and the signature (RFC 7515, 7.1)."""
    head, claims, signature = token.split(".")
    try:
        header = json.loads(_decode(head))
        document = json.loads(_decode(claims))
        if header["alg"] != "RS256" or not isinstance(document, dict):
            raise _undecodable()
        return document, f"{head}.{claims}".encode(), _decode(signature)
    except (ValueError, KeyError, TypeError):
        raise _undecodable() from None


def _decode(part: str) -> bytes:
    return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)


def _check_times(claims: Mapping[str, object]) -> None:
    now = time.time()
    issued, expires = claims.get("iat"), claims.get("exp")
    if not isinstance(expires, int) or expires <= now:
        raise Refusal(
            401,
            "'Expiration time' claim ('exp') must be a numeric value representing the future time"
            " at which the assertion expires",
        )
    if expires > now + _LONGEST_LIFE:
        raise Refusal(401, "'Expiration time' claim ('exp') is too far in the future")
    if not isinstance(issued, int) or issued > now:
        raise Refusal(
            401,
            "'Issued at' claim ('iat') must be an Integer representing the time that the assertion"
            " was issued",
        )


def _undecodable() -> Refusal:
    return Refusal(401, "A JSON web token could not be decoded")
