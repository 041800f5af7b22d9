"""How far a mail is believed: real signatures, made and judged."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from reports.samples import FOLDER, make_mail, make_report, needs_samples

from mtasts_pages.world.mail.containers import unpack
from mtasts_pages.world.mail.messages import read_mail
from mtasts_pages.world.mail.paths import list_items, read_item
from mtasts_pages.world.mail.signature import Belief, judge_signature

NOW = datetime.now(UTC)
MAIL = make_mail(make_report()).replace(b"\n", b"\r\n")
ZONE = "s1._domainkey.{}"


@cache
def make_key() -> tuple[bytes, bytes]:
    """Return a private key in PEM, and the TXT record of its public key."""
    key = rsa.generate_private_key(public_exponent=65_537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return private, b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)


def sign(mail: bytes = MAIL, domain: str = "sender.example", *, length: bool = False) -> bytes:
    headers = [b"from", b"to", b"subject", b"tls-report-domain", b"tls-report-submitter"]
    signature: bytes = dkim.sign(
        mail, b"s1", domain.encode(), make_key()[0], include_headers=headers, length=length,
        canonicalize=(b"relaxed", b"relaxed"),
    )  # fmt: skip
    return signature + mail


def publish(
    domain: str = "sender.example", record: bytes | None = None
) -> Callable[[str], bytes | None]:
    found = {ZONE.format(domain): make_key()[1] if record is None else record}
    return found.get


def fail(name: str) -> bytes | None:
    raise OSError(f"nobody answers for {name}")


def judge(
    mail: bytes,
    find_key: Callable[[str], bytes | None] | None = None,
    *,
    trusted: tuple[str, ...] = (),
    now: datetime = NOW,
) -> Belief:
    return judge_signature(mail, read_mail(mail).head, now, trusted, find_key or publish())


def test_a_signature_of_the_senders_domain_verifies() -> None:
    assert judge(sign()) is Belief.VERIFIED


@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
def test_it_does_out_of_an_mbox(tmp_path: Path, end: bytes) -> None:
    line = b"From noreply@sender.example Sat Nov 21 08:00:00 2026"
    box = b"".join(line + end + sign().replace(b"\r\n", end) + end for _ in range(2))
    (tmp_path / "box").write_bytes(box)
    items = list(list_items(str(tmp_path / "box")))
    assert len(items) == 2
    for item in items:
        (document,) = unpack(read_item(item) or b"")
        assert document.mail is not None
        belief = judge_signature(document.raw, document.mail, NOW, (), publish())
        assert belief is Belief.VERIFIED


def test_one_of_a_domain_above_it_does_as_well() -> None:
    mail = MAIL.replace(b"noreply@sender", b"noreply@mail.sender")
    assert judge(sign(mail)) is Belief.VERIFIED


def test_a_changed_body_is_a_wrong_signature() -> None:
    assert judge(sign().replace(b"aggregate", b"forged")) is Belief.FAILED


def test_another_key_is_a_wrong_signature() -> None:
    other = rsa.generate_private_key(public_exponent=65_537, key_size=2048).public_key()
    der = other.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(der)
    assert judge(sign(), publish(record=record)) is Belief.FAILED


def test_a_key_for_another_service_does_not_count() -> None:
    record = make_key()[1].replace(b"k=rsa;", b"k=rsa; s=other;")
    assert judge(sign(), publish(record=record)) is not Belief.VERIFIED
    good = make_key()[1].replace(b"k=rsa;", b"k=rsa; s=tlsrpt;")
    assert judge(sign(), publish(record=good)) is Belief.VERIFIED


def test_a_key_that_is_gone_leaves_it_open() -> None:
    assert judge(sign(), publish("other.example")) is Belief.KEY_GONE


def test_no_answer_of_the_dns_leaves_it_open() -> None:
    assert judge(sign(), fail) is Belief.UNCHECKED


@pytest.mark.parametrize(
    "mail",
    [
        MAIL,
        sign(domain="stranger.example"),
        sign(domain="example"),
        sign(length=True),  # RFC 8460, 3: what is added below would go unseen
    ],
)
def test_without_a_signature_of_its_own_it_is_unsigned(mail: bytes) -> None:
    assert judge(mail) is Belief.UNSIGNED


def test_one_good_signature_among_others_is_enough() -> None:
    assert judge(sign(sign(), domain="stranger.example")) is Belief.VERIFIED
    broken = sign().replace(b"bh=", b"bh=AAAA", 1).split(b"From:", 1)[0]
    assert judge(broken + sign()) is Belief.VERIFIED


def receive(result: str) -> bytes:
    return f"Authentication-Results: {result}\r\n".encode() + MAIL


PASSED = "mx.example.com; spf=pass; dkim=pass header.d=sender.example header.s=s1"


def test_the_word_of_a_trusted_server_counts_for_good() -> None:
    late = NOW + timedelta(days=1_000)
    assert judge(receive(PASSED), fail, trusted=("mx.example.com",), now=late) is (
        Belief.VERIFIED_ON_RECEIPT
    )
    by_identity = "mx.example.com 1; dkim=pass (good) header.i=@sender.example"
    assert judge(receive(by_identity), trusted=("mx.example.com",)) is Belief.VERIFIED_ON_RECEIPT


@pytest.mark.parametrize(
    ("result", "trusted"),
    [
        (PASSED, ()),
        (PASSED, ("example.com",)),
        ("mx.example.com.evil.example; dkim=pass header.d=sender.example", ("mx.example.com",)),
        (PASSED.replace("pass header.d", "fail header.d"), ("mx.example.com",)),
        (PASSED.replace("sender.example", "stranger.example"), ("mx.example.com",)),
        ("mx.example.com; none; x=dkim=pass header.d=sender.example", ("mx.example.com",)),
    ],
)
def test_no_other_word_does(result: str, trusted: tuple[str, ...]) -> None:
    assert judge(receive(result), trusted=trusted) is Belief.UNSIGNED


def test_a_signature_that_has_ended_is_not_even_looked_up() -> None:
    ended = int((NOW - timedelta(days=1)).timestamp())
    mail = sign().replace(b"s=s1;", b"s=s1; x=%d;" % ended, 1)
    assert judge(mail, fail) is Belief.EXPIRED


@needs_samples
@pytest.mark.parametrize(
    ("name", "belief"),
    [
        ("google-2024-09-no-policy-parsedmarc.eml", Belief.EXPIRED),
        ("google-2022-09-mox.eml", Belief.KEY_GONE),
        ("microsoft-2026-05-isseis.eml", Belief.KEY_GONE),
        ("rfc8460-gzip-mailauth.eml", Belief.UNSIGNED),
    ],
)
def test_mails_of_real_senders_are_classed(name: str, belief: Belief) -> None:
    mail = (FOLDER / "eml" / name).read_bytes()
    assert judge(mail, lambda _: None) is belief
