"""Peeling an ``mx`` value from outside inwards: comment, markup, priority, URL, port, final dot.

What is peeled off is a defect each; what remains is the pattern that is meant, if it is one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mtasts_pages.standards.defects import Defect
from mtasts_pages.standards.kinds import DefectKind
from mtasts_pages.text import quote

if TYPE_CHECKING:
    from collections.abc import Callable

_MARKER = re.compile(
    r"<[^<>.]*>|\{[^{}]*\}|\[[^\[\].]*[\s|][^\[\].]*\]|\$\w|%\w+%|\byour_", re.IGNORECASE
)
_LINK = re.compile(r"\[([^\[\]]+)\]\([^()]*\)")
_TAGS = (
    r"(?:</?(?:br|p|li|b|i|em|strong|span|div|a|code|pre|td|tr)(?:\s[^<>]*)?/?>|&[a-z]{2,6};|\*\*)+"
)
_TAGS_BEFORE = re.compile(_TAGS, re.IGNORECASE)
_TAGS_AFTER = re.compile(rf"(?<![*>;]){_TAGS}$", re.IGNORECASE)
_COMMENT = re.compile(r"\s#.*|\s//.*|\s\([^()]*\)$|^#.*")
_QUOTES = r"\"'`\u2018-\u201f\u00ab\u00bb"
_OPENING = re.compile(rf"[{_QUOTES}(\[<]+")
_CLOSING = re.compile(rf"[{_QUOTES})\]>,;]{{1,9}}$")
_URL = re.compile(r"(?:[a-z][a-z0-9+.-]*://|smtps?:)", re.IGNORECASE)
_PRIORITY_WORD = r"(?:prio(?:rity)?|pref(?:erence)?)\.?\s*[:=]?\s*"
_ZONE_LINE = r"(?:\S{1,255}\s+)?(?:[0-9]{1,10}\s+)?(?:IN\s+)?MX\s+|@\s+"
_ZONE_PART = re.compile(r"@|\bMX\b", re.IGNORECASE)
_PRIORITY_BEFORE = re.compile(
    rf"(?:{_ZONE_LINE})?(?:{_PRIORITY_WORD})?(?:[0-9]{{1,5}}(?:\s*[:,)]\s*|\s+))?", re.IGNORECASE
)
_PRIORITY_AFTER = re.compile(
    rf"[^\s,(]{{1,255}}((?:\s*[,(]\s*|\s+)(?:{_PRIORITY_WORD})?[0-9]{{1,5}}\)?)", re.IGNORECASE
)
_BETWEEN = re.compile(r"[\s,;|]+(?:and\s+|or\s+)?")
_IP_ADDRESS = re.compile(
    r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?::[0-9]+)?|[0-9a-f]*:[0-9a-f]*:[0-9a-f:.]*"
)
_PORT = re.compile(r":[0-9]*$")


class Peel:
    """The part of a text that is still taken for the pattern, and what was peeled off."""

    __slots__ = ("at", "defects", "rest")

    def __init__(self, text: str) -> None:
        self.rest = text.strip()
        self.at = len(text) - len(text.lstrip())
        self.defects: list[Defect] = []

    def note(self, kind: DefectKind, start: int, text: str, message: str, hint: str = "") -> None:
        """Note a defect of *text*, which begins after *start* characters."""
        self.defects.append(Defect(kind, 1, start + 1, text, message, hint or None))

    def cut_front(self, length: int) -> None:
        """Peel *length* characters off the front, and the white space behind them."""
        kept = self.rest[length:].lstrip()
        self.at += len(self.rest) - len(kept)
        self.rest = kept

    def cut_back(self, length: int) -> None:
        """Peel *length* characters off the end, and the white space before them."""
        self.rest = self.rest[: len(self.rest) - length].rstrip()


def _is_peelable(peel: Peel) -> bool:
    """Return whether a host may be in there; what stands for none is noted."""
    before = len(peel.defects)
    marker = _MARKER.search(peel.rest)
    if marker:
        message = f"{quote(peel.rest)} is the text of a template, not a host"
        hint = "write the name of the mail host, as the MX records of the domain have it"
        peel.note(DefectKind.TEMPLATE_TEXT, peel.at, peel.rest, message, hint)
    elif _IP_ADDRESS.fullmatch(peel.rest.strip("[]").lower().removeprefix("ipv6:")):
        # RFC 5321, 4.1.2: an address literal is not a Domain
        message = f"{quote(peel.rest)} is an IP address, and no certificate or MX record matches it"
        hint = "write the host name that the MX record has"
        peel.note(DefectKind.MX_IP_ADDRESS, peel.at, peel.rest, message, hint)
    elif peel.rest == ".":
        message = "`.` is the null MX of a domain that takes no mail, not a host"
        hint = "leave the line out and write `mode: none`, or name the hosts that take mail"
        peel.note(DefectKind.MX_NULL, peel.at, ".", message, hint)
    return len(peel.defects) == before


def _peel_comment(peel: Peel) -> bool:
    found = _COMMENT.search(peel.rest)
    if found and not _PRIORITY_AFTER.fullmatch(peel.rest):
        comment = found[0].strip()
        message = f"the comment {quote(comment)} is read as a part of the host"
        at = peel.at + peel.rest.index(comment, found.start())
        peel.note(DefectKind.TRAILING_COMMENT, at, comment, message, "leave the comment out")
        peel.cut_back(len(peel.rest) - found.start())
    return bool(peel.rest)


def _peel_markup(peel: Peel) -> bool:
    link = _LINK.fullmatch(peel.rest)
    before = _TAGS_BEFORE.match(peel.rest)
    after = _TAGS_AFTER.search(peel.rest)
    found = link or before or after
    if found:
        message = f"{quote(found[0])} is markup, and is read as a part of the host"
        at = peel.at + found.start()
        peel.note(DefectKind.MX_PUNCTUATION, at, found[0], message, "write the bare name")
    if link:
        peel.cut_back(len(peel.rest) - link.end(1))
        peel.cut_front(1)
    else:
        if after:
            peel.cut_back(len(after[0]))
        if before:
            peel.cut_front(before.end())
    return bool(peel.rest)


def _peel_frame(peel: Peel) -> bool:
    opening = _OPENING.match(peel.rest)
    closing = _CLOSING.search(peel.rest)
    mark = opening or closing
    if mark and not _PRIORITY_AFTER.fullmatch(peel.rest):
        message = f"{quote(mark[0])} is read as a part of the host"
        at = peel.at + mark.start()
        peel.note(DefectKind.MX_PUNCTUATION, at, mark[0], message, "write the bare name")
        if closing:
            peel.cut_back(len(closing[0]))
        if opening:
            peel.cut_front(len(opening[0]))
    return bool(peel.rest)


def _peel_url(peel: Peel) -> bool:
    scheme = _URL.match(peel.rest)
    path = re.search(r"[/?].*$", peel.rest[scheme.end() :] if scheme else peel.rest)
    if scheme or path:
        message = f"{quote(peel.rest)} is a URL, not the name of a host"
        peel.note(DefectKind.MX_URL, peel.at, peel.rest, message, "write the bare name")
        if path:
            peel.cut_back(len(path[0]))
        if scheme:
            peel.cut_front(scheme.end())
    return bool(peel.rest)


def _peel_mail_address(peel: Peel) -> bool:
    local, at_sign, _ = peel.rest.rpartition("@")
    if at_sign:
        message = f"{quote(peel.rest)} is a mail address, not the name of a host"
        hint = "write the mail host, as the MX records of the domain name it"
        peel.note(DefectKind.MX_MAIL_ADDRESS, peel.at, peel.rest, message, hint)
        peel.cut_front(len(local) + 1)
        return False  # the domain of an address need not be the mail host
    return True


def _peel_priority(peel: Peel) -> bool:
    before = _PRIORITY_BEFORE.match(peel.rest)
    after = _PRIORITY_AFTER.fullmatch(peel.rest)
    hint = "write the name alone: a policy has no priorities"
    if before and before[0]:
        part = before[0].rstrip()
        what = "a part" if _ZONE_PART.search(part) else "the priority"
        message = f"{quote(part)} is {what} of an MX record, not a part of the host"
        peel.note(DefectKind.MX_PRIORITY, peel.at, part, message, hint)
        peel.cut_front(before.end())
    elif after:
        part = after[1].strip()
        message = f"{quote(part)} is the priority of an MX record, not a part of the host"
        at = peel.at + len(peel.rest) - len(part)
        peel.note(DefectKind.MX_PRIORITY, at, part, message, hint)
        peel.cut_back(len(after[1]))
    return bool(peel.rest)


def _peel_list(peel: Peel) -> bool:
    hosts = [host for host in _BETWEEN.split(peel.rest) if host]
    if len(hosts) > 1:
        names = [host.rstrip(".") for host in hosts[:5]]
        if not all("." in name for name in names):
            return True  # words, not hosts: the name's own faults say it better
        message = f"{quote(peel.rest)} are several hosts on one line"
        hint = "write a line for each: " + ", ".join(f"`mx: {name}`" for name in names)
        peel.note(DefectKind.MX_LIST, peel.at, peel.rest, message, hint)
        return False
    return True


def _peel_port(peel: Peel) -> bool:
    port = _PORT.search(peel.rest)
    if port:
        message = f"the port {quote(port[0])} is read as a part of the host"
        peel.note(DefectKind.MX_PORT, peel.at + port.start(), port[0], message, "leave it out")
        peel.cut_back(len(port[0]))
    return bool(peel.rest)


def _peel_dot(peel: Peel) -> bool:
    bare = peel.rest.rstrip(".")
    if bare and bare != peel.rest:
        dots = peel.rest[len(bare) :]
        message = f"a dot follows {quote(bare)}, and strict senders refuse the policy for it"
        hint = "leave the final dot out: this is not a zone file"
        peel.note(DefectKind.MX_TRAILING_DOT, peel.at + len(bare), dots, message, hint)
        peel.cut_back(len(dots))
    return True


STEPS: tuple[Callable[[Peel], bool], ...] = (
    _peel_comment,
    _peel_markup,
    _is_peelable,
    _peel_frame,
    _peel_priority,
    _peel_url,
    _peel_mail_address,
    _peel_list,
    _peel_port,
    _peel_dot,
)
"""In their order; each returns whether there is a host to go on with."""
