"""What tests do to a good scene: each returns, or is, a function that puts one thing wrong."""

from __future__ import annotations

import ssl
import warnings
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from checks.scene import HOST, LOOPBACK, OWNER, Scene
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID
from world.loopback import say_nothing, send

from mtasts_pages.sandbox.authority import Authority, Certificate
from mtasts_pages.sandbox.mail import CertificateKind, MailHost
from mtasts_pages.sandbox.name_server import Fault
from mtasts_pages.standards.mtasts import Mode

World = Callable[[Scene], None]

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
NO_SITE = b"<h1>404</h1><p>There isn't a GitHub Pages site here.</p>"
NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s" % (
    len(NO_SITE),
    NO_SITE,
)


def days(number: float) -> datetime:
    return datetime.now(UTC) + timedelta(days=number)


def answer(*parts: bytes, **how: float) -> World:
    return lambda scene: setattr(scene, "answer", send(*parts, **how))


def records(*lines: str, without: str | None = None) -> World:
    def spoil(scene: Scene) -> None:
        if without is not None:
            scene.names.remove(without)
        scene.dns(*lines)

    return spoil


def announce(text: str) -> World:
    return lambda scene: scene.announce(text)


def fault(kind: Fault, name: str, rdtype: str | None = None) -> World:
    return lambda scene: scene.names.spoil(kind, name, rdtype)


def serve(text: bytes) -> World:
    """Serve other text, with an id that is not of this program's form."""

    def spoil(scene: Scene) -> None:
        scene.announce("v=STSv1; id=20261123")
        scene.serve(text)

    return spoil


def certificate(**how: datetime) -> World:
    def spoil(scene: Scene) -> None:
        scene.context = scene.authority.issue([HOST], **how).server_context()

    return spoil


def mail_host(host: MailHost, address: str = LOOPBACK) -> World:
    def spoil(scene: Scene) -> None:
        scene.mail.play("mx1.example.com", host, address)
        scene.dns(f"mx1.example.com. A {address}")

    return spoil


def config(**changes: object) -> World:
    """Publish another config, in good order."""

    def spoil(scene: Scene) -> None:
        scene.domain = replace(scene.domain, **changes)  # type: ignore[arg-type]
        scene.announce(f"v=STSv1; id={scene.policy_id}")

    return spoil


def both(*worlds: World) -> World:
    def spoil(scene: Scene) -> None:
        for world in worlds:
            world(scene)

    return spoil


def wrong_name(scene: Scene) -> None:
    scene.context = scene.authority.issue(["other.example.com"]).server_context()


def self_signed(scene: Scene) -> None:
    scene.context = scene.authority.untrusted_context(HOST)


def old_tls(scene: Scene) -> None:
    context = scene.authority.issue([HOST]).server_context()
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    scene.context = context


def client_certificate(authority: Authority, name: str) -> ssl.SSLContext:
    """Return a context whose certificate is good, but for clients only (RFC 5280, 4.2.1.12)."""
    issuer = x509.load_pem_x509_certificate(authority._ca.cert_pem.bytes())
    authority_key = load_pem_private_key(authority._ca.private_key_pem.bytes(), None)
    key = ec.generate_private_key(ec.SECP256R1())
    leaf = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([]))
        .issuer_name(issuer.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(days(-1))
        .not_valid_after(days(60))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
        .sign(authority_key, hashes.SHA256())  # type: ignore[arg-type]
    )
    encoding = serialization.Encoding.PEM
    pem = key.private_bytes(
        encoding, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    return Certificate(leaf.public_bytes(encoding), pem).server_context()


def for_clients(scene: Scene) -> None:
    scene.context = client_certificate(scene.authority, HOST)


def mx_context(make: Callable[[Authority, str], ssl.SSLContext]) -> World:
    """Let the first MX host present another certificate, in the place of an expired one."""

    def spoil(scene: Scene) -> None:
        name = "mx1.example.com"
        scene.mail.play(name, EXPIRED_MX)
        scene.mail._contexts[name, EXPIRED_MX] = make(scene.authority, name)

    return spoil


def unclaimed(scene: Scene) -> None:
    scene.context = scene.authority.issue(["*.github.io"]).server_context()
    scene.answer = send(NOT_FOUND)


def slow(scene: Scene) -> None:
    scene.time_limit = 0.5
    scene.answer = send(HEAD + b"\r\n", b"x", pause=0.05, forever=True)


def silent(scene: Scene) -> None:
    scene.time_limit = 0.5
    scene.answer = say_nothing


def stale(scene: Scene) -> None:
    """The config was changed and not published: record and policy are both the older ones."""
    scene.serve(scene.policy)
    scene.domain = replace(scene.domain, max_age=1_209_600)


def id_not_bumped(scene: Scene) -> None:
    scene.domain = replace(scene.domain, max_age=1_209_600)


def id_too_early(scene: Scene) -> None:
    scene.serve(scene.policy)
    scene.domain = replace(scene.domain, max_age=1_209_600)
    scene.announce(f"v=STSv1; id={scene.policy_id}")


def address_silent(scene: Scene) -> None:
    """The first of two addresses refuses connections."""
    scene.dns(f"{OWNER}.github.io. A 127.0.0.9", f"{OWNER}.github.io. A 127.0.0.10")
    scene.address = "127.0.0.10"


def only_ipv6(scene: Scene) -> None:
    scene.names.remove(f"{OWNER}.github.io")
    scene.dns(f"{OWNER}.github.io. AAAA ::1")
    scene.address = "::1"


def in_testing(world: World) -> World:
    """The same in mode `testing`."""
    return both(config(mode=Mode.TESTING), world)


EXPIRED_MX = MailHost(CertificateKind.EXPIRED)
FEEDS = b"version: STSv1\r\nmode: enforce\r\nmx: mx1.example.com\r\nmx: mx2.example.com\r\n"
PROXY = HEAD + b"Server: cloudflare\r\nContent-Length: %d\r\n\r\n%s"
