"""Whether a mail's DKIM signature lets a report be believed (RFC 8460, 3; RFC 6376).

Reporters must sign, and receivers must ignore what is not signed. In practice keys are changed,
Google's signatures end after seven days, and mailboxes outlive both. So the answer is a class, and
only a signature that is *wrong* leaves a report out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from enum import StrEnum

from mtasts_pages.world.mail.messages import MailHead

FindKey = Callable[[str], bytes | None]
"""Returns the TXT record at a name, ``None`` when there is none.

Raises:
    OSError: Nobody answers.

"""

_EXPIRY = re.compile(r"(?:^|;)\s*x\s*=\s*([0-9]{1,12})\s*(?:;|$)")
_DOMAIN = re.compile(r"(?:^|;)\s*d\s*=\s*([^;\s]{1,253})\s*(?:;|$)")
_LENGTH = re.compile(r"(?:^|;)\s*l\s*=")
_PASS = re.compile(r"\bdkim\s*=\s*pass\b(.*)", re.IGNORECASE | re.DOTALL)
_HEADER_DOMAIN = re.compile(r"\bheader\.(?:d\s*=\s*|i\s*=\s*\S*@)([A-Za-z0-9.-]{1,253})")
_MOST = 4
"""Signatures of one mail that are verified."""


class Belief(StrEnum):
    """How far a report can be believed to be from whom it says."""

    VERIFIED = "verified"
    VERIFIED_ON_RECEIPT = "verified-on-receipt"
    EXPIRED = "expired"
    KEY_GONE = "key-gone"
    UNSIGNED = "unsigned"
    FAILED = "failed"
    UNCHECKED = "unchecked"
    NONE = "none"

    @property
    def meaning(self) -> str:
        """A sentence for the docs."""
        return _MEANINGS[self]

    @property
    def is_trusted(self) -> bool:
        """Whether a success counts as evidence: forging one must not promote a policy."""
        return self in _TRUSTED


_MEANINGS = {
    Belief.VERIFIED: "the signature of the sender's domain verifies now",
    Belief.VERIFIED_ON_RECEIPT: "a mail server that is trusted by name verified it on receipt",
    Belief.EXPIRED: "the signature has ended; nobody can tell any more",
    Belief.KEY_GONE: "the key is not in the DNS any more; nobody can tell",
    Belief.UNSIGNED: "no signature of the sender's own domain",
    Belief.FAILED: "the signature is wrong: the report is left out",
    Belief.UNCHECKED: "the DNS gave no answer about the key, or was not asked",
    Belief.NONE: "a file, which the operator vouches for",
}
_TRUSTED = frozenset((Belief.VERIFIED, Belief.VERIFIED_ON_RECEIPT, Belief.NONE))


def judge_signature(
    data: bytes,
    head: MailHead,
    now: datetime,
    trusted: Sequence[str],
    find_key: FindKey | None,
) -> Belief:
    """Return how far the mail *data* can be believed.

    Args:
        data: The whole mail.
        head: What its header says.
        now: Against which a signature's end is held.
        trusted: The authserv-ids whose Authentication-Results are believed.
        find_key: Asks the DNS; ``None`` leaves out what needs it.

    """
    if any(_passed(result, head.sender, trusted) for result in head.results):
        return Belief.VERIFIED_ON_RECEIPT
    own = [
        number
        for number, field in enumerate(head.signatures[:_MOST])
        if (match := _DOMAIN.search(field)) is not None
        and is_aligned(match[1].lower(), head.sender)
        and not _LENGTH.search(field)  # RFC 8460, 3: no `l=`
    ]
    if not own:
        return Belief.UNSIGNED
    living = [number for number in own if not _has_ended(head.signatures[number], now)]
    if not living:
        return Belief.EXPIRED
    if find_key is None:
        return Belief.UNCHECKED
    beliefs = [_verify(data, number, find_key) for number in living]
    return min(beliefs, key=_RANKING.index)


_RANKING = (Belief.VERIFIED, Belief.UNCHECKED, Belief.KEY_GONE, Belief.FAILED)


def is_aligned(signer: str, sender: str) -> bool:
    """Return whether *signer* is the domain *sender*, or one above it that is no public suffix.

    >>> is_aligned("google.com", "google.com"), is_aligned("example.com", "mail.example.com")
    (True, True)
    >>> is_aligned("com", "example.com"), is_aligned("ample.com", "example.com")
    (False, False)
    """
    return signer == sender or ("." in signer and sender.endswith(f".{signer}"))


def _passed(result: str, sender: str, trusted: Sequence[str]) -> bool:
    authority, _, rest = result.partition(";")
    if authority.split(None, 1)[:1] not in [[name] for name in trusted]:
        return False
    for method in rest.split(";"):
        match = _PASS.match(method.strip())
        found = _HEADER_DOMAIN.search(match[1]) if match else None
        if found and is_aligned(found[1].lower(), sender):
            return True
    return False


def _has_ended(field: str, now: datetime) -> bool:
    match = _EXPIRY.search(field)
    return match is not None and int(match[1]) < now.timestamp()


def _verify(data: bytes, number: int, find_key: FindKey) -> Belief:
    import dkim  # noqa: PLC0415 - only mails that are judged need it

    unanswered = False
    missing = False

    def ask(name: bytes, timeout: int = 5) -> bytes | None:  # noqa: ARG001 - dkimpy's signature
        nonlocal unanswered, missing
        try:
            found = find_key(name.decode("ascii", "replace").rstrip("."))
        except OSError:
            unanswered = True
            return None
        missing = missing or found is None
        return found

    try:
        judged = dkim.DKIM(data, minkey=1024, tlsrpt=True)
        good = bool(judged.verify(idx=number, dnsfunc=ask))
    except Exception:  # noqa: BLE001 - dkimpy lets through whatever a stranger's mail provokes
        good = False
    if good:
        return Belief.VERIFIED
    if unanswered:
        return Belief.UNCHECKED
    return Belief.KEY_GONE if missing else Belief.FAILED
