"""A mail as far as TLS reports need it: a few header fields, and its parts decoded.

The standard library's parser under its `compat32` policy: the newer one parses every field and
loses on those that senders write wrongly.
"""

from __future__ import annotations

import email
import email.message
import email.utils
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.policy import compat32

PART_LIMIT = 200
"""Parts of one mail that are looked at."""

BOUNDARY_LIMIT = 2_000
"""Lines that may delimit parts, and parts that may hold others, before a mail is parsed at all."""

_FIELD_LIMIT = 2_000
_FIELDS_LIMIT = 20
_BOUNDARY = re.compile(rb"boundary\s*=", re.IGNORECASE)
_IGNORED = frozenset(("image", "audio", "video"))


class MailLimitError(ValueError):
    """A mail of more parts than one is looked at with."""


@dataclass(frozen=True, slots=True)
class MailHead:
    """What the header says that matters for a report. Nothing of it is proven by itself."""

    sender: str
    """The domain of the From address, in lower case; empty for none."""
    report_domain: str | None
    """TLS-Report-Domain (RFC 8460, section 5.3)."""
    subject: str
    date: datetime | None
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

    """
    # Both cost the parser the square of their number, or its stack.
    if data.count(b"\n--") > BOUNDARY_LIMIT or len(_BOUNDARY.findall(data)) > PART_LIMIT:
        raise MailLimitError("too many parts")
    if data.startswith(b"From "):
        data = data.partition(b"\n")[2]
    try:
        message = email.message_from_bytes(data.lstrip(b"\r\n"), policy=compat32)
        return Mail(_read_head(message), tuple(_read_parts(message)))
    except RecursionError:
        raise MailLimitError("parts are nested too deeply") from None


def _read_parts(message: email.message.Message) -> Iterator[Part]:
    for number, part in enumerate(message.walk()):
        if number >= PART_LIMIT:
            raise MailLimitError("too many parts")
        if part.is_multipart() or part.get_content_maintype() in _IGNORED:
            continue
        try:
            payload = part.get_payload(decode=True)
            name = _unfold(part.get_filename(""))
        except (LookupError, ValueError, AssertionError, TypeError):
            continue  # an encoding or a charset that nobody has
        if isinstance(payload, bytes) and payload:
            yield Part(payload, name, part.get_content_maintype() == "text")


def _read_head(message: email.message.Message) -> MailHead:
    sender = email.utils.parseaddr(_get(message, "From"))[1].rpartition("@")[2]
    return MailHead(
        sender=sender.strip().lower().rstrip("."),
        report_domain=_get(message, "TLS-Report-Domain").strip().lower().rstrip(".") or None,
        subject=_decode(_get(message, "Subject")),
        date=_parse_date(_get(message, "Date")),
        signatures=_get_all(message, "DKIM-Signature"),
        results=_get_all(message, "Authentication-Results"),
    )


def _get(message: email.message.Message, name: str) -> str:
    return next(iter(_get_all(message, name)), "")


def _get_all(message: email.message.Message, name: str) -> tuple[str, ...]:
    found = message.get_all(name, [])[:_FIELDS_LIMIT]
    return tuple(_unfold(str(value)) for value in found)


def _unfold(text: str) -> str:
    return re.sub(r"\r?\n[ \t]*", " ", text[:_FIELD_LIMIT])


def _decode(text: str) -> str:
    if "=?" not in text:
        return text
    try:
        return str(make_header(decode_header(text)))
    except (LookupError, ValueError, UnicodeError):
        return text


def _parse_date(text: str) -> datetime | None:
    try:
        moment = email.utils.parsedate_to_datetime(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
