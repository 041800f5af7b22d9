"""A mail as far as TLS reports need it: a few header fields, and its parts decoded.

The standard library's parser under its `compat32` policy: the newer one parses every field and
loses on those that senders write wrongly.
"""

from __future__ import annotations

import email
import email.errors
import email.message
import email.utils
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.policy import compat32

from mtasts_pages.world.mail.plain_mail import UnusualError, split_plain_mail

PART_LIMIT = 200
"""Parts of one mail that are looked at."""

BOUNDARY_LIMIT = 2_000
"""Lines that may delimit parts, and parts that may hold others, before a mail is parsed at all."""

_FIELD_LIMIT = 2_000
_FIELDS_LIMIT = 20
_BOUNDARY = re.compile(rb"boundary\s*=", re.IGNORECASE)
_PLAIN_ADDRESS = re.compile(r"\s*<?[A-Za-z0-9._+-]+@([A-Za-z0-9.-]+)>?\s*", re.ASCII).fullmatch
_FOLD = re.compile(r"\r?\n[ \t]*")
_IGNORED = frozenset(("image", "audio", "video"))


# What the parser lets through of mails that somebody spoilt.
_PROVOKED = (
    email.errors.MessageError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    AssertionError,
)


class MailLimitError(ValueError):
    """A mail of more parts than one is looked at with."""


class DamagedMailError(ValueError):
    """A mail that the parser cannot read."""


@dataclass(frozen=True, slots=True)
class MailHead:
    """What the header says that matters for a report. Nothing of it is proven by itself."""

    sender: str
    """The domain of the From address, in lower case; empty for none."""
    report_domain: str | None
    """TLS-Report-Domain (RFC 8460, section 5.3)."""
    subject: str
    signatures: tuple[str, ...]
    """The DKIM-Signature fields."""
    results: tuple[str, ...]
    """The Authentication-Results fields (RFC 8601), the newest first."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part that is no container of parts."""

    data: bytes
    name: str
    is_body: bool
    """Whether it is shown as the text of the mail."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail taken apart."""

    head: MailHead
    parts: tuple[Part, ...]


def read_mail(data: bytes) -> Mail:
    """Return the mail in *data*, whatever is wrong with it.

    Raises:
        MailLimitError: It has so many parts, or so deep ones, that it is no report.
        DamagedMailError: The parser fails on it.

    """
    if data.count(b"\n--") > BOUNDARY_LIMIT:  # each costs the parser
        raise MailLimitError("too many parts")
    try:
        fields, parts = split_plain_mail(data)
    except UnusualError:
        return parse_mail(data)
    head = _make_head(
        lambda name: [value.decode("ascii") for value in fields.get(name.lower().encode(), ())]
    )
    return Mail(head, tuple(Part(*part) for part in parts))


def strip_envelope(data: bytes) -> bytes:
    """Return a mail without the ``From `` line that an mbox puts before it, which nobody signed."""
    data = data.lstrip()
    if data.startswith(b"From "):
        data = data.partition(b"\n")[2]
    return data.lstrip(b"\r\n")


def parse_mail(data: bytes) -> Mail:
    """Return the mail in *data* by the standard library's parser.

    Raises:
        MailLimitError: Its parts are too many, or nested too deeply.
        DamagedMailError: The parser fails on it.

    """
    # Parts in parts cost the parser the square of their number, and its stack.
    if len(_BOUNDARY.findall(data)) > PART_LIMIT:
        raise MailLimitError("too many parts")
    try:
        message = email.message_from_bytes(data, policy=compat32)
        head = _make_head(lambda name: [str(value) for value in message.get_all(name, [])])
        return Mail(head, tuple(_read_parts(message)))
    except RecursionError:
        raise MailLimitError("parts are nested too deeply") from None
    except MailLimitError:
        raise
    except _PROVOKED:
        raise DamagedMailError("the parser cannot read it") from None


def _read_parts(message: email.message.Message) -> Iterator[Part]:
    for number, part in enumerate(message.walk()):
        if number >= PART_LIMIT:
            raise MailLimitError("too many parts")
        if part.is_multipart() or part.get_content_maintype() in _IGNORED:
            continue
        try:
            payload = part.get_payload(decode=True)
            name = _unfold(part.get_filename(""))
        except _PROVOKED:
            continue  # an encoding or a charset that nobody has
        if isinstance(payload, bytes) and payload:
            yield Part(payload, name, part.get_content_maintype() == "text")


def _make_head(find: Callable[[str], list[str]]) -> MailHead:
    """Return what matters of a header; *find* gives the values of a field."""

    def list_values(name: str) -> tuple[str, ...]:
        return tuple(_unfold(value) for value in find(name)[:_FIELDS_LIMIT])

    def first(name: str) -> str:
        return next(iter(list_values(name)), "")

    sender = _read_sender(first("From"))
    return MailHead(
        sender=sender.strip().lower().rstrip("."),
        report_domain=first("TLS-Report-Domain").strip().lower().rstrip(".") or None,
        subject=_decode(first("Subject")),
        signatures=list_values("DKIM-Signature"),
        results=list_values("Authentication-Results"),
    )


def _read_sender(text: str) -> str:
    """Return the domain of an address."""
    match = _PLAIN_ADDRESS(text)
    return match[1] if match else email.utils.parseaddr(text)[1].rpartition("@")[2]


def _unfold(text: str) -> str:
    text = text[:_FIELD_LIMIT]
    return _FOLD.sub(" ", text) if "\n" in text else text


def _decode(text: str) -> str:
    if "=?" not in text:
        return text
    try:
        return str(make_header(decode_header(text)))
    except _PROVOKED:
        return text
