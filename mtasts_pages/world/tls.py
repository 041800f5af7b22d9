"""TLS as a sender speaks it: what it demands, and why a handshake failed."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from pathlib import Path

from mtasts_pages.errors import UsageError
from mtasts_pages.state import Certificate, CertificateFault

# OpenSSL, "X509_STORE_CTX_get_error": the codes that say something a person can act on.
_FAULTS = {
    9: CertificateFault.NOT_YET_VALID,
    10: CertificateFault.EXPIRED,
    18: CertificateFault.UNTRUSTED,  # self-signed
    19: CertificateFault.UNTRUSTED,  # self-signed authority in the chain
    20: CertificateFault.UNTRUSTED,  # no local issuer
    21: CertificateFault.UNTRUSTED,  # no issuer at all
    62: CertificateFault.WRONG_NAME,
}
_OLD_TLS = frozenset({"TLSV1_ALERT_PROTOCOL_VERSION", "UNSUPPORTED_PROTOCOL"})


def make_context(ca_file: Path | None) -> ssl.SSLContext:
    """Return the context that senders use: TLS 1.2 at least, name and chain verified.

    RFC 8461, 3.3 and 4.2 for the certificate, 7.1 and 7.2 for the version.

    Raises:
        UsageError: *ca_file* holds no certificates.

    """
    try:
        context = ssl.create_default_context(cafile=ca_file)
    except OSError as error:  # SSLError is one
        raise UsageError(
            f"`{ca_file}` holds no certificates that can be read",
            "SSL_CERT_FILE names a file of PEM certificates",
        ) from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def make_trusting_context() -> ssl.SSLContext:
    """Return a context that takes any certificate: to find out what is behind a bad one."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def read_fault(error: ssl.SSLCertVerificationError) -> CertificateFault:
    """Return what is wrong with the certificate that was refused."""
    return _FAULTS.get(error.verify_code, CertificateFault.INVALID)


def is_old_tls(error: ssl.SSLError) -> bool:
    """Return whether a handshake failed because the server knows no TLS 1.2."""
    return error.reason in _OLD_TLS


def read_certificate(tls: ssl.SSLSocket) -> Certificate | None:
    """Return the verified certificate of an established session."""
    found = tls.getpeercert()
    if not found:
        return None
    begins, expires = (
        datetime.fromtimestamp(ssl.cert_time_to_seconds(str(found[name])), UTC)
        for name in ("notBefore", "notAfter")
    )
    return Certificate(expires, begins)
