"""What surrounds the host of an ``mx`` value: comment, markup, priority, URL, port, final dot.

Peeled off from the outside inwards, a defect each; what remains is the pattern that is meant.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mtasts_pages.standards.mistakes.defects import Defect
from mtasts_pages.standards.mistakes.kinds import DefectKind
from mtasts_pages.text import quote

if TYPE_CHECKING:
    from collections.abc import Callable

# Texts and not compiled: `re` compiles each when it is first needed, and most runs need none.
_MARKER = r"(?i)<[^<>.]*>|\{[^{}]*\}|\[[^\[\].]*[\s|][^\[\].]*\]|\$\w|%\w+%|\byour_"
_LINK = r"\[([^\[\]]+)\]\([^()]*\)"
_TAGS = (
    r"(?:</?(?:br|p|li|b|i|em|strong|span|div|a|code|pre|td|tr)(?:\s[^<>]*)?/?>|&[a-z]{2,6};|\*\*)+"
)
_TAGS_BEFORE = rf"(?i){_TAGS}"
_TAGS_AFTER = rf"(?i)(?<![*>;]){_TAGS}$"
_COMMENT = r"\s#.*|\s//.*|\s\([^()]*\)$|^#.*"
_QUOTES = r"\"'`\u2018-\u201f\u00ab\u00bb"
_OPENING = rf"[{_QUOTES}(\[<]+"
_CLOSING = rf"[{_QUOTES})\]>,;]{{1,9}}$"
_URL = r"(?i)(?:[a-z][a-z0-9+.-]*://|smtps?:)"
_PRIORITY_WORD = r"(?:prio(?:rity)?|pref(?:erence)?)\.?\s*[:=]?\s*"
_ZONE_LINE = r"(?:\S{1,255}\s+)?(?:[0-9]{1,10}\s+)?(?:IN\s+)?MX\s+|@\s+"
_ZONE_PART = r"(?i)@|\bMX\b"
_PRIORITY_BEFORE = (
    rf"(?i)(?:{_ZONE_LINE})?(?:{_PRIORITY_WORD})?(?:[0-9]{{1,5}}(?:\s*[:,)]\s*|\s+))?"
)
_PRIORITY_AFTER = rf"(?i)[^\s,(]{{1,255}}((?:\s*[,(]\s*|\s+)(?:{_PRIORITY_WORD})?[0-9]{{1,5}}\)?)"
_BETWEEN = r"[\s,;|]+(?:and\s+|or\s+)?"
_IP_ADDRESS = r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?::[0-9]+)?|[0-9a-f]*:[0-9a-f]*:[0-9a-f:.]*"
_PORT = r":[0-9]*$"
_FINAL_DOTS = r"\.[.\s]*$"


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
    """Return whether a host may be in there; what cannot be one is noted."""
    before = len(peel.defects)
    marker = re.search(_MARKER, peel.rest)
    if marker:
        message = f"{quote(peel.rest)} is the text of a template, not a host"
        hint = "write the name of the mail host, as the MX records of the domain have it"
        peel.note(DefectKind.TEMPLATE_TEXT, peel.at, peel.rest, message, hint)
    elif re.fullmatch(_IP_ADDRESS, peel.rest.strip("[]").lower().removeprefix("ipv6:")):
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
    found = re.search(_COMMENT, peel.rest)
    if found and not re.fullmatch(_PRIORITY_AFTER, peel.rest):
        comment = found[0].strip()
        message = f"the comment {quote(comment)} is read as a part of the host"
        at = peel.at + peel.rest.index(comment, found.start())
        peel.note(DefectKind.TRAILING_COMMENT, at, comment, message, "leave the comment out")
        peel.cut_back(len(peel.rest) - found.start())
    return bool(peel.rest)


def _peel_markup(peel: Peel) -> bool:
    link = re.fullmatch(_LINK, peel.rest)
    before = re.match(_TAGS_BEFORE, peel.rest)
    after = re.search(_TAGS_AFTER, peel.rest)
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
    opening = re.match(_OPENING, peel.rest)
    closing = re.search(_CLOSING, peel.rest)
    mark = opening or closing
    if mark and not re.fullmatch(_PRIORITY_AFTER, peel.rest):
        message = f"{quote(mark[0])} is read as a part of the host"
        at = peel.at + mark.start()
        peel.note(DefectKind.MX_PUNCTUATION, at, mark[0], message, "write the bare name")
        if closing:
            peel.cut_back(len(closing[0]))
        if opening:
            peel.cut_front(len(opening[0]))
    return bool(peel.rest)


def _peel_url(peel: Peel) -> bool:
    scheme = re.match(_URL, peel.rest)
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
    before = re.match(_PRIORITY_BEFORE, peel.rest)
    after = re.fullmatch(_PRIORITY_AFTER, peel.rest)
    hint = "write the name alone: a policy has no priorities"
    if before and before[0]:
        part = before[0].rstrip()
        what = "a part" if re.search(_ZONE_PART, part) else "the priority"
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
    hosts = [host for host in re.split(_BETWEEN, peel.rest) if host]
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
    port = re.search(_PORT, peel.rest)
    if port:
        message = f"the port {quote(port[0])} is read as a part of the host"
        peel.note(DefectKind.MX_PORT, peel.at + port.start(), port[0], message, "leave it out")
        peel.cut_back(len(port[0]))
    return bool(peel.rest)


def _peel_dot(peel: Peel) -> bool:
    found = re.search(_FINAL_DOTS, peel.rest)
    if found and found.start():
        bare, dots = peel.rest[: found.start()], found[0]
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
