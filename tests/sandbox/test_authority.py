"""A TLS client that trusts only the authority's root judges its certificates."""

from __future__ import annotations

import multiprocessing
import ssl
import stat
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography import x509

from mtasts_pages.errors import OperationError
from mtasts_pages.sandbox.authority import VALIDITY, Authority, Certificate, _write

if TYPE_CHECKING:
    from pathlib import Path

NAME = "mta-sts.example.com"


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def shake_hands(server: ssl.SSLContext, root: Path, name: str = NAME) -> ssl.SSLObject:
    """Return the client's side of a handshake through memory, under the strictest checks."""
    client = ssl.create_default_context(cafile=str(root))
    client.verify_flags |= ssl.VERIFY_X509_STRICT  # the default from Python 3.13 on
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ours = client.wrap_bio(to_client, to_server, server_hostname=name)
    theirs = server.wrap_bio(to_server, to_client, server_side=True)
    pending = [ours, theirs]
    for _ in range(10):
        for side in tuple(pending):
            try:
                side.do_handshake()
                pending.remove(side)
            except ssl.SSLWantReadError:
                continue
        if not pending:
            return ours
    raise AssertionError("the handshake does not end")


def read_leaf(certificate: Certificate) -> x509.Certificate:
    return x509.load_pem_x509_certificate(certificate.chain)


def test_a_client_that_trusts_the_root_accepts_the_certificate(authority: Authority):
    client = shake_hands(authority.server_context(NAME), authority.root)
    peer = client.getpeercert()
    assert peer is not None
    assert peer["subjectAltName"] == (("DNS", NAME),)


def test_the_oldest_version_is_tls_1_2(authority: Authority):
    assert authority.server_context(NAME).minimum_version == ssl.TLSVersion.TLSv1_2


def test_a_certificate_covers_no_other_name(authority: Authority):
    with pytest.raises(ssl.SSLCertVerificationError, match="mismatch"):
        shake_hands(authority.server_context("mta-sts.example.net"), authority.root)


def test_an_expired_certificate_is_refused(authority: Authority):
    past = datetime.now(UTC) - timedelta(days=1)
    with pytest.raises(ssl.SSLCertVerificationError, match="expired"):
        shake_hands(authority.issue([NAME], not_after=past).server_context(), authority.root)


def test_a_certificate_of_tomorrow_is_refused(authority: Authority):
    future = datetime.now(UTC) + timedelta(days=1)
    with pytest.raises(ssl.SSLCertVerificationError, match="not yet valid"):
        shake_hands(authority.issue([NAME], not_before=future).server_context(), authority.root)


def test_an_untrusted_certificate_is_refused(authority: Authority):
    with pytest.raises(ssl.SSLCertVerificationError, match=r"unable to get|self-signed"):
        shake_hands(authority.untrusted_context(NAME), authority.root)


def test_a_certificate_lasts_as_long_as_githubs(authority: Authority):
    leaf = read_leaf(authority.issue([NAME]))
    now = datetime.now(UTC)
    assert leaf.not_valid_before_utc < now
    assert abs(leaf.not_valid_after_utc - now - VALIDITY) < timedelta(minutes=1)


def test_several_names_and_the_longest_one_go_into_a_certificate(authority: Authority):
    names = [NAME, "a" * 63 + "." + "b" * 63 + ".example"]
    leaf = read_leaf(authority.issue(names))
    extension = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    assert extension.value.get_values_for_type(x509.DNSName) == names


def test_a_context_is_made_once_whoever_asks(authority: Authority):
    with ThreadPoolExecutor(8) as threads:
        contexts = list(threads.map(authority.server_context, [NAME, NAME.upper()] * 20))
    assert len(set(map(id, contexts))) == 1


def test_a_later_run_has_the_same_root(tmp_path: Path):
    first = Authority(tmp_path / "ca")
    before = first.root.read_bytes()
    second = Authority(tmp_path / "ca")
    assert second.root.read_bytes() == before
    shake_hands(second.server_context(NAME), first.root)


def test_another_directory_has_another_root(tmp_path: Path):
    first, second = Authority(tmp_path / "a"), Authority(tmp_path / "b")
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(second.server_context(NAME), first.root)


def test_the_private_key_is_for_its_owner_only(authority: Authority):
    folder = authority.root.parent
    assert sorted(path.name for path in folder.iterdir()) == ["authority.pem", "root.pem"]
    assert stat.S_IMODE((folder / "authority.pem").stat().st_mode) == 0o600
    assert b"PRIVATE" not in authority.root.read_bytes()


def _read_root(directory: Path) -> bytes:
    return Authority(directory).root.read_bytes()


def test_processes_that_start_at_once_share_one_authority(tmp_path: Path):
    with multiprocessing.get_context("spawn").Pool(2) as processes:
        roots = processes.map(_read_root, [tmp_path / "ca"] * 4, chunksize=1)
    assert len(set(roots)) == 1


def test_an_authority_that_another_process_made_first_stays(tmp_path: Path):
    path = tmp_path / "authority.pem"
    for content in (b"first", b"second"):
        _write(path, content, mode=0o600, replace=False)
    assert path.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("content", [b"", b"rubbish", b"-----BEGIN EC PRIVATE KEY-----\n"])
def test_an_authority_that_cannot_be_read_is_named(tmp_path: Path, content: bytes):
    (tmp_path / "authority.pem").write_bytes(content)
    with pytest.raises(OperationError, match=r"authority\.pem") as caught:
        Authority(tmp_path)
    assert caught.value.hint


def test_a_fleet_gets_its_certificates_in_reasonable_time(authority: Authority):
    start = time.perf_counter()
    for number in range(300):
        authority.server_context(f"mta-sts.d{number}.example")
    assert time.perf_counter() - start < 3  # 10 ms each at the most; about 1.5 are usual
