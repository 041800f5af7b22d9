"""What people put into an ``mx`` line that is not an MX pattern, and what they mean by it.

The text is peeled from outside inwards: comment, quotes, URL, priority, port,
final dot. What is peeled off is a defect each; what remains is the pattern that
is meant, if it is one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mtasts_pages.standards.defects import Defect, quote
from mtasts_pages.standards.host_roles import find_role_defect
from mtasts_pages.standards.kinds import DefectKind
from mtasts_pages.standards.name_faults import Examined, examine_name
from mtasts_pages.standards.names import is_mx_pattern

if TYPE_CHECKING:
    from collections.abc import Callable

_LONGEST = 1000
"""Characters that are examined; whatever is longer is not a slip of a host name."""

_MARKER = re.compile(
    r"<[^<>]*>|\{[^{}]*\}|\[[^\[\]]*[\s|][^\[\]]*\]|\$\w|%\w+%|\byour_", re.IGNORECASE
)
_LINK = re.compile(r"\[([^\[\]]+)\]\([^()]*\)")
_MARKUP = re.compile(
    r"</?(?:br|p|li|b|i|em|strong|span|div|a|code|pre|td|tr)(?:\s[^<>]*)?/?>|&[a-z]{2,6};|\*\*",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"\s#.*|\s//.*|\s\([^()]*\)$|^#.*")
_QUOTES = r"\"'`\u2018-\u201f\u00ab\u00bb"
_OPENING = re.compile(rf"[{_QUOTES}(\[<]+")
_CLOSING = re.compile(rf"[{_QUOTES})\]>,;]{{1,9}}$")
_URL = re.compile(r"(?:[a-z][a-z0-9+.-]*://|smtps?:)", re.IGNORECASE)
_PRIORITY_WORD = r"(?:prio(?:rity)?|pref(?:erence)?)\.?\s*[:=]?\s*"
_PRIORITY_BEFORE = re.compile(
    rf"(?:IN\s+)?(?:MX\s+)?(?:{_PRIORITY_WORD})?(?:[0-9]{{1,5}}(?:\s*[:,)]\s*|\s+))?", re.IGNORECASE
)
_PRIORITY_AFTER = re.compile(
    rf"[\s,:(]{{1,9}}(?:{_PRIORITY_WORD})?(?<![0-9:])[0-9]{{1,5}}$", re.IGNORECASE
)
_BETWEEN = re.compile(r"[\s,;|]+(?:and\s+|or\s+)?")
_IP_ADDRESS = re.compile(
    r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?::[0-9]+)?|[0-9a-f]*:[0-9a-f]*:[0-9a-f:.]*"
)
_PORT = re.compile(r":[0-9]*$")


class _Peel:
    """The part of a text that is still taken for the pattern, and what was peeled off."""

    __slots__ = ("at", "defects", "rest", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.rest = text.strip()
        self.at = len(text) - len(text.lstrip())
        self.defects: list[Defect] = []

    def note(self, kind: DefectKind, start: int, text: str, message: str, hint: str = "") -> None:
        self.defects.append(Defect(kind, 1, start + 1, text, message, hint or None))

    def cut_front(self, length: int) -> None:
        kept = self.rest[length:].lstrip()
        self.at += len(self.rest) - len(kept)
        self.rest = kept

    def cut_back(self, length: int) -> None:
        self.rest = self.rest[: len(self.rest) - length].rstrip()


def examine_mx(text: str) -> Examined:
    """Return what is wrong with *text* as an MX pattern, and the pattern that is meant."""
    if is_mx_pattern(text):
        role = find_role_defect(text.lower())
        return Examined(text.lower(), (role,) if role else ())
    peel = _Peel(text)
    if len(text) > _LONGEST:
        message = f"{len(text)} characters are no host name, which has 253 at most"
        peel.note(DefectKind.NAME_TOO_LONG, 0, text, message, "check what was pasted")
    elif not peel.rest:
        hint = "write the name of a mail host, such as `mx1.example.com`"
        peel.note(DefectKind.MX_EMPTY, 0, "", "`mx` names no host", hint)
    else:
        if peel.rest != text:
            message = "white space around the name is read as a part of it"
            hint = "leave the white space out"
            peel.note(DefectKind.NAME_WHITE_SPACE, 0, text, message, hint)
        if all(step(peel) for step in _STEPS):
            return _examine_rest(peel)
    return Examined(None, tuple(peel.defects))


def _is_peelable(peel: _Peel) -> bool:
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


def _peel_comment(peel: _Peel) -> bool:
    found = _COMMENT.search(peel.rest)
    if found and not _PRIORITY_AFTER.search(peel.rest.rstrip(")")):
        comment = found[0].strip()
        message = f"the comment {quote(comment)} is read as a part of the host"
        at = peel.at + peel.rest.index(comment, found.start())
        peel.note(DefectKind.TRAILING_COMMENT, at, comment, message, "leave the comment out")
        peel.cut_back(len(peel.rest) - found.start())
    return bool(peel.rest)


def _peel_markup(peel: _Peel) -> bool:
    link = _LINK.fullmatch(peel.rest)
    marks = _MARKUP.findall(peel.rest)
    if link or marks:
        mark = peel.rest if link else marks[0]
        message = f"{quote(mark)} is markup, and is read as a part of the host"
        at = peel.at + peel.rest.index(mark)
        peel.note(DefectKind.MX_PUNCTUATION, at, mark, message, "write the bare name")
        peel.rest = link[1] if link else _MARKUP.sub("", peel.rest).strip()
    return bool(peel.rest)


def _peel_frame(peel: _Peel) -> bool:
    opening = _OPENING.match(peel.rest)
    closing = _CLOSING.search(peel.rest)
    mark = opening or closing
    if mark and not _PRIORITY_AFTER.search(peel.rest.rstrip(")")):
        message = f"{quote(mark[0])} is read as a part of the host"
        at = peel.at + mark.start()
        peel.note(DefectKind.MX_PUNCTUATION, at, mark[0], message, "write the bare name")
        if closing:
            peel.cut_back(len(closing[0]))
        if opening:
            peel.cut_front(len(opening[0]))
    return bool(peel.rest)


def _peel_url(peel: _Peel) -> bool:
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


def _peel_mail_address(peel: _Peel) -> bool:
    local, at_sign, _ = peel.rest.rpartition("@")
    if at_sign:
        message = f"{quote(peel.rest)} is a mail address, not the name of a host"
        hint = "write the mail host, as the MX records of the domain name it"
        peel.note(DefectKind.MX_MAIL_ADDRESS, peel.at, peel.rest, message, hint)
        peel.cut_front(len(local) + 1)
        return False  # the domain of an address need not be the mail host
    return True


def _peel_priority(peel: _Peel) -> bool:
    before = _PRIORITY_BEFORE.match(peel.rest)
    after = _PRIORITY_AFTER.search(peel.rest.rstrip(")"))
    hint = "write the name alone: a policy has no priorities"
    if before and before[0]:
        part = before[0].rstrip()
        message = f"{quote(part)} is the priority of an MX record, not a part of the host"
        peel.note(DefectKind.MX_PRIORITY, peel.at, part, message, hint)
        peel.cut_front(before.end())
    elif after:
        part = peel.rest[after.start() :].strip()
        message = f"{quote(part)} is the priority of an MX record, not a part of the host"
        at = peel.at + len(peel.rest) - len(part)
        peel.note(DefectKind.MX_PRIORITY, at, part, message, hint)
        peel.cut_back(len(peel.rest) - after.start())
    return bool(peel.rest)


def _peel_list(peel: _Peel) -> bool:
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


def _peel_port(peel: _Peel) -> bool:
    port = _PORT.search(peel.rest)
    if port:
        message = f"the port {quote(port[0])} is read as a part of the host"
        peel.note(DefectKind.MX_PORT, peel.at + port.start(), port[0], message, "leave it out")
        peel.cut_back(len(port[0]))
    return bool(peel.rest)


def _peel_dot(peel: _Peel) -> bool:
    bare = peel.rest.rstrip(".")
    if bare and bare != peel.rest:
        dots = peel.rest[len(bare) :]
        message = f"a dot follows {quote(bare)}, and strict senders refuse the policy for it"
        hint = "leave the final dot out: this is not a zone file"
        peel.note(DefectKind.MX_TRAILING_DOT, peel.at + len(bare), dots, message, hint)
        peel.cut_back(len(dots))
    return True


_STEPS: tuple[Callable[[_Peel], bool], ...] = (
    _peel_comment,
    _peel_markup,
    _is_peelable,
    _peel_frame,
    _peel_url,
    _peel_mail_address,
    _peel_priority,
    _peel_list,
    _peel_port,
    _peel_dot,
)


def _examine_rest(peel: _Peel) -> Examined:
    """Judge what is left after peeling: ``["*."] Domain``, or not."""
    wildcard = "*." if peel.rest.startswith("*.") else ""
    host = peel.rest.removeprefix("*.")
    # RFC 8461, 4.1: the wildcard is the complete left-most label and stands for one label
    if "*" in host or host.startswith(".") or not host:
        stripped = re.sub(r"^[*.]+", "", host)
        meant = f"*.{stripped}".lower()
        message = f"{quote(peel.rest)} is not a pattern: `*.` stands once, in front of a host"
        proposal = meant if is_mx_pattern(meant) else None
        hint = f"write `{proposal}`" if proposal else "name the hosts one by one"
        peel.note(DefectKind.MX_WILDCARD, peel.at, peel.rest, message, hint)
        return _propose(peel, proposal)
    found = examine_name(host, peel.at + len(wildcard))
    peel.defects.extend(found.defects)
    if found.name and not host.isascii():
        message = f"{quote(host)} is not written in A-labels, and strict senders refuse it"
        peel.note(DefectKind.MX_NOT_A_LABEL, peel.at, peel.rest, message, f"write `{found.name}`")
    return _propose(peel, wildcard + found.name if found.name else None)


def _propose(peel: _Peel, pattern: str | None) -> Examined:
    """Give every defect the *pattern* that is meant as its repair."""
    if pattern is None or not is_mx_pattern(pattern):
        return Examined(None, tuple(peel.defects))
    role = find_role_defect(pattern)
    return Examined(
        pattern,
        tuple(
            Defect(d.kind, d.line, d.column, d.text, d.message, d.hint, pattern)
            for d in peel.defects
        )
        + ((role,) if role else ()),
    )
