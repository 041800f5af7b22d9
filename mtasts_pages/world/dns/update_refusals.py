"""Why a name server refused, in words."""

from __future__ import annotations

import dns.exception
import dns.message
import dns.rcode
import dns.tsig

from mtasts_pages.errors import (
    AuthenticationError,
    MtaStsPagesError,
    NetworkError,
    OperationError,
    PermissionDeniedError,
)


class RecordChangedError(OperationError):
    """A prerequisite failed: the record is not what it was when the change was planned."""


_CHANGED = frozenset((dns.rcode.NXRRSET, dns.rcode.YXRRSET, dns.rcode.NXDOMAIN, dns.rcode.YXDOMAIN))


def explain_rcode(code: dns.rcode.Rcode, server: str, key: str, name: str) -> MtaStsPagesError:
    """Return the error for the response code of a question about or an update of *name*."""
    if code == dns.rcode.YXDOMAIN:
        return RecordChangedError(
            f"YXDOMAIN: the name already has other records on `{server}`; a CNAME record cannot"
            " be added beside them",
            "remove the other records of the policy host, such as A and AAAA, and run it again",
        )
    if code in _CHANGED:
        return RecordChangedError(
            f"{dns.rcode.to_text(code)}: the record was changed on `{server}` meanwhile; nothing"
            " was overwritten",
            "run the same command again: it reads the record first",
        )
    if code == dns.rcode.REFUSED:
        return PermissionDeniedError(
            f"REFUSED: the key `{key}` may not do this for `{name}` on `{server}`",
            "allow the key to update the zone there (BIND: update-policy; Knot: acl)",
        )
    if code in (dns.rcode.NOTAUTH, dns.rcode.NOTZONE):
        return OperationError(
            f"{dns.rcode.to_text(code)}: `{server}` is not authoritative for `{name}`",
            "name the primary name server of the zone by --server",
        )
    if code == dns.rcode.NOTIMP:
        return OperationError(
            f"NOTIMP: `{server}` does not do dynamic updates",
            "create the records by hand, or in a format that `mtasts-pages dns --format` has",
        )
    return OperationError(
        f"{dns.rcode.to_text(code)}: `{server}` failed at `{name}`", "its log says why"
    )


def explain_tsig(error: dns.exception.DNSException, server: str, key: str) -> MtaStsPagesError:
    """Return the error for what dnspython made of an answer that it does not accept."""
    if isinstance(error, dns.tsig.PeerBadKey):
        # Knot DNS says so too when it knows the key, and no `acl` of the zone names it.
        return PermissionDeniedError(
            f"BADKEY: `{server}` does not know the key `{key}`, or not for this zone",
            "give it the key of the key file, under the same name and with the same algorithm,"
            " and let it update the zone",
        )
    if isinstance(error, (dns.tsig.PeerBadSignature, dns.tsig.PeerBadTruncation)):
        return AuthenticationError(
            f"BADSIG: `{server}` has another secret or algorithm for the key `{key}`",
            "copy the key file from the server again",
        )
    if isinstance(error, (dns.tsig.PeerBadTime, dns.tsig.BadTime)):
        return OperationError(
            f"BADTIME: the clocks of this machine and of `{server}` differ too much",
            "set both by NTP; five minutes are the most that TSIG allows",
        )
    if isinstance(
        error,
        (
            dns.tsig.BadSignature,
            dns.tsig.BadKey,
            dns.tsig.BadAlgorithm,
            dns.message.BadTSIG,
            dns.message.UnknownTSIGKey,
        ),
    ):
        return NetworkError(f"the answer of `{server}` does not carry a signature of `{key}`")
    return NetworkError(f"the answer of `{server}` cannot be used: {error}")
