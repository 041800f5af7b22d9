"""A GitHub App of the tests: its key, and where it is installed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from publishing.conftest import Rehearsal

PERMISSIONS = {"administration": "write", "contents": "write", "pages": "write"}


@dataclass(frozen=True)
class TestApp:
    """What the operator has of an App."""

    __test__ = False

    number: int
    key_file: Path

    @property
    def options(self) -> tuple[str, ...]:
        return ("--app-id", str(self.number), "--app-key-file", str(self.key_file))

    @property
    def secret_lines(self) -> list[str]:
        """The lines of the key, each of which would give a part of it away."""
        return self.key_file.read_text().splitlines()[1:-1]


def make_key() -> tuple[bytes, str]:
    """Return a new private key in the form in which GitHub gives it, and its public key."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return private, public.decode()


def install(
    rehearsal: Rehearsal,
    owner: str | None = "example-org",
    *,
    token_life: float = 3600.0,
    suspended: bool = False,
    permissions: Mapping[str, str] = PERMISSIONS,
) -> TestApp:
    """Register an App and install it on *owner*; the environment has no token any more."""
    private, public = make_key()
    app = rehearsal.world.github.add_app("policies", public, token_life=token_life)
    if owner is not None:
        rehearsal.world.github.install_app(app, owner, permissions=permissions, suspended=suspended)
    file = rehearsal.folder / "key.pem"
    file.write_bytes(private)
    file.chmod(0o600)
    return TestApp(app.id, file)
