"""An App's key is read in every form in which secret stores hand it out."""

from __future__ import annotations

import base64
import textwrap

import pytest
from cryptography.hazmat.primitives import serialization as serial
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from mtasts_pages.errors import AuthenticationError
from mtasts_pages.world.github.app_key import read_app_key

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PEM = KEY.private_bytes(
    serial.Encoding.PEM, serial.PrivateFormat.TraditionalOpenSSL, serial.NoEncryption()
).decode()
PKCS8 = KEY.private_bytes(
    serial.Encoding.PEM, serial.PrivateFormat.PKCS8, serial.NoEncryption()
).decode()
BODY = "".join(PEM.splitlines()[1:-1])
DER = base64.b64decode(BODY)
SSH = KEY.private_bytes(
    serial.Encoding.PEM, serial.PrivateFormat.OpenSSH, serial.NoEncryption()
).decode()
LOCKED = [
    KEY.private_bytes(serial.Encoding.PEM, form, serial.BestAvailableEncryption(b"word")).decode()
    for form in (serial.PrivateFormat.PKCS8, serial.PrivateFormat.TraditionalOpenSSL)
]
PUBLIC = (
    KEY.public_key()
    .public_bytes(serial.Encoding.PEM, serial.PublicFormat.SubjectPublicKeyInfo)
    .decode()
)
CURVE = ec.generate_private_key(ec.SECP256R1())


def write_curve(form: serial.PrivateFormat) -> str:
    return CURVE.private_bytes(serial.Encoding.PEM, form, serial.NoEncryption()).decode()


FORMS = {
    "as GitHub gives it": PEM.encode(),
    "PKCS 8": PKCS8.encode(),
    "CRLF": PEM.replace("\n", "\r\n").encode(),
    "no line end": PEM.strip().encode(),
    "indented": textwrap.indent(PEM, "    ").encode(),
    "a mark before it": b"\xef\xbb\xbf" + PEM.encode(),
    "UTF-16": PEM.encode("utf-16"),
    "text before it": b"Bag Attributes\n" + PEM.encode(),
    "line ends as two characters": PEM.replace("\n", "\\n").encode(),
    "line ends as four characters": PEM.replace("\n", "\\r\\n").encode(),
    "in quotes, line ends as two characters": f'"{PEM}"'.replace("\n", "\\n").encode(),
    "one line with blanks": PEM.replace("\n", " ").encode(),
    "one line with nothing": PEM.replace("\n", "").encode(),
    "base64": base64.b64encode(PEM.encode()),
    "base64 in lines": base64.encodebytes(PEM.encode()),
    "base64 of one line": base64.b64encode(PEM.replace("\n", "\\n").encode()),
    "the body alone": BODY.encode(),
    "the body in lines": textwrap.fill(BODY, 64).encode(),
    "DER": DER,
}


@pytest.mark.parametrize("form", FORMS)
def test_a_key_is_read_in_each_form(form: str) -> None:
    assert read_app_key(FORMS[form]) == PEM


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "it is empty"),
        (b"\xef\xbb\xbf \n", "it is empty"),
        (PUBLIC.encode(), "holds a public key"),
        (SSH.encode(), "holds a key of OpenSSH"),
        (write_curve(serial.PrivateFormat.TraditionalOpenSSL).encode(), "holds an EC key"),
        (write_curve(serial.PrivateFormat.PKCS8).encode(), "it holds one of another kind"),
        (b"-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----", "holds a certificate"),
        (LOCKED[0].encode(), "protected by a passphrase"),
        (LOCKED[1].encode(), "protected by a passphrase"),
        (PEM[:600].encode(), "does not hold an RSA private key in PEM"),
        (PEM.replace(BODY[64:128], "").encode(), "does not hold a whole RSA private key"),
        (b"12345", "does not hold an RSA private key in PEM"),
        (b"\x80\x81\x82", "does not hold an RSA private key in PEM"),
        (base64.b64encode(b"nothing of the kind"), "does not hold an RSA private key in PEM"),
    ],
)
def test_what_is_there_instead_is_named(data: bytes, said: str) -> None:
    with pytest.raises(AuthenticationError, match=said) as caught:
        read_app_key(data)
    assert caught.value.hint
