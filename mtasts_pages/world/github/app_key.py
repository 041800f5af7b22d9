r"""The private key of a GitHub App, in the forms in which secret stores hand it out.

GitHub gives a PEM file. A secret store makes one line of it, puts ``\n`` for the line ends, wraps
it in quotes or base64, or keeps the body alone; an editor adds a mark or takes two bytes a letter.
"""

from __future__ import annotations

import base64
import binascii
import re
import textwrap

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization as serial
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from mtasts_pages.errors import AuthenticationError
from mtasts_pages.text import decode_text

_ARMOR = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \1-----", re.DOTALL)
_COLUMNS = 64
_NEW_KEY = "make one in the App's settings: Private keys, Generate a private key"
_OTHER_KINDS = {
    "PUBLIC KEY": "a public key",
    "RSA PUBLIC KEY": "a public key",
    "CERTIFICATE": "a certificate",
    "CERTIFICATE REQUEST": "a certificate request",
    "EC PRIVATE KEY": "an EC key",
    "OPENSSH PRIVATE KEY": "a key of OpenSSH",
}


def read_app_key(data: bytes) -> str:
    """Return the RSA private key in *data* as PEM.

    Raises:
        AuthenticationError: there is none; the message names what is there instead.

    """
    text = decode_text(data)
    if not (data if text is None else text.strip()):
        raise _refuse("does not hold an RSA private key: it is empty")
    der = data if text is None else _unwrap(text)
    if isinstance(der, str):
        return der
    try:
        return _format(serial.load_der_private_key(der, password=None))
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise _refuse("does not hold an RSA private key in PEM") from None


def _unwrap(text: str) -> str | bytes:
    """Return the PEM document in *text*, or the bytes that its base64 holds."""
    text = text.replace("\\r", "").replace("\\n", "\n").strip().strip("'\"").strip()
    armor = _ARMOR.search(text)
    if armor is not None:
        return _read_pem(armor[1], armor[2])
    try:
        inner = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise _refuse("does not hold an RSA private key in PEM") from None
    armor = _ARMOR.search(inner.decode("ascii", "replace").replace("\\n", "\n"))
    return inner if armor is None else _read_pem(armor[1], armor[2])


def _read_pem(label: str, body: str) -> str:
    if label in _OTHER_KINDS:
        raise _refuse(f"does not hold an RSA private key: it holds {_OTHER_KINDS[label]}")
    if "ENCRYPTED" in label or "ENCRYPTED" in body:
        raise AuthenticationError(
            "the App's private key is protected by a passphrase",
            "store it as GitHub gave it: openssl rsa -in locked.pem -out key.pem",
        )
    lines = textwrap.wrap("".join(body.split()), _COLUMNS)
    pem = "\n".join((f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""))
    try:
        return _format(serial.load_pem_private_key(pem.encode("ascii", "replace"), password=None))
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise _refuse("does not hold a whole RSA private key") from None


def _format(key: object) -> str:
    if not isinstance(key, RSAPrivateKey):
        raise _refuse("does not hold an RSA private key: it holds one of another kind")
    pem = key.private_bytes(
        serial.Encoding.PEM, serial.PrivateFormat.TraditionalOpenSSL, serial.NoEncryption()
    )
    return pem.decode("ascii")


def _refuse(why: str) -> AuthenticationError:
    return AuthenticationError(f"the App's key file {why}", _NEW_KEY)
